"""Log a call of the helpline, and take one out that was logged wrongly."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core import helpline as rules
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.oversight.helpline.models import HelplineCall
from firstbell.registry.agencies.models import Desk


class CannotLog(ValueError):
    """The call is of the future, or so long past that its month stands."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is known of a call: an instant and codes."""

    began_at: datetime
    length: str
    caller: str
    place_kind: str
    council_code: str
    after_notification: str
    about: str
    advice: tuple[str, ...]
    outcome: str


@acting.as_system
def log_call(call_id: UUID, said: Said, *, desk: Desk, by: User, at: datetime) -> None:
    """Log a call under an id that the form brought: sent twice, it is logged once.

    :raises CannotLog: for a call that can be logged no more, or not yet.
    """
    if not rules.can_be_logged(local_day(said.began_at), today=local_day(at)):
        raise CannotLog("too far away")
    _row, is_new = HelplineCall.objects.get_or_create(
        id=call_id,
        defaults={
            "desk": desk,
            "logged_by": by,
            "logged_at": at,
            "began_at": said.began_at,
            "length": said.length,
            "caller": said.caller,
            "place_kind": said.place_kind,
            "council_code": said.council_code,
            "after_notification": said.after_notification,
            "about": said.about,
            "advice": list(said.advice),
            "outcome": said.outcome,
        },
    )
    if is_new:
        _trail("helpline.logged", call_id, by=by, at=at)


@acting.as_system
def take_out(call: HelplineCall, *, by: User, at: datetime) -> None:
    """Take out a call that was logged wrongly; taken out again, nothing changes.

    :raises CannotLog: once its month may stand.
    """
    if not rules.can_be_taken_out(local_day(call.began_at), today=local_day(at)):
        raise CannotLog("too late")
    gone, _each = HelplineCall.objects.filter(id=call.id).delete()
    if gone:
        _trail("helpline.taken_out", call.id, by=by, at=at)


def _trail(action: str, call_id: UUID, *, by: User, at: datetime) -> None:
    audit.record(action, subject_kind="helpline_call", subject_id=call_id, by=by, at=at)
