"""What only the page of the cadence of work shows: reports owed and given, modes, the calendar, the products."""
