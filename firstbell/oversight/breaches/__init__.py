"""What was told to the wrong one: a record of each, from the recall to its closing."""
