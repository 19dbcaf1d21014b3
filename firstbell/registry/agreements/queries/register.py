"""The register as people read it: every agreement by what must be done about it, and each one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from firstbell.core.agreements import TO_DO, Facts, State, Term, ToDo, last_day, state_of, to_do
from firstbell.core.calendars import local_day
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.desk_names import Councils, desk_name
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Contact, Desk, Membership
from firstbell.registry.agreements.actions.making import PartyTo
from firstbell.registry.agreements.models import (
    Agreement,
    AgreementDraft,
    AgreementParty,
    AgreementTerm,
    SignOff,
)
from firstbell.registry.agreements.queries.naming import (
    KINDS,
    councils_by_code,
    in_order,
    party_name,
)

STATES: Mapping[State, Promise] = {
    "draft": gettext_lazy("Draft"),
    "under_review": gettext_lazy("Under review"),
    "signed_off": gettext_lazy("Signed off, not begun"),
    "in_force": gettext_lazy("In force"),
    "lapsed": gettext_lazy("Lapsed"),
    "ended": gettext_lazy("Ended"),
}

TO_DO_WORDS: Mapping[ToDo, Promise] = {
    "lapsed": gettext_lazy("Lapsed: renew it or end it"),
    "lapses_today": gettext_lazy("Lapses today"),
    "lapses_in_30_days": gettext_lazy("Lapses within 30 days"),
    "lapses_in_60_days": gettext_lazy("Lapses within 60 days"),
    "review_overdue": gettext_lazy("Its review is overdue"),
    "to_sign": gettext_lazy("Waits for signatures"),
    "draft": gettext_lazy("Draft: finish it and put it under review"),
    "starts_later": gettext_lazy("Signed, begins later"),
    "nothing": gettext_lazy("In force, nothing to do"),
    "ended": gettext_lazy("Ended"),
}

OWNERS = (Role.BUSINESS_UNIT, Role.INFORMATION_GOVERNANCE, Role.ADMINISTRATOR)
"""Whose work the register is, and so who may see to an agreement."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One agreement in the list."""

    agreement_id: UUID
    title: str
    state: State
    state_words: Promise
    to_do: ToDo
    parties: tuple[str, ...]
    last_on: date | None
    review_on: date
    unsigned: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """The agreements about which the same must be done."""

    to_do: ToDo
    words: Promise
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One party of the page, and its signature under the latest term."""

    party_id: UUID
    name: str
    signed_by: str
    office: str
    signed_on: date | None


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """One term of the page."""

    number: int
    first_on: date
    last_on: date
    is_signed: bool


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """One draft or note of the page."""

    number: int
    drafted_on: date
    note: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One agreement with all that is known of it."""

    line: Line
    purpose: str
    shared: str
    basis: str
    owner: str
    signatures: tuple[Signature, ...]
    terms: tuple[TermLine, ...]
    drafts: tuple[DraftLine, ...]
    ended_why: str
    ended_at: datetime | None
    can_review: bool
    can_sign: bool
    can_renew: bool
    can_change: bool


def _rows() -> QuerySet[Agreement]:
    return (
        Agreement.objects.select_related("owner")
        .prefetch_related(
            Prefetch("parties", AgreementParty.objects.select_related("agency", "desk")),
            Prefetch("terms", AgreementTerm.objects.order_by("number")),
            Prefetch("terms__sign_offs", SignOff.objects.order_by("id")),
        )
        .order_by("title", "id")
    )


def groups(*, at: datetime) -> tuple[Group, ...]:
    """Return every agreement by what must be done, the most urgent first."""
    councils = councils_by_code()
    lines = [_line(row, councils, at=at) for row in _rows()]
    return tuple(
        Group(to_do=each, words=TO_DO_WORDS[each], lines=found)
        for each in TO_DO
        if (found := tuple(line for line in lines if line.to_do == each))
    )


def agreement(agreement_id: UUID) -> Agreement | None:
    """Return one agreement to act on it, or None."""
    return Agreement.objects.filter(id=agreement_id).first()


def page(agreement_id: UUID, *, at: datetime) -> Page | None:
    """Return one agreement as its page shows it, or None."""
    row = _rows().filter(id=agreement_id).first()
    if row is None:
        return None
    councils = councils_by_code()
    line, terms = _line(row, councils, at=at), list(row.terms.all())
    latest = terms[-1] if terms else None
    is_open = row.ended_at is None
    waits = latest is not None and latest.signed_at is None
    drafts = AgreementDraft.objects.filter(agreement=row).select_related("recorded_by")
    return Page(
        line=line,
        purpose=row.purpose,
        shared=row.shared,
        basis=str(row.get_basis_display()),
        owner=row.owner.name if row.owner else "",
        signatures=_signatures(row, latest, councils),
        terms=tuple(
            TermLine(
                number=term.number,
                first_on=term.first_on,
                last_on=term.last_on,
                is_signed=term.signed_at is not None,
            )
            for term in reversed(terms)
        ),
        drafts=tuple(
            DraftLine(
                number=draft.number,
                drafted_on=draft.drafted_on,
                note=draft.note,
                by=draft.recorded_by.name if draft.recorded_by else "",
            )
            for draft in drafts.order_by("-number")
        ),
        ended_why=row.ended_why,
        ended_at=row.ended_at,
        can_review=is_open and row.under_review_at is None,
        can_sign=is_open and row.under_review_at is not None and waits,
        can_renew=is_open and not waits,
        can_change=is_open,
    )


def _signatures(
    row: Agreement, latest: AgreementTerm | None, councils: Councils
) -> tuple[Signature, ...]:
    signed = {each.party_id: each for each in latest.sign_offs.all()} if latest else {}
    return tuple(
        Signature(
            party_id=party.id,
            name=party_name(party, councils),
            signed_by=found.name if (found := signed.get(party.id)) else "",
            office=found.office if found else "",
            signed_on=found.signed_on if found else None,
        )
        for party in in_order(row.parties.all(), councils)
    )


def facts_of(row: Agreement) -> Facts:
    """Return what the state of an agreement follows from."""
    return Facts(
        is_under_review=row.under_review_at is not None,
        terms=tuple(
            Term(
                first_on=term.first_on,
                last_on=term.last_on,
                is_signed=term.signed_at is not None,
            )
            for term in row.terms.all()
        ),
        ended_at=row.ended_at,
        review_on=row.review_on,
    )


def _line(row: Agreement, councils: Councils, *, at: datetime) -> Line:
    facts, terms = facts_of(row), list(row.terms.all())
    state = state_of(facts, at=at)
    latest = max(terms, key=lambda term: term.number, default=None)
    parties = in_order(row.parties.all(), councils)
    waits = latest is not None and latest.signed_at is None and row.ended_at is None
    ends_on = last_day(facts, on=local_day(at)) or (latest.last_on if latest else None)
    return Line(
        agreement_id=row.id,
        title=row.title,
        state=state,
        state_words=STATES[state],
        to_do=to_do(facts, at=at),
        parties=tuple(party_name(party, councils) for party in parties),
        last_on=ends_on,
        review_on=row.review_on,
        unsigned=len(parties) - len(latest.sign_offs.all()) if waits and latest else 0,
    )


def parties_to_choose() -> tuple[tuple[str, str], ...]:
    """Return who may be a party, as a code and in words.

    An admissions desk where nobody is exists because a place was asked of it: that it stands here
    would tell to which council a family has fled.
    """
    agencies = Agency.objects.order_by("kind", "name", "id")
    councils = councils_by_code()
    is_anybodys = Exists(Membership.objects.filter(desk=OuterRef("pk"))) | Exists(
        Contact.objects.filter(desk=OuterRef("pk"))
    )
    desks = Desk.objects.filter(~Q(kind="admissions") | is_anybodys).order_by("code")
    return (
        *((f"agency:{each.id}", each.name) for each in agencies),
        *((f"kind:{kind}", str(words)) for kind, words in KINDS.items()),
        *((f"desk:{each.id}", desk_name(each.code, councils)) for each in desks),
    )


def party_of(code: str) -> PartyTo | None:
    """Return the party of a code of `parties_to_choose`, or None where there is none."""
    kind, _colon, rest = code.partition(":")
    if kind == "kind" and rest in KINDS:
        return PartyTo(kind=rest)
    try:
        id_ = UUID(rest)
    except ValueError:
        return None
    if kind == "agency" and (agency := Agency.objects.filter(id=id_).first()):
        return PartyTo(agency=agency)
    if kind == "desk" and (desk := Desk.objects.filter(id=id_).first()):
        return PartyTo(desk=desk)
    return None


def owners_to_choose(*, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return who may see to an agreement, by id and name."""
    held = Membership.objects.filter(role__in=OWNERS, starts_at__lte=at, user__is_active=True)
    now = held.exclude(ends_at__lte=at).values_list("user", "user__name")
    return tuple(sorted({(str(id_), name) for id_, name in now}, key=lambda each: each[1]))


def owner_of(code: str, *, at: datetime) -> User | None:
    """Return the person of a code of `owners_to_choose`, or None."""
    known = {id_ for id_, _name in owners_to_choose(at=at)}
    return User.objects.filter(id=code).first() if code in known else None


def party_to_sign(agreement_: Agreement, code: str) -> AgreementParty | None:
    """Return a party of an agreement by its id, or None."""
    return next((each for each in agreement_.parties.all() if str(each.id) == code), None)


@dataclass(frozen=True, kw_only=True)
class Public:
    """An agreement as anybody may know of it."""

    title: str
    state: State
    state_words: Promise
    purpose: str
    shared: str
    parties: tuple[str, ...]
    last_on: date | None


def entries(*, at: datetime) -> tuple[Public, ...]:
    """Return every agreement, by title."""
    councils = councils_by_code()
    lines = ((row, _line(row, councils, at=at)) for row in _rows())
    return tuple(
        Public(
            title=row.title,
            state=line.state,
            state_words=line.state_words,
            purpose=row.purpose,
            shared=row.shared,
            parties=line.parties,
            last_on=line.last_on,
        )
        for row, line in lines
    )


def in_force(*, at: datetime) -> tuple[Public, ...]:
    """Return the agreements in force, by title."""
    return tuple(each for each in entries(at=at) if each.state == "in_force")
