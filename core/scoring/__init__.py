"""Supervision scoring: a scheme as data, what it makes of a frozen set of figures, and how that is explained."""
