"""Make an agreement, keep its drafts, collect the signatures, renew it, end it.

Each is an act of a person, with its trail. A term that every party has signed is in force from
its first day by itself; `actions.passing` tells the journey that it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.core.agreements import lapses_at
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Agency, Desk
from firstbell.registry.agreements.actions.passing import tell_what_began
from firstbell.registry.agreements.models import (
    Agreement,
    AgreementDraft,
    AgreementParty,
    AgreementTerm,
    SignOff,
)


class NotNow(ValueError):
    """The agreement is not at the point at which this can be done; the message says why."""


@dataclass(frozen=True, kw_only=True)
class PartyTo:
    """One party as a person names it: an agency, a desk, or a kind with its council."""

    agency: Agency | None = None
    desk: Desk | None = None
    kind: str = ""
    council_code: str = ""


@acting.as_system
def make_agreement(
    *,
    title: str,
    purpose: str,
    shared: str,
    basis: str,
    parties: Sequence[PartyTo],
    first_on: date,
    last_on: date,
    review_on: date,
    note: str,
    owner: User | None,
    by: User | None,
    at: datetime,
) -> Agreement:
    """Begin an agreement with its first draft and the term that the parties will sign for.

    :raises NotNow: if fewer than two parties are named, or the term ends before it begins.
    """
    if len(parties) < 2:
        raise NotNow("an agreement has two parties or more; name the other")
    if last_on < first_on:
        raise NotNow("the last day lies before the first; the term runs forwards")
    agreement = Agreement.objects.create(
        title=" ".join(title.split())[:200],
        purpose=purpose.strip(),
        shared=shared.strip(),
        basis=basis,
        owner=owner,
        review_on=review_on,
        made_at=at,
        made_by=by,
    )
    AgreementParty.objects.bulk_create(
        AgreementParty(
            agreement=agreement,
            agency=each.agency,
            desk=each.desk,
            kind=each.kind,
            council_code=each.council_code,
        )
        for each in parties
    )
    _propose_term(agreement, first_on=first_on, last_on=last_on, by=by, at=at)
    _trail("agreement.made", agreement, by=by, at=at, parties=len(parties))
    add_draft(agreement=agreement, drafted_on=local_day(at), note=note, by=by, at=at)
    return agreement


@acting.as_system
def add_draft(
    *, agreement: Agreement, drafted_on: date, note: str, by: User | None, at: datetime
) -> AgreementDraft:
    """Keep one more draft or note of where the agreement stands, with its day.

    :raises NotNow: if the agreement was ended, or the day has not come.
    """
    agreement = _locked(agreement)
    _check_not_ended(agreement)
    if drafted_on > local_day(at):
        raise NotNow("the day has not come yet; write today or earlier")
    draft = AgreementDraft.objects.create(
        agreement=agreement,
        number=agreement.drafts.count() + 1,
        drafted_on=drafted_on,
        note=note.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    _trail("agreement.drafted", agreement, by=by, at=at, draft=draft.number)
    return draft


@acting.as_system
def put_under_review(*, agreement: Agreement, by: User | None, at: datetime) -> None:
    """Put the agreement before its parties: from now on they may sign. Safe to repeat.

    :raises NotNow: if the agreement was ended.
    """
    agreement = _locked(agreement)
    _check_not_ended(agreement)
    if agreement.under_review_at is not None:
        return
    agreement.under_review_at = at
    agreement.save(update_fields=["under_review_at"])
    _trail("agreement.reviewed", agreement, by=by, at=at)


@acting.as_system
def sign(
    *,
    agreement: Agreement,
    party: AgreementParty,
    name: str,
    office: str,
    signed_on: date,
    by: User | None,
    at: datetime,
) -> SignOff:
    """Write down that a party signed for the term that waits for signatures. Safe to repeat.

    The last signature puts the term in force from its first day.

    :raises NotNow: if nothing is there to sign, the day has not come, or it is another's party.
    """
    agreement = _locked(agreement)
    _check_not_ended(agreement)
    if agreement.under_review_at is None:
        raise NotNow("this is a draft still; put it under review before anybody signs")
    if party.agreement_id != agreement.id:
        raise NotNow("this is a party of another agreement")
    if signed_on > local_day(at):
        raise NotNow("the day has not come yet; write the day on which it was signed")
    term = agreement.terms.order_by("-number").first()
    if term is None:
        raise NotNow("there is no term to sign for; renew the agreement first")
    signature, is_new = SignOff.objects.get_or_create(
        term=term,
        party=party,
        defaults={
            "name": " ".join(name.split())[:200],
            "office": " ".join(office.split())[:200],
            "signed_on": signed_on,
            "recorded_by": by,
            "recorded_at": at,
        },
    )
    if is_new:
        _trail("agreement.signed", agreement, by=by, at=at, party=str(party.id), term=term.number)
        _in_force_when_all_have_signed(agreement, term, by=by, at=at)
    return signature


def _in_force_when_all_have_signed(
    agreement: Agreement, term: AgreementTerm, *, by: User | None, at: datetime
) -> None:
    if agreement.parties.exclude(sign_offs__term=term).exists():
        return
    term.signed_at = at
    term.save(update_fields=["signed_at"])
    _trail("agreement.signed_off", agreement, by=by, at=at, term=term.number)
    tell_what_began(at=at, agreement=agreement)


@acting.as_system
def renew(
    *, agreement: Agreement, first_on: date, last_on: date, by: User | None, at: datetime
) -> AgreementTerm:
    """Propose the next term. The parties sign for it anew; what runs goes on meanwhile.

    :raises NotNow: if a term still waits for signatures, or the new one is over or runs backwards.
    """
    agreement = _locked(agreement)
    _check_not_ended(agreement)
    latest = agreement.terms.order_by("-number").first()
    if latest is not None and latest.signed_at is None:
        raise NotNow("a term waits for signatures already; sign that one")
    if last_on < first_on:
        raise NotNow("the last day lies before the first; the term runs forwards")
    if lapses_at(last_on) <= at:
        raise NotNow("this term would be over already; write a later last day")
    term = _propose_term(agreement, first_on=first_on, last_on=last_on, by=by, at=at)
    _trail("agreement.renewed", agreement, by=by, at=at, term=term.number)
    return term


@acting.as_system
def hold_review(
    *, agreement: Agreement, review_on: date, owner: User | None, by: User | None, at: datetime
) -> None:
    """Write down when the agreement is reviewed next, and who sees to it.

    :raises NotNow: if the agreement was ended, or the day lies behind.
    """
    agreement = _locked(agreement)
    _check_not_ended(agreement)
    if review_on < local_day(at):
        raise NotNow("the next review lies behind; write a day to come")
    agreement.review_on, agreement.owner = review_on, owner
    agreement.save(update_fields=["review_on", "owner"])
    _trail("agreement.review_set", agreement, by=by, at=at, review_on=review_on.isoformat())


@acting.as_system
def end(*, agreement: Agreement, why: str, by: User | None, at: datetime) -> None:
    """End an agreement now, with the reason. A second click changes nothing."""
    agreement = _locked(agreement)
    if agreement.ended_at is not None:
        return
    agreement.ended_at, agreement.ended_by = at, by
    agreement.ended_why = " ".join(why.split())[:300]
    agreement.save(update_fields=["ended_at", "ended_by", "ended_why"])
    _trail("agreement.ended", agreement, by=by, at=at)


def _propose_term(
    agreement: Agreement, *, first_on: date, last_on: date, by: User | None, at: datetime
) -> AgreementTerm:
    return AgreementTerm.objects.create(
        agreement=agreement,
        number=agreement.terms.count() + 1,
        first_on=first_on,
        last_on=last_on,
        proposed_at=at,
        proposed_by=by,
    )


def _locked(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_for_update().get(id=agreement.id)


def _check_not_ended(agreement: Agreement) -> None:
    if agreement.ended_at is not None:
        raise NotNow("this agreement was ended; make a new one")


def _trail(
    action: str, agreement: Agreement, *, by: User | None, at: datetime, **detail: object
) -> None:
    audit.record(
        action,
        subject_kind="agreement",
        subject_id=agreement.id,
        by=by,
        at=at,
        detail=detail,
    )
