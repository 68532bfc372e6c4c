"""What only the situation board shows."""
