"""The doors to what has come to its end, and to requests for somebody's own record."""


class NotForThem(LookupError):
    """There is no such thing, or it is not this person's: which of the two is not told."""
