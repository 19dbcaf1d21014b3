"""What stands on a hub's morning sheet, and how it is set and sealed. Reads and writes no row."""
