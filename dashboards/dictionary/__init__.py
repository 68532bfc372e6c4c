"""What only the metric dictionary shows."""
