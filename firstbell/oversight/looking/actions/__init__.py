"""Raise unusual readings, break the glass over one case, and review both."""


class CannotReview(RuntimeError):
    """It is one's own, or somebody has reviewed it meanwhile."""
