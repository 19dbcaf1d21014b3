"""The walls of what is slow to change: pupils and rolls, and who is let in or kept out."""

from firstbell.walls.relations import (
    administers,
    anybody_in_hub,
    governs,
    in_hub,
    keeps_rolls,
    manages_hub,
    my_own,
    of_my_places,
    of_my_service,
    opened,
    referred,
    sent_by_my_force,
    written_down_of_others,
)
from firstbell.walls.wall import Wall

OF_REGISTERS = (
    # Pupils and rolls.
    Wall(
        "people_pupil",
        reads=(anybody_in_hub(),),
        why="The hub compares recorded children with pupils.",
    ),
    Wall(
        "people_registration",
        reads=(anybody_in_hub(),),
        why="The hub compares recorded children with pupils; nobody else reads a roll's rows.",
    ),
    Wall(
        "people_namecount",
        reads=(anybody_in_hub(),),
        why="How many bear a name on the rolls; a name that one child bears is a child's.",
    ),
    Wall(
        "people_roll",
        reads=(anybody_in_hub(), f"{keeps_rolls()} AND state = 'held'"),
        why="A held roll is settled by a hub manager or an administrator; it names nobody.",
    ),
    Wall(
        "agencies_refusedrow",
        reads=(f"{administers()} AND file_kind NOT IN ('ctf', 'roll')",),
        why="Refused rows of the registers are for the administrator; those of a roll hold "
        "children, and are read by command alone.",
    ),
    Wall(
        "home_education_entry",
        reads=(of_my_places(), anybody_in_hub()),
        why="The school that reported, the desk that answers, and the hub, which rings a desk.",
    ),
    # Who is let in, and kept out.
    Wall(
        "circles_restriction",
        reads=(in_hub("record_id"), opened("record_id")),
        why="Who may ask to lift it; outside the circle it is not even known of.",
    ),
    Wall(
        "circles_circlemember",
        reads=("EXISTS (SELECT FROM circles_restriction r WHERE r.id = restriction_id)",),
        why="As the restriction itself.",
    ),
    Wall(
        "circles_referral",
        reads=(
            in_hub("record_id"),
            f"{of_my_service('agency_id')} AND {referred('record_id')}",
        ),
        why="The hub refers; a service reads its own referrals while they last.",
    ),
    Wall(
        "circles_unsafemark",
        reads=(
            in_hub("record_id"),
            sent_by_my_force("circles_unsafemark.record_id"),
            referred("record_id"),
            opened("record_id"),
        ),
        why="Whoever could use an address or a number is told that it is not safe.",
    ),
    Wall(
        "circles_breakglass",
        reads=(
            my_own("user_id"),
            governs("record_id"),
            manages_hub("record_id"),
        ),
        why="One's own, and those that information governance or the hub's manager reviews.",
    ),
    Wall(
        "circles_interest",
        reads=(
            f"by_themselves AND {my_own('declared_by_id')}",
            f"NOT by_themselves AND {written_down_of_others('email')}",
        ),
        why="To whom somebody is close: theirs alone. What the hub was told of others is for its "
        "managers, but nobody reads what was written down about themselves.",
    ),
)
"""In the order in which `tables` gives them."""
