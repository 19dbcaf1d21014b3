"""`firstbell governance` and `firstbell agreement`, as somebody runs them."""

from pathlib import Path

from firstbell.cli.governance.documents import TITLES
from tests.commands import firstbell
from tests.conftest import Installation


def test_what_was_written_is_compared_until_a_rule_changes_it(
    installation: Installation, tmp_path: Path
) -> None:
    folder = str(tmp_path / "signed")

    wrote = firstbell(installation.environment(), "governance", "write", folder)
    same = firstbell(installation.environment(), "governance", "compare", folder)
    firstbell(installation.environment(), "rule", "set", "chase_lead", "60")
    differs = firstbell(installation.environment(), "governance", "compare", folder)

    assert wrote.returncode == 0, wrote.stderr
    assert wrote.stdout.splitlines() == [f"{folder}/{name}.md" for name in TITLES]
    assert (same.returncode, same.stdout) == (0, "The documents are what the settings say.\n")
    assert differs.returncode == 1
    assert "information-sharing-agreement.md: Information-sharing agreement / 4. When" in (
        differs.stdout
    )
    assert "  -- 45 minutes before the bell" in differs.stdout
    assert "  +- 60 minutes before the bell" in differs.stdout
    assert differs.stderr == "2 passages of 2 documents differ.\n"


def test_what_was_signed_is_not_written_over_unless_somebody_says_so(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "signed"
    firstbell(installation.environment(), "governance", "write", str(folder))
    signed = folder / "parents-letter.md"
    text = signed.read_text(encoding="utf-8")
    signed.write_text(text + "A. Signer, head\n", encoding="utf-8")
    (folder / "public-page.md").unlink()

    refused = firstbell(installation.environment(), "governance", "write", str(folder))
    kept = signed.read_text(encoding="utf-8")
    still_gone = not (folder / "public-page.md").exists()
    replaced = firstbell(
        installation.environment(), "governance", "write", "--replace", str(folder)
    )

    assert refused.returncode == 1
    assert "parents-letter.md: there already and not the same" in refused.stderr
    assert kept.endswith("A. Signer, head\n")
    assert still_gone
    assert replaced.returncode == 0
    assert signed.read_text(encoding="utf-8") == text


def test_a_folder_that_cannot_be_made_is_said_in_one_line(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    done = firstbell(
        installation.environment(), "governance", "write", str(tmp_path / "file" / "below")
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr


def test_the_register_is_listed(installation: Installation) -> None:
    done = firstbell(installation.environment(), "agreement", "list")

    assert (done.returncode, done.stdout) == (0, "No agreement is kept here yet.\n")
