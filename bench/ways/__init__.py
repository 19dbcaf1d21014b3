"""How long the morning board takes, and how that grows with the children on it."""
