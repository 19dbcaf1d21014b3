"""Keep how many rows in force bear each name, and both names of one, as rolls come and go.

Called inside the transaction that changes a roll, under the lock that lets one run at a time: so
the counts are those of the last committed roll, and nobody waits for a name.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

# In the order of the index that it changes: a country's names are more than fit in memory.
COUNT = """
    INSERT INTO people_namecount (part, name, bearers)
    SELECT part, name, sum(by)
      FROM (SELECT each.part, each.name, changed.by
              FROM (SELECT folded_forename, folded_surname, 1 AS by FROM people_registration
                     WHERE roll_id = ANY(%(comes)s::uuid[])
                     UNION ALL
                    SELECT folded_forename, folded_surname, -1 FROM people_registration
                     WHERE roll_id = ANY(%(goes)s::uuid[])) AS changed
             CROSS JOIN LATERAL (
                   VALUES ('forename', folded_forename), ('surname', folded_surname),
                          ('both', CASE WHEN folded_forename <> '' AND folded_surname <> ''
                                        THEN folded_forename || ' ' || folded_surname END)
                   ) AS each (part, name)
             WHERE each.name <> ''
             UNION ALL
            SELECT 'pupils', '', pupils FROM people_roll WHERE id = ANY(%(comes)s::uuid[])
             UNION ALL
            SELECT 'pupils', '', -pupils FROM people_roll WHERE id = ANY(%(goes)s::uuid[])
           ) AS counted (part, name, by)
     GROUP BY part, name HAVING sum(by) <> 0
     ORDER BY part, name
        ON CONFLICT (part, name)
        DO UPDATE SET bearers = people_namecount.bearers + excluded.bearers
"""


def count_names(*, comes: Sequence[UUID], goes: Sequence[UUID]) -> None:
    """Add the names of rolls that come into force, and take away those of rolls that go."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"comes": list(comes), "goes": list(goes)})
        if goes:
            cursor.execute("DELETE FROM people_namecount WHERE bearers = 0")
