"""The walls of what answers for it: how long it is kept, what happened, who looked."""

from firstbell.walls.relations import (
    CHILD,
    ROUTE,
    SUBJECT,
    about_governance,
    anybody_in_hub,
    governs,
    governs_trail,
    in_hub,
    not_about_me,
    opened,
    sent_by_my_force,
)
from firstbell.walls.wall import Wall

OF_ANSWERING = (
    # How long it is kept, and who is given a copy.
    Wall(
        "records_lapsed",
        reads=(in_hub("subject_id", "subject"), governs("subject_id", "subject")),
        why="What has come to its end waits for the hub's manager or information governance.",
    ),
    Wall(
        "records_disposal",
        reads=(anybody_in_hub(), "(SELECT wall_governs())"),
        why="What went, counted: it names no record.",
    ),
    Wall(
        "records_legalhold",
        reads=(in_hub("record_id"), governs("record_id")),
        why="Which records must stay, and why.",
    ),
    Wall(
        "records_subjectrequest",
        reads=("(SELECT wall_governs())",),
        why="Who asked for their own record: for information governance alone.",
    ),
    Wall(
        "records_requestedrecord",
        reads=(governs("record_id"),),
        why="Which records a request is about, but for what is sealed from the reader.",
    ),
    Wall(
        "records_passage",
        reads=(opened("record_id_of"),),
        why="What is held, passage by passage: while that record's glass is broken, one at a time.",
    ),
    Wall(
        "records_release",
        reads=("(SELECT wall_governs())",),
        why="Copies that were given out, counted.",
    ),
    # What happened.
    Wall(
        "events_event",
        reads=(
            in_hub("subject", SUBJECT),
            sent_by_my_force("events_event.subject"),
            sent_by_my_force("events_event.subject", CHILD),
            sent_by_my_force("events_event.subject", ROUTE),
        ),
        why="Whether a step is still due, as the hub's and a force's account shows it.",
    ),
    Wall(
        "audit_auditentry",
        reads=(governs_trail(),),
        why="Information governance reads the trail, but for what is sealed from them.",
    ),
    Wall(
        "breaches_breachrecord",
        reads=(governs("record_id"), in_hub("record_id")),
        why="Who answers for the data judges it; of what is sealed, the hub's people in its "
        "circle, for nobody else may know of it.",
    ),
    Wall(
        "looking_unusualreading",
        reads=(not_about_me("user_id"), about_governance("user_id")),
        why="Information governance reviews it, the hub's manager what is about them; nobody "
        "reads the one about themselves.",
    ),
    Wall("looking_lookedthrough", reads=(), why="How far the trail was looked through."),
    Wall("audit_audithead", reads=(), why="Where the chain of the trail has got to."),
)
"""In the order in which `tables` gives them."""
