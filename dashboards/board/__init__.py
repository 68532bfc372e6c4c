"""What the boards of all offices share: their first line, course along time, groups and headline figures."""
