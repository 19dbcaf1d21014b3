"""Rolls for tests: a few plainly invented pupils, written as the files that schools send."""

from collections.abc import Mapping
from datetime import date, datetime

from firstbell.core.identifiers import check_letter
from firstbell.registry.people.actions.loading import TakenFile, load_rolls
from firstbell.registry.people.files.ctf import read_ctf
from firstbell.registry.people.files.roll_csv import read_roll_csv

ON = date(2026, 11, 23)

WREN = {
    "surname": "Tollemarsh",
    "forename": "Wren",
    "date_of_birth": "2016-05-04",
    "sex": "F",
    "address_line_1": "4 Mill Lane",
    "postcode": "QX1 2AB",
}


def upn(serial: int, *, last: str = "") -> str:
    """Make a UPN with the right check letter; `last` is the letter of a temporary one."""
    rest = f"99020012{serial:04}" if not last else f"99020012{serial:03}{last}"
    return check_letter(rest) + rest


def a_csv(*rows: Mapping[str, object], columns: tuple[str, ...] = ()) -> bytes:
    """Write rows as a CSV whose header names every column that a row uses."""
    names = columns or tuple(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names)]
    lines += [",".join(str(row.get(name, "")) for name in names) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode()


def a_class(urn: int, size: int, *, first: int = 1, **more: object) -> list[dict[str, object]]:
    """Rows of `size` pupils of one establishment with UPNs, names and homes of their own."""
    return [
        {
            "urn": urn,
            "upn": upn(first + number),
            "surname": f"Fenwick{chr(97 + number % 26)}{chr(97 + number // 26)}",
            "forename": f"Robin{chr(97 + number % 26)}",
            "date_of_birth": f"2015-{1 + number % 12:02}-{1 + number % 28:02}",
            **more,
        }
        for number in range(size)
    ]


def take(content: bytes, *, at: datetime, file_name: str = "roll.csv") -> TakenFile:
    """Take a CSV."""
    read = read_roll_csv(content, on=at.date())
    return load_rolls(read, file_name=file_name, by=None, at=at)


def take_ctf(content: bytes, *, at: datetime, adds: bool = True) -> TakenFile:
    """Take a Common Transfer File."""
    read = read_ctf(content, on=at.date())
    return load_rolls(read, file_name="ctf.xml", by=None, at=at, adds=adds)


def a_ctf(*pupils: str, source: str = "<URN>990001</URN>") -> bytes:
    """Write a Common Transfer File with these pupils' elements."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><CTfile version="3"><Header>'
        f"<SourceSchool>{source}</SourceSchool></Header><CTFpupilData>"
        + "".join(f"<Pupil>{pupil}</Pupil>" for pupil in pupils)
        + "</CTFpupilData></CTfile>"
    ).encode()


def a_ctf_pupil(number: str, surname: str, forename: str, born: str, more: str = "") -> str:
    """Write what is inside one flat pupil element."""
    return (
        f"<UPN>{number}</UPN><Surname>{surname}</Surname><Forename>{forename}</Forename>"
        f"<DOB>{born}</DOB><Gender>F</Gender>{more}"
    )
