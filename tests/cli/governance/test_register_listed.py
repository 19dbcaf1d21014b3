"""`firstbell agreement list`: what must be done first, and who has not signed."""

from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from firstbell.cli.agreement import list_
from tests import world
from tests.agreed import an_agreement, signed_by_all


@pytest.mark.django_db
def test_each_agreement_is_listed_by_what_must_be_done(
    monday: datetime, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.CLOCK_AT = monday
    world.a_partnership()
    force, desk = world.a_force(), world.a_desk("early-years")
    an_agreement(force, desk, title="Still a draft")
    signed_by_all(an_agreement(force, "gp", title="Practices"))
    command: Any = list_.callback

    command.__wrapped__()

    assert capsys.readouterr().out.splitlines() == [
        "Draft: finish it and put it under review",
        "    Still a draft: Draft, last day 2027-08-31, 2 not signed",
        "        Eastmarsh Police; Early years desk (Eastmarsh)",
        "In force, nothing to do",
        "    Practices: In force, last day 2027-08-31",
        "        Eastmarsh Police; General practices",
    ]
