"""Hostile CSVs for every register that comes as one: bad cells, bad rows, and bad files."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.hostile.texts import TEXTS


@dataclass(frozen=True, kw_only=True)
class Register:
    """One way in: two good rows, the column that takes a text, and how a row is found again."""

    name: str
    good: Mapping[str, str]
    better: Mapping[str, str]
    bad: Mapping[str, str]
    text: str
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


REGISTERS = (
    Register(
        name="establishments",
        good={
            "URN": "990101", "LA (code)": "990", "EstablishmentName": "Good Row School",
            "EstablishmentStatus (name)": "Open", "OpenDate": "01-09-2020",
        },
        better={
            "URN": "990102", "LA (code)": "990", "EstablishmentName": "Better Row School",
            "EstablishmentStatus (name)": "Open", "OpenDate": "",
        },
        bad={
            "URN": "990103", "LA (code)": "990", "EstablishmentName": "Bad Row School",
            "EstablishmentStatus (name)": "Open", "OpenDate": "",
        },
        text="EstablishmentName",
        numbers=("URN", "LA (code)"),
        days=("OpenDate",),
    ),
    Register(
        name="links",
        good={"URN": "990101", "LinkURN": "990001", "LinkType": "Successor", "LinkName": "Good"},
        better={"URN": "990102", "LinkURN": "990001", "LinkType": "Successor", "LinkName": ""},
        bad={"URN": "990103", "LinkURN": "990001", "LinkType": "Successor", "LinkName": "Bad"},
        text="LinkName",
        numbers=("URN", "LinkURN"),
    ),
    Register(
        name="roll",
        good={"surname": "Goodrow", "forename": "Wren", "date_of_birth": "2016-05-04",
              "urn": "990001", "entry_date": ""},
        better={"surname": "Betterrow", "forename": "Wren", "date_of_birth": "2016-05-05",
                "urn": "990001", "entry_date": ""},
        bad={"surname": "Badrow", "forename": "Wren", "date_of_birth": "2016-05-06",
             "urn": "990001", "entry_date": ""},
        text="surname",
        numbers=("urn",),
        days=("date_of_birth", "entry_date"),
    ),
    Register(
        name="contacts",
        good={"urn": "990001", "name": "Good Row", "email": "good@school.example", "order": "1",
              "role": "dsl", "from": ""},
        better={"urn": "990001", "name": "Better Row", "email": "better@school.example",
                "order": "2", "role": "deputy", "from": ""},
        bad={"urn": "990001", "name": "Bad Row", "email": "bad@school.example", "order": "3",
             "role": "head", "from": ""},
        text="name",
        numbers=("urn", "order"),
        days=("from",),
    ),
    Register(
        name="calendar",
        good={"scope": "990001", "kind": "inset", "from": "2026-11-02", "to": "2026-11-02",
              "note": "Good"},
        better={"scope": "990", "kind": "inset", "from": "2026-11-03", "to": "2026-11-03",
                "note": "Better"},
        bad={"scope": "990001", "kind": "closure", "from": "2026-11-04", "to": "2026-11-04",
             "note": "Bad"},
        text="note",
        numbers=("scope",),
        days=("from", "to"),
    ),
    Register(
        name="postcodes",
        good={"pcds": "QX9 1AA", "laua": "E08990001", "pfa": "E23990001", "doterm": ""},
        better={"pcds": "QX9 1AB", "laua": "E08990001", "pfa": "E23990001", "doterm": "202001"},
        bad={"pcds": "QX9 1AD", "laua": "E08990001", "pfa": "E23990001", "doterm": ""},
        text="laua",
        days=("doterm",),
    ),
    Register(
        name="leavers",
        good={"email": "good@school.example", "left_on": "2026-11-20", "reason": "left"},
        better={"email": "better@school.example", "left_on": "2026-11-20", "reason": "moved"},
        bad={"email": "nobody@school.example", "left_on": "2026-11-20", "reason": "left"},
        text="email",
        days=("left_on",),
    ),
)  # fmt: skip

NUMBERS = {
    "negative": "-1",
    "huge": "9" * 200,
    "beyond every table": "9" * 5_000,
    "Arabic digits": "٩٩٠٠٠١",
    "with an exponent": "1e6",
    "hexadecimal": "0xF1B31",
    "a formula": "=990001",
    "not a number": "NaN",
}
DAYS = {
    "no such day": "2026-02-30",
    "before all time": "0000-00-00",
    "after all time": "99999-01-01",
    "the day in words": "yesterday",
    "Arabic digits": "٢٠٢٦-٠٩-٠١",
    "a formula": "=TODAY()",
    "long": "2026-09-01" * 2_000,
}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One hostile file. `keeps` says that the two good rows in it must land whatever else does."""

    name: str
    content: bytes
    keeps: bool = True


def rows_of(register: Register, *rows: Mapping[str, str]) -> bytes:
    """Return a CSV of these rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(register.good), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def hostile_rows(register: Register) -> Iterator[Sent]:
    """Yield files of which one row, between two good ones, is hostile."""
    cells = {f"text: {name}": {register.text: each} for name, each in TEXTS.items()}
    for column in register.numbers:
        cells |= {f"{column}: {name}": {column: each} for name, each in NUMBERS.items()}
    for column in register.days:
        cells |= {f"{column}: {name}": {column: each} for name, each in DAYS.items()}
    for name, cell in cells.items():
        content = rows_of(register, register.good, {**register.bad, **cell}, register.better)
        yield Sent(name=name, content=content)
    before, row, after = (
        rows_of(register, each).splitlines(keepends=True)[1]
        for each in (register.good, register.bad, register.better)
    )
    header = rows_of(register)
    for name, line in {
        "a zero byte": row[:3] + b"\0" + row[3:],
        "a quote left open": b'"' + row,
        "a quote within": row[:4] + b'"' + row[4:],
        "quotes alone": b'"""""' + b"\r\n",
        "half of a pair": row[:2] + b"\xed\xa0\x80" + row[2:],
        "an overlong slash": row[:2] + b"\xc0\xaf" + row[2:],
        "half a character": row[:2] + b"\xe2\x82" + row[2:],
        "bytes of chance": bytes(range(128, 256)) + b"\r\n",
        "too many cells": row.rstrip() + b"," * 2_000 + b"\r\n",
        "too few cells": b"990001\r\n",
        "a cell of 200,000 letters": b"x" * 200_000 + row,
        "commas alone": b"," * (len(register.good) - 1) + b"\r\n",
        "lines without end": b"\r\r\r\r\n\n\n\r\n",
        "a second header": header,
        "UTF-16 within": "Wren".encode("utf-16-le") + b"\r\n",
        "the end of a file": b"\x1a\r\n",
    }.items():
        yield Sent(name=f"row: {name}", content=header + before + line + after)
    yield Sent(name="row: cut off in it", content=header + before + after + row[: len(row) // 2])
    yield Sent(name="row: cut off in a character", content=header + before + after + b"\xe2\x82")
    yield Sent(name="row: twice the same", content=header + before + before + after)


def hostile_files(register: Register) -> Iterator[Sent]:
    """Yield files that are hostile as a whole; the good rows in them may not be reached."""
    good = rows_of(register, register.good, register.better)
    header, _, rest = good.partition(b"\r\n")
    text = good.decode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 10_000_000)
    for name, content in {
        "nothing": b"",
        "a byte order mark alone": b"\xef\xbb\xbf",
        "line ends alone": b"\r\n" * 5_000,
        "zero bytes alone": b"\0" * 100_000,
        "UTF-16": text.encode("utf-16"),
        "UTF-16 without its mark": text.encode("utf-16-be"),
        "UTF-32": text.encode("utf-32"),
        "UTF-7": text.encode("utf-7"),
        "EBCDIC": text.encode("cp037"),
        "a packed spreadsheet": packed.getvalue(),
        "packed": gzip.compress(b"\0" * 10_000_000),
        "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "a program": b"\x7fELF\x02\x01\x01" + b"\0" * 500,
        "a page": b"<!DOCTYPE html><title>Sign in</title>",
        "a header alone, cut off": header[:-3],
        "a column twice": header + b"," + header + b"\r\n" + rest,
        "a header with a zero byte": header[:2] + b"\0" + header[2:] + b"\r\n" + rest,
        "a header with a quote left open": b'"' + good,
        "a header of 200,000 letters": b"x" * 200_000 + b"," + good,
        "semicolons": good.replace(b",", b";"),
        "a word to a spreadsheet": b"sep=,\r\n" + good,
        "backwards": "\n".join(text.splitlines()[::-1]).encode(),
    }.items():
        yield Sent(name=f"file: {name}", content=content, keeps=False)
    for name, content in {
        "a byte order mark": b"\xef\xbb\xbf" + good,
        "old line ends": good.replace(b"\r\n", b"\r"),
        "mixed line ends": header + b"\n" + rest.replace(b"\r\n", b"\r", 1),
        "no last line end": good.rstrip(),
        "2,000 columns more": b"\r\n".join(
            line + b",x" * 2_000 if number else line + b"".join(b",x%d" % n for n in range(2_000))
            for number, line in enumerate(good.split(b"\r\n")[:-1])
        ) + b"\r\n",
        "a column of controls": b"\r\n".join(
            line + (b",x" if number else b",\x1b[2Jx\x07")
            for number, line in enumerate(good.split(b"\r\n")[:-1])
        ) + b"\r\n",
        "5,000 blank lines": good + b"\r\n" * 5_000,
        "5,000 broken lines": good + b'"x\r\n' * 5_000,
    }.items():  # fmt: skip
        yield Sent(name=f"file: {name}", content=content)
