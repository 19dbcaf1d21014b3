"""Some days both ways: through the whole path on this database, and by the rules alone.

Nobody errs in either, and nobody is unsure who a child is: otherwise who is told would hang on
what was drawn.
"""

from datetime import date
from pathlib import Path

from bench.year.beside import Beside, lay_beside
from bench.year.by_rules import ByRules
from bench.year.invent import a_year, outages
from bench.year.manners import NOBODY_ERRS
from bench.year.play import Played, play
from firstbell.foundation import acting
from firstbell.registry.agencies.queries import rules
from firstbell.sample import make_borough


def play_both(
    first_on: date, last_on: date, *, pupils: int, incidents: int, folder: Path, seed: int
) -> tuple[Played, Beside]:
    """Play the days both ways and lay one beside the other."""
    borough = make_borough(seed=seed, pupils=pupils, incidents=incidents)
    year = a_year(borough, first_on=first_on, last_on=last_on, seed=seed)
    played = play(year, folder=folder, seed=seed, manners=NOBODY_ERRS)
    world = ByRules(
        year,
        seed=seed,
        policy=rules.policy(),
        outages=outages(first_on, last_on),
        manners=NOBODY_ERRS,
        in_review=0,
    )
    world.live()
    with acting.as_the_system():
        return played, lay_beside(world)
