"""Take in the schools register's links. Either end may be an establishment that is not loaded."""

from dataclasses import asdict
from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions.loading.outcome import BATCH, Loaded, conclude
from firstbell.registry.agencies.files import links
from firstbell.registry.agencies.models import EstablishmentLink


@acting.as_system
def load_links(*, content: bytes, file_name: str, by: User | None, at: datetime) -> Loaded:
    """Replace the links of every establishment that the file names in its first column.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    parsed = links.read_links(content)
    # The register has a few lines twice; a second one says nothing more.
    once = {(link.urn, link.link_urn, link.kind): link for _, link in parsed.values}
    EstablishmentLink.objects.filter(urn__in={link.urn for link in once.values()}).delete()
    EstablishmentLink.objects.bulk_create(
        (EstablishmentLink(**asdict(link)) for link in once.values()), batch_size=BATCH
    )
    outcome = Loaded(
        kind="links",
        loaded=len(parsed.values),
        refused=tuple(parsed.refused),
        warnings=tuple(parsed.warnings),
        counts={"kept": len(once)},
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)
