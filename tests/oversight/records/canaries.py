"""A child whose every particular is a word of its own, to be looked for afterwards everywhere."""

from pathlib import Path
from typing import Any

from django.db import connection

from tests import world

GIVEN, SURNAME = "Quorlinda", "Vexamoor"
BROTHER = "Tarquebald"

CANARIES: dict[str, str] = {
    "given": GIVEN,
    "also": "Zibbykins",
    "voice": "snorvelled",
    "seemed": "flimberish",
    "needs": "wobbleglass",
    "language": "Quenzish",
    "school": "Grundlebeck",
    "born": "2016-05-04",
    "upn": "Z990000112203",
}
"""What goes with the child alone."""

SHARED: dict[str, str] = {
    "surname": SURNAME,
    "street": "Plimsorrel",
    "adult": "Mavorneth",
    "phone": "01632 960777",
    "told": "glarmingly",
    "reason": "drumbled",
}
"""What goes only with the whole incident."""


def the_child(reference: str = "C1", **more: Any) -> dict[str, Any]:
    """Return the child as police send it."""
    return world.a_child(
        reference,
        given_names=GIVEN,
        surname=SURNAME,
        also_known_as=[{"given_names": CANARIES["also"]}],
        upn=CANARIES["upn"],
        voice=f"I {CANARIES['voice']} under the table.",
        presentation=f"She was {CANARIES['seemed']}.",
        communication_needs=f"Needs a {CANARIES['needs']}.",
        language=CANARIES["language"],
        school_as_told=f"{CANARIES['school']} Primary",
        address={"lines": [f"4 {SHARED['street']} Row"], "postcode": world.POSTCODE},
        **more,
    )


def the_brother(reference: str = "C2") -> dict[str, Any]:
    """Return her brother, who lives where she lives and speaks of her."""
    return world.a_child(
        reference,
        given_names=BROTHER,
        surname=SURNAME,
        date_of_birth="2012-01-09",
        voice=f"{GIVEN} hid with me.",
        address={"lines": [f"4 {SHARED['street']} Row"], "postcode": world.POSTCODE},
    )


def the_incident(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the incident, which says her name in its texts too."""
    return world.an_incident(
        children=list(children) or [the_child()],
        circumstances=f"{GIVEN.upper()} {SURNAME} ({CANARIES['also']}) shouted {SHARED['told']}.",
        status_reason=SHARED["reason"],
        address={"lines": [f"4 {SHARED['street']} Row"], "postcode": world.POSTCODE},
        adults=[
            world.an_adult(given_names=SHARED["adult"], surname=SURNAME, phone=SHARED["phone"])
        ],
        **more,
    )


def columns() -> list[tuple[str, str]]:
    """Return every column of every table of this database, from its catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm')"
            " AND a.attnum > 0 AND NOT a.attisdropped"
        )
        return [(table, column) for table, column in cursor.fetchall()]


def rows_that_say(*words: str) -> set[str]:
    """Return every column of every table that holds one of these words, whatever its type."""
    found = set()
    pattern = "|".join(words)
    with connection.cursor() as cursor:
        for table, column in columns():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ~* %s',
                [pattern],
            )
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found


def files_that_say(home: Path, *words: str) -> set[str]:
    """Return every file below a folder that holds one of these words."""
    return {
        str(file.relative_to(home))
        for file in home.rglob("*")
        if file.is_file()
        and any(word.casefold().encode() in file.read_bytes().lower() for word in words)
    }
