"""How a command ends: its exit codes, and one line of what is in the way.

Imports nothing of the product, so that a command without a database starts at once.
"""

import sys
from typing import NoReturn

import click

REFUSED = 1
"""Exit code when something was refused or held."""

WRONG_USE = 2
"""Exit code when the command was called wrongly or cannot run here."""


def stop(line: str, *, code: int = WRONG_USE) -> NoReturn:
    """Say in one line what is in the way, and end."""
    click.echo(f"firstbell: {line}", err=True)
    sys.exit(code)
