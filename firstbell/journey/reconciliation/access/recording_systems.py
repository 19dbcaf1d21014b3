"""The door to schools' recording systems: to where each is told, and what became of it.

For the hub's managers. Nothing here is about a child, so that reading it leaves no entry in the
trail; messages are counted as the system, whatever they were about. The secret is not shown.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from firstbell.core.take_up import Line, OfKind, School, by_kind, take_up
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Post, Webhook
from firstbell.registry.agencies.models import Establishment, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover.models import ContactCheck, RecordKeeping

WHO = (Role.HUB_MANAGER,)

WHO_READS_FIGURES = (Role.HUB_MANAGER, Role.BUSINESS_UNIT)


class NoSuchPlace(LookupError):
    """There is no such school."""


@dataclass(frozen=True, kw_only=True)
class SystemPage:
    """Where the system of one school is told, and how the last message went. Or none."""

    place_id: UUID
    place: str
    url: str
    made_at: datetime | None
    made_by: str
    last_taken_at: datetime | None
    waiting_since: datetime | None
    last_code: str
    has_gone_at: datetime | None
    gone_url: str


@dataclass(frozen=True, kw_only=True)
class TakeUp:
    """How many schools of the area have key adults, and a line for each system and kind."""

    schools: int
    said: int
    told: int
    lines: tuple[Line, ...]
    kinds: tuple[OfKind, ...]


def figures() -> TakeUp:
    """Return the take-up among every school that has or had key adults."""
    known = ContactCheck.objects.exclude(establishment=None)
    kind_of = dict(known.values_list("establishment", "establishment__type_group"))
    ids = set(kind_of)
    keeps = {each.establishment_id: each for each in RecordKeeping.objects.all()}
    with acting.as_the_system(savepoint=False):
        told = set(Webhook.objects.filter(ended_at=None).values_list("establishment", flat=True))
        taken = Post.objects.filter(webhook__ended_at=None, state=Post.State.TAKEN)
        has_taken = set(taken.values_list("webhook__establishment", flat=True).distinct())
    schools = [
        School(
            kind=kind_of[id_],
            keeping=keeps[id_].keeping if id_ in keeps else "",  # type: ignore[arg-type]
            system=keeps[id_].system if id_ in keeps else "",
            is_told=id_ in told,
            has_taken=id_ in has_taken,
        )
        for id_ in ids
    ]
    return TakeUp(
        schools=len(ids),
        said=len(ids & keeps.keys()),
        told=len(ids & told),
        lines=take_up(schools),
        kinds=by_kind(schools),
    )


def may_connect(user: User, place_id: UUID, *, at: datetime) -> bool:
    """Say whether somebody is shown the way to a recording system: managers, at a school."""
    return people.has_role(user, *WHO, at=at) and Establishment.objects.filter(id=place_id).exists()


def check_place(place_id: UUID) -> None:
    """Let a school pass.

    :raises NoSuchPlace: if there is no such one.
    """
    if not Establishment.objects.filter(id=place_id).exists():
        raise NoSuchPlace


def system_of(place_id: UUID) -> SystemPage:
    """Return the page of one school.

    :raises NoSuchPlace: if there is none.
    """
    check_place(place_id)
    school = Establishment.objects.get(id=place_id)
    with acting.as_the_system(savepoint=False):
        rows = list(
            Webhook.objects.filter(establishment=school)
            .select_related("made_by")
            .order_by(F("ended_at").desc(nulls_first=True))[:1]
        )
        last = rows[0] if rows else None
        row = last if last and last.ended_at is None else None
        posts = list(Post.objects.filter(webhook=row).order_by("-made_at")) if row else []
    taken = [each.ended_at for each in posts if each.state == Post.State.TAKEN and each.ended_at]
    waiting = [each for each in posts if each.state == Post.State.WAITING]
    is_gone = last is not None and last.ended_why == Webhook.Ended.GONE
    return SystemPage(
        place_id=school.id,
        place=school.name,
        url=row.url if row else "",
        made_at=row.made_at if row else None,
        made_by=row.made_by.name if row else "",
        last_taken_at=max(taken, default=None),
        waiting_since=min((each.made_at for each in waiting), default=None),
        last_code=next((each.code for each in waiting if each.code), ""),
        has_gone_at=last.ended_at if last and is_gone else None,
        gone_url=last.url if last and is_gone else "",
    )
