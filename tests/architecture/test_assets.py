"""The pages' style and script hold nothing that is protected, and nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from tools import CHECKOUT, assets

STYLE = """/*! Fonts are licensed. */@font-face{font-family:GDS Transport;src:url(/f.woff2)}\
@media print{.a{font-family:GDS Transport,arial,sans-serif;color:red}}\
.b:before{content:"";background-image:url(/assets/images/govuk-crest.svg);width:9px}\
.footer__crown{margin:0}.c{color:blue}
/*# sourceMappingURL=all.css.map */
"""


def built(name: str) -> str:
    return (assets.BUILT / name).read_text(encoding="utf-8")


def test_cleaning_takes_what_is_protected_and_leaves_the_rest() -> None:
    assert assets.clean_style(STYLE) == (
        "@media print{.a{font-family:arial,sans-serif;color:red}}.c{color:blue}\n"
    )


@pytest.mark.parametrize(
    "left",
    [
        ".a{font:1em 'GDS Transport'}",
        ".a{background:url(https://cdn.example/a.png)}",
        ".a{background:url('//cdn.example/a.png')}",
        ".a{background:url(images/a.png)}",
        "@import 'other.css';",
        "@FONT-FACE{a:b}",
        ".a,.footer__crown{margin:0}",
    ],
)
def test_what_cannot_be_cleaned_stops_the_build(left: str) -> None:
    with pytest.raises(assets.CannotBuild):
        assets.clean_style(left)


def test_a_picture_within_the_style_sheet_may_stay() -> None:
    rule = '.a{background:url("data:image/svg+xml,%3Csvg/%3E")}\n'

    assert assets.clean_style(rule) == rule


def test_a_missing_package_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(assets.CannotBuild, match="run 'npm ci'"):
        assets.build(tmp_path, tmp_path / "built")


def test_the_built_style_sheet_holds_nothing_protected() -> None:
    style = built("govuk-frontend.css").lower()

    assert ".govuk-button" in style
    assert "font-family:arial,sans-serif" in style
    for protected in ("@font-face", "gds transport", ".woff", "crest", "crown"):
        assert protected not in style


@pytest.mark.parametrize("name", sorted(assets.SOURCES))
def test_a_built_asset_asks_for_nothing_else(name: str) -> None:
    text = built(name)

    assert len(text) > 10_000
    assert "sourceMappingURL" not in text
    assert re.findall(r"url\(['\"]?(?:https?:|//)[^)]*", text) == []
    assert re.findall(r"(?:^|[;}])import[ {*'\"]", text) == []


def test_nothing_but_the_named_files_is_built() -> None:
    assert sorted(file.name for file in assets.BUILT.iterdir()) == sorted(assets.SOURCES)


def test_no_style_asks_which_way_up_a_page_is_held() -> None:
    styles = [
        *assets.BUILT.glob("**/*.css"),
        *(CHECKOUT / "firstbell").glob("**/static/**/*.css"),
    ]
    assert len(styles) >= 2
    for style in styles:
        assert "orientation" not in style.read_text(encoding="utf-8"), style.name
