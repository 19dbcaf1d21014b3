"""Say to which other councils and forces children are handed over, and how."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.handover.models import Sibling
from firstbell.registry.agencies.models import Agency

Way = Sibling.Way
"""How a child is handed over: to another Firstbell, by a file, or to a named person."""

MOST_KEYS = 3
"""Keys of one sibling at once: two are enough to change from one to the other."""


class CannotSet(ValueError):
    """This sibling cannot be kept so; the message says why."""


@acting.as_system
def add_sibling(
    *,
    code: str,
    name: str,
    way: Sibling.Way,
    by: User | None,
    at: datetime,
    url: str = "",
    keys: Sequence[str] = (),
    lauas: Sequence[str] = (),
    force_pfa: str = "",
    contact: str = "",
    phone: str = "",
) -> Sibling:
    """Let children be handed to another council or force, and be received from it.

    :raises CannotSet: if the code will not do or is taken, or a key is another sibling's.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
        raise CannotSet("write the code in letters, digits and dashes")
    if Agency.objects.filter(code=code).exists():
        raise CannotSet("this code is taken")
    agency = Agency.objects.create(code=code, name=name, kind=Agency.Kind.ELSEWHERE)
    row = Sibling(agency=agency, way=way, set_at=at)
    return _keep(
        row, "sibling.added", url=url, keys=keys, lauas=lauas, force_pfa=force_pfa,
        contact=contact, phone=phone, by=by, at=at,
    )  # fmt: skip


@acting.as_system
def change_sibling(
    *,
    sibling_id: UUID,
    way: Sibling.Way,
    by: User,
    at: datetime,
    url: str = "",
    keys: Sequence[str] = (),
    lauas: Sequence[str] = (),
    force_pfa: str = "",
    contact: str = "",
    phone: str = "",
) -> Sibling:
    """Change how children are handed to a sibling; its name and code stay what they are.

    :raises CannotSet: if it has ended, a key is another sibling's, or it would be reached in
        another way while a hand-over with it waits for an answer.
    """
    row = Sibling.objects.select_for_update().filter(id=sibling_id, ended_at=None).first()
    if row is None:
        raise CannotSet("nothing is handed to them any more")
    if row.way != way and _is_waited_for(row):
        raise CannotSet(WAITED_FOR)
    row.way = way
    return _keep(
        row, "sibling.changed", url=url, keys=keys, lauas=lauas, force_pfa=force_pfa,
        contact=contact, phone=phone, by=by, at=at,
    )  # fmt: skip


@acting.as_system
def end_sibling(*, sibling_id: UUID, by: User, at: datetime) -> None:
    """Hand nothing more to a sibling and hear it no more.

    :raises CannotSet: while a hand-over with it waits for an answer.
    """
    row = Sibling.objects.select_for_update().filter(id=sibling_id, ended_at=None).first()
    if row is None:
        return
    if _is_waited_for(row):
        raise CannotSet(WAITED_FOR)
    row.ended_at, row.set_by, row.keys = at, by, []
    row.save()
    _trail("sibling.ended", row, by=by, at=at)


WAITED_FOR = "a hand-over with them waits for an answer"


def _is_waited_for(row: Sibling) -> bool:
    offers, arrivals = row.offers.filter(answered_at=None), row.arrivals.filter(answered_at=None)
    return offers.exists() or arrivals.exists()


def _keep(
    row: Sibling,
    action: str,
    *,
    url: str,
    keys: Sequence[str],
    lauas: Sequence[str],
    force_pfa: str,
    contact: str,
    phone: str,
    by: User | None,
    at: datetime,
) -> Sibling:
    known = list(dict.fromkeys(keys))
    others = Sibling.objects.exclude(id=row.id).filter(keys__overlap=known)
    if len(known) > MOST_KEYS or others.exists():
        raise CannotSet("this key is another area’s, or there are too many")
    row.url, row.keys = url.rstrip("/"), known
    row.lauas, row.force_pfa = sorted(set(lauas)), force_pfa
    row.contact, row.phone = contact, phone
    row.set_by, row.set_at = by, at
    row.save()
    _trail(action, row, by=by, at=at)
    return row


def _trail(action: str, row: Sibling, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="agency",
        subject_id=row.agency_id,
        by=by,
        at=at,
        detail={"way": str(row.way), "keys": row.keys},
    )
