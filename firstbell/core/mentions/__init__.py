"""Does a free text say something that its reader must not learn: who else, where, which school?

Police write freely: a brother's name, "dob 3.3.89", the new address. Such a text is withheld
until a hub worker has looked at it, so this guard would rather find too much than too little.
It finds the names of the people in the incident, usual names of anybody, whoever a title or
a kinship word points at, birth dates, postcodes, street addresses, telephone numbers, e-mail
addresses and schools.

The child's own first name, and its surname right after it, may stand; so may "mum" and "dad".
A guard is no proof: it knows nothing of "the lad from number nine's cousin". Nothing here
changes a text or decides who reads it.
"""

from firstbell.core.mentions.dates import birth_dates
from firstbell.core.mentions.facts import Mention, MentionKind, Others, Person
from firstbell.core.mentions.people import named_people, pointed_at
from firstbell.core.mentions.places import found_anywhere, schools_in

__all__ = ["Mention", "MentionKind", "Others", "Person", "names_others"]


def names_others(text: str, *, others: Others) -> tuple[Mention, ...]:
    """Return every place of `text` that seems to name another person, a place or a school.

    An empty answer means that nothing was found, and the text may go.
    """
    found = {
        *named_people(text, others),
        *pointed_at(text, others),
        *birth_dates(text, others),
        *schools_in(text, others),
        *found_anywhere(text),
    }
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind)))
