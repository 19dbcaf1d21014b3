"""Where a child lives, as far as linkage needs it: the postcode, its outward half, the house.

Homes change and are written in many ways, so an address only ever adds or takes a little
weight; nothing here may make a child unlinkable.
"""

import re
from functools import lru_cache

from firstbell.core.identifiers import normal_postcode
from firstbell.core.linkage.names import fold

_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
INWARD_LENGTH = 3


@lru_cache(maxsize=1 << 16)
def postcode(text: str) -> str:
    """The full postcode in capitals without a space, or "" where the text holds none."""
    return (normal_postcode(text) or "").replace(" ", "")


@lru_cache(maxsize=1 << 16)
def outcode(text: str) -> str:
    """The outward half of a postcode, also where only that half was recorded; else ""."""
    full = postcode(text)
    if full:
        return full[:-INWARD_LENGTH]
    packed = "".join(text.upper().split())
    return packed if _OUTWARD.fullmatch(packed) else ""


@lru_cache(maxsize=1 << 16)
def house(text: str) -> str:
    """The part of a first address line that tells neighbours apart.

    Its numbers, in one order ("Flat 3, 21 Mill Lane" and "21 Mill Lane, Flat 3" are one home),
    or for a named house the first two words.
    """
    words = fold(text).split()
    numbers = [word for word in words if word[0] <= "9"]
    if len(numbers) == 1:
        return numbers[0]
    return " ".join(sorted(numbers) or words[:2])


def household(address_line_1: str, postcode_text: str, uprn: str) -> str | None:
    """One text for one home: house and postcode, else the UPRN, else None."""
    code, number = postcode(postcode_text), house(address_line_1)
    if code and number:
        return f"{code} {number}"
    property_number = uprn.strip().lstrip("0")
    return f"uprn {property_number}" if property_number else None
