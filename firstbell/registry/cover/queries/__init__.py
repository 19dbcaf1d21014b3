"""What is asked about cover."""
