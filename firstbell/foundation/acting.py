"""For whom a transaction acts: a person, the system itself, or nobody. Row level security asks.

A request acts for the person who is signed in and is shown only the rows that the policies of
`firstbell.walls` let that person see, whatever a door forgot. An action acts as the system, for
what follows from it (ledger, waits, nudges) reaches further than the person sees; the row that
it acts on was let through by a door before. Workers and commands act as the system; a process
that serves pages acts for nobody until a request says for whom.

Decides nothing: who may see what is said in `core.need_to_know`, the doors and the walls.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

SYSTEM = "system"
NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Acting:
    """What the database is told. `at` is the time that rules see, for memberships that end."""

    is_system: bool = False
    person: UUID | None = None
    at: datetime | None = None
    stands_back_from: frozenset[UUID] = frozenset()

    def as_settings(self) -> dict[str, str]:
        """Return the settings of the transaction, by name; an empty one means unset."""
        return {
            "firstbell.acts_as": SYSTEM if self.is_system else NOBODY,
            "firstbell.person": str(self.person or ""),
            "firstbell.at": self.at.isoformat() if self.at else "",
            "firstbell.stands_back": "{" + ",".join(sorted(map(str, self.stands_back_from))) + "}",
        }


_NOW: ContextVar[Acting | None] = ContextVar("acting", default=None)


def now_acting() -> Acting:
    """Return for whom this thread acts; outside every block, what the process was started as."""
    return _NOW.get() or Acting(is_system=settings.ACTS_AS == SYSTEM)


@contextmanager
def for_person(
    person: UUID | None,
    *,
    at: datetime,
    stands_back_from: Callable[[], Collection[UUID]] = frozenset,
) -> Iterator[None]:
    """Act for one person, or for a visitor (None), in one transaction.

    `stands_back_from` is asked first, as the system, for the incidents that for this person do
    not exist.
    """
    asking = Acting(is_system=True, person=person, at=at)
    tokens, known = (_STILL.set(False), _BESIDE.set(False)), _KNOWN.set({})
    try:
        with _acting(asking, tell=_tell_and_ask):
            ids = frozenset(stands_back_from())
            themselves = replace(asking, is_system=False, stands_back_from=ids)
            _tell(themselves)
            token = _NOW.set(themselves)
            try:
                yield
            finally:
                _NOW.reset(token)
    finally:
        _STILL.reset(tokens[0])
        _BESIDE.reset(tokens[1])
        _KNOWN.reset(known)


@contextmanager
def as_the_system(*, savepoint: bool = True) -> Iterator[None]:
    """Act as the system for a while, in one transaction; the person who asked stays known.

    A block that only reads needs no savepoint of its own.
    """
    before = now_acting()
    if not before.is_system:
        with _acting(replace(before, is_system=True), savepoint=savepoint):
            yield
    elif savepoint or not connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield


def as_system(function: Callable[P, R]) -> Callable[P, R]:
    """Make an action: one transaction, which acts as the system."""

    @wraps(function)
    def acts(*args: P.args, **kwargs: P.kwargs) -> R:
        with as_the_system(), _all_new_afterwards():
            return function(*args, **kwargs)

    return acts


def as_system_within(function: Callable[P, R]) -> Callable[P, R]:
    """Make a part of actions: as `as_system`, in the transaction of whoever calls it.

    It has no savepoint of its own: what fails in it undoes the whole.
    """

    @wraps(function)
    def acts(*args: P.args, **kwargs: P.kwargs) -> R:
        whole = transaction.atomic(savepoint=False)
        with as_the_system(savepoint=False), whole, _all_new_afterwards():
            return function(*args, **kwargs)

    return acts


_KNOWN: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


def asked_once(what: tuple[str, UUID], ask: Callable[[], R], *, by_the_system: bool = False) -> R:
    """Return what `ask` finds; within one request it is asked once, until an action was done.

    For whom it is asked is part of the question: walls show each their own. With `by_the_system`
    it is not, for what is asked so is the same whoever wants to know. Outside a request it is
    asked each time.
    """
    known = _KNOWN.get()
    if known is None:
        return ask()
    question = (*what, SYSTEM if by_the_system else now_acting())
    if question not in known:
        known[question] = ask()
    found: R = known[question]
    return found


@contextmanager
def _all_new_afterwards() -> Iterator[None]:
    """Ask everything anew after an action, which may have changed it."""
    try:
        yield
    finally:
        if known := _KNOWN.get():
            known.clear()


_STILL: ContextVar[bool] = ContextVar("stands_still", default=False)


def stands_still() -> bool:
    """Say whether this request found the records frozen: see `foundation.freezing`."""
    return _STILL.get()


_BESIDE: ContextVar[bool] = ContextVar("stands_beside", default=False)


def stands_beside() -> bool:
    """Say whether this request came to where nobody is told: see `foundation.shadow`."""
    return _BESIDE.get()


@contextmanager
def _acting(
    acting: Acting, *, savepoint: bool = True, tell: Callable[[Acting], None] | None = None
) -> Iterator[None]:
    """Tell the database, and tell it what it was told before when the block has ended.

    A block that fails is rolled back, and the database forgets what it was told in it; so it
    does when the transaction ends.
    """
    before = now_acting()
    is_outermost = not connection.in_atomic_block
    token = _NOW.set(acting)
    try:
        with transaction.atomic(savepoint=savepoint):
            (tell or _tell)(acting)
            yield
            if not (is_outermost or connection.needs_rollback):
                _tell(before)
    finally:
        _NOW.reset(token)


def _tell(acting: Acting) -> None:
    told = acting.as_settings()
    calls = ", ".join("set_config(%s, %s, true)" for _ in told)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in told.items() for part in pair])


IS_FROZEN = "EXISTS (SELECT FROM events_freeze WHERE thawed_at IS NULL)"
IS_SHADOW = "EXISTS (SELECT FROM events_shadow)"


def _tell_and_ask(acting: Acting) -> None:
    """Tell the database for whom a request acts; hear in the same breath how it stands."""
    told = acting.as_settings()
    calls = ", ".join("set_config(%s, %s, true)" for _ in told)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {calls}, {IS_FROZEN}, {IS_SHADOW}",
            [part for pair in told.items() for part in pair],
        )
        *_told, is_frozen, is_shadow = cursor.fetchone()
    _STILL.set(bool(is_frozen))
    _BESIDE.set(bool(is_shadow))
