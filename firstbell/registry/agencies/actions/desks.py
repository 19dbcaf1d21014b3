"""A desk exists from the moment that somebody must be told there, contacts or not."""

from firstbell.foundation import acting
from firstbell.registry.agencies.models import Desk


@acting.as_system
def desk_for(code: str) -> Desk:
    """Return the desk written as `380:home-education`, made when this is its first use.

    :raises ValueError: if the code names no council and kind.
    """
    council, colon, kind = code.partition(":")
    if not (council and colon and kind):
        raise ValueError("a desk is written as council and kind, such as 380:home-education")
    desk, _ = Desk.objects.get_or_create(
        code=code,
        defaults={"kind": kind, "council_code": "" if council == "gp" else council},
    )
    return desk
