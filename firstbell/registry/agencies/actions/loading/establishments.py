"""Take in the schools register's establishments, by URN; loading a file twice changes nothing.

An establishment that a file leaves out stays as it is: files of one council are common, and the
register itself never drops a number.
"""

from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions.loading.outcome import BATCH, Loaded, conclude
from firstbell.registry.agencies.files import gias
from firstbell.registry.agencies.models import Agency, Establishment


@transaction.atomic
def load_establishments(*, content: bytes, file_name: str, by: User | None, at: datetime) -> Loaded:
    """Add or renew every establishment of an `edubasealldata` file.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    parsed = gias.read_establishments(content)
    before = Establishment.objects.count()
    Establishment.objects.bulk_create(
        (Establishment(**asdict(value), loaded_at=at) for _, value in parsed.values),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["urn"],
        update_fields=[
            "loaded_at",
            *(each.name for each in fields(gias.Establishment) if each.name != "urn"),
        ],
    )
    _name_councils({value.council_code: value.council_name for _, value in parsed.values})
    outcome = Loaded(
        kind="establishments",
        loaded=len(parsed.values),
        refused=tuple(parsed.refused),
        warnings=tuple(parsed.warnings),
        counts={"new": Establishment.objects.count() - before},
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)


def _name_councils(names: dict[str, str]) -> None:
    """Call the councils that are known here as the register calls them."""
    councils = list(Agency.objects.filter(kind=Agency.Kind.COUNCIL, code__in=names))
    for council in councils:
        council.name = names[council.code] or council.name
    Agency.objects.bulk_update(councils, ["name"])
