"""Take in the ONS postcode directory, millions of lines in one stream."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions.loading.outcome import Loaded, conclude
from firstbell.registry.agencies.files.postcodes import read_postcodes
from firstbell.registry.agencies.files.table import Problem

_ARRIVE = """
    CREATE TEMPORARY TABLE arriving_postcode
        (pcds varchar(8), laua varchar(9), force_pfa varchar(9), ended varchar(6))
"""

# A postcode that stands twice counts as it is used now, else as it was used last.
_TAKE_OVER = """
    INSERT INTO agencies_postcode (pcds, laua, force_pfa, ended)
    SELECT DISTINCT ON (pcds) pcds, laua, force_pfa, ended
      FROM arriving_postcode
     ORDER BY pcds, (ended <> ''), ended DESC
        ON CONFLICT (pcds) DO UPDATE
       SET laua = excluded.laua, force_pfa = excluded.force_pfa, ended = excluded.ended
     WHERE (agencies_postcode.laua, agencies_postcode.force_pfa, agencies_postcode.ended)
           IS DISTINCT FROM (excluded.laua, excluded.force_pfa, excluded.ended)
"""


@acting.as_system
def load_postcodes(
    *, lines: bytes | Iterable[bytes], file_name: str, by: User | None, at: datetime
) -> Loaded:
    """Add or renew every postcode of the directory; one that it leaves out stays.

    `lines` may be an open binary file, which is read as it is used.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    refused: list[Problem] = []
    loaded = 0
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.arriving_postcode")
        cursor.execute(_ARRIVE)
        with cursor.copy("COPY arriving_postcode FROM STDIN") as copy:
            for each in read_postcodes(lines):
                if isinstance(each, Problem):
                    refused.append(each)
                    continue
                # Checked to be letters, digits and one blank: nothing here needs escaping.
                copy.write(f"{each.pcds}\t{each.laua}\t{each.force_pfa}\t{each.ended}\n")
                loaded += 1
        cursor.execute(_TAKE_OVER)
        changed = cursor.rowcount
        cursor.execute("DROP TABLE pg_temp.arriving_postcode")
    outcome = Loaded(
        kind="postcodes", loaded=loaded, refused=tuple(refused), counts={"changed": changed}
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)
