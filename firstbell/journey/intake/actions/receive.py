"""Receive what a source hands over: a feed, or one incident on its own.

Whatever has been taken once is never taken twice: the same feed gets its first receipt again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake import content, oddities, queries
from firstbell.journey.intake.actions.accept import (
    Arrival,
    arrival_of,
    lock,
    take,
)
from firstbell.journey.intake.actions.refused import keep_refused
from firstbell.journey.intake.erased import as_it_may_be_kept
from firstbell.journey.intake.models import Feed, Revision
from firstbell.journey.intake.queries import Known
from firstbell.journey.intake.reading import Unusable
from firstbell.journey.intake.receipts import (
    CellOf,
    Flag,
    IncidentReceipt,
    Problem,
    Receipt,
    located,
    nowhere,
)
from firstbell.journey.intake.validation import (
    SINGLE,
    Checked,
    CheckedFeed,
    check_feed,
    check_single,
)
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import places


class Conflicting(Unusable):
    """A feed's reference was used before for other content."""


class ForeignSource(Unusable):
    """A machine hands over in the name of a source that is not its own."""


@acting.as_system
def receive_feed(
    *, document: object, by: User | None, at: datetime, sent_by: Agency | None = None
) -> Receipt:
    """Take a feed and return its receipt; `sent_by` is the source whose machine sent it.

    :raises Unusable: when the feed itself cannot be used.
    :raises Conflicting: when its reference was used before for other content.
    :raises ForeignSource: when it names another source than `sent_by`.
    """
    checked = check_feed(document)
    source = source_of(checked.header.source, place="/feed/source", sent_by=sent_by)
    lock(source)
    earlier = queries.feed_of(source, checked.header.reference)
    if earlier is not None:
        return _first_receipt(earlier, checked.content_hash)
    return take_feed(checked, document, source=source, by=by, at=at)


@acting.as_system_within
def take_feed(
    checked: CheckedFeed,
    document: object,
    *,
    source: Agency,
    by: User | None,
    at: datetime,
    cell_of: CellOf = nowhere,
    more_flags: Sequence[Sequence[Flag]] = (),
) -> Receipt:
    """Take a feed whose reference is new, and return its receipt; its source is locked.

    What came in a spreadsheet says of each place in which cell it stood, and what was odd there.
    """
    content_hash = checked.content_hash
    feed = _keep_feed(checked, document, source=source, content_hash=content_hash, at=at)
    arrival = arrival_of(
        checked.incidents,
        source=source,
        feed=feed,
        by=by,
        at=at,
        belief_default_at=checked.header.created_at,
        cell_of=cell_of,
    )
    receipt = _receipt(source, feed.reference, at=at, flags=feed.flags)
    receipt["incidents"] = _taken_in_order(arrival, checked.incidents)
    for each, flags, judged in zip(
        receipt["incidents"], more_flags, checked.incidents, strict=False
    ):
        each["flags"] += [
            located(Flag(**{**flag, "place": judged.place + flag["place"]}), cell_of)
            for flag in flags
        ]
    feed.receipt = receipt
    feed.save(update_fields=["receipt"])
    kept = as_it_may_be_kept(feed.content, arrival.known.values())
    if kept is not feed.content:  # a long document is written twice only where it must be
        feed.content = kept
        feed.save(update_fields=["content"])
    _record(feed, by=by, at=at)
    return receipt


def _taken_in_order(arrival: Arrival, incidents: Sequence[Checked]) -> list[IncidentReceipt]:
    """Take revisions of one incident from the lowest number up, and list all as they came."""
    order = sorted(range(len(incidents)), key=lambda index: incidents[index].revision or 0)
    taken = {index: take(arrival, incidents[index]) for index in order}
    return [taken[index] for index in range(len(incidents))]


@acting.as_system
def receive_incident(
    *, document: object, by: User | None, at: datetime, sent_by: Agency | None = None
) -> Receipt:
    """Take one incident that names its `source`, and return a receipt.

    What was accepted is kept as a delivery of its own, named by the incident and its revision,
    so that a repeat gets the first receipt again. Without a feed, `at` is when it was created.

    :raises Unusable: when its source cannot be known.
    :raises ForeignSource: when it names another source than `sent_by`.
    """
    code, checked = check_single(document)
    if code is None:
        raise Unusable(list(checked.problems))
    source = source_of(code, place="/source", sent_by=sent_by)
    lock(source)
    earlier = _earlier_single(checked, source=source)
    if earlier is not None:
        return earlier
    arrival = arrival_of([checked], source=source, feed=None, by=by, at=at, belief_default_at=at)
    receipt = _receipt(source, None, at=at, flags=[])
    receipt["incidents"] = [take(arrival, checked)]
    if receipt["incidents"][0]["fate"] != "refused":
        known = arrival.known.values()
        _keep_single(checked, receipt, known, source=source, by=by, at=at)
    return receipt


@acting.as_system
def keep_unusable(
    *, document: object, problems: Sequence[Problem], source: Agency, by: User | None, at: datetime
) -> None:
    """Keep a delivery of a known source of which nothing could be used, for its people to see."""
    keep_refused(source=source, feed=None, content=document, problems=problems, by=by, at=at)


def source_of(code: str, *, place: str, sent_by: Agency | None = None) -> Agency:
    """Return the source of a code.

    :raises Unusable: when it is not known.
    :raises ForeignSource: when it is not that of the machine that sends.
    """
    if sent_by is not None and sent_by.code != code:
        raise ForeignSource([_not_yours(place)])
    source = sent_by or places.sender_by_code(code)
    if source is None:
        raise Unusable([_unknown_source(place)])
    return source


def _keep_feed(
    checked: CheckedFeed, document: object, *, source: Agency, content_hash: str, at: datetime
) -> Feed:
    header = checked.header
    reach = queries.covered_to(source, before=header.covers_from)
    return Feed.objects.create(
        source=source,
        reference=header.reference,
        created_at=header.created_at,
        covers_from=header.covers_from,
        covers_to=header.covers_to,
        content_hash=content_hash,
        content=content.storable(document),
        receipt={},
        received_at=at,
        flags=oddities.of_header(header, covered_to=reach, at=at),
    )


def _first_receipt(earlier: Feed, content_hash: str) -> Receipt:
    if earlier.content_hash != content_hash:
        raise Conflicting([_other_content()])
    receipt: Receipt = earlier.receipt
    return receipt


def _receipt(source: Agency, feed: str | None, *, at: datetime, flags: list[Flag]) -> Receipt:
    return Receipt(
        source=source.code, feed=feed, received_at=at.isoformat(), flags=flags, incidents=[]
    )


def _single_reference(checked: Checked) -> str:
    """Return the name under which an incident on its own is kept, never longer than a reference."""
    return SINGLE + content.content_hash([checked.reference, checked.revision])


def _earlier_single(checked: Checked, *, source: Agency) -> Receipt | None:
    """Return the first receipt of an incident on its own, if just this was handed over before."""
    if checked.incident is None:
        return None
    earlier = queries.feed_of(source, _single_reference(checked))
    if earlier is None or earlier.content_hash != checked.kept.content_hash:
        return None
    receipt: Receipt = earlier.receipt
    return receipt


def _keep_single(
    checked: Checked,
    receipt: Receipt,
    known: Iterable[Known],
    *,
    source: Agency,
    by: User | None,
    at: datetime,
) -> None:
    feed = Feed.objects.create(
        source=source,
        reference=_single_reference(checked),
        created_at=at,
        covers_from=at,
        covers_to=at,
        content_hash=checked.kept.content_hash,
        content=as_it_may_be_kept(checked.content, known),
        receipt=receipt,
        received_at=at,
    )
    Revision.objects.filter(
        incident__source=source,
        incident__reference=checked.reference,
        number=checked.revision or 0,
        feed=None,
        entered_by=None,
    ).update(feed=feed)
    _record(feed, by=by, at=at)


def _record(feed: Feed, *, by: User | None, at: datetime) -> None:
    fates = Counter(each["fate"] for each in feed.receipt["incidents"])
    audit.record(
        "feed.received",
        subject_kind="feed",
        subject_id=feed.id,
        by=by,
        at=at,
        actor="" if by else feed.source.code,
        detail={"fates": dict(fates), "flags": sorted({flag["code"] for flag in feed.flags})},
    )


def _not_yours(place: str) -> Problem:
    return Problem(
        code="not_your_source",
        place=place,
        problem=_("The token does not belong to this source."),
        cure=_("Write the code of your own source, or use the token of this one."),
    )


def _unknown_source(place: str) -> Problem:
    return Problem(
        code="unknown_source",
        place=place,
        problem=_("No sender of this code is known here."),
        cure=_("Write the code that the partnership gave to the sender."),
    )


def _other_content() -> Problem:
    return Problem(
        code="other_content",
        place="/feed/reference",
        problem=_("A feed of this reference was received before with other content."),
        cure=_("Give every feed a reference of its own."),
    )
