"""The door to what services are asked about children, and to children who are followed.

A desk officer reads the questions to their own desk and the children whom it owns; the hub all of
the area. What is restricted or sealed is the circle's alone, and whoever stands back from an
incident finds nothing of it. A service reads a name and a birth date, to look the child up, and
nothing of what happened. Every reading of a name writes the trail; a list names nobody.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from firstbell.core import known as rules
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.known.models import FollowUp, Question, SchoolView
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
WHO = (Role.DESK_OFFICER, *HUB)
READ_FIGURES = (*HUB, Role.BUSINESS_UNIT, Role.SCRUTINY_MEMBER)


class NotTheirs(LookupError):
    """There is no such question or child for this reader."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question in the list. It names no child."""

    question_id: UUID
    service: str
    desk: str
    asked_at: datetime
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One child who is followed, in the list. It names no child."""

    follow_up_id: UUID
    owner: str
    began_at: datetime
    ends_at: datetime
    views: tuple[str, ...]
    offer: str
    is_late: bool
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Everything that waits for this reader: what is to be answered, who is followed."""

    asked: tuple[Asked, ...]
    followed: tuple[Line, ...]
    closed: int
    is_hub: bool


@dataclass(frozen=True, kw_only=True)
class Child:
    """By what a service looks a child up."""

    name: str
    also: tuple[str, ...]
    born_on: date | None
    age: int | None


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """One question with its child."""

    question: Question
    child: Child
    is_hub: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpPage:
    """One child who is followed, with all that was said."""

    follow_up: FollowUp
    child: Child
    answers: tuple[Question, ...]
    views: tuple[SchoolView, ...]
    is_hub: bool
    is_late: bool
    is_withdrawn: bool


def _mine(user: User, *, at: datetime) -> tuple[Q, bool]:
    """Return which rows are a reader's by their desk, and whether they are of the hub."""
    if people.has_role(user, *HUB, at=at):
        return Q(), True
    return Q(desk__in=people.places_of(user, Role.DESK_OFFICER, at=at).desks), False


def _questions(user: User, where: Q, *, at: datetime) -> list[Question]:
    mine, _is_hub = _mine(user, at=at)
    shut = asking(user, at=at).shut()
    # The wall hides the recorded child from a desk: whose it is, is asked as the system.
    with acting.as_the_system(savepoint=False):
        rows = Question.objects.filter(mine, where).exclude(child__incident__in=shut)
        found = rows.exclude(child__erased_at__isnull=False)
        return list(found.select_related("child__incident", "desk").order_by("due_at", "id"))


def _follow_ups(user: User, where: Q, *, at: datetime) -> list[FollowUp]:
    mine, _is_hub = _mine(user, at=at)
    shut = asking(user, at=at).shut()
    with acting.as_the_system(savepoint=False):
        rows: QuerySet[FollowUp] = FollowUp.objects.filter(mine, where)
        found = rows.exclude(child__incident__in=shut).select_related("child__incident", "desk")
        views = SchoolView.objects.select_related("establishment", "said_by").order_by("id")
        return list(
            found.select_related("offered_by", "closed_by")
            .prefetch_related(Prefetch("views", views))
            .order_by("ends_at", "id")
        )


def lists(user: User, *, at: datetime) -> Lists:
    """Return what waits for a reader: the latest first. No child is named, so no trail."""
    active = ~Q(child__incident__status=Incident.Status.WITHDRAWN)
    asked = _questions(user, Q(answer="") & active, at=at)
    followed = _follow_ups(user, Q(), at=at)
    is_hub = people.has_role(user, *HUB, at=at)
    return Lists(
        asked=tuple(_asked(row, at=at) for row in asked),
        followed=tuple(_line(row, at=at) for row in followed if not row.outcome),
        closed=sum(bool(row.outcome) for row in followed),
        is_hub=is_hub,
    )


def waits_for(user: User, *, at: datetime) -> int:
    """Return how much waits for a desk officer: questions, and children to be followed."""
    desks = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    if not desks or not Question.objects.filter(desk__in=desks).exists():
        return 0
    found = lists(user, at=at)
    return len(found.asked) + len(found.followed)


def _asked(row: Question, *, at: datetime) -> Asked:
    return Asked(
        question_id=row.id,
        service=str(row.get_service_display()),
        desk=str(row.desk),
        asked_at=row.asked_at,
        due_at=row.due_at,
        is_late=row.due_at <= at,
    )


def _line(row: FollowUp, *, at: datetime) -> Line:
    return Line(
        follow_up_id=row.id,
        owner=str(row.desk or ""),
        began_at=row.began_at,
        ends_at=row.ends_at,
        views=tuple(str(each.get_view_display()) for each in row.views.all()),
        offer=str(row.get_offer_display()) if row.offer else "",
        is_late=rules.is_overdue(ends_at=row.ends_at, outcome=row.outcome, at=at),
        is_withdrawn=row.child.incident.status == Incident.Status.WITHDRAWN,
    )


def question_for(user: User, question_id: UUID, *, at: datetime) -> QuestionPage:
    """Return one question with the child's name and birth date, and write the trail.

    :raises NotTheirs: if there is none for this reader.
    """
    rows = _questions(user, Q(id=question_id), at=at)
    if not rows:
        raise NotTheirs
    (row,) = rows
    _trail(row.child, by=user, at=at)
    of_the_desk = people.places_of(user, Role.DESK_OFFICER, at=at).desks
    return QuestionPage(
        question=row, child=_child(row.child), is_hub=row.desk_id not in of_the_desk
    )


def follow_up_for(user: User, follow_up_id: UUID, *, at: datetime) -> FollowUpPage:
    """Return one child who is followed, with all that was said, and write the trail.

    :raises NotTheirs: if there is none for this reader.
    """
    rows = _follow_ups(user, Q(id=follow_up_id), at=at)
    if not rows:
        raise NotTheirs
    (row,) = rows
    _trail(row.child, by=user, at=at)
    is_hub = people.has_role(user, *HUB, at=at)
    with acting.as_the_system(savepoint=False):
        answers = tuple(Question.objects.filter(child=row.child).order_by("service"))
    return FollowUpPage(
        follow_up=row,
        child=_child(row.child),
        answers=answers,
        views=tuple(_as_read(each, is_hub=is_hub) for each in row.views.all()),
        is_hub=is_hub,
        is_late=rules.is_overdue(ends_at=row.ends_at, outcome=row.outcome, at=at),
        is_withdrawn=row.child.incident.status == Incident.Status.WITHDRAWN,
    )


def _as_read(view: SchoolView, *, is_hub: bool) -> SchoolView:
    """Return what a school said as this reader may have it, without words that are withheld."""
    if view.words_withheld and not is_hub:
        view.words = ""
    return view


def view_to_settle(page: FollowUpPage, number: int) -> SchoolView:
    """Return one view of a page that somebody of the hub has, to settle its words.

    :raises NotTheirs: if there is none, or the reader is not of the hub.
    """
    found = next((each for each in page.views if each.pk == number), None)
    if found is None or not page.is_hub:
        raise NotTheirs
    return found


def _child(row: RecordedChild) -> Child:
    also = row.said.get("also_known_as") or ()
    names = (f"{each.get('given_names', '')} {each.get('surname', '')}".strip() for each in also)
    return Child(
        name=f"{row.given_names} {row.surname}".strip(),
        also=tuple(name for name in names if name),
        born_on=row.born_on,
        age=row.said.get("age_estimate"),
    )


def _trail(child: RecordedChild, *, by: User, at: datetime) -> None:
    audit.record("known.read", subject_kind="child", subject_id=child.id, by=by, at=at)


@dataclass(frozen=True, kw_only=True)
class Month:
    """The figures of one month."""

    first_on: date
    figures: rules.Figures


def months(*, at: datetime) -> tuple[Month, ...]:
    """Return the figures by the month in which a child was first asked about, the newest first.

    They name nobody and are the same for everybody who may read them, so that nobody can tell
    from them what is kept from themselves.
    """
    with acting.as_the_system(savepoint=False):
        asked = RecordedChild.objects.filter(questions__isnull=False).distinct()
        rows = list(asked.select_related("follow_up").prefetch_related("questions"))
    policy = policy_in_force()
    by_month: dict[date, list[str]] = {}
    for child in rows:
        first = local_day(min(each.asked_at for each in child.questions.all())).replace(day=1)
        leaf = _leaf(child, closed_case=policy.known_closed_case, at=at)
        by_month.setdefault(first, []).append(leaf)
    return tuple(
        Month(first_on=first, figures=rules.figures(leaves, least=policy.least_figure))
        for first, leaves in sorted(by_month.items(), reverse=True)
    )


def _leaf(child: RecordedChild, *, closed_case: str, at: datetime) -> str:
    follow_up: FollowUp | None = getattr(child, "follow_up", None)
    if follow_up is not None:
        late = rules.is_overdue(ends_at=follow_up.ends_at, outcome=follow_up.outcome, at=at)
        return rules.leaf("unknown", outcome=follow_up.outcome, is_late=late)
    answers = {each.service: each.answer for each in child.questions.all()}
    return rules.leaf(rules.standing(answers, closed_case=closed_case))  # type: ignore[arg-type]
