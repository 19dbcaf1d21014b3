"""Unique pupil numbers for the sample borough, with right check letters.

The council part is that of an invented council, so that none of them was ever a real child's.
Source of the rule: the UK Government Data Standards Catalogue, "Unique Pupil Number 2.0".
"""

from firstbell.core.identifiers import CHECK_LETTERS, check_letter

_SERIALS = 999
_TEMPORARY_SERIALS = 99


class UpnBook:
    """Gives out numbers, each once."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def permanent(self, council: str, number: str, year: int) -> str:
        """A number as the school of first entry gives it; `year` is that of entry."""
        stem, serial = self._next(council, number, year, _SERIALS)
        rest = f"{stem}{serial:03d}"
        return check_letter(rest) + rest

    def temporary(self, council: str, number: str, year: int) -> str:
        """A number that ends in a letter, for a pupil whose own is not yet known."""
        stem, serial = self._next(council, number, year, _TEMPORARY_SERIALS, mark="T")
        rest = f"{stem}{serial:02d}{CHECK_LETTERS[serial % len(CHECK_LETTERS)]}"
        return check_letter(rest) + rest

    def _next(
        self, council: str, number: str, year: int, limit: int, mark: str = ""
    ) -> tuple[str, int]:
        """The stem and the next free serial; a year that is used up gives way to an older one."""
        while True:
            stem = f"{council}{number}{year % 100:02d}"
            serial = self._last.get(stem + mark, 0) + 1
            if serial <= limit:
                self._last[stem + mark] = serial
                return stem, serial
            year -= 1
