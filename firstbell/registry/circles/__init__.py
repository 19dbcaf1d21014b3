"""Who is let into a record, or kept out of it, by name: beyond what roles and places say."""
