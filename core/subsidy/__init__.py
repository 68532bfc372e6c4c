"""Subsidy by the case: what a case is worth, who claims and who approves, and the ledger that only grows."""
