"""What linkage knows of a pupil on a roll and of a child that police recorded.

Plain text as it was given: nothing here is cleaned, so that every path into linkage (a file, the
database) may hand over the same words and gets the same answer. Must not know where a record
came from, and must not be written to a log: every field but the ids is about a child. Made by the
names of the fields, never by their places: most of them are text.
"""

from collections.abc import Hashable
from datetime import date
from typing import NamedTuple, TypeAlias

from firstbell.core.linkage import addresses

PupilId: TypeAlias = Hashable
ChildId: TypeAlias = Hashable


class RollPupil(NamedTuple):
    """One pupil, however many rows of however many rolls name it; blank text is unknown."""

    pupil_id: PupilId
    surname: str = ""
    forename: str = ""
    middle_names: str = ""
    preferred_surname: str = ""
    preferred_forename: str = ""
    former_surname: str = ""
    born_on: date | None = None
    sex: str = ""
    upn: str = ""
    address_line_1: str = ""
    postcode: str = ""
    uprn: str = ""
    urns: tuple[str, ...] = ()

    @property
    def household(self) -> str | None:
        """The home this pupil shares with siblings; None where the roll does not say enough."""
        return addresses.household(self.address_line_1, self.postcode, self.uprn)


class RecordedChild(NamedTuple):
    """One child of one incident, as recorded; blank text is unknown.

    ``also_known_as`` holds pairs of given names and surname. ``age_estimate`` is in whole years
    on the day ``on`` (the incident's), and counts only where ``born_on`` is unknown.
    ``school_urns`` are the establishments that ``school_as_told`` may mean (or the one that a
    person chose). ``household`` groups the children of one incident; None stands alone.
    """

    child_id: ChildId
    given_names: str = ""
    surname: str = ""
    also_known_as: tuple[tuple[str, str], ...] = ()
    born_on: date | None = None
    age_estimate: int | None = None
    on: date | None = None
    sex: str = ""
    upn: str = ""
    address_line_1: str = ""
    postcode: str = ""
    uprn: str = ""
    school_as_told: str = ""
    school_urns: tuple[str, ...] = ()
    household: str | None = None
    adult_surnames: tuple[str, ...] = ()
