"""Hostile spreadsheets: bombs, entities, spoilt parts, and texts that act, as CSV and as XLSX."""

import io
import zipfile
from collections.abc import Iterator

from tests.hostile.tables import Sent
from tests.hostile.texts import FORMULAS, MARKUP, ODD, UNSEEN
from tests.journey.intake.packages import BOOK, SHEET, Change, book, cell, changed, put
from tests.journey.intake.sheets import CHILD_A_ROW, row, table

MAPPING = (
    CHILD_A_ROW.replace('"quillshire"', '"EASTMARSH-POLICE"')
    .replace('reference = { column = "Crime no", like = "QS##/###" }', 'reference = "Crime no"')
)  # fmt: skip

GOOD, BETTER = row(Crime_no="INC-GOOD"), row(Crime_no="INC-BETTER", Forename="Lark")
LONG = 3 * 1024 * 1024


def hostile_sheets() -> Iterator[Sent]:
    """Yield spreadsheets that nobody should send."""
    for kind in (FORMULAS, MARKUP, UNSEEN, ODD):
        for name, text in kind.items():
            odd = row(Crime_no="INC-BAD", Forename=text, Summary=text, DOB=text)
            yield Sent(name=f"CSV: {name}", content=table(GOOD, odd, BETTER))
    yield from _spoilt_tables()
    for name, text in (FORMULAS | MARKUP | ODD).items():
        odd = row(Crime_no="INC-BAD", Forename=text, Summary=text, DOB=text)
        # What is no character of XML makes the whole part none.
        keeps = name != "never a character"
        yield Sent(name=f"XLSX: {name}", content=book(GOOD, odd, BETTER), keeps=keeps)
    yield from _spoilt_books()


def _spoilt_tables() -> Iterator[Sent]:
    whole = table(GOOD, row(Crime_no="INC-BAD"), BETTER)
    lines = whole.splitlines(keepends=True)
    for name, content in {
        "a quote left open": lines[0] + lines[1] + b'INC-BAD,"Open\r\n' + lines[3],
        "a cell of a megabyte": whole.replace(b"INC-BAD", b"x" * 1024 * 1024),
        "too many cells": lines[0] + lines[1] + b"," * 5_000 + b"\r\n" + lines[3],
        "zero bytes": whole.replace(b"INC-BAD", b"INC\0BAD"),
        "old Macintosh": whole.replace(b"\r\n", b"\r"),
        "Latin letters": whole.replace(b"INC-BAD", b"INC-B\xc4D"),
    }.items():
        yield Sent(name=f"CSV: {name}", content=content)
    for name, content in {
        "nothing": b"",
        "UTF-16": whole.decode().encode("utf-16"),
        "a header alone": lines[0],
        "a header of 20,000 columns": b",".join(b"c%d" % n for n in range(20_000)) + b"\r\n",
        "11,000 rows": lines[0] + lines[1] * 11_000,
        "one incident of 9,000 rows": lines[0] + lines[2] * 9_000,
        "commas": b"," * LONG,
        "quotes": b'"' * LONG,
        "JSON": b'{"feed": {}}',
    }.items():
        yield Sent(name=f"CSV: {name}", content=content, keeps=False)


def _spoilt_books() -> Iterator[Sent]:
    whole = book(GOOD, row(Crime_no="INC-BAD"), BETTER)
    doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">'
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    entity = put(('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', f"{doctype}]>"))
    bomb = put(
        ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
         f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'),
    )  # fmt: skip
    sheet_of: dict[str, Change] = {
        "an outside entity": entity,
        "a billion laughs": bomb,
        "a gigabyte of blanks": put(("<sheetData>", "<sheetData>" + " " * (80 * 1024 * 1024))),
        "cut off": lambda content: content[:-40],
        "not XML": b"PK\x03\x04",
        "empty": b"",
        "200,000 rows of nothing": put(("<sheetData>", "<sheetData>" + "<row/>" * 200_000)),
        "11,000 rows": put(("<sheetData>", "<sheetData>" + "<row><c><v>1</v></c></row>" * 11_000)),
        "100,000 deep": put(("<sheetData>", "<sheetData>" + "<x>" * 100_000)),
        "UTF-7": put(("UTF-8", "UTF-7")),
    }
    for name, change in sheet_of.items():
        yield Sent(name=f"XLSX: {name}", content=changed(whole, {SHEET: change}), keeps=False)
    joined = "".join(f'<mergeCell ref="A2:XFD{n}"/>' for n in range(3, 400))
    odd = {
        "cells joined over everything": (SHEET, put(("</sheetData>", f"</sheetData>{joined}"))),
        "a range that is none": (SHEET, put(("</sheetData>", '</sheetData><mergeCell ref="A0"/>'))),
        "a row without end": (SHEET, put(('<row r="3">', '<row r="99999999999999999999">'))),
        "a style that is none": (SHEET, cell("A3", '<c r="A3" s="x9"><v>1</v></c>')),
        "a text that is none": (SHEET, cell("A3", '<c r="A3" t="s"><v>-1</v></c>')),
        "superscript digits": (SHEET, cell("A3", '<c r="A3" t="s"><v>²</v></c>')),
        "a column beyond all": (SHEET, cell("A3", '<c r="ZZZ3"><v>1</v></c>')),
        "endless digits": (SHEET, cell("A3", f'<c r="A3"><v>{"9" * 100_000}</v></c>')),
        "a control in a text": (SHEET, cell("A3", '<c r="A3" t="str"><v>a_x0000_b</v></c>')),
    }
    for name, (part, change) in odd.items():
        yield Sent(name=f"XLSX: {name}", content=changed(whole, {part: change}), keeps=False)
    yield from _spoilt_packages(whole)


def _spoilt_packages(whole: bytes) -> Iterator[Sent]:
    outside = put(('Target="worksheets/sheet1.xml"', 'Target="http://elsewhere.example/"'))
    above = put(('Target="worksheets/sheet1.xml"', 'Target="../../../etc/passwd"'))
    rels = "xl/_rels/workbook.xml.rels"
    for name, content in {
        "cut off": whole[:-200],
        "a head alone": b"PK\x03\x04",
        "a password or XLS": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "no sheets": changed(whole, {BOOK: put(("<sheet ", "<sheat "))}),
        "a sheet elsewhere": changed(whole, {rels: outside}),
        "a sheet above": changed(whole, {rels: above}),
        "an empty package": _zip({}),
        "10,000 parts": _zip({f"{n}.xml": b"" for n in range(10_000)}),
        "another kind of package": _zip({"word/document.xml": b"<w/>"}),
    }.items():
        yield Sent(name=f"XLSX: {name}", content=content, keeps=False)


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()
