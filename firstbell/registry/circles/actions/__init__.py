"""What changes who is let into a record, or kept out of it, by name."""
