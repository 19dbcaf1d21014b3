"""Writes an invented borough as the files that `firstbell load` and `firstbell receive` read.

Files are written byte for byte the same for the same borough. Nothing outside the given folder is
touched.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from firstbell.sample import childcare
from firstbell.sample.by_hand import COLUMNS as COLUMNS_BY_HAND
from firstbell.sample.by_hand import rows_by_hand
from firstbell.sample.gias import establishments_csv, links_csv
from firstbell.sample.model import Borough, CalendarRow, Child, Truth
from firstbell.sample.places import COUNCILS, EASTMARSH
from firstbell.sample.rolls import ctf, ctf_name, rolls_csv
from firstbell.sample.sheets import MAPPINGS, rows_a_child, rows_an_incident
from firstbell.sample.workbook import workbook

CONTACT_COLUMNS = [
    "urn",
    "desk",
    "name",
    "email",
    "phone",
    "mobile",
    "order",
    "role",
    "from",
    "to",
    "term",
    "holidays",
    "trained_on",
]
CALENDAR_COLUMNS = ["scope", "kind", "from", "to", "opens_at", "note"]
POSTCODE_COLUMNS = ["pcds", "laua", "pfa", "doterm"]


def write(borough: Borough, directory: Path) -> dict[str, int]:
    """Write every file; returns their paths below `directory` with their sizes in bytes."""
    contents = files(borough)
    for name, content in contents.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return {name: len(content) for name, content in contents.items()}


def files(borough: Borough) -> dict[str, bytes]:
    """Every file of the borough by its path."""
    by_ctf = [one for one in borough.establishments if one.by_ctf]
    return {
        "establishments.csv": establishments_csv(borough),
        "childcare.csv": _csv(childcare.COLUMNS, childcare.providers()),
        "links.csv": links_csv(borough.links),
        "postcodes.csv": _csv(
            POSTCODE_COLUMNS,
            ([one.pcds, one.laua, one.pfa, one.doterm] for one in borough.postcodes),
        ),
        "calendar.csv": calendar_file(borough.calendar),
        "contacts.csv": _contacts(borough),
        "rolls/eastmarsh.csv": rolls_csv(borough),
        **{f"rolls/{ctf_name(one)}": ctf(borough, one) for one in by_ctf},
        **{name: as_json(document) for name, document in borough.feeds.items()},
        **_sheets(borough),
        "by-hand.csv": _csv(COLUMNS_BY_HAND, rows_by_hand(borough)),
        "truth.json": as_json(truth_document(borough)),
        "readme.txt": _readme(borough).encode(),
    }


def _sheets(borough: Borough) -> dict[str, bytes]:
    """The first feed once more, as two forces' own spreadsheets with their mappings."""
    incidents = borough.feeds["feed.json"]["incidents"]
    rows = rows_a_child(incidents)
    columns = list(rows[0])
    export = _csv(columns, ([str(row[name]) for name in columns] for row in rows))
    return {
        "sheets/row-a-child.csv": "\ufeff".encode() + export,
        "sheets/row-a-child.toml": (MAPPINGS / "row-a-child.toml").read_bytes(),
        "sheets/row-an-incident.xlsx": workbook(
            "DA with children",
            ["Domestic abuse incidents with children", "Invented. One row for each incident."],
            rows_an_incident(incidents),
        ),
        "sheets/row-an-incident.toml": (MAPPINGS / "row-an-incident.toml").read_bytes(),
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def as_json(document: object) -> bytes:
    """Return a document as the files of the sample carry it."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def calendar_file(rows: Iterable[CalendarRow]) -> bytes:
    """Return school days as a file that `firstbell load calendar` takes."""
    return _csv(
        CALENDAR_COLUMNS,
        (
            [
                row.scope,
                row.kind,
                row.from_on.isoformat(),
                row.to_on.isoformat(),
                row.opens_at,
                row.note,
            ]
            for row in rows
        ),
    )


def _contacts(borough: Borough) -> bytes:
    return _csv(
        CONTACT_COLUMNS,
        (
            [
                one.urn,
                one.desk,
                one.name,
                one.email,
                one.phone,
                one.mobile,
                str(one.order),
                one.role,
                one.from_on,
                one.to_on,
                one.term,
                one.holidays,
                one.trained_on,
            ]
            for one in borough.contacts
        ),
    )


def truth_document(borough: Borough) -> dict[str, object]:
    """The truth about every child of both feeds, what must be refused, and what must follow."""
    return {
        "source": borough.source,
        "monday": borough.monday.isoformat(),
        "children": [_truth(row, borough) for row in borough.truths],
        "left_out": [
            {"incident": row.incident, "pupil": _pupil(row.child, borough)}
            for row in borough.left_out
        ],
        "refused": borough.refused,
        "expected": borough.expected,
    }


def _truth(row: Truth, borough: Borough) -> dict[str, object]:
    told = row.recipients
    return {
        "source": row.source,
        "incident": row.incident,
        "child": row.child,
        "why": row.why,
        "pupil": _pupil(row.pupil, borough) if row.pupil else None,
        "recipients": (
            None if told is None else [{"recipient": who, "reason": why} for who, why in told]
        ),
        "to_a_person_first": row.to_a_person_first,
        "note": row.note,
    }


def _pupil(kid: Child, borough: Borough) -> dict[str, object]:
    """A pupil as the rolls know them: by UPN, or by names and birth date at an establishment."""
    return {
        "upn": kid.upn or None,
        "urns": kid.current_urns(borough.monday),
        "forename": kid.forename,
        "surname": kid.surname,
        "date_of_birth": kid.born_on.isoformat(),
    }


def _readme(borough: Borough) -> str:
    councils = " ".join(
        f"--council {one.code}={one.laua}" for one in COUNCILS.values() if one.pfa == EASTMARSH.pfa
    )
    rolls = ["eastmarsh.csv", *(ctf_name(one) for one in borough.establishments if one.by_ctf)]
    loads = "\n".join(f"  firstbell load roll rolls/{name}" for name in rolls)
    return f"""An invented borough, made by `firstbell sample` with seed {borough.seed}.

Nobody and nothing here exists: no child, no school, no council, no street, no police force. The
telephone numbers are those that Ofcom keeps for drama, addresses on the internet end in .example,
and the postcode areas and the council codes are used nowhere. Keep them apart from real files.

establishments.csv   schools, colleges and nursery schools, as the national register gives them
childcare.csv        nurseries, pre-schools and childminders, as the childcare register gives them
links.csv            which school followed which
postcodes.csv        every postcode, its council and its police force area
calendar.csv         term dates, training days, a closure, a Saturday school
contacts.csv         the key adults of schools and desks
rolls/               who is on which roll: one CSV, and one school's roll as CTF XML
feed.json            the weekend's incidents as police sent them on Monday {borough.monday} at 06:00
feed-2.json          half an hour later: revisions, a withdrawal, and incidents that are refused
sheets/              the incidents of feed.json as two forces' own spreadsheets, with their mappings
by-hand.csv          what was done by hand about feed.json, with slips: `firstbell shadow compare`
truth.json           who every recorded child truly is; for marking the product, never for using it

In truth.json, `pupil` is the pupil on the rolls (by UPN, or by names and birth date at `urns`) or
null with the reason in `why`; `recipients` are those who must be told once every question is
settled, an empty list where nobody may be, null where a person decides; `to_a_person_first` says
that a person looks before all of it goes out. `left_out` are children who live in the home of an
incident and whom the force did not record. `refused` lists the faults of feed-2.json by their
place, `expected` which incident shows which sequel.

To load them, in this order:

  firstbell partnership set --name "Eastmarsh and Norwold" {councils} --force {EASTMARSH.pfa}
  firstbell source add {borough.source} --name "{borough.force}" --force {EASTMARSH.pfa}
  firstbell load establishments establishments.csv
  firstbell load childcare childcare.csv
  firstbell load links links.csv
  firstbell load postcodes postcodes.csv
  firstbell load calendar calendar.csv
  firstbell load contacts contacts.csv
{loads}
  firstbell receive feed.json

Instead of the last line, to hand over one of the spreadsheets:

  firstbell receive --mapping sheets/row-a-child.toml sheets/row-a-child.csv
  firstbell receive --mapping sheets/row-an-incident.toml sheets/row-an-incident.xlsx
"""
