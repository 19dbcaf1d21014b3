"""The watched folder: a force drops its files there, and finds a receipt for each beside them."""
