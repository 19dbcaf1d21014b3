"""What a person was writing when their time ran out: kept for a day, sealed, for them alone."""
