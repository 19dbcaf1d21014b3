"""A morning as people live it: a real server, a real mail server, a real browser."""
