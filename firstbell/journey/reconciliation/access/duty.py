"""The door to section 49A in a month: figures of a force, and the incidents behind each.

For police senders (their own force) and hub managers (each force). What is shut to a reader is in
no figure either. Whose step was late is worked out as the system, for a force may not see the
hub's calls; which children are counted is decided before, by the door and by the walls. Which
school was told is not for a force, so that it sees the figures by place and cannot open them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.utils.translation import gettext as _

from firstbell.core.duty import Month
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.adults import refused_that_name
from firstbell.journey.intake.asking import Asking, NotForThem, asking
from firstbell.journey.reconciliation import duty as counting
from firstbell.journey.reconciliation import duty_page, queries
from firstbell.journey.reconciliation.access import police
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places, rules

READERS = (Role.POLICE_SENDER, Role.HUB_MANAGER)
A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Force:
    """One force that a reader may choose."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class DutyPage:
    """One month of one force, and what else may be chosen."""

    force: Force
    forces: tuple[Force, ...]
    month: Month
    is_over: bool
    opens_places: bool
    figures: duty_page.Figures
    # Who came by hand-over, where this force answers for them; None: nobody, or not this force.
    came: duty_page.Came | None


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The incidents behind one figure. A reader of the force goes on to an incident."""

    force: Force
    month: Month
    words: str
    children: int
    is_own_force: bool
    lines: Page[duty_page.Line]


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    who: Asking
    force: Agency
    forces: tuple[Agency, ...]
    is_own_force: bool

    @property
    def shut(self) -> frozenset[UUID]:
        return self.who.shut(is_own_force=self.is_own_force)


def figures(user: User, *, code: str, month: Month, at: datetime) -> DutyPage:
    """Return what became of the children of a month, as it may be published.

    :raises NotForThem: if there is no such force for this reader.
    """
    chosen, least = _chosen(user, code, at=at), rules.policy().least_figure
    found = duty_page.figures_of(
        _counted(chosen, month, at=at), refused=_refused(chosen, month), least=least
    )
    return DutyPage(
        came=duty_page.came_of(_came(chosen, month, at=at), least=least),
        force=_named(chosen.force),
        forces=tuple(map(_named, chosen.forces)),
        month=month,
        is_over=month.ends_at <= at,
        opens_places=not chosen.is_own_force,
        figures=found,
    )


@transaction.atomic
def behind(
    user: User,
    *,
    code: str,
    month: Month,
    fates: str,
    by: str,
    row: str,
    number: str | None,
    at: datetime,
) -> Behind:
    """Return the incidents behind one figure, and write down whose were listed.

    :raises NotForThem: if the page of this reader has no such figure that opens.
    """
    chosen = _chosen(user, code, at=at)
    if by == duty_page.PLACE and chosen.is_own_force:
        raise NotForThem
    children = _counted(chosen, month, at=at)
    least = rules.policy().least_figure
    found = duty_page.behind(children, fates=fates, by=by, row=row, least=least)
    if not found:
        raise NotForThem
    lines = Paginator(duty_page.lines_of(found), A_PAGE).get_page(number)
    audit.record(
        "duty.read",
        subject_kind="duty",
        subject_id=f"{chosen.force.code} {month}",
        by=user,
        at=at,
        detail={"children": [str(one.child_id) for each in lines for one in each.children]},
    )
    return Behind(
        force=_named(chosen.force),
        month=month,
        words=duty_page.words_behind(fates),
        children=len(found),
        is_own_force=chosen.is_own_force,
        lines=lines,
    )


def _chosen(user: User, code: str, *, at: datetime) -> _Chosen:
    """Return the force that is asked for, else the first; one's own comes first."""
    who = asking(user, at=at)
    own = list(police.forces_of(user, at=at))
    every = list(
        counting.counted_under().order_by("kind", "name") if Role.HUB_MANAGER in who.roles else ()
    )
    forces = (*own, *(each for each in every if each not in own))
    force = next((each for each in forces if code in ("", each.code)), None)
    if force is None:
        raise NotForThem
    return _Chosen(who=who, force=force, forces=forces, is_own_force=force in own)


def _counted(chosen: _Chosen, month: Month, *, at: datetime) -> list[counting.Counted]:
    """Return the children that this reader may know of, each with its fate."""
    rows = counting.of_month(chosen.force, month).exclude(incident__in=chosen.shut)
    theirs = list(rows.values_list("id", flat=True))
    with acting.as_the_system(savepoint=False):
        return counting.counted_of(queries.accounted().filter(id__in=theirs), at=at)


def _came(chosen: _Chosen, month: Month, *, at: datetime) -> list[counting.Counted]:
    """Return who came by hand-over, for the force of our own area, which answers for them."""
    ours = places.partnership()
    is_of_police = chosen.force.kind == Agency.Kind.POLICE
    if ours is None or not is_of_police or chosen.force.force_pfa != ours.force_pfa:
        return []
    with acting.as_the_system(savepoint=False):
        rows = counting.came_by_hand_over(month).exclude(incident__in=chosen.who.shut())
        return counting.counted_of(rows, at=at) if rows.exists() else []


def _refused(chosen: _Chosen, month: Month) -> int | None:
    """Return how many were refused; a reader of another agency is not told."""
    if not chosen.is_own_force:
        return None
    rows = counting.refused_in(chosen.force, month).filter(police.none_of(chosen.shut))
    return rows.exclude(id__in=refused_that_name(chosen.who.user, among=rows)).count()


def _named(agency: Agency) -> Force:
    name = agency.name
    if agency.kind == Agency.Kind.ELSEWHERE:
        name = _("Handed over by %(area)s") % {"area": name}
    return Force(code=agency.code, name=name)
