"""Unique pupil numbers, as far as linkage needs them: is it one, and is it a temporary one?

A number whose check letter is wrong is no evidence at all, for or against.
"""

from functools import lru_cache

from firstbell.core.identifiers import check_upn


@lru_cache(maxsize=1 << 16)
def tidy_upn(text: str) -> str:
    """The number in its normal form, or "" where the text is no valid UPN."""
    checked = check_upn(text)
    return "" if checked.state == "invalid" else checked.upn


def is_temporary(upn: str) -> bool:
    """Whether a valid UPN was given for a time only, which its last letter shows."""
    return upn[-1:].isalpha()
