"""`firstbell service add`, and asking its advocates in."""

from tests.commands import firstbell
from tests.conftest import Installation


def test_a_service_is_added_once_and_its_advocate_is_asked_in(installation: Installation) -> None:
    environment = installation.environment()
    add = ("service", "add", "HARBOUR", "--name", "Harbour Advocates")

    first, again = firstbell(environment, *add), firstbell(environment, *add)
    other = firstbell(environment, "service", "add", "HARBOUR", "--name", "Another Service")
    invited = firstbell(
        environment,
        *("invite", "ada@harbour.example", "--name", "Ada Quill"),
        *("--role", "advocate", "--agency", "HARBOUR"),
    )

    assert (first.returncode, first.stdout) == (0, "service: HARBOUR, Harbour Advocates\n")
    assert again.returncode == 0
    assert other.returncode == 1
    assert "choose another code" in other.stderr
    assert invited.returncode == 0, invited.stderr
    assert "/join/" in invited.stdout
    unusable = firstbell(environment, "service", "add", "no good", "--name", "X")
    assert unusable.returncode == 2
