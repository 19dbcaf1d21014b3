"""What a hub worker sees of a recorded child and of a pupil: plain values, made for a page.

Works on rows that a door has let through. The hub may see an address that is kept safe, because
it never leaves the police and the hub; the page says so beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firstbell.core.linkage.levels import Field, Level
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.intake.unsafe import PLACE, Kind, Unsafe
from firstbell.journey.linkage.phrases import Piece, figure, label, saying, speaks
from firstbell.registry.agencies.queries import places
from firstbell.registry.people.queries import PupilToShow

COMPARED = (
    Field.FORENAME,
    Field.MIDDLE_NAMES,
    Field.SURNAME,
    Field.BIRTH,
    Field.SEX,
    Field.ADDRESS,
    Field.SCHOOL,
    Field.UPN,
)
"""What stands line by line beside the recorded child; other evidence stands below it."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A child as police recorded it, for the hub to read."""

    force: str
    reference: str
    child_reference: str
    revision: int
    occurred_at: datetime | None
    names: str
    surname: str
    also: tuple[str, ...]
    born_on: date | None
    age: str
    sex: str
    address: tuple[str, ...]
    address_is_safe: bool
    address_is_the_incidents: bool
    address_is_unsafe: bool
    school: str
    chosen_school: str
    is_home_educated: bool
    upn: str
    role: str
    is_affected: bool
    is_recorded_as_adult: bool
    is_added_by_the_hub: bool

    @property
    def full_name(self) -> str:
        """First names and surname, as far as they are known."""
        return f"{self.names} {self.surname}".strip()


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One field of a pupil beside the same of the recorded child."""

    label: str
    value: str
    said: str
    speaks: str
    figure: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A pupil who may be the child: what the roll says, and how far it agrees."""

    pupil_id: UUID
    name: str
    is_on_a_roll: bool
    has_left: bool
    was_said_not_to_be: bool
    schools: tuple[str, ...]
    lines: tuple[Compared, ...]
    beside: tuple[Compared, ...]
    figure: str
    weights: str


def recorded(child: RecordedChild, *, unsafe: Unsafe) -> Recorded:
    """Return what police recorded of a child; its own address goes before the incident's.

    An address that is marked as not safe is not there, and the page says so.
    """
    said, incident = child.said, child.incident
    own = said.get("address") or {}
    address = own or incident.said.get("address") or {}
    is_unsafe = bool(address) and unsafe.has(child.reference if own else PLACE, Kind.ADDRESS)
    lines = _lines([*(address.get("lines") or []), address.get("postcode")])
    chosen = places.establishment_by_urn(said.get("school_urn") or "")
    return Recorded(
        force=incident.source.name,
        reference=incident.reference,
        child_reference=child.reference,
        revision=incident.revision,
        occurred_at=_instant(incident.said.get("occurred_from")),
        names=child.given_names,
        surname=child.surname,
        also=tuple(
            f"{name.get('given_names') or ''} {name.get('surname') or ''}".strip()
            for name in said.get("also_known_as") or []
        ),
        born_on=child.born_on,
        age=_age(said.get("age_estimate")),
        sex=sex(said.get("sex") or ""),
        # The same place may be marked as another's.
        address=() if is_unsafe else tuple(map(unsafe.clean, lines)),
        address_is_safe=bool(address.get("safe")),
        address_is_the_incidents=bool(address and not own),
        address_is_unsafe=is_unsafe,
        school=said.get("school_as_told") or "",
        chosen_school=chosen.name if chosen else "",
        is_home_educated=bool(said.get("home_educated")),
        upn=said.get("upn") or "",
        role=str(child.get_role_display()),
        is_affected=child.role == RecordedChild.Role.AFFECTED,
        is_recorded_as_adult=child.is_recorded_as_adult,
        is_added_by_the_hub=child.added_by_id is not None,
    )


def suggested(
    pupil_id: UUID,
    pupil: PupilToShow | None,
    *,
    evidence: Sequence[Piece],
    weight: float | None,
    weights: str,
    was_said_not_to_be: bool,
    unsafe: Unsafe,
) -> Suggested:
    """Return one pupil with the evidence; one who is on no roll any more has none of its values.

    ``weights`` is the version by which the evidence was summed.
    The roll's address is left out where police's own is the same and marked as not safe.
    """
    values = {field: unsafe.clean(value) for field, value in _values(pupil).items()}
    pieces = {piece["field"]: piece for piece in evidence}
    lines = [_compared(field, pieces.get(field), values.get(field, "")) for field in COMPARED]
    beside = [
        _compared(field, piece, "") for field, piece in pieces.items() if field not in COMPARED
    ]
    return Suggested(
        pupil_id=pupil_id,
        name=f"{pupil.forename} {pupil.surname}" if pupil else "",
        is_on_a_roll=pupil is not None,
        has_left=bool(pupil and pupil.has_left),
        was_said_not_to_be=was_said_not_to_be,
        schools=pupil.establishments if pupil else (),
        lines=tuple(line for line in lines if line.value or line.tone),
        beside=tuple(line for line in beside if line.figure != figure(0)),
        figure="" if weight is None else figure(weight),
        weights=weights,
    )


def sex(code: str) -> str:
    """Return the word for a recorded sex."""
    words = {"F": _("Female"), "M": _("Male"), "X": _("Recorded as neither")}
    return words.get(code.strip().upper(), code)


def _values(pupil: PupilToShow | None) -> Mapping[str, str]:
    if pupil is None:
        return {}
    return {
        Field.FORENAME: _also(pupil.forename, pupil.preferred_forename),
        Field.MIDDLE_NAMES: pupil.middle_names,
        Field.SURNAME: _also(pupil.surname, pupil.preferred_surname, pupil.former_surname),
        Field.BIRTH: date_format(pupil.born_on, "j F Y") if pupil.born_on else "",
        Field.SEX: sex(pupil.sex),
        Field.ADDRESS: ", ".join(_lines([*pupil.address, pupil.postcode])),
        Field.SCHOOL: _school(pupil),
        Field.UPN: pupil.upn,
    }


def _also(name: str, *others: str) -> str:
    also = [other for other in dict.fromkeys(others) if other and other != name]
    if not also:
        return name
    return _("%(name)s (also %(others)s)") % {"name": name, "others": ", ".join(also)}


def _school(pupil: PupilToShow) -> str:
    schools = ", ".join(pupil.establishments)
    if not pupil.nc_year:
        return schools
    return _("%(schools)s, year %(year)s") % {"schools": schools, "year": pupil.nc_year}


def _compared(field: str, piece: Piece | None, value: str) -> Compared:
    """One line of the page; a piece that weighs nothing and found nothing says nothing."""
    weight = piece["weight"] if piece else 0.0
    if piece is None or (piece["level"] == Level.MISSING and weight == 0):
        return Compared(
            label=label(field), value=value, said="", speaks="", figure=figure(0), tone=""
        )
    tone = "nothing" if weight == 0 else "for" if weight > 0 else "against"
    return Compared(
        label=label(field),
        value=value,
        said=saying(field, piece["level"]),
        speaks=speaks(weight),
        figure=figure(weight),
        tone=tone,
    )


def _lines(parts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _age(years: int | None) -> str:
    if years is None:
        return ""
    return ngettext("about %(years)d year old", "about %(years)d years old", years) % {
        "years": years
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
