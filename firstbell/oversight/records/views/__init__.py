"""The pages of what has come to its end, and of requests for somebody's own record."""
