"""Alarms (EEMUA 191): few, each with an owner, a clock and an acknowledgement, made of the catalogue's metrics only."""
