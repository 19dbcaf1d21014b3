"""The people and the incident of the pages, as for who looked; letters are taken."""

import pytest

from tests.oversight.looking.conftest import Scene, made, scene

__all__ = ["Scene", "made", "scene"]


@pytest.fixture(autouse=True)
def _letters_are_taken(mailbox: None) -> None:
    """Send to a mail server of the test's own."""
