"""Files that other systems write, read into plain values. Nothing here asks the database."""
