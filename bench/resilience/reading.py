"""Ask the served pages for what is somebody else's: nobody may read it, all read their own.

The people sign in as they do at 08:00, with a password and a code, each in a cookie jar of their
own; nothing of a session is made beside the pages.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from http.cookiejar import CookieJar
from random import Random
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import UUID

READERS, OTHERS, OWN = 30, 12, 2
"""How many people ask, for how many notifications of other places each, and for how many of
their own."""

TRIES, SERVERS_OWN = 20, 500

LED_AND_SHOWN = ([302, 200], [200, 200])
"""How the two pages of a notification answer whoever it is for: the first leads to its family
until somebody said that the child is theirs."""

PASSWORD = "a pass phrase of this bench alone"

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def ask_as_others(ports: Sequence[int], chance: Random) -> tuple[list[str], Mapping[str, Any]]:
    """Ask as some recipients for what was sent to others and to them; return faults and figures."""
    from firstbell.foundation import acting

    with acting.as_the_system():
        readers, rows, kept_out = _who_reads_what()
    busy = {place for place, _, _ in rows.values()}
    able = sorted((each for each, places in readers.items() if places & busy), key=str)
    asked: Counter[str] = Counter()
    for number, reader in enumerate(chance.sample(able, min(READERS, len(able)))):
        browser = _signed_in(ports[number % len(ports)], reader)
        own = [id_ for id_, row in rows.items() if row[0] in readers[reader]]
        barred = [id_ for id_ in own if (reader, id_) in kept_out]
        others = sorted(set(rows) - set(own), key=str)
        for id_ in [*barred, *chance.sample(others, min(OTHERS, len(others)))]:
            asked.update("refused" if each == 404 else "READ" for each in browser.ask(id_, rows))
        for id_ in [each for each in own if each not in barred][:OWN]:
            answers = browser.ask(id_, rows)
            is_read = answers in LED_AND_SHOWN
            asked["their own, read" if is_read else f"their own, NOT READ: {answers}"] += 1
        asked["kept out"] += len(barred)
        asked["readers"] += 1
    wrong = [f"readable by a wrong recipient: {asked['READ']}"] if asked["READ"] else []
    if not asked["their own, read"] or any("NOT READ" in each for each in asked):
        wrong.append(f"the reading proves nothing: {dict(asked)}")
    return wrong, {"asked as recipients": dict(asked)}


Row = tuple[UUID, UUID, UUID]
"""Of a notification: the place that it is for, the incident, and the notification itself."""


def _who_reads_what() -> tuple[
    Mapping[UUID, set[UUID]], Mapping[UUID, Row], set[tuple[UUID, UUID]]
]:
    """Return the places of each reader, the open notifications, and who is kept out of which."""
    from firstbell.journey.delivery.models import Conflict, Notification
    from firstbell.registry.agencies.models import Membership, Role

    rows = {
        each.id: (_place(each), each.incident_id, each.id)
        for each in Notification.objects.filter(state__in=("raised", "sent"))
    }
    readers: defaultdict[UUID, set[UUID]] = defaultdict(set)
    reading = (Role.KEY_ADULT, Role.DESK_OFFICER)
    for held in Membership.objects.filter(ends_at=None, user__is_active=True, role__in=reading):
        readers[held.user_id].add(_place(held))
    return readers, rows, set(Conflict.objects.values_list("user", "notification"))


def _place(row: Any) -> UUID:
    place: UUID = row.establishment_id or row.desk_id
    return place


class Browser:
    """A person at the pages of one process."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(self, id_: UUID, rows: Mapping[UUID, Row]) -> list[int]:
        """Return how a notification and the page of its family answer."""
        place, incident, _ = rows[id_]
        paths = (f"/notifications/{id_}/", f"/families/{incident}/at/{place}/")
        return [self.fetch(path)[0] for path in paths]

    def fetch(self, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Return the status and the words; 302 where somebody was led elsewhere.

        A process whose database was killed meanwhile is asked again.
        """
        body = urlencode(form).encode() if form else None
        headers = {"Referer": self.address, "Origin": self.address}
        request = Request(f"{self.address}{path}", data=body, headers=headers)
        for _ in range(TRIES):
            try:
                with self.opener.open(request, timeout=60) as answer:
                    is_there = form is not None or answer.url == f"{self.address}{path}"
                    return int(answer.status) if is_there else 302, answer.read().decode()
            except HTTPError as refused:
                status = refused.code
                if status < SERVERS_OWN:
                    break
            except OSError:
                status = SERVERS_OWN
            time.sleep(1)
        return status, ""

    def send(self, path: str, **fields: str) -> None:
        """Fill in a form and send it."""
        status, page = self.fetch(path)
        token = TOKEN.search(page)
        assert token, f"{path} shows no form: {status} {page[:2000]}"
        self.fetch(path, {**fields, "csrfmiddlewaretoken": token[1]})


def _signed_in(port: int, reader: UUID) -> Browser:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from firstbell.cli.ready import one_time_code
    from firstbell.foundation import acting
    from firstbell.foundation.accounts.models import User

    with acting.as_the_system():
        user = User.objects.get(id=reader)
        user.set_password(PASSWORD)
        user.save()
        TOTP.activate(user, generate_totp_secret())
        code = one_time_code(user)
    browser = Browser(port)
    browser.send("/account/login/", login=user.email, password=PASSWORD)
    browser.send("/account/two-steps/authenticate/", code=code or "")
    return browser
