"""The page on which a board's marks and targets are kept."""
