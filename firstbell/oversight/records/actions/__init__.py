"""What is decided about records, and what is done to them then."""
