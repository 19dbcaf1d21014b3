"""Each table with anything about a child, and who reads a row of it, with one line of why.

A row is shown to the system, and to a person by any one of its relations. What a door shows of a
row is less than this, never more; those of the journey stand here, the others in `registers` and
`answering`. Written down for people to check: the conditions themselves are in `relations`.
"""

from firstbell.walls.answering import OF_ANSWERING
from firstbell.walls.pasts import WITH_A_PAST
from firstbell.walls.registers import OF_REGISTERS
from firstbell.walls.relations import (
    CALL,
    CHILD,
    LINK,
    NOTIFICATION,
    anybody_in_hub,
    at_my_desk,
    governs,
    had,
    in_hub,
    kept_out,
    my_own,
    no_incident_kept_out,
    no_reference_kept_out,
    not_standing_back,
    of_another_force,
    of_my_force,
    of_my_service,
    opened,
    raised_at_my_place,
    referred,
    sent_by_my_force,
    told,
)
from firstbell.walls.wall import Wall

LOOKED_FOR = "wall_of_live(live_id)"
"""The police force whose live incident a look was at."""

WALLS = (
    # What police recorded.
    Wall(
        "drafts_draft",
        reads=(my_own("user_id"),),
        why="What a person was writing is theirs alone; it is sealed as well.",
    ),
    Wall(
        "intake_incident",
        reads=(
            in_hub("id"),
            f"{of_my_force('source_id')} AND {kept_out('id')}",
            referred("id"),
            opened("id"),
        ),
        why="The hub reads the area, a force its own, an advocate what is referred, information "
        "governance what it opened with a reason. A recipient reads its notification alone, in "
        "which stands what it may be told: never the record, with everybody's addresses.",
    ),
    Wall(
        "intake_recordedchild",
        reads=(
            in_hub("incident_id"),
            sent_by_my_force("intake_recordedchild.incident_id"),
            referred("incident_id"),
            opened("incident_id"),
        ),
        why="As the incident.",
    ),
    Wall(
        "intake_recordedadult",
        reads=(
            in_hub("incident_id"),
            sent_by_my_force("intake_recordedadult.incident_id"),
            referred("incident_id"),
            opened("incident_id"),
        ),
        why="Adults of an incident are never shown to a recipient.",
    ),
    Wall(
        "intake_revision",
        reads=(
            in_hub("incident_id"),
            sent_by_my_force("intake_revision.incident_id"),
            opened("incident_id"),
        ),
        why="What was recorded when: for those who answer for the record.",
    ),
    Wall(
        "intake_withdrawal",
        reads=(in_hub("incident_id"), sent_by_my_force("intake_withdrawal.incident_id")),
        why="Who asked to withdraw it and who answered: for the two who may be the second person.",
    ),
    Wall(
        "intake_feed",
        reads=(f"{of_my_force('source_id')} AND {no_incident_kept_out()}",),
        why="A force reads what it delivered, but no delivery whole that holds an incident which "
        "is kept from the reader.",
    ),
    Wall(
        "intake_refusedincident",
        reads=(f"{of_my_force('source_id')} AND {no_reference_kept_out()}",),
        why="A force mends what was refused, but for a revision of an incident kept from them.",
    ),
    Wall(
        "intake_waiting",
        reads=(
            in_hub("child_id", CHILD),
            sent_by_my_force("intake_waiting.child_id", CHILD),
            opened("child_id", CHILD),
        ),
        why="Who has to move is for the hub and the sender; recipients never see what waits.",
    ),
    # Which pupil it is, and who is told.
    Wall(
        "linkage_link",
        reads=(
            in_hub("child_id", CHILD),
            sent_by_my_force("linkage_link.child_id", CHILD),
            opened("child_id", CHILD),
        ),
        why="The hub decides which pupil it is; a force sees how it stands.",
    ),
    Wall(
        "linkage_candidate",
        reads=(in_hub("link_id", LINK),),
        why="Other pupils who may be the child: for the hub alone, which decides.",
    ),
    Wall(
        "linkage_decision",
        reads=(in_hub("link_id", LINK), opened("link_id", LINK)),
        why="What was decided, and what was shown then.",
    ),
    Wall(
        "linkage_unrecorded",
        reads=(in_hub("incident_id"), opened("incident_id")),
        why="Who may live there and was not recorded: a question to the hub alone, from the rolls.",
    ),
    Wall(
        "routing_route",
        reads=(
            in_hub("child_id", CHILD),
            sent_by_my_force("routing_route.child_id", CHILD),
            opened("child_id", CHILD),
        ),
        why="Why somebody is told; a force sees who was told of its children.",
    ),
    # Which services know the child, and who follows one whom none knows.
    Wall(
        "known_question",
        reads=(
            f"{at_my_desk()} AND {kept_out('child_id', CHILD)}",
            in_hub("child_id", CHILD),
            opened("child_id", CHILD),
        ),
        why="The desk that answers, and the hub; of what is restricted or sealed the circle alone.",
    ),
    Wall(
        "known_followup",
        reads=(
            f"{at_my_desk()} AND {kept_out('child_id', CHILD)}",
            in_hub("child_id", CHILD),
            opened("child_id", CHILD),
        ),
        why="As the questions: early help's desk owns it, the hub watches it.",
    ),
    Wall(
        "known_schoolview",
        reads=("EXISTS (SELECT FROM known_followup f WHERE f.id = follow_up_id)",),
        why="As the following itself.",
    ),
    # Looked up before the door.
    Wall(
        "lookup_liveincident",
        reads=(of_my_force("source_id"),),
        why="To which door a force sends its officers is that force's alone.",
    ),
    Wall(
        "lookup_look",
        reads=(f"check_due_at IS NOT NULL AND {of_another_force(LOOKED_FOR, looker='user_id')}",),
        why="A look that was drawn is checked by another agency than the force; who looked does "
        "not learn whether it was drawn.",
    ),
    Wall(
        "helpline_helplinecall",
        reads=(my_own("logged_by_id"),),
        why="Whoever logged it; others read figures. It names no child, adult or school.",
    ),
    Wall(
        "admissions_placerequest",
        reads=(
            f"{at_my_desk()} AND {not_standing_back('incident_id')}",
            in_hub("incident_id"),
            f"{of_my_service('service_id')} AND {referred('incident_id')}",
        ),
        why="The admissions desk that was asked, whatever is sealed; the hub; the service that "
        "asked, while the case is theirs. No force, no school, no other desk.",
    ),
    Wall(
        "allegations_allegation",
        reads=(
            f"{at_my_desk()} AND {kept_out('incident_id')}",
            in_hub("incident_id"),
            opened("incident_id"),
        ),
        why="What a council's officer for allegations is told of an adult: their desk and the hub; "
        "of what is restricted or sealed the circle alone.",
    ),
    Wall(
        "delivery_notification",
        reads=(
            raised_at_my_place(),
            in_hub("incident_id"),
            sent_by_my_force("delivery_notification.incident_id"),
            opened("incident_id"),
        ),
        why="Those of a person's own places that are neither held nor taken away again; the hub "
        "all; a force the states of its own.",
    ),
    Wall(
        "delivery_conflict",
        reads=(in_hub("notification_id", NOTIFICATION),),
        why="Who is an adult of the incident and works there: for the hub alone.",
    ),
    Wall(
        "delivery_attempt",
        reads=(
            in_hub("notification_id", NOTIFICATION),
            sent_by_my_force("delivery_attempt.notification_id", NOTIFICATION),
            opened("notification_id", NOTIFICATION),
        ),
        why="How a recipient was hurried.",
    ),
    Wall(
        "delivery_text",
        reads=(
            in_hub("notification_id", NOTIFICATION),
            sent_by_my_force("delivery_text.notification_id", NOTIFICATION),
            opened("notification_id", NOTIFICATION),
        ),
        why="How a recipient was hurried; one that only asks whether a number is right is shown "
        "by place.",
    ),
    Wall(
        "delivery_post",
        reads=(
            in_hub("notification_id", NOTIFICATION),
            sent_by_my_force("delivery_post.notification_id", NOTIFICATION),
            opened("notification_id", NOTIFICATION),
        ),
        why="What a school's recording system was told; a test is shown by place.",
    ),
    Wall(
        "delivery_recall",
        reads=(
            in_hub("notification_id", NOTIFICATION),
            governs("notification_id", NOTIFICATION),
            had("notification_id"),
        ),
        why="What was taken back and what became of it: the hub, who answers for the data, and "
        "whoever had it, who is asked. Of what was told itself they have no row any more.",
    ),
    Wall(
        "delivery_support",
        reads=(
            told("notification_id"),
            opened("notification_id", NOTIFICATION),
        ),
        why="What a setting did for a child stays with the setting.",
    ),
    Wall(
        "delivery_feedback",
        reads=(
            told("notification_id"),
            in_hub("notification_id", NOTIFICATION),
            opened("notification_id", NOTIFICATION),
        ),
        why="What difference it made: the setting that asked, and the hub; others read figures.",
    ),
    Wall(
        "delivery_copy",
        reads=(
            told("notification_id"),
            in_hub("notification_id", NOTIFICATION),
            opened("notification_id", NOTIFICATION),
        ),
        why="Which copies left, and who took them.",
    ),
    Wall(
        "delivery_call",
        reads=(in_hub("id", CALL),),
        why="The hub's own calls, but for those that were only about what is kept from the reader.",
    ),
    Wall(
        "delivery_call_notifications",
        reads=(in_hub("notification_id", NOTIFICATION),),
        why="What a call was about.",
    ),
    Wall(
        "reconciliation_morningsheet",
        reads=(anybody_in_hub(),),
        why="Which sheets were made; its file is sealed, and no line of it is in the row.",
    ),
    Wall(
        "reconciliation_sheetline",
        reads=(in_hub("child_id", CHILD),),
        why="Which children stood on a sheet, but for what is kept from the reader.",
    ),
    Wall(
        "reconciliation_paperentry",
        reads=(in_hub("call_id", CALL),),
        why="Who entered a call from paper: as the call itself.",
    ),
    Wall(
        "reconciliation_sheetpassword",
        reads=(),
        why="What opens the sheets, sealed: an action shows it and writes down to whom.",
    ),
    # Handed over to another area, and from one.
    Wall(
        "handover_offer",
        reads=(
            in_hub("child_id", CHILD),
            sent_by_my_force("handover_offer.child_id", CHILD),
            opened("child_id", CHILD),
        ),
        why="To whom a child is handed over is for the hub that does it; a force sees it of its "
        "children.",
    ),
    Wall(
        "handover_passedon",
        reads=("EXISTS (SELECT FROM handover_offer o WHERE o.id = offer_id)",),
        why="As the offer itself: whether the other area knows that police have withdrawn it.",
    ),
    Wall(
        "handover_arrival",
        reads=(
            f"incident_id IS NULL AND {anybody_in_hub()}",
            in_hub("incident_id"),
            opened("incident_id"),
        ),
        why="What another area offers waits for the hub; once accepted it is as its incident.",
    ),
    *OF_REGISTERS,
    *OF_ANSWERING,
    *(
        Wall(f"{table}past", reads=(), why="What a row was before: no page reads it as a person.")
        for table in WITH_A_PAST
    ),
)
"""Every walled table. The order of the relations is that in which they are asked."""
