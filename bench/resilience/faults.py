"""A worker with a fault planted, to see that the suite notices. None of it is in the product.

    python -m bench.resilience.faults FAULT

A fault is a change of one function's text, made in this process alone; a text that is no longer
there is said, so that no fault is planted in vain. `no-key` is half of one: the keys themselves
are dropped in the database.
"""

import importlib
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One function, by module and name, and what of its text is another."""

    module: str
    function: str
    was: str
    is_now: str


MARK_BEFORE = """    with transaction.atomic():
        again = "" if taken.name == RAISED else f"{taken.id}"
        nudge = nudging.plan_nudge(taken.subject, at=at, anew=again)
        if nudge:
            nudging.record_accepted(nudge, email.Receipt(code="250"), fence=taken.fence, at=at)
            if taken.name == UNANSWERED:
                escalating.go_on(taken.subject, at=at)
            events.mark_done(taken, at=at)
    if nudge:
        with suppress(email.TemporaryFailure):
            email.send(address=nudge.address, message_id=nudge.message_id)
        return
    anew = """

FAULTS: Mapping[str, tuple[Change, ...]] = {
    "mark-before-send": (Change("firstbell.flow", "hurry", "    anew = ", MARK_BEFORE),),
    "no-sweeper": (
        Change(
            "firstbell.foundation.events.actions",
            "take_due",
            "(lease_until IS NULL OR lease_until < clock_timestamp())",
            "lease_until IS NULL",
        ),
    ),
    "no-fence": tuple(
        Change("firstbell.foundation.events.actions", function, was, "id=taken.id")
        for function, was in (
            ("mark_done", "id=taken.id, fence=taken.fence, done_at=None"),
            ("give_back", "id=taken.id, fence=taken.fence, done_at=None"),
        )
    ),
    "no-key": (
        Change(
            "firstbell.journey.delivery.actions.raising",
            "raise_notification",
            '    if hasattr(route, "notification"):\n        return\n',
            "",
        ),
    ),
}

NO_KEYS = """
ALTER TABLE delivery_notification DROP CONSTRAINT IF EXISTS delivery_notification_route_id_key;
DROP INDEX IF EXISTS one_notification_to_an_establishment;
DROP INDEX IF EXISTS one_notification_to_a_desk;
"""
"""What the owner of the tables does for `no-key`."""


def plant(fault: str) -> None:
    """Change what the fault changes, in this process."""
    for change in FAULTS[fault]:
        module = importlib.import_module(change.module)
        function = inspect.unwrap(getattr(module, change.function))
        text = inspect.getsource(function)
        if change.was not in text:
            raise SystemExit(f"{change.function} no longer says {change.was!r}")
        exec(compile(text.replace(change.was, change.is_now), fault, "exec"), vars(module))


def main() -> None:
    """Plant the fault and work."""
    import os

    import django

    from firstbell.cli import run

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
    django.setup()
    plant(sys.argv[1])
    run(["work"])


if __name__ == "__main__":
    main()
