"""Outside a transaction nothing may be recorded: it could not fall with what it tells of."""

from contextlib import suppress
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import transaction

from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.audit.refusals import record_refusal
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Event

pytestmark = pytest.mark.usefixtures("committed")


def test_an_event_is_refused(monday: datetime) -> None:
    with pytest.raises(events.NotInTransaction):
        events.record("child.linked", subject=uuid4(), at=monday)


def test_an_audit_row_is_refused(monday: datetime) -> None:
    with pytest.raises(audit.NotInTransaction):
        audit.record("read", subject_kind="child", subject_id=uuid4(), by=None, at=monday)


def test_an_event_of_a_failed_change_never_was(monday: datetime) -> None:
    with suppress(RuntimeError), transaction.atomic():
        events.record("child.linked", subject=uuid4(), at=monday)
        raise RuntimeError

    assert not Event.objects.exists()


def test_a_refusal_is_written_in_a_transaction_of_its_own_where_there_is_none(
    monday: datetime,
) -> None:
    record_refusal("door.refused", subject_kind="address", subject_id="", by=None, at=monday)

    assert AuditEntry.objects.get().action == "door.refused"
