"""What only the page of subsidies shows."""
