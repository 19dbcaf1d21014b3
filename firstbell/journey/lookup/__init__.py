"""Look-ups before the door: live incidents of a force, and what an officer is told of the home."""
