"""Every text of every page can be translated."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

import firstbell

PACKAGE = Path(firstbell.__file__).parent
TEMPLATES = sorted(
    file
    for file in PACKAGE.rglob("templates/**/*")
    if file.suffix in {".html", ".txt"} and "widgets" not in file.parts
)

NOT_A_TEXT = re.compile(
    r"<!DOCTYPE[^>]*>|<(script|code)[^>]*>.*?</\1>|<[^>]*>?|^[^<]*>|&\w+;", re.S
)
"""What nobody reads as words; a command is typed as it stands, in any language."""

WORD = re.compile(r"[A-Za-z]{2,}")
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder)="\s*[A-Za-z]')
PROPER_NAMES = {"Firstbell"}


def untranslated(source: str) -> list[str]:
    """Return the words of a template that stand outside a translation tag."""
    found: list[str] = []
    inside = ""
    shown = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if not inside and name in {"blocktranslate", "comment"}:
                inside = f"end{name}"
            elif name == inside:
                inside = ""
        elif token.token_type == TokenType.TEXT and not inside:
            shown += token.contents
    found += SPOKEN_ATTRIBUTE.findall(shown)
    text = NOT_A_TEXT.sub(" ", shown)
    return [word for word in found + WORD.findall(text) if word not in PROPER_NAMES]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_every_text_stands_in_a_translation_tag(file: Path) -> None:
    assert untranslated(file.read_text(encoding="utf-8")) == []


def test_the_check_finds_a_text_that_nobody_can_translate() -> None:
    assert untranslated("<p>Good morning</p>") == ["Good", "morning"]
    assert untranslated('<img alt="A bell">') != []
    assert untranslated("<p><code>firstbell serve</code> Good</p>") == ["Good"]
    assert untranslated('<p class="a">{% translate "Good morning" %}</p>') == []
