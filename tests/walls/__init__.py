"""The second wall: row level security, without any door before it."""
