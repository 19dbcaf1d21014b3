"""What `docs/generated` and the governance example tell is what the code does today."""

import re
from pathlib import Path

import pytest

from firstbell.core import lifecycle
from firstbell.core.policy import RULES
from firstbell.environment import ENVIRONMENT
from firstbell.flow import HURRY, STEPS, TO_TELL
from tests.architecture.sources import modules, texts
from tools import docs

VARIABLE = re.compile(r"FIRSTBELL_[A-Z_]*[A-Z]|DATABASE_URL|DATABASE_OWNER_URL|PORT")


@pytest.mark.parametrize("name", sorted(docs.PAGES))
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    assert (docs.FOLDER / name).read_text(encoding="utf-8") == docs.PAGES[name](), "run `make docs`"


def test_nothing_else_lies_among_the_generated_pages() -> None:
    assert sorted(file.name for file in docs.FOLDER.iterdir()) == sorted(docs.PAGES)


def test_the_example_is_what_the_templates_and_the_defaults_say() -> None:
    written = {file.name: file.read_text("utf-8") for file in docs.EXAMPLE.iterdir()}

    assert written == docs.example(), "run `make docs`"


def test_every_state_rule_event_and_command_is_told() -> None:
    pages = {name: page() for name, page in docs.PAGES.items()}

    assert all(state in pages["states.md"] for state in lifecycle.NOTIFICATION_STATES)
    assert all(f"`{rule.key}`" in pages["rules.md"] for rule in RULES)
    assert all(f"`{event}`" in pages["events.md"] for event in (*STEPS, *HURRY, *TO_TELL))
    assert "## firstbell load roll" in pages["commands.md"]
    assert "/api/v1/feeds" in pages["openapi.json"]


def test_every_variable_that_is_read_is_declared() -> None:
    read = {
        text
        for module in modules("firstbell")
        for _, text in texts(module.tree)
        if VARIABLE.fullmatch(text)
    }

    assert read == ENVIRONMENT.keys()
    assert all(each.meaning for each in ENVIRONMENT.values())


def test_writing_removes_what_is_told_no_more(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("# Gone\n")

    docs.write(tmp_path, {"kept.md": "# Kept\n"})

    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"kept.md": "# Kept\n"}
