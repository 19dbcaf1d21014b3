"""Who looked: unusual readings, cases opened by break glass, who has seen one record."""
