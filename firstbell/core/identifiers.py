"""What a UPN and a postcode look like when they are right.

A UPN is a check letter, the three digits of a council, the four of a school, the two of a
year and a serial number of three digits; a temporary one ends in a letter instead. The check
letter is that of the UK Government Data Standards Catalogue ("Unique Pupil Number 2.0").
A bad number is told apart with a reason and never refused here: a wrong UPN is still a child.
"""

import re
from dataclasses import dataclass
from typing import Literal

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The 23 letters of the check sum, without I, O and S."""

_UPN = re.compile(rf"[{CHECK_LETTERS}][0-9]{{11}}[0-9{CHECK_LETTERS}]")
_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")


@dataclass(frozen=True, kw_only=True)
class CheckedUpn:
    """A UPN in its normal form with what was found, and why when it is not valid."""

    upn: str
    state: Literal["valid", "temporary", "invalid"]
    why: str = ""


def check_upn(text: str) -> CheckedUpn:
    """Return what `text` is as a UPN; blanks and small letters do not matter.

    The council's number is not looked up: councils come and go, and Wales has its own.
    """
    upn = "".join(text.split()).upper()
    if len(upn) != 13:
        return CheckedUpn(upn=upn, state="invalid", why=f"it has {len(upn)} characters, not 13")
    if not _UPN.fullmatch(upn):
        why = "it is not a letter, eleven digits, and a digit or letter (I, O and S are not used)"
        return CheckedUpn(upn=upn, state="invalid", why=why)
    if (right := check_letter(upn[1:])) != upn[0]:
        why = f"its check letter is {upn[0]}, and the rest of it calls for {right}"
        return CheckedUpn(upn=upn, state="invalid", why=why)
    if upn[-1].isalpha():
        return CheckedUpn(upn=upn, state="temporary", why="it ends in a letter")
    return CheckedUpn(upn=upn, state="valid")


_PLACE = re.compile(r"(EY|VC|CA|OF)?([0-9]{1,9})")
_CHILDCARE = {"OF": 800_000_000, "EY": 810_000_000, "VC": 820_000_000, "CA": 830_000_000}
_BLOCK = 10_000_000


def place_number(text: str) -> int | None:
    """Return the number that an establishment is kept under, by its URN or childcare reference.

    A reference of the childcare register is letters and up to seven digits (`EY500123`). One
    without letters may be the URN of a school too, so it is written with `OF` before it; seven
    digits need none, for no school has so many. Each has a number of nine digits here, which no
    school has.
    """
    found = _PLACE.fullmatch(re.sub(r"[\s.\-/]", "", text).upper())
    if found is None or not text.isascii():
        return None
    letters, number = found[1] or "", int(found[2])
    if not letters and len(found[2]) == len(str(_BLOCK)) - 1 and number:
        letters = "OF"
    if not letters:
        return number or None
    return _CHILDCARE[letters] + number if 0 < number < _BLOCK else None


def place_reference(number: int) -> str:
    """Return what people call the number: the reference of the childcare register, or the URN."""
    for letters, first in _CHILDCARE.items():
        if first < number < first + _BLOCK:
            digits = f"{number - first:06}"
            return digits if letters == "OF" and len(digits) > 6 else letters + digits
    return str(number)


_VALUES = {str(digit): digit for digit in range(10)} | {
    letter: place for place, letter in enumerate(CHECK_LETTERS)
}


def check_letter(rest: str) -> str:
    """Return the check letter for characters 2 to 13 of a UPN.

    Each is multiplied by its place, and a final letter counts as its place among the 23.
    """
    values = map(_VALUES.__getitem__, rest)
    return CHECK_LETTERS[sum(place * value for place, value in enumerate(values, 2)) % 23]


def normal_postcode(text: str) -> str | None:
    """Return a postcode as the ONS writes it in `pcds`: capitals and one space; else None."""
    compact = re.sub(r"[\s.\-]", "", text).upper()
    found = _POSTCODE.fullmatch(compact)
    return f"{found[1]} {found[2]}" if found else None
