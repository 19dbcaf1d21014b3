"""The rolls of the sample borough as files: one CSV of most schools, one school's roll as CTF.

A school that exports by Common Transfer File is in that file only. Nothing is decided here: who is
on which roll is for `schooling`.
"""

import csv
import io
from datetime import date
from xml.etree import ElementTree as ET

from firstbell.sample.families import school_year
from firstbell.sample.model import Borough, Child, Establishment, Registration

COLUMNS = [
    "upn",
    "surname",
    "forename",
    "middle_names",
    "preferred_surname",
    "preferred_forename",
    "former_surname",
    "date_of_birth",
    "sex",
    "address_line_1",
    "address_line_2",
    "address_line_3",
    "town",
    "postcode",
    "uprn",
    "urn",
    "enrol_status",
    "entry_date",
    "leaving_date",
    "nc_year",
    "reg_group",
]
_WITH_UPRN = 3
"""One school in so many holds property numbers, and does so for all of its pupils."""


def rolls_csv(borough: Borough) -> bytes:
    """The rolls of every school that exports CSV, in UTF-8 with a byte order mark."""
    by_ctf = {one.urn for one in borough.establishments if one.by_ctf}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    lines = [
        (row.urn, kid.number, kid, row)
        for kid in borough.pupils
        for row in kid.registrations
        if row.urn not in by_ctf
    ]
    lines.sort(key=lambda line: line[:2])
    writer.writerows(_cells(kid, row) for _, _, kid, row in lines)
    return text.getvalue().encode("utf-8-sig")


def _cells(kid: Child, row: Registration) -> list[str]:
    home = row.address
    if home is None:
        raise ValueError("a line of a roll has an address")
    return [
        kid.upn,
        kid.surname,
        kid.forename,
        kid.middle,
        kid.preferred_surname,
        kid.preferred_forename,
        kid.former_surname,
        kid.born_on.isoformat(),
        kid.sex,
        home.line_1,
        "",
        "",
        home.town,
        home.postcode,
        home.uprn if int(row.urn) % _WITH_UPRN == 0 else "",
        row.urn,
        row.status,
        _iso(row.entry_on),
        _iso(row.leaving_on),
        row.year,
        row.group,
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def ctf_name(one: Establishment) -> str:
    """The file's name: sender's council and establishment, the council as receiver, a serial."""
    return f"{one.council}{one.number}_CTF_{one.council}LLLL_001.xml"


def ctf(borough: Borough, one: Establishment) -> bytes:
    """One school's whole roll as a Common Transfer File."""
    year = school_year(borough.monday)
    root = ET.Element("CTfile")
    header = ET.SubElement(root, "Header")
    _put(header, DocumentName="Common Transfer File", CTFversion="21.0")
    _put(header, DateTime=f"{borough.monday.isoformat()}T05:10:00", DocumentQualifier="full")
    _put(header, SupplierID="Invented")
    source = ET.SubElement(header, "SourceSchool")
    _put(source, LEA=one.council, Estab=one.number, URN=one.urn, SchoolName=one.name)
    _put(source, AcademicYear=str(year))
    _put(ET.SubElement(header, "DestSchool"), LEA=one.council, Estab="LLLL")
    pupils = ET.SubElement(root, "CTFpupilData")
    for kid in borough.pupils:
        for row in kid.registrations:
            if row.urn == one.urn:
                _pupil(pupils, kid, row, one)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _put(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _pupil(pupils: ET.Element, kid: Child, row: Registration, one: Establishment) -> None:
    pupil = ET.SubElement(pupils, "Pupil")
    if kid.upn:
        _put(pupil, UPN=kid.upn)
    _put(pupil, Surname=kid.surname, Forename=kid.forename)
    _put(pupil, DOB=kid.born_on.isoformat(), Gender=kid.sex)
    basic = ET.SubElement(pupil, "BasicDetails")
    if kid.former_surname:
        _put(basic, FormerSurname=kid.former_surname)
    if kid.preferred_forename:
        _put(basic, PreferredForename=kid.preferred_forename)
    if kid.middle:
        _put(basic, MiddleNames=kid.middle)
    _put(basic, EnrolStatus=row.status, NCyearActual=row.year)
    home = row.address
    if home is not None:
        lines = ET.SubElement(pupil, "Address")
        _put(lines, PAON=home.house, Street=home.street, Town=home.town, PostCode=home.postcode)
    history = ET.SubElement(ET.SubElement(pupil, "SchoolHistory"), "School")
    _put(history, LEA=one.council, Estab=one.number, SchoolName=one.name)
    if row.entry_on is not None:
        _put(history, EntryDate=row.entry_on.isoformat())
    if row.leaving_on is not None:
        _put(history, LeavingDate=row.leaving_on.isoformat())
