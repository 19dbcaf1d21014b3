"""Write `docs/generated`, and the governance example, from the code they tell of: `make docs`.

What is said there is said once, where the product reads it. A test holds that the files are
what this writes.
"""

import inspect
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click
import django

from tools import CHECKOUT

FOLDER = CHECKOUT / "docs" / "generated"

EXAMPLE = CHECKOUT / "docs" / "governance" / "example"

NOTE = "<!-- Written by `make docs` from {source}; mend it there. -->\n\n"


def states() -> str:
    """Return the lives of a notification and of a link, as diagrams."""
    from firstbell.core import lifecycle

    parts = [NOTE.format(source="firstbell/core/lifecycle.py"), "# States\n"]
    for title, table, first in (
        ("A notification", lifecycle.NOTIFICATION, ("held", "raised")),
        ("A link", lifecycle.LINK, lifecycle.LINK_STATES),
        ("A report of home education", lifecycle.HOME_EDUCATION, ("sent",)),
        ("A request for a school place", lifecycle.PLACE_REQUEST, ("sent",)),
        ("An allegation", lifecycle.ALLEGATION, ("waiting",)),
    ):
        parts.append(f"\n## {title}\n\n```mermaid\n{lifecycle.mermaid(table, first=first)}```\n")
    return "".join(parts)


def rules() -> str:
    """Return the open rules of a partnership, as a table."""
    from firstbell.core.policy import RULES

    rows = (
        (f"`{rule.key}`", rule.meaning, rule.kind, rule.default or "none", rule.source)
        for rule in RULES
    )
    return (
        NOTE.format(source="firstbell/core/policy.py")
        + "# Rules that a partnership decides\n\n"
        + _table(("Rule", "Meaning", "Written as", "Default", "Source"), rows)
    )


def settings() -> str:
    """Return the variables of the environment, as tables."""
    from firstbell.environment import ENVIRONMENT

    def rows(*, is_ours: bool) -> Iterator[tuple[str, str, str]]:
        for name, each in ENVIRONMENT.items():
            if each.is_ours == is_ours:
                names = f"`{name}` or `{name}_FILE`" if each.is_secret else f"`{name}`"
                yield names, each.meaning, f"`{each.default}`" if each.default else ""

    head = ("Variable", "Meaning", "Default")
    return (
        NOTE.format(source="firstbell/settings.py")
        + "# Settings of the environment\n\n"
        + "A name with `_FILE` at its end names a file that holds the value: a secret kept so is "
        + "in no process list, and never in a log or an error.\n\n"
        + _table(head, rows(is_ours=False))
        + "\n## Set by the product for the processes that it starts\n\n"
        + _table(head, rows(is_ours=True))
    )


def events() -> str:
    """Return the order of the steps: which is due because of which event."""
    from firstbell import flow

    hurry = dict.fromkeys(flow.HURRY, flow.hurry)
    steps = {**flow.STEPS, **hurry, **dict.fromkeys(flow.TO_TELL, flow.tell)}
    steps |= {flow.TO_SEND: flow.send_link, **flow.OUTSIDE}
    rows = (
        (f"`{name}`", f"`{step.__module__}.{step.__name__}`", _first_line(step))
        for name, step in steps.items()
    )
    return (
        NOTE.format(source="firstbell/flow.py")
        + "# Events and their steps\n\n"
        + _table(("Event", "Step", "What it does"), rows)
    )


def commands() -> str:
    """Return every command with its arguments and options, as `--help` tells them."""
    from firstbell.cli import main

    context = click.Context(main, info_name="firstbell", terminal_width=98)
    parts = [NOTE.format(source="firstbell/cli"), "# Commands\n"]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        for path, each in _with_those_below(name, command) if command else ():
            own = click.Context(each, info_name=f"firstbell {path}", terminal_width=98)
            parts.append(f"\n## firstbell {path}\n\n```text\n{each.get_help(own)}\n```\n")
    return "".join(parts)


def openapi() -> str:
    """Return the published description of the API."""
    from firstbell.web.api import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def _with_those_below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from _with_those_below(f"{name} {below}", command.commands[below])


def _first_line(step: object) -> str:
    return (inspect.getdoc(step) or "").partition("\n")[0]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(map(_cell, line)) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "events.md": events,
    "openapi.json": openapi,
    "rules.md": rules,
    "settings.md": settings,
    "states.md": states,
}
"""Every generated page and what makes it. Django must be set up."""


def example() -> dict[str, str]:
    """Return what a council must sign, filled for the invented borough."""
    from firstbell.cli.governance.documents import filled
    from firstbell.cli.governance.example import invented

    return filled(invented())


def write(folder: Path, pages: Mapping[str, str]) -> None:
    """Write every page, and remove what is there besides."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.name not in pages:
            file.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> int:
    """Set Django up without a database and write the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
    django.setup()
    write(FOLDER, {name: page() for name, page in PAGES.items()})
    write(EXAMPLE, example())
    return 0


if __name__ == "__main__":
    sys.exit(main())
