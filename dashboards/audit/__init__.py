"""What only the audit manager's page shows."""
