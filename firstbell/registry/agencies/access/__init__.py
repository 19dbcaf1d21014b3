"""The doors to who works where, and to what waits for a second person."""
