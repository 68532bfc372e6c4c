"""What only the page of acts on bodies and its desk show."""
