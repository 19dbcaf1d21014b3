"""The key adults and desk officers of a rehearsal: how each of them meets the morning.

They read and answer through the same door and the same acts as the pages. What a person cannot
see, they cannot answer. How somebody behaves is drawn once, from the seed.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell.cli.rehearse.day import Day
from firstbell.cli.rehearse.manners import MANNERS, MINUTES_TO_LOOK, Manner
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery import access, families
from firstbell.journey.delivery.actions import together
from firstbell.journey.delivery.standing_back import stands_back_from

UP_AFTER = (40.0, 130.0)
"""Between how many minutes after the day begins people first look at their mail."""


@dataclass
class KeyAdult:
    """One person who may be told, and how they are this morning."""

    user: User
    manner: Manner
    up_at: datetime
    is_about_to_look: bool = False
    has_erred: bool = False


class Staffrooms:
    """Everybody at the schools and desks, found by their address."""

    def __init__(
        self,
        day: Day,
        chance: random.Random,
        *,
        begins: datetime,
        manners: Mapping[Manner, float] = MANNERS,
    ) -> None:
        self._day = day
        self._drawn_from = manners
        self._chance = chance
        self._begins = begins
        self._people: dict[str, KeyAdult] = {}
        self._manners: Counter[Manner] = Counter()

    def join(self, user: User) -> None:
        """Let one more person wake up on this day."""
        manners, shares = zip(*self._drawn_from.items(), strict=True)
        manner = self._chance.choices(manners, shares)[0]
        up_at = self._begins + timedelta(minutes=self._chance.uniform(*UP_AFTER))
        self._people[user.email] = KeyAdult(user=user, manner=manner, up_at=up_at)
        self._manners[manner] += 1

    def troubles(self) -> list[str]:
        """Return how many people meet the morning otherwise than one would wish."""
        return [
            f"all day: {count} of {len(self._people)} people: {manner}."
            for manner, count in sorted(self._manners.items())
            if manner != Manner.PROMPT
        ]

    def manner_of(self, email: str) -> Manner:
        """Return how the person of this address is; a person without an account is slow."""
        known = self._people.get(email.lower())
        return known.manner if known else Manner.SLOW

    def mail_came(self, email: str) -> None:
        """Let a person look before long, if they are one who looks."""
        adult = self._people.get(email.lower())
        if adult is None or adult.is_about_to_look or adult.manner not in MINUTES_TO_LOOK:
            return
        adult.is_about_to_look = True
        after = timedelta(minutes=self._chance.uniform(*MINUTES_TO_LOOK[adult.manner]))
        self._day.plan(self._looks_from(adult) + after, lambda: self._look(adult))

    def _looks_from(self, adult: KeyAdult) -> datetime:
        """Return from when on a person looks at what came now."""
        return max(self._day.now(), adult.up_at)

    def _look(self, adult: KeyAdult) -> None:
        adult.is_about_to_look = False
        user, at = adult.user, self._day.now()
        with acting.for_person(user.id, at=at, stands_back_from=lambda: stands_back_from(user)):
            for waiting in access.this_morning(user, at=at).waiting:
                rows = access.family(
                    user, incident_id=waiting.incident_id, place_id=waiting.place_id, at=at
                )
                self._answer(adult, [row for row in rows if families.is_open_to_read(row)], at)

    def _answer(self, adult: KeyAdult, rows: list[families.Row], at: datetime) -> None:
        user = adult.user
        together.open_together(notifications=rows, by=user, at=at)
        access.first_step(rows, by=user, at=at)
        if adult.manner == Manner.MISTAKEN and not adult.has_erred:
            adult.has_erred = True
            together.say_none_are_ours(notifications=rows, known_confirmed=(), by=user, at=at)
            return
        together.confirm_together(notifications=rows, by=user, at=at)
        ids = {row.id for row in rows}
        here = [access.one(user, each, at=at) for each in ids]
        access.sheets(here, by=user, at=at)
        together.acknowledge_together(notifications=here, by=user, at=at)
