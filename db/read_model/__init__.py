"""The read model: a columnar copy of what is counted, kept level with the records by their change log."""
