"""What a story stands on: an installation that is served, its mail, one browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.fixtures import Settings

from firstbell.cli.postgres import Server
from firstbell.journey.reconciliation.actions.weekly import begin_hourly
from firstbell.oversight.records.actions.looking_over import look_over_hourly
from firstbell.registry.cover.actions.asking import look_ahead_hourly
from firstbell.registry.cover.actions.checking import look_hourly
from tests.conftest import CHECKOUT, Installation
from tests.smtp import free_port, mail_server
from tests.stories.served import MORNING, SECRET, Served, serving
from tests.stories.visits import Visitor
from tests.web.providers.real_provider import real_provider, settings_file
from tests.written import outgoing, rows_beside_the_records, told_by

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
"""A browser that asks nobody for anything but the pages that it is sent to."""

LOOKS = (begin_hourly, look_ahead_hourly, look_hourly, look_over_hourly)
"""What is looked at once an hour: before a story begins it has been, and found nobody."""

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def stories_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of every served installation of this run, so that assets are collected once."""
    assets = CHECKOUT / "build" / "assets" / "govuk-frontend.css"
    assert assets.exists(), "the pages' style and script are not there: run `make assets`"
    return tmp_path_factory.mktemp("served") / "home"


@pytest.fixture(scope="package")
def pages(migrated: Server, stories_home: Path) -> Iterator[Served]:
    """The product, served with its worker on this worker's own database, and a mail server.

    One for the stories that this worker tells one after the other, each on rows of its own: to
    start it takes a processor longer than most of them.
    """
    installation = Installation(home=stories_home, database=migrated)
    with mail_server() as mailbox, serving(installation, mailbox) as running:
        yield running


@pytest.fixture
def served(
    committed: None, pages: Served, migrated: Server, stories_home: Path, settings: Settings
) -> Iterator[Served]:
    """The product, served on this test's own rows, and a mail server that has taken nothing."""
    settings.SECRET_KEY = SECRET  # what is sealed here, the server must be able to read
    for look in LOOKS:
        look(at=datetime.fromisoformat(MORNING))
    pages.mailbox.taken.clear()
    pages.mailbox.answers.clear()
    yield pages
    written = [*outgoing(stories_home), *rows_beside_the_records(migrated)]
    assert "the file served.log" in {where for where, _text in written}
    assert told_by(written) == []


@pytest.fixture
def served_beside_a_provider(
    committed: None, migrated: Server, stories_home: Path, settings: Settings, tmp_path: Path
) -> Iterator[Served]:
    """The same, with a real OpenID provider on its sign-in page."""
    settings.SECRET_KEY = SECRET
    installation = Installation(home=stories_home, database=migrated)
    port = free_port()
    back = f"http://localhost:{port}/account/provider/back/real/"
    with real_provider(back) as issuer, mail_server() as mailbox:
        file = str(settings_file(issuer, tmp_path))
        with serving(installation, mailbox, port=port, FIRSTBELL_OPENID_FILE=file) as running:
            yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all stories; each person in it has a window of their own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser to tell stories in: none of {', '.join(BROWSERS)} is installed")
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright runs a loop in this thread, in which Django would refuse to ask the database.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def good_shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which this run keeps how pages are built that axe found nothing wrong with."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "good-shapes"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def arrive(
    chromium: Browser, good_shapes: Path, request: pytest.FixtureRequest
) -> Iterator[Arrive]:
    """Return how somebody comes to the pages: `arrive(width=320, with_script=False)`."""
    asked_for = {"served", "served_beside_a_provider"} & set(request.fixturenames)
    served: Served = request.getfixturevalue(asked_for.pop() if asked_for else "served")
    windows: list[BrowserContext] = []

    def arrived(*, width: int = 1280, with_script: bool = True) -> Visitor:
        window = chromium.new_context(
            base_url=served.url,
            java_script_enabled=with_script,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport={"width": width, "height": 1000},
        )
        windows.append(window)
        reader = chromium.new_context(viewport={"width": width, "height": 1000})
        windows.append(reader)
        return Visitor(window=window, reader=reader, with_script=with_script, shapes=good_shapes)

    yield arrived
    for window in windows:
        window.close()
