"""Attacks on the product's own doors, in their long form: who gets in, who sees what, what can be denied afterwards."""
