"""Say whose installation this is, and who sends incidents to it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oauth2_provider.models import get_application_model

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Agency, Desk, Establishment, Partnership

FIRST_DESKS = ("home-education", "missing-education")
"""Desks that every council has by law, so that routing can name them before anyone is loaded."""

_AREA = re.compile(r"[A-Z][0-9]{8}")


class UnusableValue(ValueError):
    """Something that was given will not do; the message says what would be right."""


class SenderExists(RuntimeError):
    """There is a sender of that code already; its machine client is left as it is."""


@dataclass(frozen=True, kw_only=True)
class NewSender:
    """A new sender with its machine client. The secret is in no table: it is told once."""

    agency: Agency
    client_id: str
    client_secret: str


@acting.as_system
def set_partnership(
    *, name: str, councils: Mapping[str, str], force_pfa: str, by: User | None, at: datetime
) -> Partnership:
    """Say whose installation this is; a later call replaces what an earlier one said.

    `councils` gives for each three-digit code of the schools register the council's ONS code.

    :raises UnusableValue: if a name, a code or an area will not do.
    """
    _check_councils(councils)
    partnership = Partnership.objects.select_for_update().first() or Partnership()
    partnership.name = _name(name)
    partnership.force_pfa = _area(force_pfa, "force")
    partnership.save()
    ours = Agency.objects.filter(kind=Agency.Kind.COUNCIL)
    # Two councils may have changed their areas with each other, and each has one only.
    ours.filter(laua__in=councils.values()).exclude(code__in=councils).update(laua="")
    ours.filter(code__in=councils).update(laua="")
    ours.exclude(code__in=councils).update(is_ours=False)
    for code, laua in sorted(councils.items()):
        _set_council(code, laua, force_pfa=partnership.force_pfa)
    audit.record(
        "partnership.set",
        subject_kind="partnership",
        subject_id=partnership.pk,
        by=by,
        at=at,
        detail={"councils": dict(councils), "force_pfa": partnership.force_pfa},
    )
    return partnership


@acting.as_system
def add_source(*, code: str, name: str, force_pfa: str, by: User | None, at: datetime) -> NewSender:
    """Let a police force send incidents, with a machine client of its own.

    :raises UnusableValue: if the code, the name or the force will not do.
    :raises SenderExists: if the code is taken.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
        raise UnusableValue(f"{code!r} will not do as a code; write letters, digits and dashes")
    if Agency.objects.filter(code=code).exists():
        raise SenderExists(f"there is an agency {code} already; choose another code")
    secret = secrets.token_urlsafe(32)
    applications = get_application_model()
    client = applications.objects.create(
        name=_name(name),
        client_type=applications.CLIENT_CONFIDENTIAL,
        authorization_grant_type=applications.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    agency = Agency.objects.create(
        code=code,
        name=_name(name),
        kind=Agency.Kind.POLICE,
        force_pfa=_area(force_pfa, "force"),
        machine_client_id=client.client_id,
    )
    audit.record(
        "source.added",
        subject_kind="agency",
        subject_id=agency.id,
        by=by,
        at=at,
        detail={"code": code, "force_pfa": agency.force_pfa},
    )
    return NewSender(agency=agency, client_id=client.client_id, client_secret=secret)


@acting.as_system
def add_service(*, code: str, name: str, by: User | None, at: datetime) -> Agency:
    """Make an advocate's service or another partner known, so that its people can be asked in.

    The same code and name once more changes nothing.

    :raises UnusableValue: if the code or the name will not do.
    :raises SenderExists: if the code is another agency's.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", code):
        raise UnusableValue(f"{code!r} will not do as a code; write letters, digits and dashes")
    agency, is_new = Agency.objects.get_or_create(
        code=code, defaults={"name": _name(name), "kind": Agency.Kind.OTHER}
    )
    if (agency.kind, agency.name) != (Agency.Kind.OTHER, _name(name)):
        raise SenderExists(f"there is an agency {code} already; choose another code")
    if is_new:
        audit.record(
            "service.added",
            subject_kind="agency",
            subject_id=agency.id,
            by=by,
            at=at,
            detail={"code": code},
        )
    return agency


def _set_council(code: str, laua: str, *, force_pfa: str) -> None:
    known_as = (
        Establishment.objects.filter(council_code=code)
        .exclude(council_name="")
        .values_list("council_name", flat=True)
        .first()
    )
    council, is_new = Agency.objects.get_or_create(
        code=code, defaults={"kind": Agency.Kind.COUNCIL, "name": known_as or f"Council {code}"}
    )
    if council.kind != Agency.Kind.COUNCIL:
        raise UnusableValue(f"{code} is the code of {council}, which is no council")
    if known_as and not is_new:
        council.name = known_as
    council.laua, council.force_pfa, council.is_ours = laua, force_pfa, True
    council.save()
    for kind in FIRST_DESKS:
        Desk.objects.get_or_create(
            code=f"{code}:{kind}", defaults={"kind": kind, "council_code": code}
        )


def _check_councils(councils: Mapping[str, str]) -> None:
    if not councils:
        raise UnusableValue("name at least one council as CODE=LAUA, such as 990=E08990001")
    for code, laua in councils.items():
        if not re.fullmatch(r"\d{3}", code, re.ASCII):
            raise UnusableValue(f"{code!r} is no council's code; write the three digits of GIAS")
        _area(laua, f"council {code}")
    if len(set(councils.values())) < len(councils):
        raise UnusableValue("two councils have the same ONS code; each has its own")


def _area(code: str, whose: str) -> str:
    if not _AREA.fullmatch(code):
        raise UnusableValue(f"{whose}: {code!r} is no ONS code; write a letter and eight digits")
    return code


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= 200:
        raise UnusableValue("the name must have 1 to 200 characters")
    return cleaned
