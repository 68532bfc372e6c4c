"""What the office of special-group services does: monthly returns of townships, their closing, and what is offered."""
