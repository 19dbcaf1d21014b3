"""What a council’s officer for allegations is told of a suspect who works with children."""
