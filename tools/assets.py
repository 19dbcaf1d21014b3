"""The pages' style and script: taken from the npm packages, without what is not ours to use.

GOV.UK Frontend is free to use; its typeface, crest and crown are the government's own. They are
cut out here, and nothing is copied but the files named below. What a newer package brings
that this does not know makes the build stop.
"""

import re
import sys
from pathlib import Path

from tools import CHECKOUT

PACKAGES = CHECKOUT / "node_modules"
BUILT = CHECKOUT / "build" / "assets"

SOURCES = {
    "govuk-frontend.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "govuk-frontend.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
}

FONT_NOTE = re.compile(r"/\*(?:(?!\*/).)*\*/(?=@font-face)", re.DOTALL)
FONT_FACE = re.compile(r"@font-face\{[^{}]*\}")
FONT_STACK = re.compile(r"""["']?GDS Transport["']?,\s*arial,\s*sans-serif""")
PROTECTED_RULE = re.compile(r"[^{}]*\{[^{}]*(?:crest|crown)[^{}]*\}", re.IGNORECASE)
PROTECTED_SELECTOR = re.compile(r"(?<=[{}])[^{},]*(?:crest|crown)[^{},]*\{[^{}]*\}", re.IGNORECASE)
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*$", re.MULTILINE)

FORBIDDEN = {
    "a font": re.compile(r"@font-face|GDS Transport|\.woff", re.IGNORECASE),
    "the crest or crown": re.compile(r"crest|crown", re.IGNORECASE),
    "a source map": re.compile(r"sourceMappingURL"),
    "a file that is not copied": re.compile(r"url\((?!['\"]?(?:data:|#))", re.IGNORECASE),
    "another style sheet": re.compile(r"@import", re.IGNORECASE),
}


class CannotBuild(RuntimeError):
    """The packages hold something that the pages must not; the message is one line."""


def clean_style(text: str) -> str:
    """Return a style sheet without the typeface, the crest and crown, and the source map.

    :raises CannotBuild: if anything of these is left.
    """
    for cut in (FONT_NOTE, FONT_FACE, PROTECTED_RULE, PROTECTED_SELECTOR, SOURCE_MAP):
        text = cut.sub("", text)
    text = FONT_STACK.sub("arial,sans-serif", text)
    for name, pattern in FORBIDDEN.items():
        left = pattern.search(text)
        if left:
            around = text[max(0, left.start() - 40) : left.end() + 40]
            raise CannotBuild(f"the style sheet still has {name}: {around!r}")
    return text.rstrip() + "\n"


def clean_script(text: str) -> str:
    """Return a script without its source map, which is not copied."""
    return SOURCE_MAP.sub("", text).rstrip() + "\n"


def build(packages: Path = PACKAGES, built: Path = BUILT) -> None:
    """Write the assets to `built`, each whole or not at all.

    :raises CannotBuild: if a package lacks a file or has one that cannot be cleaned.
    """
    built.mkdir(parents=True, exist_ok=True)
    for name, source in SOURCES.items():
        try:
            text = (packages / source).read_text(encoding="utf-8")
        except FileNotFoundError as missing:
            raise CannotBuild(f"{missing.filename} is not there: run 'npm ci'") from None
        clean = clean_style(text) if name.endswith(".css") else clean_script(text)
        draft = built / f".{name}.new"
        draft.write_text(clean, encoding="utf-8")
        draft.replace(built / name)


if __name__ == "__main__":
    try:
        build()
    except CannotBuild as trouble:
        sys.exit(str(trouble))
