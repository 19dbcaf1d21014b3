"""Characters that nobody sees but that change what is read, shown as a mark.

A right-to-left override lets a name read backwards on a page, and a space without width makes
two names look like one. What was sent is kept as it was sent; what is shown shows the mark.
Joiners that Persian and Indian scripts need, and the plain direction marks, stay.
"""

import re

MARK = "\N{REPLACEMENT CHARACTER}"

UNSEEN = "\u200b\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Embeddings, overrides and isolates of direction; separators and spaces without width."""

_UNSEEN = re.compile(f"[{UNSEEN}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNSEEN_BYTES = re.compile(b"|".join(each.encode() for each in UNSEEN))


def shown(text: str) -> str:
    """Return a text with a mark for each character that nobody would see."""
    return _UNSEEN.sub(MARK, text)


def shown_bytes(page: bytes) -> bytes:
    """Return a page in UTF-8 with a mark for each character that nobody would see."""
    return _UNSEEN_BYTES.sub(MARK.encode(), page)
