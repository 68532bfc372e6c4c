"""What only the page of alarms shows: what rings, what has returned, and the rules."""
