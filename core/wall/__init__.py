"""The walls: what they show and when, which devices may show it, and how large it must be written."""
