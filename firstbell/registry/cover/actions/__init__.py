"""What is done about cover: one module for each thing that happens."""
