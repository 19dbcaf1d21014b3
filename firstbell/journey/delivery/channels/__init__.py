"""Ways to hurry a person, a folder each. None carries content."""
