"""The page of accounts: the list, a new one, and what may be done to one."""
