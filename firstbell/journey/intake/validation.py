"""Is what was handed over a feed, and which of its incidents can be accepted?

Every incident is judged alone. What is refused comes back with its place, what is wrong and
what would be right; what is merely odd is flagged and accepted. Writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar

from django.utils.translation import gettext as _
from pydantic import ValidationError

from firstbell.journey.intake.content import Kept, as_kept, as_said, content_hash
from firstbell.journey.intake.explaining import explained
from firstbell.journey.intake.feed import (
    LARGEST_NUMBER,
    Feed,
    Header,
    Incident,
    Part,
    SingleIncident,
)
from firstbell.journey.intake.reading import Unusable, flaws, pointer
from firstbell.journey.intake.receipts import Problem

MOST_INCIDENTS = 10_000
"""Of one feed: more than any force has in a month. Each is judged and answered, so that a list of
nothing but commas would keep a server busy for an hour."""

MOST_PROBLEMS = 30
"""Of one incident that are listed; whoever mends these and sends it again hears of the rest."""

SINGLE = "single-incident/"
"""How the references begin that the product gives to incidents handed over on their own."""

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One incident of a delivery: as it came, and either what it says or what is wrong with it."""

    place: str
    content: object
    incident: Incident | None
    problems: tuple[Problem, ...] = ()

    @cached_property
    def kept(self) -> Kept:
        """The incident as it is kept; one that is refused says nothing."""
        if self.incident is None:
            return Kept(said={}, content_hash="")
        return as_kept(self.incident)

    @property
    def reference(self) -> str | None:
        """The incident's reference, also of a refused one where it can be read."""
        return _name_of(self.content, "reference")

    @property
    def revision(self) -> int | None:
        """The revision's number, also of a refused one where it can be read."""
        said = self.content.get("revision") if isinstance(self.content, dict) else None
        if not isinstance(said, int) or isinstance(said, bool):
            return None
        return said if 1 <= said <= LARGEST_NUMBER else None


@dataclass(frozen=True, kw_only=True)
class CheckedFeed:
    """A feed with a header that can be used, and every incident judged."""

    header: Header
    incidents: tuple[Checked, ...]

    @property
    def content_hash(self) -> str:
        """The hash by which a repeat of this delivery is known."""
        return content_hash(
            {
                "feed": as_said(self.header),
                "incidents": [
                    each.kept.said if each.incident else each.content for each in self.incidents
                ],
            }
        )


def check_feed(document: object) -> CheckedFeed:
    """Return the feed that a document is, its incidents judged one by one.

    :raises Unusable: when the feed itself cannot be used; no incident is then looked at.
    """
    if not isinstance(document, dict):
        raise Unusable([_not_an_object()])
    incidents = document.get("incidents")
    whole = type(document)(getattr(document, "pairs", document))
    if isinstance(incidents, list):
        if len(incidents) > MOST_INCIDENTS:
            raise Unusable([_too_many()])
        whole["incidents"] = []
    header, problems = validated(Feed, whole, place="")
    if header is None:
        raise Unusable(list(problems))
    if header.feed.reference.startswith(SINGLE):
        raise Unusable([_reserved_reference()])
    return CheckedFeed(
        header=header.feed,
        incidents=tuple(
            check_incident(each, place=pointer("incidents", index))
            for index, each in enumerate(incidents or ())
        ),
    )


def check_incident(said: object, *, place: str) -> Checked:
    """Return one incident of a feed, judged."""
    incident, problems = validated(Incident, said, place=place)
    if incident is not None:
        problems = tuple(_contradictions(incident, place=place))
    return Checked(
        place=place,
        content=said,
        incident=None if problems else incident,
        problems=problems,
    )


def check_single(document: object) -> tuple[str | None, Checked]:
    """Return the source that an incident on its own names, and the incident, judged.

    The source is None when it cannot be read; the incident is then refused.

    :raises Unusable: when the document is no object.
    """
    if not isinstance(document, dict):
        raise Unusable([_not_an_object()])
    single, problems = validated(SingleIncident, document, place="")
    if single is not None:
        problems = tuple(_contradictions(single, place=""))
    alone = None
    if single is not None and not problems:
        alone = Incident.model_construct(
            **{name: getattr(single, name) for name in Incident.model_fields}
        )
    return (
        _name_of(document, "source"),
        Checked(place="", content=document, incident=alone, problems=problems),
    )


def _name_of(said: object, field: str) -> str | None:
    """Return a reference or code of an object that may be refused, when it can be kept."""
    name = said.get(field) if isinstance(said, dict) else None
    usable = isinstance(name, str) and 0 < len(name) <= 200 and not any(flaws(name, place=""))
    return name if usable else None


def validated(part: type[P], value: object, *, place: str) -> tuple[P | None, tuple[Problem, ...]]:
    """Return a part of a document as its type, or what is wrong with it, each with its place."""
    found = tuple(islice(flaws(value, place=place), MOST_PROBLEMS))
    if found:
        return None, found
    try:
        return part.model_validate(value), ()
    except ValidationError as error:
        listed = error.errors(include_url=False, include_context=True, include_input=False)
        return None, tuple(explained(each, place=place) for each in listed[:MOST_PROBLEMS])


def _contradictions(incident: Incident, *, place: str) -> Iterator[Problem]:
    """Yield what is wrong with several fields together."""
    if incident.status == "withdrawn" and not incident.status_reason:
        yield Problem(
            code="missing",
            place=place + pointer("status_reason"),
            problem=_("The incident is withdrawn without a reason."),
            cure=_("Say in status_reason why it is withdrawn."),
        )
    yield from _half_a_hold(incident, place=place)
    for people in ("adults", "children"):
        seen: set[str] = set()
        for index, person in enumerate(getattr(incident, people)):
            if person.id in seen:
                yield _repeated_id(place + pointer(people, index, "id"))
            seen.add(person.id)


def _half_a_hold(incident: Incident, *, place: str) -> Iterator[Problem]:
    said = incident.disclosure
    if said is None:
        return
    hold = {name: getattr(said, name) for name in ("hold_until", "hold_ground", "hold_approver")}
    if not any(hold.values()):
        return
    for name in (name for name, value in hold.items() if not value):
        yield Problem(
            code="missing",
            place=place + pointer("disclosure", name),
            problem=_("A hold needs an end, a ground and the name of who approved it."),
            cure=_("Add what is missing, or send no hold."),
        )


def _repeated_id(place: str) -> Problem:
    return Problem(
        code="repeated_id",
        place=place,
        problem=_("Two people of one list have the same id."),
        cure=_("Give each person of the incident an id of their own."),
    )


def _not_an_object() -> Problem:
    return Problem(
        code="wrong_type",
        place="",
        problem=_("The document is not one JSON object."),
        cure=_("Write one JSON object, in curly brackets."),
    )


def _too_many() -> Problem:
    return Problem(
        code="too_many",
        place="/incidents",
        problem=_("The feed has more than %(most)d incidents.") % {"most": MOST_INCIDENTS},
        cure=_("Send them in several feeds, each with a reference of its own."),
    )


def _reserved_reference() -> Problem:
    return Problem(
        code="reserved_reference",
        place="/feed/reference",
        problem=_("References that begin like this one are given by the product itself."),
        cure=_("Begin the feed's reference in another way than %(start)s.") % {"start": SINGLE},
    )
