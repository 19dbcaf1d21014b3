"""The published API asked in many thousand ways."""
