"""Where the line runs between a link, a question to a person, and nothing.

The figures belong to a version of the weights and are kept with it; here is only what no version
may say: a tie between two pupils is never a link.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the line runs between linked, review and unlinked, in bits.

    Chosen on other records than those the weights were learned on and than those whose figures
    are reported; see the report of each version, and ``bench/linkage/README.md``.

    ``link``: the least weight to tell a school without a person. ``review``: the least weight
    worth a person's time. ``rival_at_home`` and ``rival_elsewhere``: the least lead over another
    pupil of the same home, or of any other, at which the leading one may still be linked.
    ``namesake``: what is taken from a pupil whom a namesake elsewhere would equal (see
    ``household``); not less than 0.
    """

    link: float
    review: float
    rival_at_home: float
    rival_elsewhere: float
    namesake: float = 3.0

    def __post_init__(self) -> None:
        """Refuse lines that would link a tie, or leave no room for review.

        :raises ValueError: where ``link`` is not above ``review``, a lead is not above 0, or a
            namesake would be worth more.
        """
        if self.link <= self.review or min(self.rival_at_home, self.rival_elsewhere) <= 0:
            raise ValueError("link must lie above review, and each lead above 0")
        if self.namesake < 0:
            raise ValueError("what is taken for a namesake must not lie below 0")
