"""Reads about circles: what is guarded, what is referred to whom, what is marked unsafe."""
