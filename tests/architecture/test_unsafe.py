"""Ways to write code that let a stranger's words act: none of them stands in the product."""

import ast
import re

import pytest

from tests.architecture.sources import Module, imported_names, module_of, modules
from tools import CHECKOUT

UNSAFE_NAMES = frozenset(
    {
        "mark_safe", "SafeString", "SafeText", "csrf_exempt", "xframe_options_exempt", "eval",
        "exec", "compile_command",
    }
)  # fmt: skip
"""Turn words into markup or code, or take a guard away from a page."""

UNSAFE_MODULES = frozenset({"pickle", "shelve", "marshal", "dill", "xml.sax", "xml.dom.minidom"})
"""Turn bytes into objects, or read XML with what it asks for elsewhere."""

FROM_REQUEST = re.compile(r"\b(request|form)\.(GET|POST|data|query_params|COOKIES|headers|META)\b")
"""What a stranger may name as well as fill: as keywords it chooses columns and operators."""

UNSAFE_TAGS = re.compile(
    r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off"
    r"|<script(?![^>]*\b(?:src=|type=\"application/json\"))"
)

OWN_WORDS = {
    "firstbell/web/templates/django/forms/field.html": "field.help_text|safe",
}
"""What is no stranger's: the help text that a form's author wrote."""


def unsafe_in(module: Module) -> list[str]:
    """Return what is unsafe in a module, with its line."""
    found = [
        f"{module.path}: {name}"
        for name in imported_names(module.tree).values()
        if any(f"{name}.".startswith(f"{each}.") for each in UNSAFE_MODULES)
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in UNSAFE_NAMES and not _is_of_another(node):
                found.append(f"{module.path}:{node.lineno}: {name}")
        if isinstance(node, ast.keyword) and node.arg is None:
            said = ast.unparse(node.value)
            if FROM_REQUEST.search(said):
                found.append(f"{module.path}:{node.value.lineno}: **{said}")
    return found


def _is_of_another(node: ast.Name | ast.Attribute) -> bool:
    """Say whether it is a method that has the name of something unsafe, as `re.compile`."""
    return isinstance(node, ast.Attribute) and node.attr in {"eval", "exec"}


def test_no_strangers_words_become_markup_code_or_a_query() -> None:
    assert [each for module in modules("firstbell") for each in unsafe_in(module)] == []


def test_no_template_shows_words_as_markup() -> None:
    found = []
    for file in sorted((CHECKOUT / "firstbell").rglob("templates/**/*.html")):
        path = str(file.relative_to(CHECKOUT))
        text = file.read_text(encoding="utf-8").replace(OWN_WORDS.get(path) or "\0", "")
        found += [f"{path}: {each[0]}" for each in UNSAFE_TAGS.finditer(text)]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.utils.safestring import mark_safe\nmark_safe(name)",
        "@csrf_exempt\ndef view(request): ...",
        "rows = Child.objects.filter(**request.GET.dict())",
        "form = Form(**request.POST)",
        "import pickle",
        "from pickle import loads",
        "eval(words)",
    ],
)
def test_each_way_is_found(line: str) -> None:
    assert unsafe_in(module_of("firstbell/x.py", line))


@pytest.mark.parametrize(
    "text", ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape off %}", "<script>x</script>"]
)
def test_each_way_in_a_template_is_found(text: str) -> None:
    assert UNSAFE_TAGS.search(text)
    assert not UNSAFE_TAGS.search('{{ name }}<script src="/static/x.js" defer></script>')
