"""Which agreement covers a share: sender and recipient are parties, and the day is in its term."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from firstbell.core.basis import kind_of
from firstbell.core.calendars import local_day
from firstbell.registry.agencies.models import Agency, Desk, Establishment
from firstbell.registry.agencies.queries import places
from firstbell.registry.agreements.models import Agreement, AgreementParty, AgreementTerm

OF_THE_COUNCIL = frozenset(
    {"home-education", "missing-education", "participation", "virtual-school"}
)
"""Desks that are the council itself: an agreement with the council is one with them."""

MOST_LOOKED_AT = 50


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The agreement between a sender and a recipient; the last one where none is in force."""

    agreement: Agreement | None
    is_in_force: bool

    @property
    def has_lapsed(self) -> bool:
        """Whether there was one and it is in force no more."""
        return self.agreement is not None and not self.is_in_force


NONE = Cover(agreement=None, is_in_force=False)


def cover(
    *,
    sender: Agency,
    at: datetime,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
    agency: Agency | None = None,
) -> Cover:
    """Return the agreement that covers what `sender` shares with one recipient at an instant."""
    recipient = _recipient(establishment=establishment, desk=desk, agency=agency)
    of = AgreementParty.objects.filter(agreement=OuterRef("agreement"))
    on = local_day(at)
    terms = (
        AgreementTerm.objects.filter(
            Exists(of.filter(recipient)),
            Exists(of.filter(agency=sender)),
            signed_at__isnull=False,
            first_on__lte=on,
        )
        .select_related("agreement")
        .order_by("-last_on", "-number", "id")[:MOST_LOOKED_AT]
    )
    found = list(terms)
    for term in found:
        if term.last_on >= on and not _is_ended(term.agreement, at=at):
            return Cover(agreement=term.agreement, is_in_force=True)
    return Cover(agreement=found[0].agreement, is_in_force=False) if found else NONE


def _is_ended(agreement: Agreement, *, at: datetime) -> bool:
    return agreement.ended_at is not None and agreement.ended_at <= at


def _recipient(
    *, establishment: Establishment | None, desk: Desk | None, agency: Agency | None
) -> Q:
    if establishment is not None:
        return _of_kind(places.kind_of(establishment), establishment.council_code)
    if desk is not None:
        is_the_council = desk.kind in OF_THE_COUNCIL and desk.council_code
        council = Q(agency__code=desk.council_code, agency__kind=Agency.Kind.COUNCIL)
        named = Q(desk=desk) | _of_kind(kind_of(desk.code), desk.council_code)
        return named | council if is_the_council else named
    return Q(agency=agency)


def _of_kind(kind: str, council_code: str) -> Q:
    return Q(kind=kind, council_code__in=["", council_code])


def between(
    *,
    sender: Agency,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
) -> frozenset[UUID]:
    """Return the agreements, in whatever state, to which sender and recipient are parties."""
    recipient = _recipient(establishment=establishment, desk=desk, agency=None)
    of = AgreementParty.objects.filter(agreement=OuterRef("id"))
    found = Agreement.objects.filter(
        Exists(of.filter(recipient)), Exists(of.filter(agency=sender)), ended_at=None
    )
    return frozenset(found.values_list("id", flat=True))
