"""Where the line runs between a link, a question to a person, and nothing.

The figures are a partnership's to change, within what ``Thresholds`` refuses: a tie between two
pupils is never a link.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the line runs between linked, review and unlinked, in bits.

    Chosen on one seed of the generator in ``bench/linkage`` (recorded children with the usual
    noise against rolls of families) so that no child was linked to a wrong pupil, and reported
    on other seeds; see ``bench/linkage/README.md`` for the figures. A partnership that has reviewed
    enough links of its own may set others.

    ``link``: the least weight to tell a school without a person. ``review``: the least weight
    worth a person's time. ``rival_at_home`` and ``rival_elsewhere``: the least lead over another
    pupil of the same home, or of any other, at which the leading one may still be linked.
    """

    link: float = 10.0
    review: float = -2.0
    rival_at_home: float = 9.0
    rival_elsewhere: float = 6.0

    def __post_init__(self) -> None:
        """Refuse lines that would link a tie, or leave no room for review.

        :raises ValueError: where ``link`` is not above ``review`` or a lead is not above 0.
        """
        if self.link <= self.review or min(self.rival_at_home, self.rival_elsewhere) <= 0:
            raise ValueError("link must lie above review, and each lead above 0")


USUAL = Thresholds()
