"""The shell that people and machines come through: addresses, base pages, sign-in, health."""
