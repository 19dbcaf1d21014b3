"""Several rows of rolls that are one pupil: which speaks first, and what the others add.

A pupil may be registered at two schools at once, and have left others; the rolls then differ in
names and homes. Every path into linkage (a file, the database) merges by these rules, so that
the same rows get the same answer. Which rows are one pupil is not decided here.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from firstbell.core.linkage.names import joined
from firstbell.core.linkage.records import RollPupil

MAIN_FIRST = "MCFSG"
"""Enrolment statuses, the one whose establishment knows the child best first."""

UNKNOWN_STATUS = MAIN_FIRST.index("C")
"""Where a status that is none of these stands: it is read as C, as a blank one is."""


def is_registered(entered_on: date | None, left_on: date | None, *, on: date) -> bool:
    """Say whether a registration holds on a day: its first and last day count, blanks are open."""
    return (entered_on is None or entered_on <= on) and (left_on is None or on <= left_on)


def rank(
    enrol_status: str, entered_on: date | None, left_on: date | None, *, on: date
) -> tuple[bool, int, int]:
    """Return what a pupil's rows are sorted by: registered on the day, main, entered latest."""
    place = MAIN_FIRST.find(enrol_status or "C")
    entered = entered_on.toordinal() if entered_on else 0
    return (
        not is_registered(entered_on, left_on, on=on),
        UNKNOWN_STATUS if place < 0 else place,
        -entered,
    )


def one_pupil(rows: Sequence[RollPupil]) -> RollPupil:
    """Return one pupil of all rows, sorted by `rank`: the first speaks, the others fill blanks.

    The others also add the names by which they call the pupil, where there is room for them.
    The home is one row's: parts of two addresses would be nobody's.
    """
    main = rows[0]
    if len(rows) == 1:
        return main
    home = next((row for row in rows if row.address_line_1 or row.postcode or row.uprn), main)
    pupil = main._replace(
        middle_names=_first(row.middle_names for row in rows),
        preferred_surname=_first(row.preferred_surname for row in rows),
        preferred_forename=_first(row.preferred_forename for row in rows),
        former_surname=_first(row.former_surname for row in rows),
        born_on=next((row.born_on for row in rows if row.born_on), None),
        sex=_first(row.sex for row in rows),
        upn=_first(row.upn for row in rows),
        address_line_1=home.address_line_1,
        postcode=home.postcode,
        uprn=home.uprn,
        urns=tuple(dict.fromkeys(urn for row in rows for urn in row.urns)),
    )
    for row in rows[1:]:
        pupil = _with_other_names(pupil, row)
    return pupil


def _first(said: Iterator[str]) -> str:
    return next(filter(None, said), "")


def _with_other_names(pupil: RollPupil, row: RollPupil) -> RollPupil:
    """The pupil, also by the names of another of its rows where there is room for them."""
    known = {joined(pupil.surname), joined(pupil.preferred_surname), joined(pupil.former_surname)}
    if joined(row.surname) not in known:
        if not pupil.preferred_surname:
            pupil = pupil._replace(preferred_surname=row.surname)
        elif not pupil.former_surname:
            pupil = pupil._replace(former_surname=row.surname)
    known = {joined(pupil.forename), joined(pupil.preferred_forename)}
    if joined(row.forename) not in known and not pupil.preferred_forename:
        pupil = pupil._replace(preferred_forename=row.forename)
    return pupil
