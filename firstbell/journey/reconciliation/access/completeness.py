"""The door to a force's weekly report on its own records: for its senders alone, names nobody.

What is shut to a reader is in no figure. Reading the report writes the trail.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.core.weekly import LEFT_OUT, Measured, Recorded, Week, report
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake import asking as need
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import Incident
from firstbell.journey.reconciliation.access import police
from firstbell.registry.agencies.queries import rules

NotForThem = need.NotForThem

WORDS: dict[str, Promise] = {
    "children_listed": _("A child, with a name"),
    "birth_date_stated": _("Date of birth"),
    "school_stated": _("School, or home education"),
    "seen": _("Whether the child was seen"),
    "spoken_to": _("Whether a child who was seen was spoken to"),
    "spoken_to_alone": _("Whether a child who was spoken to was alone"),
    "words_recorded": _("The words of a child who was spoken to"),
    "interpreter_stated": _("Whether an interpreter is needed, where a language is given"),
    LEFT_OUT: _("Children of the home (missing: those whom the hub found and added)"),
}
"""What was missing, in the order of the page: what schools miss most comes first."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One measure of the week in words. `measured` says nothing where it is about too few."""

    words: Promise
    measured: Measured


@dataclass(frozen=True, kw_only=True)
class WeeklyReport:
    """One week of one force."""

    force: str
    week: Week
    is_over: bool
    incidents: int
    figures: tuple[Figures, ...]
    least: int


@transaction.atomic
def weekly(user: User, *, week: Week, at: datetime) -> WeeklyReport:
    """Return what was missing in the records of a week, by unit, and write the trail.

    :raises NotForThem: for somebody who sends for no police force.
    """
    force = police.forces_of(user, at=at).first()
    if force is None:
        raise NotForThem
    rows = of_week(week).filter(source=force)
    found = list(rows.exclude(id__in=asking(user, at=at).shut(is_own_force=True)))
    least = rules.policy().least_figure
    measured = report(map(_recorded, found), WORDS, least=least)
    audit.record(
        "completeness.read",
        subject_kind="agency",
        subject_id=force.id,
        by=user,
        at=at,
        detail={"week": week.monday.isoformat()},
    )
    return WeeklyReport(
        force=force.name,
        week=week,
        is_over=week.ends_at <= at,
        incidents=len(found),
        figures=tuple(Figures(words=WORDS[each.measure], measured=each) for each in measured),
        least=least,
    )


def of_week(week: Week) -> QuerySet[Incident]:
    """Return the incidents that first came in a week and stand, with their children counted."""
    children = Q(children__vanished_at=None)
    return Incident.objects.filter(
        first_received_at__gte=week.begins_at,
        first_received_at__lt=week.ends_at,
        status=Incident.Status.ACTIVE,
        erased_at=None,
    ).annotate(
        named=Count("children", filter=children & Q(children__added_by=None)),
        added=Count("children", filter=children & Q(children__added_by__isnull=False)),
    )


def _recorded(row: Incident) -> Recorded:
    return Recorded(unit=str(row.said.get("unit") or ""), measures=dict(_measures(row)))


def _measures(row: Incident) -> Iterator[tuple[str, tuple[int, int]]]:
    for measure, each in (row.completeness.get("measures") or {}).items():
        yield measure, (each["met"], each["of"])
    named, added = row.named, row.added  # type: ignore[attr-defined]
    yield LEFT_OUT, (named, named + added)
