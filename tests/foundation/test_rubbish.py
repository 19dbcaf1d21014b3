"""Nothing is looked for while it is not, and then as before."""

import gc
from contextlib import suppress
from weakref import ref

import pytest

from firstbell.foundation.rubbish import all_kept, nothing_collected


class Thing:
    """Something that can stand in a circle."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.parametrize("enabled", [True, False])
def test_rubbish_is_looked_for_afterwards_as_before(*, enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with suppress(LookupError), nothing_collected():
            assert not gc.isenabled()
            raise LookupError
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()


def test_what_is_kept_is_never_looked_through_again() -> None:
    try:
        with all_kept():
            kept = ref(Thing())
        gc.collect()
        assert kept() is not None
    finally:
        gc.unfreeze()
    gc.collect()
    assert kept() is None
