"""What only the office of special-group services shows: its board, and the desk of the monthly returns."""
