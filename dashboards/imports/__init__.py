"""The page of imports: hand a table in, look at what it would do, take it in, take it back."""
