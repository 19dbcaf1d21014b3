"""The documents that a council must sign, filled from the facts of an installation.

The words stand in `docs/governance/templates`, where a data protection officer can read and
change them; here they are only filled. A name that no fact has is an error, never a gap.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.template import Context, Engine

from firstbell.cli.governance.facts import Facts
from firstbell.cli.governance.logging_map import ACTIONS, BESIDES, KINDS

FOLDER = Path("docs") / "governance" / "templates"

UNKNOWN = "«nothing is known as %s»"

NOTE = (
    "<!-- Written by `firstbell governance write` from the settings of this installation. -->\n\n"
)

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "data-protection-impact-assessment": "Data protection impact assessment",
        "controller-map": "Who is controller of what",
        "information-sharing-agreement": "Information-sharing agreement",
        "privacy-notice-parents": "Privacy notice for parents and carers",
        "privacy-notice-children": "Privacy notice for children and young people",
        "privacy-notice-staff": "Privacy notice for staff",
        "parents-letter": "Letter to parents and carers",
        "public-page": "The public page about the scheme",
        "part-3-logging-map": "Part 3 logging map for the force",
        "algorithm-record": "Algorithm record for the linkage",
    }
)
"""Each document by the name of its file, in the order in which they are read."""


class UnknownFact(LookupError):
    """A template names something that no fact says; the message names the document."""


def filled(facts: Facts) -> dict[str, str]:
    """Return every document, filled, by the name of its file.

    :raises UnknownFact: if a template names what is not known.
    """
    engine = Engine(autoescape=False, string_if_invalid=UNKNOWN)
    context = {
        "f": facts,
        "titles": TITLES,
        "logging": {kind: ACTIONS[kind] for kind in KINDS},
        "besides": ACTIONS[BESIDES],
    }
    made = {}
    for name in TITLES:
        template = (settings.ROOT / FOLDER / f"{name}.md").read_text(encoding="utf-8")
        text = engine.from_string(template).render(Context(context, autoescape=False))
        if "«nothing is known as" in text:
            raise UnknownFact(f"{name}.md names {text.partition('«')[2].partition('»')[0]}")
        made[f"{name}.md"] = NOTE + _tidy(text)
    return made


def _tidy(text: str) -> str:
    """Return a text with at most one empty line between two others."""
    lines: list[str] = []
    for line in (each.rstrip() for each in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"
