"""The accountability ladder: acts on bodies, their notices and answers, and what rules propose."""
