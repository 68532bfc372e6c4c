"""What only the supervision page and its desk show."""
