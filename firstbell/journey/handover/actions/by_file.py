"""Hand over by file where there is no line: write what is to be said, and take what is brought.

A file says what would have gone over the line and is taken by the same rules; once and again it
makes the same of it.
"""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.handover import files
from firstbell.journey.handover.actions import answering, keys, offering, receiving
from firstbell.journey.handover.models import Arrival, Offer
from firstbell.journey.handover.wire import HandOverAnswer, HandOverMessage


class NothingToSay(LookupError):
    """There is no hand-over of this id about which another area is to be told anything."""


@acting.as_system
def write(*, hand_over_id: UUID, by: User | None, at: datetime) -> bytes:
    """Return the file for the other area: an offer or its withdrawal, or our answer.

    :raises NothingToSay: if there is nothing to say.
    """
    message = _message(hand_over_id, at=at)
    if message is None:
        raise NothingToSay
    audit.record(
        "hand_over.file_made",
        subject_kind="hand_over",
        subject_id=hand_over_id,
        by=by,
        at=at,
        detail={"kind": message.kind},
    )
    return files.closed(message)


def _message(id_: UUID, *, at: datetime) -> HandOverMessage | None:
    offer = Offer.objects.select_related("sibling").filter(id=id_).first()
    if offer is not None:
        return offering.message_of(offer, is_whole=True, at=at)
    arrival = Arrival.objects.select_related("sibling").filter(hand_over=id_).first()
    return answering.message_of(arrival, at=at) if arrival is not None else None


@acting.as_system
def take(content: bytes, *, at: datetime) -> HandOverAnswer:
    """Take a file that another area has made, and return how its hand-over stands now.

    :raises files.CannotOpen: if it is not for us.
    :raises receiving.NotKnown: if nobody is known here who could have made it.
    :raises receiving.CannotHear: if it cannot be taken.
    """
    message = files.opened(content, key=keys.own_key(at=at))
    return receiving.take(message, at=at)
