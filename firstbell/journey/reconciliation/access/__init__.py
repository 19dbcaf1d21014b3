"""The doors to the account of every child, one for each circle of people."""
