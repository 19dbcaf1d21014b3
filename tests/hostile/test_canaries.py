"""Words about a child go in by every file, through real processes; nothing else that is written
holds one of them: no output, log, letter, file name, event or entry of the trail.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.commands import firstbell
from tests.conftest import POSTGRES_LOG, Installation
from tests.world import a_child, a_feed, an_adult, an_incident
from tests.written import rows_beside_the_records

AT = "2026-11-23T07:10:00Z"

CANARIES = {
    name: f"Zq{word}xv"
    for name, word in {
        "forename": "forewren",
        "surname": "surtolle",
        "adult": "adultmaro",
        "street": "streetsedge",
        "words": "wordstable",
        "circumstances": "circumdoor",
        "contact": "contactsafe",
        "pupil": "pupilrow",
        "refused": "refusedrow",
        "broken": "brokenjson",
    }.items()
}
"""Plainly invented, and nowhere else: what is said about children and adults."""


def files() -> Iterator[tuple[list[str], str, bytes]]:
    """Yield each command, the file that it reads, and how the file reads; some are bad."""
    c = CANARIES
    gias = (
        b"URN,LA (code),EstablishmentName,EstablishmentStatus (name)\n990001,990,Mill Lane,Open\n"
    )
    yield ["load", "establishments"], "gias.csv", gias
    contacts = b"urn,name,email,order,role\n990001,Ade Lark,ade@school.example,1,dsl\n"
    yield ["load", "contacts"], "contacts.csv", contacts
    roll = (
        "surname,forename,date_of_birth,address_line_1,urn\n"
        f"{c['surname']},{c['forename']},2016-05-04,{c['street']},990001\n"
        f"{c['pupil']},{c['refused']},no date,{c['street']},990001\n"
        f"{c['pupil']},{c['refused']}\n"
    )
    yield ["load", "roll"], "roll.csv", roll.encode()
    ctf = f"<CTfile><Header/><CTFpupilData><Pupil><Surname>{c['pupil']}</Surname>"
    yield ["load", "roll"], "roll.xml", ctf.encode()
    told = an_incident(
        "INC-1",
        children=[
            a_child(given_names=c["forename"], surname=c["surname"], voice=c["words"]),
            a_child("C2", given_names=c["refused"], surname=c["pupil"], voice=c["words"]),
        ],
        adults=[an_adult(given_names=c["adult"], surname=c["surname"], phone=c["contact"])],
        address={"lines": [c["street"]], "postcode": "QX1 2AB"},
        circumstances=c["circumstances"],
        safe_contact=c["contact"],
    )
    bad = an_incident("INC-2", children=[a_child(sex=c["refused"], date_of_birth=c["broken"])])
    yield ["receive"], "feed.json", json.dumps(a_feed(told, bad, source="EASTMARSH")).encode()
    yield ["receive"], "broken.json", f'{{"feed": "{c["broken"]}'.encode()
    yield ["receive"], "odd.json", json.dumps({"feed": c["broken"], "incidents": [bad]}).encode()


def run(installation: Installation, folder: Path, *arguments: str) -> str:
    """Run a command and return all that it said."""
    done = firstbell(installation.environment(), *arguments, "--at", AT, folder=folder)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout + done.stderr


def written(installation: Installation, *, logged_before: int) -> Iterator[tuple[str, str]]:
    """Yield all that was written beside the records themselves, by where it is."""
    for file in sorted(installation.home.rglob("*")):
        yield "the name of a file", str(file.relative_to(installation.home))
        if file.is_file():
            yield file.name, file.read_bytes().decode(errors="replace")
    logged = POSTGRES_LOG.read_bytes()[logged_before:]
    yield "PostgreSQL's log", logged.decode(errors="replace")
    rows = list(rows_beside_the_records(installation.database))
    assert {table for table, _row in rows} == {"events_event", "audit_auditentry"}
    yield from rows


def held(said: Iterator[tuple[str, str]]) -> list[str]:
    """Return where a canary is, and which."""
    return [
        f"{where}: {name}"
        for where, text in said
        for name, canary in CANARIES.items()
        if canary.casefold() in text.casefold()
    ]


def test_nothing_about_a_child_is_written_but_the_record(
    installation: Installation, tmp_path: Path
) -> None:
    logged_before = POSTGRES_LOG.stat().st_size
    folder = tmp_path / "in"
    folder.mkdir()
    said = [("the partnership", run(
        installation, folder, "partnership", "set", "--name", "Eastmarsh",
        "--council", "990=E08990001", "--force", "E23990001",
    ))]  # fmt: skip
    said.append(("the source", run(
        installation, folder, "source", "add", "EASTMARSH", "--name", "E", "--force", "E23990001",
    )))  # fmt: skip
    for command, name, content in files():
        (folder / name).write_bytes(content)
        said.append((f"{command} {name}", run(installation, folder, *command, name)))
    said += [
        (command[0], run(installation, folder, *command))
        for command in (["work", "--until-idle"], ["notifications"])
    ]

    assert any("sent" in text or "raised" in text for where, text in said if where[0] == "n")
    assert held(iter(said)) == []
    assert held(written(installation, logged_before=logged_before)) == []


def test_a_canary_that_flies_is_seen() -> None:
    assert held(iter([("the log", f"child {CANARIES['words'].upper()} failed")])) == [
        "the log: words"
    ]
