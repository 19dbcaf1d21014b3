"""The tests' own ground: shut to who does not ask for it, emptied though the product is at work."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from firstbell.cli.postgres import Server
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.conftest import empty

SOON = 30.0

ASK_FOR_THE_NEXT = """
    DO $$ BEGIN
        WHILE NOT EXISTS (
            SELECT FROM pg_locks WHERE NOT granted AND relation = 'intake_feed'::regclass
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        ) LOOP
            PERFORM pg_sleep(0.01);
        END LOOP;
        LOCK TABLE agencies_agency IN ROW SHARE MODE;
    END $$
"""
"""Wait until somebody waits for the table that is held, then want one that they hold."""


TRIES = 5
"""PostgreSQL looks once who waits for whom: on a machine that stands still it ends the product."""


def was_in_the_way(product: psycopg.Connection) -> bool:
    """Let the product hold one table and want another; say whether it was not the one to end."""
    try:
        product.execute(ASK_FOR_THE_NEXT)
    except psycopg.errors.DeadlockDetected:
        return False
    finally:
        product.rollback()
    return True


@pytest.mark.usefixtures("committed")
def test_whom_the_product_is_in_the_way_of_asks_again(migrated: Server) -> None:
    with (
        ThreadPoolExecutor(1) as beside,
        psycopg.connect(migrated.superuser_url) as product,
    ):
        product.execute("SET statement_timeout = '30s'; SET deadlock_timeout = '5s'")
        product.commit()
        for _ in range(TRIES):
            world.a_partnership()
            product.execute("LOCK TABLE intake_feed IN ROW SHARE MODE")
            emptying = beside.submit(empty, migrated)
            stood_in_the_way = was_in_the_way(product)
            emptying.result(timeout=SOON)
            assert not Agency.objects.exists()
            if stood_in_the_way:
                return
    pytest.fail("the product was the one to end each time")


def test_a_test_that_does_not_ask_for_the_database_is_refused(migrated: Server) -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Agency.objects.exists()
