"""Unique pupil numbers, as far as linkage needs them: is it one, and is it a temporary one?

The check letter is that of the Government Data Standards Catalogue ("Unique Pupil Number 2.0").
A number that fails it is no evidence at all, for or against.
"""

import re
from functools import lru_cache

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_FORM = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]")


@lru_cache(maxsize=1 << 16)
def tidy_upn(text: str) -> str:
    """The number in capitals without spaces, or "" where the text is no valid UPN."""
    packed = "".join(text.upper().split())
    if not _FORM.fullmatch(packed):
        return ""
    values = (int(sign) if sign.isdigit() else _LETTERS.index(sign) for sign in packed[1:])
    total = sum(place * value for place, value in enumerate(values, start=2))
    return packed if _LETTERS[total % len(_LETTERS)] == packed[0] else ""


def is_temporary(upn: str) -> bool:
    """Whether a valid UPN was given for a time only, which its last letter shows."""
    return upn[-1:].isalpha()
