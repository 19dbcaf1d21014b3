"""The stories' own eyes: a page that is not good is seen to be not good."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.stories.conftest import Arrive
from tests.stories.served import Served
from tests.stories.visits import Visitor

Answer = Callable[[Route], None]

UNNAMED = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">'


def abort(route: Route) -> None:
    route.abort()


def nothing(route: Route) -> None:
    route.fulfill(body="", content_type="text/css")


def with_more(more: str) -> Answer:
    """Return an answer that adds something to the page as it was sent."""

    def answer(route: Route) -> None:
        sent = route.fetch()
        route.fulfill(response=sent, body=sent.text().replace("</main>", f"{more}</main>"))

    return answer


def without_focus(route: Route) -> None:
    """Send a style sheet under which nobody sees where the focus is."""
    sent = route.fetch()
    hidden = (
        ":focus { outline: 0 !important; box-shadow: none !important; background: none !important }"
    )
    route.fulfill(response=sent, body=sent.text() + hidden)


TROUBLES: dict[str, tuple[str, Answer, str]] = {
    "a style sheet that does not come": ("**/govuk-frontend*.css", abort, "no answer"),
    "a style sheet with nothing in it": ("**/govuk-frontend*.css", nothing, "filled"),
    "a script that does not come": ("**/govuk-frontend*.js", abort, "no answer"),
    "a style in the page": ("**/help/", with_more('<p style="color:red">a</p>'), "console"),
    "a script in the page": ("**/help/", with_more("<script>1</script>"), "console"),
    "a picture without words": ("**/help/", with_more(UNNAMED), "image-alt"),
    "a thing that is too wide": (
        "**/help/",
        with_more('<table width="900"><tr><td>a</td></tr></table>'),
        "wide in 320",
    ),
}


def test_a_look_finds_what_is_wrong_with_a_page(served: Served, arrive: Arrive) -> None:
    ordinary = arrive()
    ordinary.goes_to("/help/")
    for what, (address, answer, said) in TROUBLES.items():
        visitor = arrive()
        visitor.window.route(address, answer)
        then_it_is_found(visitor, "/help/", what=what, said=said)
    then_it_is_found(arrive(), "/nothing-here/", what="a page that is not there", said="404")


def test_it_is_found_without_javascript_too(served: Served, arrive: Arrive) -> None:
    arrive(width=320, with_script=False).goes_to("/help/")
    for what in ("a style sheet with nothing in it", "a picture without words"):
        address, answer, said = TROUBLES[what]
        visitor = arrive(width=320, with_script=False)
        visitor.window.route(address, answer)
        then_it_is_found(visitor, "/help/", what=what, said=said)


def test_a_focus_that_nobody_sees_is_found(served: Served, arrive: Arrive) -> None:
    sighted = arrive(with_script=False)
    sighted.goes_to("/help/")
    sighted.tabs_to("Get help now")
    visitor = arrive(with_script=False)
    visitor.window.route("**/theme*.css", without_focus)
    visitor.goes_to("/help/")
    with pytest.raises(AssertionError, match="nobody sees where the focus is"):
        visitor.tabs_to("Get help now")


def then_it_is_found(visitor: Visitor, path: str, *, what: str, said: str) -> None:
    with pytest.raises(AssertionError) as found:
        visitor.goes_to(path)
    assert said in str(found.value), f"{what}: {found.value}"
    visitor.window.close()
