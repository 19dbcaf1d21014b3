"""Play the morning: what is sent when, what goes wrong when, and the page at the end."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from django.template import Context, Template
from django.utils.timezone import localtime

from firstbell import flow
from firstbell.cli.demo import journey
from firstbell.cli.rehearse import city
from firstbell.cli.rehearse.account import Account, account_of, is_unfinished
from firstbell.cli.rehearse.adults import Staffrooms
from firstbell.cli.rehearse.day import Day
from firstbell.cli.rehearse.hub import Hub
from firstbell.cli.rehearse.post import Post
from firstbell.core.calendars import local_day
from firstbell.journey.delivery.channels import email
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.reading import Unusable, read_document
from firstbell.registry.agencies.actions import loading
from firstbell.sample import Borough
from firstbell.sample.files import as_json, calendar_file
from firstbell.sample.model import CalendarRow

SNOWED_IN = 20
"""How many schools stay shut because of snow."""

MAIL_IS_DOWN = (50, 100)
WORKER_IS_STOPPED = (110, 122)
"""From when until when, in minutes after the day begins."""

LOOK_AT_THE_WHOLE = timedelta(minutes=15)
"""How often it is asked whether the day is over, because nobody has anything left to do."""

HUB_BEGINS = (timedelta(minutes=30), timedelta(minutes=75), timedelta(minutes=90))
"""When each worker of the hub begins, after the day begins."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """A day that is over."""

    day: date
    account: Account
    troubles: tuple[str, ...]
    work: str
    seconds: float


class Morning:
    """One rehearsed morning, with the list of what was made to go wrong in it."""

    def __init__(self, borough: Borough, post: Post, *, begins: datetime) -> None:
        self._borough = borough
        self._post = post
        self._begins = begins
        self._planned_until = begins
        self.day = Day(begins)
        self.troubles: list[str] = []

    def after(self, minutes: float, act: Callable[[], None]) -> None:
        """Let something happen so many minutes after the day begins."""
        at = self._begins + timedelta(minutes=minutes)
        self._planned_until = max(self._planned_until, at)
        self.day.plan(at, act)

    def is_to_come(self) -> bool:
        """Say whether something is still to be sent or to go wrong."""
        return self.day.now() <= self._planned_until

    def sends(self, minutes: float, document: city.Document, *, trouble: str = "") -> None:
        """Let a force send a feed."""
        self.after(minutes, lambda: self._take(as_json(document), trouble))

    def sends_cut_off(self, minutes: float, document: city.Document, *, trouble: str) -> None:
        """Let a force send a file that ends in the middle."""
        content = as_json(document)
        self.after(minutes, lambda: self._take(content[: len(content) // 2], trouble))

    def _take(self, content: bytes, trouble: str) -> None:
        if trouble:
            self._note(trouble)
        try:
            receive_feed(document=read_document(content), by=None, at=self.day.now())
        except Unusable as refusal:
            self._note(f"A feed was refused: {refusal.problems[0]['problem']}")

    def mail_goes_down(self) -> None:
        """Let the mail server refuse for a while."""
        down, up = MAIL_IS_DOWN
        self.after(down, lambda: self._turn_mail(is_down=True))
        self.after(up, lambda: self._turn_mail(is_down=False))

    def _turn_mail(self, *, is_down: bool) -> None:
        self._note("The mail server goes down." if is_down else "The mail server is back.")
        self._post.is_down = is_down

    def worker_stops(self) -> None:
        """Let nobody work for a while."""
        stopped, again = WORKER_IS_STOPPED
        self.after(stopped, lambda: self._turn_worker(is_working=False))
        self.after(again, lambda: self._turn_worker(is_working=True))

    def _turn_worker(self, *, is_working: bool) -> None:
        self._note("The worker runs again." if is_working else "The worker is killed.")
        self.day.is_working = is_working

    def snows(self, minutes: float) -> None:
        """Let some schools say that they stay shut."""
        open_ = [each for each in self._borough.establishments if each.status == "open"]
        urns = {each.urn for each in open_[-SNOWED_IN:]}
        self.after(minutes, lambda: self._shut(urns))

    def _shut(self, urns: set[str]) -> None:
        self._note(f"Snow: {len(urns)} schools stay shut.")
        today = local_day(self.day.now())
        rows = [row for row in self._borough.calendar if row.scope in urns]
        rows += [CalendarRow(urn, "closure", today, today, "", "Snow") for urn in sorted(urns)]
        loading.load_calendar(
            content=calendar_file(rows), file_name="snow", by=None, at=self.day.now()
        )

    def _note(self, trouble: str) -> None:
        self.troubles.append(f"{localtime(self.day.now()):%H:%M} {trouble}")


def play(
    borough: Borough, post: Post, *, folder: Path, begins: datetime, ends: datetime, seed: int
) -> Played:
    """Play the whole morning and return what became of it."""
    journey.load(folder, borough)
    city.add_senders(at=begins)
    adults = city.let_in_key_adults(borough, at=begins)
    workers = city.let_in_the_hub(at=begins)
    click.echo(f"  {len(adults):,} key adults and desk officers, {len(workers)} at the hub")
    began = time.monotonic()
    logging.getLogger(flow.__name__).addFilter(_is_news)
    morning = Morning(borough, post, begins=begins)
    staff = Staffrooms(morning.day, _chance(seed, "adults"), begins=begins)
    truth = city.truth_of(borough)
    hub = Hub(morning.day, _chance(seed, "hub"), staff, truth, council=journey.COUNCIL)
    for adult in adults:
        staff.join(adult)
    for index, worker in enumerate(workers):
        hub.begins(worker, at=begins + HUB_BEGINS[index], decides_first=index == 0)
    _plan(morning, city.deal(borough))
    morning.day.after_work = lambda: _deliver(post, staff)
    while morning.day.now() < ends and (morning.is_to_come() or is_unfinished(ends)):
        morning.day.live(until=min(morning.day.now() + LOOK_AT_THE_WHOLE, ends))
    return Played(
        day=local_day(begins),
        account=account_of(truth, post, ends=ends),
        troubles=(*morning.troubles, *staff.troubles()),
        work=f"{morning.day.steps:,} steps, {post.taken:,} e-mails, {hub.decided:,} decisions and "
        f"{hub.rung:,} calls of the hub",
        seconds=time.monotonic() - began,
    )


def _plan(morning: Morning, feeds: city.Feeds) -> None:
    """Say what is sent when, and what goes wrong when."""
    morning.sends(30, feeds.in_time)
    morning.sends(34, feeds.in_time, trouble="Eastmarsh Police send the same feed again.")
    morning.sends_cut_off(40, feeds.broken, trouble="Harbour Police send a file that is cut off.")
    morning.mail_goes_down()
    morning.sends(60, feeds.follow_up)
    morning.snows(75)
    morning.sends(95, feeds.broken, trouble="Harbour Police send the whole file.")
    morning.worker_stops()
    morning.sends(155, feeds.late, trouble="Railway Police send, two hours late.")


def _is_news(told: logging.LogRecord) -> bool:
    """Say whether a line of the log is more than the mail server's outage, which was meant."""
    return email.TemporaryFailure.__name__ not in told.getMessage()


def _deliver(post: Post, staff: Staffrooms) -> None:
    while not post.arrived.empty():
        staff.mail_came(post.arrived.get())


def _chance(seed: int, what: str) -> random.Random:
    return random.Random(f"{seed} {what}")  # noqa: S311 - a rehearsal must be repeatable


def page_of(played: Played, *, took: timedelta) -> str:
    """Return the page: every child, who was told, when and how, or why not."""
    template = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    shown = {
        "day": f"{played.day:%A %-d %B %Y}",
        "account": played.account,
        "troubles": played.troubles,
        "took": f"{played.work}. Played in {took}, the day itself in {played.seconds:.0f} seconds.",
    }
    return template.render(Context(shown))


def say(played: Played) -> None:
    """Print the sums of the page."""
    account = played.account
    click.echo(f"\n{played.work}, in {played.seconds:.0f} seconds.\n")
    for trouble in played.troubles:
        click.echo(f"  {trouble}")
    click.echo()
    for what, count in {**account.classes, **account.standings}.items():
        click.echo(f"{count:>8}  {what}")
    click.echo()
    for key in (*account.without_an_outcome, *account.wrong):
        click.echo(f"  NOT AS IT MUST BE: {key}")
    click.echo("The morning held." if account.is_sound else "THE MORNING DID NOT HOLD.")
