"""What each person may ever be shown of a record in each state. Everything else is a leak.

A record is one incident. Its child is at Mill Lane Primary; a sister is taught at home, so that
the council's desk is told of her; an adult has a telephone, and an address that must be kept
safe. What may be seen of it:

    N  the child's name                 A  the address of the incident
    B  the child's birth date           D  an adult's name
    V  what the child said              P  an adult's telephone number
    W  what police saw and heard        S  the adult's safe address
    X  the sister's name                F  the police reference of the incident
    U  an e-mail address and an address of another adult, which were marked as not safe to use:
       nobody is ever shown them, whoever they are

The states are those in which the copies that were sent out, or the incident, may be:

    sent        told, nobody has looked        recalled    opened at a wrong place, taken back
    opened      name and birth date shown      withdrawn   police took it back after reading
    confirmed   "yes, on our roll"             review      nobody knows yet which pupil it is
    held        police hold it back            restricted  confirmed, and for fewer at the hub
    refused     the file was wrong             sealed      confirmed, and hidden at the hub

Whoever may see nothing of a record is not to learn that it is there: no count, no header, no
file name and no opaque id tells it, and its addresses answer like those of no record at all.
"""

from collections.abc import Mapping

STATES = (
    "sent",
    "opened",
    "confirmed",
    "held",
    "recalled",
    "withdrawn",
    "review",
    "restricted",
    "sealed",
    "refused",
)

CHILD, SISTER = "child", "sister"
"""Of whom an address may speak; each has copies, calls and waits with ids of their own."""

EVERYTHING = "NBVWXSADPF"

ONLY_THAT_IT_IS_THERE = "."
"""That something waits, or is restricted: no word of it, but a line, a day or a number."""

Sees = Mapping[str, str]

THE_SCHOOL: Sees = {
    # Before it is opened the page says that something waits; of whom is not said.
    "sent": ONLY_THAT_IT_IS_THERE,
    "opened": "NB",
    "confirmed": "NBVWF",
    "recalled": ONLY_THAT_IT_IS_THERE,
    "withdrawn": "NBVWF",
    # The child must be supported, whatever is hidden at the hub; and the school sees no seal.
    "restricted": "NBVWF",
    "sealed": "NBVWF",
}

THE_DESK: Sees = {
    # Of the sister what the school is told of the child; of the child nothing at all.
    "sent": ONLY_THAT_IT_IS_THERE,
    "opened": "X",
    "confirmed": "XWF",
    "recalled": ONLY_THAT_IT_IS_THERE,
    "withdrawn": "XWF",
    "review": ONLY_THAT_IT_IS_THERE,
    "restricted": "XWF",
    "sealed": "XWF",
}

# A hub manager reviews whose glass was broken, too, and sees all of that record anyway.
THE_HUB: Sees = {
    **dict.fromkeys(("sent", "opened", "confirmed", "held", "recalled", "withdrawn"), EVERYTHING),
    "review": EVERYTHING,
    # A stub: something is there, by when, and whom to ask.
    "restricted": ONLY_THAT_IT_IS_THERE,
}

THE_CIRCLE: Sees = {**THE_HUB, "restricted": EVERYTHING, "sealed": EVERYTHING}

THE_FORCE: Sees = {**THE_HUB, "refused": EVERYTHING}

# The trail names records by opaque ids: that something was done, never what was said. Of what
# is sealed it shows them nothing.
THE_TRAIL: Sees = {state: ONLY_THAT_IT_IS_THERE for state in STATES if state != "sealed"}

MAY_SEE: Mapping[str, Sees] = {
    "key adult of the school": THE_SCHOOL,
    "officer of the desk": THE_DESK,
    "hub worker": THE_HUB,
    "hub manager": THE_HUB,
    "hub worker in the circle": THE_CIRCLE,
    "hub manager in the circle": THE_CIRCLE,
    "police sender of the force": THE_FORCE,
    "police sender in the circle": {**THE_CIRCLE, "refused": EVERYTHING},
    # The one record that is referred to their service; a safe address never.
    "advocate it is referred to": {"confirmed": "NBVWXADPF"},
    # They review that a colleague opened it, and judge what was told to a wrong place: which record
    # it was, by its reference.
    "officer of governance": {**THE_TRAIL, "opened": "F", "recalled": "F"},
    # The one case that they have opened; a safe address never.
    "officer of governance who broke the glass": {
        **THE_TRAIL,
        "opened": "NBVWXADPF",
        "recalled": "F",
    },
}
"""By person, by state, the letters of what may be seen. Who is not here sees nothing, ever."""

NOTHING_EVER = (
    "visitor",
    "machine of the force",
    "machine of another force",
    "member of nothing",
    "key adult of another school",
    "officer of another desk",
    "police sender of another force",
    "advocate of another service",
    "business unit",
    "scrutiny member",
    "administrator",
    *(
        f"{how} {role}"
        for how in ("former", "disabled")
        for role in (
            "key adult of the school",
            "officer of the desk",
            "hub worker",
            "hub manager",
            "police sender of the force",
            "advocate it is referred to",
            "officer of governance who broke the glass",
            "business unit",
            "scrutiny member",
            "administrator",
        )
    ),
    # An adult of the incident, whatever their work.
    *(
        f"{role} who is an adult of it"
        for role in (
            "key adult of the school",
            "officer of the desk",
            "hub worker",
            "hub manager in the circle",
            "police sender of the force",
            "advocate it is referred to",
            "officer of governance",
        )
    ),
)
"""The people for whom no line stands above, so that the table names everybody."""

PEOPLE = (*MAY_SEE, *NOTHING_EVER)

WAYS = ("former", "disabled", "an adult of it")
"""In which ways somebody may see nothing whose work is named above without them."""


def way_of(person: str) -> str:
    """Return in which of those ways somebody stands to a record, or nothing."""
    return next((way for way in WAYS if person.startswith(way) or person.endswith(way)), "")


def work_of(person: str) -> str:
    """Return what somebody does, did or may no longer do."""
    words = person.removesuffix(" who is an adult of it")
    return words.removeprefix("former ").removeprefix("disabled ")


WHAT_NO_WALL_HOLDS: Mapping[str, tuple[Sees, str]] = {
    "key adult of the school": (
        dict.fromkeys(set(THE_SCHOOL) - {"recalled"}, "NBVWF"),
        (
            "Walls hide rows, not columns. What a recipient was told stands in one column of its "
            "notification: which facts of it may be read yet only the doors decide. What it "
            "was not told, and what was taken back, it has no row of."
        ),
    ),
    "officer of the desk": (
        dict.fromkeys(set(THE_DESK) - {"recalled"}, "XWF"),
        "The same.",
    ),
    "advocate it is referred to": (
        {"confirmed": "S"},
        (
            "What police recorded stands in one column of the incident, and an advocate needs most "
            "of it: that an address in it is kept safe only the door can tell."
        ),
    ),
    "officer of governance who broke the glass": ({"opened": "S"}, "The same."),
    "officer of governance who is an adult of it": (
        {"opened": "F"},
        (
            "Who reviews that a case was opened has no row of its incident: the door reads the "
            "reference for them, and it alone leaves out what they stand back from."
        ),
    ),
    "police sender of the force who is an adult of it": (
        {"refused": EVERYTHING},
        "What was refused has no rows of its adults: only the door reads who is named in it.",
    ),
}
"""With every door open, what the database still shows of these records, and why it cannot hold
that back. Of whatever else there is, and to everybody else, the walls alone show nothing more."""


KNOWS_ONLY = {"key adult of the school": CHILD, "officer of the desk": SISTER}
"""Who must not learn that the record has another child: its ids are of nothing for them."""


def is_nothing(person: str, state: str, whose: str) -> bool:
    """Say whether for this person the child's part of the record does not exist."""
    return not may_see(person, state) or KNOWS_ONLY.get(person, whose) != whose


def may_see(person: str, state: str) -> str:
    """Return the letters of what a person may be shown of a record in a state; "" for nothing."""
    return MAY_SEE.get(person, {}).get(state, "")
