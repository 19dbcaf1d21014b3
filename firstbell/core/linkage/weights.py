"""The weights as data: what each level of each field is worth, with where that comes from.

``weights.json`` holds one version: its figures, its thresholds, which figures were set by hand,
and what it was learned, chosen and tested on. Weights change by a new version, never in code.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from pathlib import Path

from firstbell.core.linkage.ladders import LADDERS
from firstbell.core.linkage.thresholds import Thresholds

PRIOR, REGISTER, NAMESAKES = "prior", "register", "namesakes"
"""Terms that are no level of a field: before any evidence, for each doubling of the register,
and the share of what two names are worth less together than apart."""

NEAR_BY = "register, near by"
"""What each doubling of the register gives back to a pupil whose home is near by: a larger register
has more namesakes elsewhere, and no more of them next door."""

RARITY = "rarity"
"""The level of a name's term for each bit by which the name is rarer than the usual one."""

REPORTED = ("learned_on", "by_hand", "chosen_on", "tested_on", "fairness")
"""What the report of a version has to say, in words for people."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Bits for one unit of each term; a term that is not listed weighs 0.

    ``report`` says what it was learned, chosen and tested on, in words and figures for people.
    """

    version: str
    bits: Mapping[str, float]
    thresholds: Thresholds
    report: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse figures by which more agreement would weigh less.

        :raises ValueError: where that is so, or a figure is none.
        """
        if not all(map(isfinite, self.bits.values())):
            raise ValueError("every figure of the weights must be a number")
        if self.bits.get(NEAR_BY, 0.0) < 0:
            raise ValueError("a home near by must not weigh less in a larger register")
        for of, ladders in LADDERS.items():
            for ladder in ladders:
                figures = [self.of(of, level) for level in ladder]
                if figures != sorted(figures, reverse=True):
                    raise ValueError(f"{of}: more agreement must not weigh less")

    @classmethod
    def read(cls, text: str) -> "Weights":
        """Read a version as it is kept.

        :raises ValueError: where the text is no such version.
        """
        kept = json.loads(text)
        try:
            return cls(
                version=str(kept["version"]),
                bits={str(name): float(worth) for name, worth in kept["bits"].items()},
                thresholds=Thresholds(**{k: float(v) for k, v in kept["thresholds"].items()}),
                report={said: tuple(map(str, kept["report"][said])) for said in REPORTED},
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("a version has a version, bits, thresholds and a report") from error

    def written(self) -> str:
        """Return the version as it is kept, the same text for the same version."""
        kept = {
            "version": self.version,
            "report": {said: list(self.report.get(said, ())) for said in REPORTED},
            "thresholds": asdict(self.thresholds),
            "bits": dict(sorted(self.bits.items())),
        }
        return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"

    def of(self, field_: str, level: str) -> float:
        """The bits of a level of a field."""
        return self.bits.get(term(field_, level), 0.0)


def term(field_: str, level: str) -> str:
    """The name of a level's term in a version."""
    return f"{field_}: {level}"


SHIPPED = Weights.read(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))
"""The version in force where a partnership has trained none of its own."""
