"""What a hub worker sees of a child that waits: why, for how long, and who is told.

Works on rows that a door has let through. Each reason for waiting has its own plain words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.intake.readers import Readers
from firstbell.journey.linkage.showing import Recorded
from firstbell.journey.routing.actions.choose import (
    BEFORE_ANYONE,
    FOR_WANT_OF_A_RECIPIENT,
    RELEASED,
)
from firstbell.journey.routing.because import basis_for_the_hub
from firstbell.journey.routing.facts import HANDED_OVER, OFFERED
from firstbell.journey.routing.happened import Line
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.desk_names import DESKS, desk_name
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.people.queries import PupilToShow

__all__ = [
    "ChildPage",
    "Recorded",
    "School",
    "Schools",
    "Settled",
    "Told",
    "Wait",
    "desk_name",
]

Why = Waiting.Why

EXPLAINED: Mapping[str, Promise] = {
    Why.REVIEW: gettext_lazy("Somebody on a roll may be this child, but not surely enough."),
    Why.UNLINKED: gettext_lazy("No roll that we hold names this child, so no school is told yet."),
    Why.NO_RECIPIENT: gettext_lazy("There is nobody that Firstbell could tell."),
    Why.VICTIM: gettext_lazy(
        "Police recorded this young person as the victim. Read what happened before anybody"
        " is told; the clock runs on meanwhile."
    ),
    Why.CAUSING_HARM: gettext_lazy(
        "Police recorded this young person as causing harm. Read what happened before"
        " anybody is told; the clock runs on meanwhile."
    ),
    Why.HOLD: gettext_lazy(
        "Police asked to hold this back. Look at it again before the next bell; the clock runs on."
    ),
    Why.CONFLICT: gettext_lazy(
        "Everybody who would read this seems to be an adult of the incident or close to it. Nobody"
        " is told yet."
    ),
    Why.NOT_OURS: gettext_lazy("The school that was asked says: not our pupil."),
    Why.RECALLED: gettext_lazy(
        "What was told was taken back. Choose who is told instead, or say how it was settled."
    ),
    Why.OUT_OF_AREA: gettext_lazy(
        "The child seems to live in another force’s area. Choose the school if you know it, or hand"
        " the child to somebody there and say to whom."
    ),
    Why.VANISHED: gettext_lazy(
        "A later revision leaves this child out. Police were asked whether that was meant; what"
        " was told stays until they answer."
    ),
    Why.NO_AGREEMENT: gettext_lazy(
        "This may be shared by agreement alone, and none is in force. Nothing was sent."
    ),
    Why.FREE_TEXT: gettext_lazy(
        "Something that police wrote may name somebody else. The rest was told without it."
    ),
    Why.QUESTION: gettext_lazy("Police were asked and have not answered yet."),
}

EXPLAINED_AT: Mapping[str, Promise] = {
    Why.NO_RECIPIENT: gettext_lazy(
        "has nobody that Firstbell can tell. Ring them and find out whom to tell, or choose"
        " another."
    ),
    Why.NOT_OURS: gettext_lazy("was asked and says: not ours. Choose another."),
    Why.RECALLED: gettext_lazy(
        "was a wrong recipient: it was taken back. Choose who is told instead."
    ),
    Why.CONFLICT: gettext_lazy(
        "has nobody who is not too near to this incident. Nobody is told yet."
    ),
    Why.NO_AGREEMENT: gettext_lazy(
        "may be told by agreement alone, and none is in force. Nothing was sent. It goes by itself"
        " as soon as one is signed; until then choose another recipient, or say how it was settled."
    ),
    Why.FREE_TEXT: gettext_lazy(
        "was told without some of what police wrote, because it may name somebody else."
    ),
}
"""The same where it is about one recipient, whose name begins the sentence."""

CAN_RELEASE = frozenset({Why.HOLD, Why.VICTIM, Why.CAUSING_HARM, Why.VANISHED, Why.CONFLICT})
"""What a person may let go on after looking."""

KEEPS_BACK = frozenset({*BEFORE_ANYONE, Why.CONFLICT})
"""What keeps everybody from being told until a person has looked."""

CAN_SETTLE = frozenset({*FOR_WANT_OF_A_RECIPIENT, Why.QUESTION, Why.VANISHED})
"""What a person may end with their word."""

CAN_HAND_OVER = frozenset({*FOR_WANT_OF_A_RECIPIENT, Why.REVIEW})
"""What ends when another area accepts the child."""

REASON_OF_DESK: Mapping[str, Route.Reason] = {
    "home-education": Route.Reason.HOME_EDUCATED,
    "missing-education": Route.Reason.MISSING_EDUCATION,
    "early-years": Route.Reason.EARLY_YEARS,
    "participation": Route.Reason.NOT_IN_EDUCATION,
}
"""The desks that a child without a school is sent to, and why."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One reason for which a child waits for a person, and what that person can do."""

    why: str
    label: str
    explained: str
    is_with_the_sender: bool
    opened_at: datetime
    due_at: datetime
    recipient: str
    question: str
    hold_until: datetime | None
    hold_ground: str
    hold_approver: str
    can_release: bool
    can_settle: bool
    hand_over: str
    can_hand_over: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """One recipient of a child, and why it is one."""

    notification_id: UUID | None
    name: str
    reason: str
    phone: str
    routed_at: datetime
    chosen_by: str
    closed_at: datetime | None
    copies: int
    basis: str
    flagged: str
    # Somebody there is too near, so that it passed to the next person.
    is_passed_on: bool


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One wait that a person ended, and with which words."""

    label: str
    by: str
    at: datetime
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ChildPage:
    """All that the hub may know of one child's journey."""

    child_id: UUID
    incident_id: UUID
    recorded: Recorded
    happened: tuple[Line, ...]
    link_id: UUID | None
    link_state: str
    linked_to: str
    waits: tuple[Wait, ...]
    told: tuple[Told, ...]
    told_no_longer: tuple[Told, ...]
    settled: tuple[Settled, ...]
    # Questions about others who may live there and were not recorded.
    others: tuple[UUID, ...]
    is_withdrawn: bool
    is_kept_back: bool
    can_choose: bool
    may_tell_a_practice: bool
    first_due_at: datetime | None
    readers: tuple[Readers, ...]


@dataclass(frozen=True, kw_only=True)
class School:
    """One school that the child may go to."""

    urn: int
    name: str
    where: str
    kind: str
    phone: str
    stands: str


@dataclass(frozen=True, kw_only=True)
class Schools:
    """The schools to choose from; `words` is None where they come from what police were told."""

    child_id: UUID
    recorded: Recorded
    words: str | None
    found: tuple[School, ...]
    readers: tuple[Readers, ...]


def wait(row: Waiting, child: RecordedChild, *, places: Mapping[str, str]) -> Wait:
    """Return one open wait in plain words."""
    hold = (child.incident.said.get("disclosure") or {}) if row.why == Why.HOLD else {}
    until = hold.get("hold_until")
    code = str(row.detail.get("recipient") or "")
    explained = EXPLAINED_AT.get(row.why) if code else None
    return Wait(
        why=row.why,
        label=_label(row, places.get(code, code)),
        explained=str(explained or EXPLAINED[Why(row.why)]),
        is_with_the_sender=row.owner == Waiting.Owner.SENDER,
        opened_at=row.opened_at,
        due_at=row.due_at,
        recipient=places.get(code, code) if explained else "",
        question=str(row.detail.get("question") or ""),
        hold_until=datetime.fromisoformat(until) if until else None,
        hold_ground=hold.get("hold_ground") or "",
        hold_approver=hold.get("hold_approver") or "",
        can_release=row.why in CAN_RELEASE,
        can_settle=row.why in CAN_SETTLE,
        hand_over=_hand_over(row),
        can_hand_over=row.why in CAN_HAND_OVER,
    )


def _hand_over(row: Waiting) -> str:
    """Return how an offer of the child to another area stands, as the wait says."""
    said = row.detail.get(OFFERED) or {}
    if not said:
        return ""
    words = {
        "": _("Offered to %(area)s. Until somebody there accepts, the child is yours."),
        "refused": _("%(area)s has refused the child: it is yours."),
        "withdrawn": _("The offer to %(area)s was withdrawn: the child is yours."),
        "accepted": _(
            "%(area)s has accepted the child, and police have said something newer since: hand"
            " that over as well."
        ),
    }
    return words[said["answer"]] % {"area": said["to"]}


def _label(row: Waiting, recipient: str) -> str:
    if row.why == Why.NO_AGREEMENT and recipient:
        return _("No agreement in force with %(recipient)s") % {"recipient": recipient}
    return str(row.get_why_display())


def told(
    route: Route, *, copies: int, notification_id: UUID | None, is_passed_on: bool = False
) -> Told:
    """Return one recipient in plain words; `copies` is how many it took of what it was told."""
    school = route.establishment
    basis, flagged = basis_for_the_hub(route)
    return Told(
        notification_id=notification_id,
        name=str(school or route.desk),
        reason=str(route.get_reason_display()),
        phone=school.phone if school else "",
        routed_at=route.routed_at,
        chosen_by=route.chosen_by.name if route.chosen_by else "",
        closed_at=route.closed_at,
        copies=copies,
        basis=basis,
        flagged=flagged,
        is_passed_on=is_passed_on,
    )


def settled(row: Waiting) -> Settled:
    """Return one wait that a person ended; outcomes that are codes get words."""
    words = {
        RELEASED: _("Looked at, and let go on"),
        "chosen": _("A recipient was chosen"),
        "this_one": _("One of the pupils"),
        "none_of_these": _("None of the pupils shown"),
        "looked_at": _("The words were looked at"),
        "agreed": _("An agreement is in force now"),
        HANDED_OVER: _("Another area accepted the child"),
    }
    return Settled(
        label=str(row.get_why_display()),
        by=row.closed_by.name if row.closed_by else "",
        at=row.closed_at or row.opened_at,
        outcome=words.get(row.outcome, row.outcome),
    )


def linked_to(pupil: PupilToShow | None) -> str:
    """Return the pupil that a child is linked to, by name and school."""
    if pupil is None:
        return _("a pupil who is on no roll that we hold any more")
    return _("%(name)s, %(schools)s") % {
        "name": f"{pupil.forename} {pupil.surname}",
        "schools": ", ".join(pupil.establishments),
    }


def school(establishment: Establishment, route: Route | None) -> School:
    """Return one school to choose, and how it stands to the child already."""
    stands = ""
    if route is not None:
        stands = _("Is told already") if route.closed_at is None else _("Was asked: not the one")
    return School(
        urn=establishment.urn,
        name=establishment.name,
        where=", ".join(
            part
            for part in (establishment.street, establishment.town, establishment.postcode)
            if part
        ),
        kind=establishment.phase or establishment.type_name,
        phone=establishment.phone,
        stands=stands,
    )


def practice_choice(code: str, *, is_told: bool) -> str:
    """Return one practice to choose, and whether it is told already."""
    name = desk_name(code)
    return _("%(practice)s: is told already") % {"practice": name} if is_told else name


def desk_choice(kind: str, *, council: str, is_known: bool) -> str:
    """Return a desk as a person chooses it, and that nobody is there where that is so."""
    words = {"desk": DESKS[kind], "council": council}
    if is_known:
        return _("%(desk)s, %(council)s") % words
    return _("%(desk)s, %(council)s (nobody is there yet: the hub must find somebody)") % words
