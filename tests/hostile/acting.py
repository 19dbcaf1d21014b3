"""What of a page would act in a browser though only a stranger's words asked for it."""

from html.parser import HTMLParser

NEVER = frozenset({"iframe", "object", "embed", "base", "style", "frame", "applet", "math"})
"""Elements that no page of the product has."""

LEADS = frozenset({"href", "src", "action", "formaction", "data", "poster", "xlink:href"})
"""Attributes by which a page goes or fetches somewhere."""

OWN_WAYS = ("/", "#", "?", "tel:", "http://localhost:8000/")
"""Where a page of the product goes: its own addresses, and the telephone."""


class Page(HTMLParser):
    """Reads a page as a browser does, and keeps what it says and what of it would act."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.acts: list[str] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    @property
    def words(self) -> str:
        """Everything that the page says, without white space: text, and what forms hold."""
        return "".join("".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element does that it should not."""
        held = {name: value or "" for name, value in attrs}
        if tag in NEVER or (tag == "meta" and "http-equiv" in held):
            self.acts.append(f"<{tag}>")
        is_data = held.get("type") == "application/json"
        if tag == "script" and not (is_data or held.get("src", "").startswith("/static/")):
            self.acts.append("<script> of its own")
        if tag in {"img", "svg"} and not self._is_ours(held):
            self.acts.append(f"<{tag}> of a stranger")
        for name, value in held.items():
            if name.startswith("on") or name in {"style", "srcdoc", "srcset", "ping"}:
                self.acts.append(f"{tag} {name}")
            if name in LEADS and value and not _is_own_way(value):
                self.acts.append(f"{tag} {name}={value[:40]!r}")
        self.said.append(f" {held.get('value', '')} ")

    def handle_data(self, data: str) -> None:
        """Keep what the page says."""
        self.said.append(data)

    @staticmethod
    def _is_ours(held: dict[str, str]) -> bool:
        return held.get("src", "").startswith("/static/") or held.get("class", "") == "fb-qr"


def _is_own_way(value: str) -> bool:
    return value.startswith(OWN_WAYS) and not value.startswith(("//", "/\\"))


def acts_of(page: str) -> list[str]:
    """Return what of a page would act and is not the product's own."""
    return Page(page).acts
