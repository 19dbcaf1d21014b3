"""Pupils and the rolls that name them."""
