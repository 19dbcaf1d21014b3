"""`firstbell.cli.home`: where the home is, and which folders are ours to empty."""

from pathlib import Path

import pytest

from firstbell.cli.home import CHECKOUT, NotOurHome, fresh_home, home_folder, kind_of, make_home


def test_the_home_is_in_the_checkout_unless_named() -> None:
    assert home_folder({}) == CHECKOUT / ".firstbell"
    assert home_folder({"FIRSTBELL_HOME": "/srv/firstbell"}) == Path("/srv/firstbell")


def test_a_fresh_home_is_empty_private_and_marked(tmp_path: Path) -> None:
    home = fresh_home(tmp_path / "deep" / "demo", kind="demo")
    (home / "mail").mkdir()

    assert fresh_home(home, kind="demo") == home
    assert [file.name for file in home.iterdir()] == ["kind"]
    assert home.stat().st_mode & 0o777 == 0o700
    assert home.parent.stat().st_mode & 0o777 == 0o711
    assert kind_of(home) == "demo"


@pytest.mark.parametrize("made_by", ["a-person", "another-use", "a-person-and-empty"])
def test_a_home_that_was_not_made_for_the_use_is_refused_untouched(
    tmp_path: Path, made_by: str
) -> None:
    home = tmp_path / "home"
    if made_by == "another-use":
        make_home(home)
    else:
        home.mkdir()
    if made_by == "a-person":
        (home / "letters").write_text("mine")
    before = sorted(home.iterdir())

    with pytest.raises(NotOurHome, match="was not made for demo"):
        fresh_home(home, kind="demo")
    assert sorted(home.iterdir()) == before


def test_a_home_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    make_home(tmp_path)

    assert kind_of(tmp_path) is None
    assert tmp_path.stat().st_mode & 0o777 == 0o755
