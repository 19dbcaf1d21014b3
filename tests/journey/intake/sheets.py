"""A force's own spreadsheet in tests: a small mapping for each layout, and a table in it."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from firstbell.journey.intake.actions.sheets import receive_sheet
from firstbell.journey.intake.receipts import Receipt
from firstbell.journey.intake.sheets.files import SheetFeed, mapping_of, read_sheet

AT = datetime(2026, 11, 21, 6, 10, tzinfo=UTC)
"""Saturday morning, ten minutes after what a file covers."""

CHILD_A_ROW = """
[file]
row = "child"

[feed]
source = "quillshire"
covers_until = "06:00"

[written]
days = ["dd/mm/yyyy", "yyyy-mm-dd"]
blank = ["N/K"]

[incident]
reference = { column = "Crime no", like = "QS##/###" }
status = { column = "State", words = { "" = "active", "Open" = "active", "Void" = "withdrawn" } }
status_reason = "Why void"
attended_at = { day = "Date", time = "Time" }
reported_at = "Reported"
address.lines = ["House", "Street"]
address.postcode = "Postcode"
circumstances = "Summary"
risk.grade = { column = "Risk", words = { "S" = "standard", "H" = "high" } }

[[adults]]
id = { always = "victim" }
role = { always = "victim" }
surname = { column = "Victim", part = "before comma" }
given_names = { column = "Victim", part = "after comma" }
phone = "Victim phone"

[children]
given_names = "Forename"
surname = "Surname"
date_of_birth = "DOB"
age_estimate = "Age"
upn = "UPN"
seen = "Seen"
school_as_told = "School"
relationships = [{ adult = { always = "victim" }, relationship = "Victim is" }]
"""

INCIDENT_A_ROW = """
[file]
row = "incident"

[feed]
source = "quillshire"
covers_until = "06:00"

[incident]
reference = "Log"
revision = "Version"
attended_at = "Attended"

[children]
in_columns = 3
id = "Child {n} no"
given_names = "Child {n} name"
date_of_birth = "Child {n} DOB"
seen = "Child {n} seen"
"""

ROW = {
    "Crime no": "QS26/001", "State": "Open", "Why void": "", "Date": "20/11/2026", "Time": "23:50",
    "Reported": "", "House": "1", "Street": "Imaginary Row", "Postcode": "ZZ1 1ZZ",
    "Summary": "Shouting heard by a neighbour.", "Risk": "S", "Victim": "THORNQUILL, Odalys",
    "Victim phone": "07700 900123", "Forename": "Mirabel", "Surname": "Thornquill",
    "DOB": "04/03/2017", "Age": "", "UPN": "", "Seen": "Y", "School": "Fernhollow Primary",
    "Victim is": "mother",
}  # fmt: skip


def row(**more: Any) -> dict[str, str]:
    return {**ROW, **{key.replace("_", " "): value for key, value in more.items()}}


def table(
    *rows: Mapping[str, str], delimiter: str = ",", columns: Sequence[str] = tuple(ROW)
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(body: bytes, mapping: str = CHILD_A_ROW, *, at: datetime = AT) -> SheetFeed:
    return read_sheet(body, name="night.csv", mapping=mapping_of(mapping.encode()), at=at)


def receive(body: bytes, mapping: str = CHILD_A_ROW, *, at: datetime = AT) -> Receipt:
    return receive_sheet(sheet=read(body, mapping, at=at), by=None, at=at)
