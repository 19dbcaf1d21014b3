"""The whole matrix of who may see what."""
