"""End what lets somebody in without signing in again: their sessions and their machines' tokens.

Whether they may sign in again is not decided here.
"""

from oauth2_provider.models import (
    get_access_token_model,
    get_application_model,
    get_grant_model,
    get_refresh_token_model,
)

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import Session, User


@acting.as_system_within
def end_sessions(user: User) -> int:
    """End every session and every token of a person at once; return how many sessions it were.

    A token of a machine that they own counts as theirs.
    """
    ended, _ = Session.objects.filter(user=user).delete()
    own = get_application_model().objects.filter(user=user).values("pk")
    for tokens in (get_refresh_token_model(), get_access_token_model(), get_grant_model()):
        tokens.objects.filter(user=user).delete()
        tokens.objects.filter(application__in=own).delete()
    return ended
