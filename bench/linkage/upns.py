"""UPNs of pupils who do not exist: an engine that needs one imports no families for it."""

from operator import mul

_PLACES = range(2, 14)
_ZEROS = ord("0") * sum(_PLACES)


def make_upn(number: int) -> str:
    """A UPN with a right check letter for an invented council."""
    digits = f"999{number % 10**9:09d}"
    total = sum(map(mul, _PLACES, digits.encode())) - _ZEROS
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits
