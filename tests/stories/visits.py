"""Somebody at a browser: every page that they come to is looked at before they go on.

A page is good when its style and script have really loaded, the browser had nothing to complain
about, it does not scroll sideways and axe finds nothing. All but the last is asked of every page,
axe of each that is built like none before: it finds nothing wrong where the style is missing.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    Response,
)

PICTURES = os.environ.get("FIRSTBELL_PICTURES", "")
"""The folder that pictures of the pages are put into; without it none are taken."""

HIGHEST = 900
"""Pixels from the top of a page that a picture shows."""

HEAVIEST = 150_000
"""Bytes of a picture: the docs come with every clone."""

NARROW = 320
"""Pixels of the narrowest window in which everything must work (WCAG 2.2, 1.4.10)."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
"""What axe looks for. To fetch each style anew for it doubles its time, and serves one rule alone,
that no page holds to one way up: no style of ours asks which that is, says a test of the assets.
"""

LOADED = """() => {
    const button = document.querySelector(".govuk-button:not(.fb-needs-script)");
    const container = document.querySelector(".govuk-width-container");
    const links = document.querySelectorAll("link[rel=stylesheet]");
    return {
        links: links.length,
        filled: [...document.styleSheets].filter(sheet => sheet.cssRules.length > 0).length,
        container: getComputedStyle(container).maxWidth,
        header: getComputedStyle(document.querySelector(".fb-header")).backgroundColor,
        button: button && getComputedStyle(button).backgroundColor,
        padding: button && getComputedStyle(button).paddingLeft,
        script: document.body.classList.contains("govuk-frontend-supported"),
        started: !button || button.hasAttribute("data-govuk-button-init"),
        asks: [...document.querySelectorAll(".govuk-button[data-module=govuk-button]")].length,
    };
}"""

SHAPE = r"""() => {
    const ours = /[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+/g;
    const free = ["action", "content", "href", "src", "value"];
    const once = built => built.filter((each, place) => each !== built[place - 1]).join("");
    const walk = element => {
        const says = [...element.attributes]
            .map(each => each.name + "=" + (free.includes(each.name) ? "" : each.value))
            .sort().join(" ").replace(ours, "0");
        const words = [...element.childNodes].filter(each => each.nodeType === 3);
        const speaks = words.some(each => each.data.trim()) ? "…" : "";
        return `<${element.tagName} ${says}${speaks}${once([...element.children].map(walk))}>`;
    };
    return innerWidth + walk(document.documentElement);
}"""
"""How a page is built: its elements with what they say of themselves, without words and numbers.

Of lines that follow each other and are built alike it holds one.
"""

WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"

FOCUS = """() => {
    const here = document.activeElement;
    const label = here.labels ? here.labels[0] : null;
    const look = (each, part) => {
        const style = getComputedStyle(each, part);
        const ring = style.outlineStyle === "none" ? "" : style.outline;
        const border = style.borderTopWidth === "0px" ? "" : style.border;
        return [ring, border, style.boxShadow, style.backgroundColor].join();
    };
    const looks = () => look(here) + (label ? look(label, "::before") : "");
    const withFocus = looks();
    here.blur();
    const without = looks();
    here.focus();
    return {text: (here.innerText || here.value || "").trim(), name: here.name || "",
            value: here.value || "", is_seen: withFocus !== without};
}"""
"""What has the focus, and whether it looks otherwise than without it."""


class Visitor:
    """One person in a window of their own; `page` is what they have before them."""

    def __init__(
        self, *, window: BrowserContext, reader: BrowserContext, with_script: bool, shapes: Path
    ):
        """`shapes` is the folder of those in which axe found nothing, of all workers of this run.

        Asked anew of each page, axe took a tenth of all the tests.
        """
        self.window = window
        self._shapes = shapes
        self.with_script = with_script
        self.seen: list[str] = []
        self._troubles: list[str] = []
        self._reader = reader
        self.page = window.new_page()
        self._watch(self.page)

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._troubles.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._troubles.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        self._troubles.append(f"no answer: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._troubles.append(f"answer {response.status}: {response.url}")

    @contextmanager
    def elsewhere(self) -> Iterator[Page]:
        """Give the page while it is somebody else's, or a refusal: nothing there troubles us."""
        before = list(self._troubles)
        yield self.page
        self._troubles = before

    # ---- what a person does ----

    def goes_to(self, path: str) -> None:
        """Type an address, or follow a link from outside."""
        self.page.goto(path)
        self.looks()

    def follows(self, name: str) -> None:
        """Click a link of the page by what it says."""
        self._goes_on(self.the("link", name).click)

    def turns_to(self, name: str) -> None:
        """Open one of their own pages from the bar at the top."""
        bar = self.page.get_by_role("navigation", name="Your pages")
        link = bar.get_by_role("link", name=name, exact=True)
        if not link.is_visible():
            bar.get_by_text("More pages").click()
        self._goes_on(link.click)

    def presses(self, name: str) -> None:
        """Click a button of the page by what it says."""
        self._goes_on(self.the("button", name).click)

    def presses_twice(self, name: str) -> None:
        """Double-click a button, as on a desktop: the second click may end what the first began."""
        try:
            self._goes_on(self.the("button", name).dblclick)
        except Error as ended:
            if "ERR_ABORTED" not in str(ended):
                raise
            self.page.wait_for_event("load")
            self._troubles = [each for each in self._troubles if "ERR_ABORTED" not in each]
            self.looks()

    def chooses(self, question: str, answer: str) -> None:
        """Choose a radio button or checkbox of a question."""
        group = self.page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()

    def picks(self, question: str, answer: str) -> None:
        """Choose one line of a list to choose from."""
        self.page.get_by_label(question, exact=True).select_option(label=answer)

    def writes(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label).fill(text)

    def goes_back(self) -> None:
        """Use the browser's own way back."""
        self._goes_on(self.page.go_back)

    def the(self, role: Any, name: str) -> Locator:
        """Return the one button, link or heading that is called so, or whose name begins so."""
        exactly = self.page.get_by_role(role, name=name, exact=True)
        if exactly.count():
            return exactly
        return self.page.get_by_role(role, name=re.compile(rf"^\s*{re.escape(name)}"))

    def tabs_to(self, name: str, *, most: int = 60) -> None:
        """Go on by the Tab key until a thing is reached; each stop on the way must be seen.

        :raises AssertionError: if it cannot be reached so, or a stop cannot be seen.
        """
        for _step in range(most):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            assert focus["is_seen"], f"nobody sees where the focus is: {focus}"
            if focus["text"].startswith(name) or name in {focus["name"], focus["value"]}:
                return
        raise AssertionError(f"{name!r} cannot be reached with the Tab key")

    def keys(self, *keys: str) -> None:
        """Press keys that lead to no other page."""
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)

    def enters(self) -> None:
        """Press Enter where the focus is, and come to the next page."""
        self._goes_on(lambda: self.page.keyboard.press("Enter"))

    def _goes_on(self, act: Callable[[], Any]) -> None:
        with self.page.expect_navigation(wait_until="load"):
            act()
        self.looks()

    def opens_another_tab(self) -> "Visitor":
        """Open the page that they are at once more beside it."""
        tab = Visitor(
            window=self.window,
            reader=self._reader,
            with_script=self.with_script,
            shapes=self._shapes,
        )
        tab.goes_to(self.page.url)
        return tab

    # ---- what is seen ----

    def reads(self, *texts: str) -> None:
        """Find these words on the page.

        :raises AssertionError: if they are not there.
        """
        shown = " ".join(self.page.locator("main").inner_text().split())
        for text in texts:
            assert text in shown, f"{text!r} is not on {self.page.url}: {shown}"

    def does_not_read(self, *texts: str) -> None:
        """Find that these words are nowhere in what was sent.

        :raises AssertionError: if they are there.
        """
        sent = self.page.content()
        for text in texts:
            assert text not in sent, f"{text!r} is on {self.page.url}"

    def looks(self) -> None:
        """Look at the page as a whole.

        :raises AssertionError: if it is not good.
        """
        self.page.wait_for_load_state("load")
        if self.with_script:
            self.page.wait_for_function("document.body.classList.contains('js-enabled')")
        self.seen.append(self.page.url)
        self._is_quiet()
        self._is_dressed()
        self._does_not_scroll_sideways()
        self._axe_finds_nothing()
        self._is_quiet()  # again, when what the page asks for by itself has had its time

    def looks_in_the_dark(self) -> None:
        """Look at the page once more as a telephone that is set to dark shows it.

        :raises AssertionError: if something cannot be read.
        """
        self._axe_looks(in_the_dark=True)

    def _is_quiet(self) -> None:
        assert not self._troubles, self._troubles

    def _is_dressed(self) -> None:
        found = self.page.evaluate(LOADED)
        assert found["links"] >= 2, found
        assert found["filled"] == found["links"], found
        assert found["container"] not in {"none", ""}, found
        assert found["header"] == "rgb(34, 66, 74)", found
        if found["button"]:
            assert found["button"] not in {"rgba(0, 0, 0, 0)", "rgb(239, 239, 239)"}, found
            assert found["padding"] == "10px", found
        assert found["script"] is self.with_script, found
        if self.with_script and found["asks"]:
            self.page.wait_for_selector("[data-govuk-button-init]", state="attached")

    def _does_not_scroll_sideways(self) -> None:
        for _width in self._widths():
            found = self.page.evaluate(WIDTHS)
            assert found[0] <= found[1], f"{self.page.url}: {found[0]} wide in {found[1]}"

    def _widths(self) -> Iterator[int]:
        """Make the window as narrow as a telephone's for a moment, and as wide as it was again."""
        size = self.page.viewport_size
        assert size is not None
        yield size["width"]
        if size["width"] > NARROW:
            self.page.set_viewport_size({"width": NARROW, "height": size["height"]})
            yield NARROW
            self.page.set_viewport_size(size)

    def _axe_finds_nothing(self) -> None:
        shape = self.page.evaluate(SHAPE)
        found_good = self._shapes / sha256(shape.encode()).hexdigest()
        if not found_good.exists():
            self._axe_looks()
            found_good.touch()

    def _axe_looks(self, *, in_the_dark: bool = False) -> None:
        page = self.page if self.with_script else self._twin()
        if in_the_dark:
            page.emulate_media(color_scheme="dark")
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == "rgb(16, 22, 23)", ground
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        if page is not self.page:
            page.close()

    def _twin(self) -> Page:
        """Return the page as it was sent, without its scripts, where axe's own script may run."""
        sent = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.DOTALL)
        twin = self._reader.new_page()
        url = self.page.url
        twin.route(url, lambda route: route.fulfill(body=sent, content_type="text/html"))
        twin.goto(url)
        assert twin.evaluate(LOADED)["filled"] >= 2, "axe would look at a page without its style"
        return twin

    def is_pictured(self, name: str) -> None:
        """Keep a picture of the page for the docs, where pictures are asked for."""
        if not PICTURES:
            return
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        for width in self._widths():
            picture = Path(PICTURES) / f"{name}-{width}.png"
            part = {"x": 0, "y": 0, "width": width, "height": HIGHEST}
            self.page.screenshot(path=picture, clip=part)  # type: ignore[arg-type]
            assert picture.stat().st_size < HEAVIEST, f"{picture.name} is too heavy for the docs"
