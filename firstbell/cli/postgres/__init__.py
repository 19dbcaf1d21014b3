"""The embedded PostgreSQL: one server for a home, which never outlives the command that runs it.

`running(home)` makes the database when there is none, starts the server or attaches to the
one that another command started, and gives the addresses to reach it by. This package knows
nothing of Django, of tables or of what is stored; grants on tables belong to the migrations.
"""

from firstbell.cli.postgres.cluster import OWNER, SERVING, SUPERUSER
from firstbell.cli.postgres.programs import CannotRunDatabase
from firstbell.cli.postgres.running import running
from firstbell.cli.postgres.server import Server

__all__ = ["OWNER", "SERVING", "SUPERUSER", "CannotRunDatabase", "Server", "running"]
