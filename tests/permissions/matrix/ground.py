"""A database of the matrix's own, filled and committed, on which walls can be taken down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connections
from django.test import override_settings

from firstbell.cli.postgres import Server
from tests.conftest import own_database, point_django_at
from tests.permissions.matrix.asking import Matrix, make_matrix
from tests.permissions.matrix.cells import fill

MONDAY = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)


@contextmanager
def standing(
    server: Server, *, name: str = "matrix", nobodys_lists_one_in: int = 1
) -> Iterator[Matrix]:
    """Build the whole matrix in a database beside this worker's own; gone after the block."""
    with (
        own_database(server, name) as database,
        point_django_at(database),
        override_settings(CLOCK_AT=MONDAY),
    ):
        matrix = make_matrix(MONDAY)
        matrix.changed_lists = fill(matrix, nobodys_lists_one_in=nobodys_lists_one_in)
        yield matrix
        connections.close_all()
