"""The `firstbell` command. Each subcommand is a module; none is loaded before it is asked for.

Exit codes: 0 when all was done, 1 when something was refused or held (one line each on standard
error), 2 for wrong use. Every command takes `--at INSTANT`, the time that rules see.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import click

from firstbell.foundation.room import with_room
from firstbell.foundation.rubbish import all_kept

COMMANDS = {
    "agreement": "agreement",
    "anchor-audit": "verify_audit",
    "backup": "backing_up",
    "backup-key": "backing_up",
    "balance": "reports",
    "check-mapping": "receive",
    "clear-second-step": "people",
    "code": "people",
    "demo": "demo",
    "duty": "duty",
    "folder": "folder",
    "freeze": "restoring",
    "governance": "governance",
    "hand-over": "hand_over",
    "invite": "people",
    "link": "link",
    "load": "load",
    "migrate": "serve",
    "notifications": "reports",
    "partnership": "partnership",
    "receive": "receive",
    "rehearse": "rehearse",
    "restore": "restoring",
    "rule": "rule",
    "sample": "sample",
    "serve": "serve",
    "service": "service",
    "shadow": "shadow",
    "sheet": "sheet",
    "source": "partnership",
    "status": "reports",
    "texts": "texts",
    "thaw": "restoring",
    "verify-audit": "verify_audit",
    "verify-backup": "backing_up",
    "watch": "watch",
    "weights": "weights",
    "work": "work",
}
"""Each command and the module of this package that holds it."""


def _set_clock(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    """Pass the instant on to the process's settings, before they are read."""
    if value is None:
        return
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no ISO 8601 instant") from error
    if instant.tzinfo is None:
        raise click.BadParameter(f"{value!r} has no offset; write 2026-11-23T07:10:00+00:00")
    os.environ["FIRSTBELL_CLOCK_AT"] = instant.astimezone(UTC).isoformat()


def _with_clock(command: click.Command) -> click.Command:
    """Give a command, and every command below it, the option `--at`."""
    if isinstance(command, click.Group):
        for child in command.commands.values():
            _with_clock(child)
    elif not any(option.name == "at" for option in command.params):
        command.params.append(
            click.Option(
                ["--at"],
                metavar="INSTANT",
                expose_value=False,
                is_eager=True,
                callback=_set_clock,
                help="The time that rules see, as ISO 8601 with an offset.",
            )
        )
    return command


class Commands(click.Group):
    """Finds a subcommand by its module, so that `firstbell link` loads no database."""

    def main(self, *arguments: Any, **named: Any) -> Any:
        """Run the command that the arguments name."""
        return with_room(super().main, *arguments, **named)

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return every command's name, in order."""
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Return the command of that name, or None when there is none."""
        if name not in COMMANDS:
            return None
        path = f"{__name__}.{COMMANDS[name]}"
        with nullcontext() if path in sys.modules else all_kept():
            module = import_module(path)
        found: click.Command = getattr(module, name.replace("-", "_"))
        return _with_clock(found)


OWN_PROCESS = "own process"
"""What a command is given that may end the whole process: in a test it is not its own."""


@click.group(cls=Commands)
def main() -> None:
    """The right adult at a child's school knows before the first bell."""


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command as the operating system calls it, in a process that is its own."""
    main(args=arguments, prog_name="firstbell", obj=OWN_PROCESS)
