"""Is enough said of a child for any pupil to be looked for? Said early, before a roll is asked.

Asks only whether there is anything to look by. An age, a postcode or one name alone may still
find nothing; but whatever can be looked for is looked for.
"""

from firstbell.core.linkage.keys import keys_of_child
from firstbell.core.linkage.records import RecordedChild


def can_be_looked_for(child: RecordedChild) -> bool:
    """Say whether anything that was told of a child could find a pupil on some roll.

    A school in words may still turn out to be one, so that a name beside it is enough.
    """
    names_a_school = bool(child.school_as_told.strip())
    return bool(keys_of_child(child)) or (
        names_a_school and bool(child.given_names.strip() or child.surname.strip())
    )
