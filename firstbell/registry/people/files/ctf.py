"""Read a Common Transfer File (CTF, XML): pupils of one establishment, its `SourceSchool`.

Takes the flat form that schools' systems write and the nested one with `BasicDetails`. Only the
pupil's own details are read: never those of contacts, whose names and homes are not the child's.
No DTD, entity or outside reference is followed. Source: the DfE's CTF specifications (CTF 15 to
21); a URN in the header came with CTF 18. A file that does not say when the pupil came or left
says nothing of it: that is for the roll already held.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from firstbell.registry.people.files.rows import (
    Complaint,
    Place,
    ReadRoll,
    RefusedEntry,
    RollRow,
    SourceSchool,
    read_row,
)

KIND = "ctf"
"""What refused rows of these files are kept under."""

PUPILS = frozenset({"ctfpupildata", "pupils"})
OWN_DETAILS = frozenset(
    {
        "basicdetails", "pupilidentifiers", "identifiers", "pupildetails", "names", "address",
        "addresses", "homeaddress", "bs7666address", "addresslines", "lineaddress", "enrolment",
    }
)  # fmt: skip
"""Elements inside a pupil that are looked into; all others, contacts above all, are not."""

COLUMN_OF = {
    "upn": "upn",
    "surname": "surname",
    "legalsurname": "surname",
    "forename": "forename",
    "legalforename": "forename",
    "middlenames": "middle_names",
    "middlename": "middle_names",
    "preferredsurname": "preferred_surname",
    "preferredforename": "preferred_forename",
    "formersurname": "former_surname",
    "dob": "date_of_birth",
    "dateofbirth": "date_of_birth",
    "gender": "sex",
    "sex": "sex",
    "addressline1": "address_line_1",
    "addressline2": "address_line_2",
    "addressline3": "address_line_3",
    "posttown": "town",
    "town": "town",
    "postcode": "postcode",
    "uprn": "uprn",
    "uniquepropertyreferencenumber": "uprn",
    "enrolstatus": "enrol_status",
    "entrydate": "entry_date",
    "leavingdate": "leaving_date",
    "ncyearactual": "nc_year",
    "reggroup": "reg_group",
}
"""What an element is in the columns of the roll CSV, without regard to capitals."""

ELEMENT_OF = {
    "date_of_birth": "DOB",
    "entry_date": "EntryDate",
    "forename": "Forename",
    "leaving_date": "LeavingDate",
    "postcode": "PostCode",
    "sex": "Gender",
    "surname": "Surname",
    "upn": "UPN",
}
"""What a column is called in a CTF, where a complaint names it."""

HISTORY = {"entrydate": "entry_date", "leavingdate": "leaving_date"}
"""What a line of the school history says of the pupil's time at the source school."""

DEEPEST = 20
"""How deep an element may lie in its pupil; those of the specifications lie six deep."""

_SAYS_DTD = "the document declares a DTD, an entity or an outside reference"


def is_ctf(content: bytes) -> bool:
    """Say whether a file's content is XML rather than a CSV; its name does not matter."""
    start = content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def read_ctf(content: bytes, *, on: date) -> ReadRoll:
    """Return what a CTF holds; a document that cannot be read is one refused entry."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        return _unreadable(_SAYS_DTD, "export the file again without a DOCTYPE")
    except ParseError as error:
        line, column = error.position
        where = f"it is no well-formed XML at line {line}, column {column + 1}"
        return _unreadable(where, "export the file again; it may have been cut off")
    except (ValueError, LookupError):  # the parser's words for an encoding that it cannot read
        return _unreadable("its encoding cannot be read", "export the file again in UTF-8")
    if _name(root) != "ctfile":
        return _unreadable("its outermost element is not CTfile", "export a Common Transfer File")
    return _read_document(root, on=on)


def _read_document(root: Element, *, on: date) -> ReadRoll:
    source = _source_of(root)
    if source is None:
        problem = "CTfile/Header/SourceSchool has neither a URN nor LEA and Estab"
        return _unreadable(problem, "write the URN, or the council's number and the school's")
    read = ReadRoll(file_kind=KIND, source=source)
    wrappers = [child for child in root if _name(child) in PUPILS]
    if not wrappers:
        return _unreadable("it has no CTFpupilData", "export the file again with pupils' data")
    pupils = [pupil for each in wrappers for pupil in each if _name(pupil) == "pupil"]
    for number, pupil in enumerate(pupils, start=1):
        entry = _read_pupil(pupil, number, source=source, on=on)
        if isinstance(entry, RollRow):
            read.rows.append(entry)
        else:
            read.refused.append(entry)
    return read


def _read_pupil(
    pupil: Element, number: int, *, source: SourceSchool, on: date
) -> RollRow | RefusedEntry:
    place = Place(line=number, words=f"CTFpupilData/Pupil[{number}]")
    if _is_deeper(pupil, DEEPEST):
        return RefusedEntry(place=place, complaints=(_TOO_DEEP,), content="")
    cells: dict[str, str] = {}
    bs7666: dict[str, str] = {}
    for name, text in _own_leaves(pupil):
        if column := COLUMN_OF.get(name):
            cells.setdefault(column, text)
        elif name in {"saon", "paon", "street", "locality"}:
            bs7666.setdefault(name, text)
    _add_address(cells, bs7666)
    for column, text in _history_at(pupil, source).items():
        cells.setdefault(column, text)
    content = tostring(pupil, encoding="unicode").strip()
    entry = read_row(cells, place=place, on=on, content=content)
    if isinstance(entry, RefusedEntry):
        return replace(entry, complaints=_by_element(entry.complaints))
    return replace(entry, warnings=_by_element(entry.warnings)) if entry.warnings else entry


def _by_element(complaints: tuple[Complaint, ...]) -> tuple[Complaint, ...]:
    """The complaints under the names that the elements have in a CTF."""
    return tuple(replace(each, field=ELEMENT_OF.get(each.field, each.field)) for each in complaints)


_TOO_DEEP = Complaint(
    field="",
    problem=f"its elements are nested more than {DEEPEST} deep",
    cure="export the pupil again as a Common Transfer File",
)


def _is_deeper(element: Element, most: int) -> bool:
    """Say whether an element holds others deeper than `most`, without recursion."""
    level = [element]
    for _ in range(most):
        level = [child for each in level for child in each]
        if not level:
            return False
    return True


def _own_leaves(element: Element) -> Iterator[tuple[str, str]]:
    """The pupil's own details in the order of the document: name without capitals, and text."""
    for child in element:
        if len(child) == 0:
            if child.text and child.text.strip():
                yield _name(child), " ".join(child.text.split())
        elif _name(child) in OWN_DETAILS:
            yield from _own_leaves(child)


def _add_address(cells: dict[str, str], bs7666: dict[str, str]) -> None:
    """Make address lines of the parts of BS 7666, where no line was given."""
    if "address_line_1" in cells or not bs7666:
        return
    number_and_street = " ".join(filter(None, (bs7666.get("paon"), bs7666.get("street"))))
    first = ", ".join(filter(None, (bs7666.get("saon"), number_and_street)))
    lines = [line for line in (first, bs7666.get("locality", "")) if line]
    for number, line in enumerate(lines, start=1):
        cells.setdefault(f"address_line_{number}", line)


def _history_at(pupil: Element, source: SourceSchool) -> dict[str, str]:
    """When the pupil came to the source school and left it, where the history says so."""
    found: dict[str, str] = {}
    for history in (child for child in pupil if _name(child) == "schoolhistory"):
        for school in history:
            parts = {_name(part): (part.text or "").strip() for part in school}
            if _is_source(parts, source):
                found = {HISTORY[name]: parts[name] for name in HISTORY if parts.get(name)}
    return found


def _is_source(school: dict[str, str], source: SourceSchool) -> bool:
    if source.urn and school.get("urn"):
        return school["urn"] == source.urn
    number = (school.get("lea", ""), school.get("estab", ""))
    return all(number) and number == (source.council_code, source.establishment_number)


def _source_of(root: Element) -> SourceSchool | None:
    header = next((child for child in root if _name(child) == "header"), None)
    if header is None:
        return None
    parts = {_name(child): child for child in header if len(child) == 0}
    for school in (child for child in header if _name(child) == "sourceschool"):
        parts |= {f"sourceschool{_name(leaf)}": leaf for leaf in school}
    urn, lea, estab = (
        (parts[name].text or "").strip() if name in parts else ""
        for name in ("sourceschoolurn", "sourceschoollea", "sourceschoolestab")
    )
    if not urn and not (lea and estab):
        return None
    return SourceSchool(urn=urn, council_code=lea, establishment_number=estab)


def _name(element: Element) -> str:
    """The element's name without its namespace and capitals."""
    return re.sub(r"\{.*\}", "", str(element.tag)).lower()


def _unreadable(problem: str, cure: str) -> ReadRoll:
    complaint = Complaint(field="", problem=problem, cure=cure)
    place = Place(line=0, words="the whole file")
    return ReadRoll(
        file_kind=KIND,
        refused=[RefusedEntry(place=place, complaints=(complaint,), content="")],
    )
