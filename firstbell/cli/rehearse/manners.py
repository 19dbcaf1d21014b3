"""How invented people meet a morning, and how long what they do takes them. Figures alone."""

from collections.abc import Mapping
from enum import StrEnum


class Manner(StrEnum):
    """How somebody meets the morning."""

    PROMPT = "reads within minutes"
    SLOW = "reads when there is time"
    TELEPHONE_ONLY = "never opens it"
    OFF_SICK = "is off sick"
    MISTAKEN = "says of one child of theirs: not ours"


MANNERS = {
    Manner.PROMPT: 0.56,
    Manner.SLOW: 0.25,
    Manner.TELEPHONE_ONLY: 0.08,
    Manner.OFF_SICK: 0.08,
    Manner.MISTAKEN: 0.03,
}
"""What share of people meets the morning so. Ours: nobody has counted."""

MINUTES_TO_LOOK: Mapping[Manner, tuple[float, float]] = {
    Manner.PROMPT: (1, 9),
    Manner.SLOW: (20, 90),
    Manner.MISTAKEN: (1, 9),
}
"""Between how many minutes after a letter somebody looks; whoever is missing here does not."""

MINUTES_TO_DECIDE = (1.5, 4.0)
MINUTES_TO_RING = (2.0, 6.0)
"""Between how many minutes one thing takes. Ours: no hub has published a figure."""

ANSWERS_THE_TELEPHONE = {
    Manner.PROMPT: 0.75,
    Manner.SLOW: 0.7,
    Manner.MISTAKEN: 0.7,
    Manner.TELEPHONE_ONLY: 0.8,
    Manner.OFF_SICK: 0.0,
}
