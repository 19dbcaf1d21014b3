"""Rolls: read from files, taken, held, and read again."""
