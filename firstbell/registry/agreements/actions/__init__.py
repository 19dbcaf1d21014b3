"""What happens to an agreement: drafted, reviewed, signed, renewed, ended; and what time does."""
