"""The ledger: what has happened, and what is due because of it."""
