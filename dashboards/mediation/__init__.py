"""What only the mediation page and the desk of cases show."""
