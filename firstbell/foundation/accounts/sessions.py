"""Where sessions are kept: in the database, each with the person who is signed in.

So that all sessions of one person end by one indexed statement (`accounts.actions`). A session
says who somebody is and nothing of what they may see: that is asked anew at every request.
"""

from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from firstbell.foundation.accounts.models import Session

WHOSE = "_auth_user_id"
"""Under which name Django keeps in a session whose it is."""


class SessionStore(DatabaseStore):
    """Django's own store in the database, with the person in a column."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of this session, with the person whose it is, if anybody signed in."""
        row = cast(Session, super().create_model_instance(data))
        row.user_id = data.get(WHOSE)
        return row
