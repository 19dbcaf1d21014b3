"""What every part stands on: identity, the audit trail, the ledger of events and the clock."""
