"""Clear a second step that somebody has lost, for whoever runs the installation and was rung."""

from datetime import datetime

from allauth.mfa.models import Authenticator

from firstbell.foundation import acting
from firstbell.foundation.accounts.actions import end_sessions
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit


@acting.as_system
def clear_second_step(user: User, *, why: str, at: datetime) -> int:
    """Take away every passkey, code and recovery code of a person, and end their sessions.

    Their password alone then opens the account until they have set up a second step again.
    Return how many sessions were ended.
    """
    Authenticator.objects.filter(user=user).delete()
    audit.record(
        "person.second_step_cleared",
        subject_kind="user",
        subject_id=user.id,
        by=None,
        at=at,
        detail={"why": why},
    )
    return end_sessions(user)
