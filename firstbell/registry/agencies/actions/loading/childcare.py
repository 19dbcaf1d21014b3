"""Take in the childcare register: nurseries, pre-schools and childminders, by their reference.

The file speaks for the councils that it names. A provider that has resigned, and one that the
file leaves out, is ended and never removed. A file that would end a large share of a council's
providers ends none of those it leaves out, unless somebody says so: a cut-off file is likelier.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.actions.loading.outcome import BATCH, Loaded, conclude
from firstbell.registry.agencies.files import childcare as files
from firstbell.registry.agencies.files.parsed import Parsed
from firstbell.registry.agencies.files.table import Problem, Refused
from firstbell.registry.agencies.models import Agency, Establishment
from firstbell.registry.agencies.queries import rules

_FILLED = (
    "name", "type_code", "type_name", "type_group", "phase", "status", "opened_on", "closed_on",
    "street", "town", "postcode", "phone",
)  # fmt: skip

CLOSED = "Closed"
FEW = 3
"""So many may always be ended: a fifth of the four childminders of a village is nobody."""


@acting.as_system
def load_childcare(
    *, content: bytes, file_name: str, ends_missing: bool, by: User | None, at: datetime
) -> Loaded:
    """Add or renew every provider of the file, and end those of its councils that are gone.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    parsed = files.read_childcare(content)
    arriving = _arriving(parsed, at=at)
    known = {each.urn: each for each in _known()}
    were_open = [each for each in known.values() if each.is_open]
    kept, ended = _ended(
        _left_out(parsed, arriving, were_open), were_open, ends_missing=ends_missing
    )
    new = [each for each in arriving if each.urn not in known]
    renewed = [_renewed(known[each.urn], each) for each in arriving if each.urn in known]
    for each in ended:
        each.status, each.closed_on = CLOSED, local_day(at)
    Establishment.objects.bulk_create(new, batch_size=BATCH)
    Establishment.objects.bulk_update(
        [*renewed, *ended], [*_FILLED, "council_code", "council_name", "loaded_at"], BATCH
    )
    closed = [each for each in were_open if not each.is_open]
    for each in closed:
        events.record("provider.ended", subject=each.id, at=at)
    outcome = Loaded(
        kind="childcare",
        loaded=len(arriving),
        refused=tuple(sorted(parsed.refused, key=lambda problem: problem.line)),
        warnings=(*parsed.warnings, *_not_ended(kept)),
        counts={"new": len(new), "ended": len(closed)},
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)


def _known() -> list[Establishment]:
    codes = {kind.code for kind in files.KINDS.values()}
    return list(Establishment.objects.filter(type_code__in=codes))


def _arriving(parsed: Parsed[files.Provider], *, at: datetime) -> list[Establishment]:
    """Return the providers of the file; one of a council that is not known is refused."""
    councils = _councils()
    arriving = []
    for row, provider in parsed.values:
        found = councils.get(_folded(provider.council))
        if found is None:
            problem = f"no council {provider.council[:40]!r} is known here"
            cure = "write its three digits, or load the schools register first"
            parsed.refuse(row, Refused("Local authority", problem, cure))
            continue
        arriving.append(
            Establishment(
                urn=provider.urn,
                council_code=found[0],
                council_name=found[1],
                loaded_at=at,
                **{name: getattr(provider, name) for name in _FILLED},
            )
        )
    return arriving


def _councils() -> dict[str, tuple[str, str]]:
    """Return code and name of each council, by its code and by its name."""
    named = dict(Establishment.objects.values_list("council_code", "council_name").distinct())
    ours = Agency.objects.filter(kind=Agency.Kind.COUNCIL)
    named |= dict(ours.values_list("code", "name"))
    by_code = {code: (code, name) for code, name in named.items()}
    return by_code | {_folded(name): (code, name) for code, name in named.items() if name}


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("&", "and").split()).removeprefix("la-")


def _renewed(known: Establishment, by: Establishment) -> Establishment:
    for name in (*_FILLED, "council_code", "council_name", "loaded_at"):
        setattr(known, name, getattr(by, name))
    return known


def _left_out(
    parsed: Parsed[files.Provider],
    arriving: Iterable[Establishment],
    were_open: Iterable[Establishment],
) -> dict[str, list[Establishment]]:
    """Return by council the open providers that the file says nothing of.

    Not one whose row was refused: the row may be what still names it.
    """
    if parsed.has_unreadable_rows:
        return {}
    councils = {each.council_code for each in arriving}
    named = {each.urn for each in arriving}
    named |= {each for each in map(files.reference_in, parsed.refused_rows) if each}
    found: dict[str, list[Establishment]] = defaultdict(list)
    for each in were_open:
        if each.urn not in named and each.council_code in councils:
            found[each.council_code].append(each)
    return found


Kept = dict[str, tuple[int, int]]


def _ended(
    left_out: dict[str, list[Establishment]],
    were_open: Iterable[Establishment],
    *,
    ends_missing: bool,
) -> tuple[Kept, list[Establishment]]:
    """Return how many of how many of a council are kept for being too many, and who is ended."""
    share = rules.policy().roll_hold_share
    open_in = Counter(each.council_code for each in were_open)
    kept: Kept = {}
    ended: list[Establishment] = []
    for council, gone in left_out.items():
        if ends_missing or len(gone) <= max(FEW, share * open_in[council]):
            ended += gone
        else:
            kept[council] = len(gone), open_in[council]
    return kept, ended


def _not_ended(kept: Kept) -> list[Problem]:
    return [
        Problem(
            line=1,
            field="",
            problem=f"{gone} of {of} providers of council {council} are left out, and none of "
            "them was ended",
            cure="load the whole file; if they are really gone, load it with --end-missing",
        )
        for council, (gone, of) in sorted(kept.items())
    ]
