"""The relations by which a person reads a row, each as the condition that a policy asks.

Each names the column that says whose row it is, and at which level: of an incident, of a recorded
child, of a link, of a notification. Only the reach of recipients and of forces asks a function
row by row, and only for them, whose rows are few; all else is worked out once for a query. But for
the members of a circle, no condition reads a walled table itself: PostgreSQL would put that
table's own conditions into it, and again into those, and plan for longer than it works.

Says nothing about tables: that is in `tables`. The functions are in `functions`.
"""

from firstbell.walls.functions import NOT_HERE

IS_SYSTEM = "(SELECT current_setting('firstbell.acts_as', true)) = 'system'"
"""The condition of workers, commands and actions. An unset or empty setting is nobody."""

ME = "(SELECT wall_me())"

_HUB = "(SELECT wall_in_hub())"
_FORCES = "(SELECT wall_my_forces())::uuid[]"
_PLACES = "(SELECT wall_my_places())::uuid[]"

INCIDENT, CHILD, LINK, NOTIFICATION = "incident", "child", "link", "notification"
CALL = "call"
"""The levels at which rows hang: what the column of a relation names."""

ROUTE = "route"
"""Where the ledger names a route."""

SUBJECT = "subject"
"""Any of these and what else the trail or the ledger may name by its id."""


def kept_out(column: str, level: str = INCIDENT) -> str:
    """Return that the row is not one kept from the reader.

    They stand back from its incident, or it is restricted or sealed and they are in no circle of
    it. Where the request did not say from what they stand back, every row is kept from them.
    """
    return f"{column} <> ALL ((SELECT wall_kept('{level}'))::uuid[])"


def in_hub(column: str, level: str = INCIDENT) -> str:
    """Hub workers and managers read the whole area, but for what is kept from them."""
    return f"{_HUB} AND {kept_out(column, level)}"


def anybody_in_hub() -> str:
    """Hub workers and managers read every row: it is about no one incident."""
    return _HUB


def keeps_rolls() -> str:
    """Hub managers and administrators read it: they settle rolls that were held."""
    return "(SELECT wall_keeps_rolls())"


def administers() -> str:
    """Administrators read it."""
    return "(SELECT wall_administers())"


def governs(column: str, level: str = INCIDENT) -> str:
    """Information governance reads it, but for what is sealed from them."""
    return f"(SELECT wall_governs()) AND {column} <> ALL ((SELECT wall_sealed('{level}'))::uuid[])"


def governs_trail() -> str:
    """Information governance reads the trail, which names its subjects in letters."""
    return "(SELECT wall_governs()) AND subject_id <> ALL ((SELECT wall_sealed('subject'))::text[])"


def of_my_force(column: str) -> str:
    """Police senders read rows of their own force; the column names the agency."""
    return f"{column} = ANY ({_FORCES})"


def not_about_me(column: str) -> str:
    """Information governance reads it, unless it is about themselves; the column names whom."""
    return f"(SELECT wall_governs()) AND {column} <> {ME}"


def about_governance(column: str) -> str:
    """Hub managers read it where it is about information governance, whom else nobody watches."""
    return (
        f"(SELECT wall_manages_hub()) AND {column} <> {ME}"
        f" AND {column} = ANY ((SELECT wall_who_governs())::uuid[])"
    )


def manages_hub(column: str) -> str:
    """Hub managers read it, but for what is kept from them."""
    return f"(SELECT wall_manages_hub()) AND {kept_out(column)}"


def no_reference_kept_out() -> str:
    """What a force wrote of one incident, by its reference: not if that is kept from the reader."""
    return "source_id::text || '/' || reference <> ALL ((SELECT wall_references_kept())::text[])"


def no_incident_kept_out() -> str:
    """A whole delivery: only if none of its incidents is kept from the reader."""
    return (
        "(cardinality((SELECT wall_references_kept())) = 0 OR NOT EXISTS ("
        "SELECT FROM jsonb_array_elements(receipt -> 'incidents') AS each"
        " WHERE source_id::text || '/' || (each ->> 'reference')"
        " = ANY ((SELECT wall_references_kept())::text[])))"
    )


def sent_by_my_force(column: str, level: str = INCIDENT) -> str:
    """Police senders read rows of the incidents that their own force handed over."""
    return (
        f"cardinality({_FORCES}) > 0"
        f" AND wall_sent('{level}', {column}, {_FORCES}, (SELECT wall_kept('incident')))"
    )


def told(column: str) -> str:
    """Key adults and desk officers read rows of a notification that was raised at their places.

    Whatever is held back is not there yet; what they answered with "not ours", or what was taken
    back, is there no longer. A restriction or a seal does not shut them out: the child's school
    must know; who stands back from the incident is told nothing.
    """
    return (
        f"cardinality({_PLACES}) > 0"
        f" AND wall_told({column}, {_PLACES}, (SELECT wall_stands_back()))"
    )


def had(column: str) -> str:
    """Key adults and desk officers read that something was taken back from their places.

    That it was there and is asked about, never the notification itself.
    """
    return (
        f"cardinality({_PLACES}) > 0 AND wall_had({column}, {_PLACES}, (SELECT wall_stands_back()))"
    )


def raised_at_my_place() -> str:
    """The same for the notification itself, by its own columns."""
    return (
        f"(establishment_id = ANY ({_PLACES}) OR desk_id = ANY ({_PLACES}))"
        f" AND state NOT IN ({NOT_HERE})"
        " AND incident_id <> ALL ((SELECT wall_stands_back())::uuid[])"
    )


def of_my_places() -> str:
    """Key adults and desk officers read rows that name their own school or desk."""
    return f"(establishment_id = ANY ({_PLACES}) OR desk_id = ANY ({_PLACES}))"


def at_my_desk() -> str:
    """Desk officers read rows that name their own desk; a key adult has no desk."""
    return f"desk_id = ANY ({_PLACES})"


def not_standing_back(column: str) -> str:
    """Whoever is an adult of the incident, or close to it, has no row; the column names it."""
    return f"{column} <> ALL ((SELECT wall_stands_back())::uuid[])"


def referred(column: str, level: str = INCIDENT) -> str:
    """Advocates read rows of an incident while it is referred to their own service."""
    return f"{column} = ANY ((SELECT wall_referred('{level}'))::uuid[])"


def of_my_service(column: str) -> str:
    """Advocates read rows that name their own service; the column names the agency."""
    return f"{column} = ANY ((SELECT wall_my_services())::uuid[])"


def opened(column: str, level: str = INCIDENT) -> str:
    """Information governance reads rows of an incident while their own break glass is open."""
    return f"{column} = ANY ((SELECT wall_opened('{level}'))::uuid[])"


def my_own(column: str) -> str:
    """A person reads the rows that are their own; the column names the account."""
    return f"{column} = {ME}"


def written_down_of_others(column: str) -> str:
    """Hub managers read it unless it is about themselves; the column names whose address it is."""
    return f"(SELECT wall_manages_hub()) AND {column} <> (SELECT wall_my_address())"


def of_another_force(force: str, looker: str) -> str:
    """Information governance and hub managers read it: never of a force of theirs, nor their own.

    The columns name the police force and the account that it is about.
    """
    return (
        "((SELECT wall_governs()) OR (SELECT wall_manages_hub()))"
        f" AND {looker} <> {ME} AND {force} <> ALL ((SELECT wall_my_polices())::uuid[])"
    )
