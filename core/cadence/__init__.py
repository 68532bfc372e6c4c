"""The cadence of work: what each body owes and when, who has reported, and the operating mode that changes it."""
