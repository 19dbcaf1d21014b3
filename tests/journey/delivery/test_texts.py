"""Texts beside e-mail, through a stand-in that speaks GOV.UK Notify's API over HTTP."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from firstbell.cli import texts
from firstbell.cli.texts.stand_in import CHECK_TEMPLATE, KEY, TEMPLATE, StandIn, standing_in
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import texting
from firstbell.journey.delivery.models import Attempt, Notification, Text
from firstbell.journey.reconciliation.access import standing
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Contact, Establishment
from firstbell.registry.cover.actions import checking
from firstbell.registry.cover.models import ContactCheck
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox
from tests.web.people.staff import browser_of, words_of

MINUTE = timedelta(minutes=1)
TOKEN = "a-token-of-thirty-two-characters-or-more"


@pytest.fixture
def notify(settings: Settings) -> Iterator[StandIn]:
    with standing_in() as it:
        settings.NOTIFY_URL, settings.NOTIFY_KEY = it.url, KEY
        settings.NOTIFY_TEMPLATE, settings.NOTIFY_CHECK_TEMPLATE = TEMPLATE, CHECK_TEMPLATE
        settings.NOTIFY_CALLBACK_TOKEN = TOKEN
        yield it


@pytest.fixture
def school(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Establishment:
    """A school whose lead and deputy have mobiles; texts are always sent."""
    settings.CLOCK_AT = monday
    settings.BASE_URL = "https://firstbell.council.example"
    world.a_partnership()
    world.a_force()
    found = world.a_school()
    world.a_key_adult(found, mobile="07700 900001")
    world.a_key_adult(found, "Bo Finch", mobile="07700 900009")
    world.a_pupil(found)
    set_rule(key="texts", value="always", by=None, at=monday)
    return found


def numbers(notify: StandIn) -> list[str]:
    return [each["to"] for each in notify.texts]


def states() -> list[str]:
    return list(Text.objects.order_by("made_at", "id").values_list("state", flat=True))


def test_a_text_goes_beside_the_mail_and_says_nothing_but_that_something_waits(
    school: Establishment, notify: StandIn, mailbox: Mailbox, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)

    (text,) = notify.texts
    assert text["to"] == "+447700900001"
    assert text["personalisation"] == {"address": "https://firstbell.council.example"}
    assert len(mailbox.taken) == 1
    assert states() == ["sent"]
    attempts = Attempt.objects.order_by("id").values_list("channel", "outcome")
    assert set(attempts) == {("text", "accepted"), ("email", "accepted")}

    world.carry_on(at=monday + 4 * MINUTE)
    assert states() == ["delivered"], "asked for, where no receipt came"
    world.carry_on(at=monday + 50 * MINUTE)
    assert len(notify.texts) == 2, "the deputy is reminded by both ways too"
    assert len(mailbox.taken) == 2


@pytest.mark.parametrize(
    ("rule", "mobile", "sent"),
    [("no", "07700 900001", 0), ("reminders", "07700 900001", 0), ("always", "01632 960001", 0)],
)
def test_without_the_rule_or_a_mobile_there_is_mail_alone(
    school: Establishment,
    notify: StandIn,
    mailbox: Mailbox,
    monday: datetime,
    rule: str,
    mobile: str,
    sent: int,
) -> None:
    set_rule(key="texts", value=rule, by=None, at=monday)
    Contact.objects.filter(order=1).update(mobile=mobile)

    world.receive(world.an_incident(), at=monday)

    assert len(notify.texts) == sent
    assert len(mailbox.taken) == 1


def test_at_night_a_text_waits_until_people_are_up_and_is_dropped_once_somebody_answered(
    school: Establishment, notify: StandIn, mailbox: Mailbox, monday: datetime
) -> None:
    night = monday.replace(hour=2)
    world.receive(world.an_incident(), at=night)
    assert (len(mailbox.taken), notify.texts) == (1, [])

    Notification.objects.update(state="opened")
    world.carry_on(at=night.replace(hour=6, minute=30))
    assert len(notify.texts) == 1, "opened is not answered"

    world.receive(
        world.an_incident("INC-2", children=[world.a_child("C2")]), at=night.replace(hour=3)
    )
    Notification.objects.filter(incident__reference="INC-2").update(withdrawn_at=night)
    world.carry_on(at=night.replace(hour=6, minute=31))
    assert len(notify.texts) == 1
    assert "dropped" in states()


def test_a_text_that_is_not_taken_is_tried_again_but_never_after_the_bell(
    school: Establishment, notify: StandIn, mailbox: Mailbox, monday: datetime
) -> None:
    notify.refuses = (429, "TooManyRequestsError")
    world.receive(world.an_incident(), at=monday)
    assert len(mailbox.taken) == 1, "the mail waits for no text"
    failed = Attempt.objects.filter(channel="text", outcome="failed")
    assert set(failed.values_list("reply_code", flat=True)) == {"429"}
    assert Event.objects.get(name="text.due", done_at=None).last_error == "NotTaken"

    notify.refuses = None
    bell = world.the_notification().due_at
    Event.objects.filter(name="notification.unanswered").update(done_at=monday)
    world.carry_on(at=bell)
    assert (notify.texts, states()) == ([], ["dropped"])


def test_mail_that_is_refused_or_down_does_not_stop_a_text(
    school: Establishment, notify: StandIn, mailbox: Mailbox, monday: datetime
) -> None:
    lead = Contact.objects.get(order=1)
    mailbox.answers[lead.email] = "550 no such mailbox"
    world.receive(world.an_incident(), at=monday)
    assert sorted(numbers(notify)) == ["+447700900001", "+447700900009"]


def test_a_text_whose_answer_was_lost_is_found_and_not_sent_twice(
    school: Establishment, notify: StandIn, monday: datetime
) -> None:
    notify.loses_answers = True
    world.receive(world.an_incident(), at=monday)
    assert (len(notify.texts), states()) == (1, ["waiting"])

    notify.loses_answers = False
    world.carry_on(at=monday + 4 * MINUTE)
    assert (len(notify.texts), states()) == (1, ["sent"])
    assert Text.objects.get().notify_id == notify.texts[0]["id"]


def test_a_wrong_number_turns_the_school_red_and_the_next_person_is_hurried_at_once(
    school: Establishment, notify: StandIn, mailbox: Mailbox, monday: datetime
) -> None:
    checking.look(at=monday)
    check, by = ContactCheck.objects.get(), world.a_person("hub@council.example")
    checking.confirm(check.id, by=by, at=monday - MINUTE)
    Contact.objects.filter(order=1).update(mobile="07700 900002")
    world.receive(world.an_incident(), at=monday)
    assert len(mailbox.taken) == 1

    receipt(notify, notify.texts[0], at=monday)
    receipt(notify, notify.texts[0], at=monday)

    world.carry_on(at=monday)
    assert len(mailbox.taken) == 2
    assert numbers(notify) == ["+447700900002", "+447700900009"]
    assert Event.objects.filter(name="notification.handed_on").count() == 1
    (line,) = standing.everywhere(at=monday + MINUTE)
    assert (line.colour, line.why) == ("red", "A mobile number is wrong: no text reaches it.")

    world.receive(world.an_incident("INC-2", children=[world.a_child("C2")]), at=monday)
    assert numbers(notify).count("+447700900002") == 1, "it is not texted again"
    Contact.objects.filter(order=1).update(mobile="07700 900003")
    (line,) = standing.everywhere(at=monday + MINUTE)
    assert line.colour == "green"


def receipt(notify: StandIn, text: dict[str, object], *, at: datetime, token: str = TOKEN) -> int:
    answer = Client().post(
        "/api/v1/texts/receipts",
        json.dumps(notify.receipt(text)),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    return answer.status_code


def test_a_fault_of_notifys_own_is_none_of_the_numbers(
    school: Establishment, notify: StandIn, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    first = notify.texts[0]
    notify.fate = "technical-failure"
    assert receipt(notify, first, at=monday) == 204
    assert states() == ["waiting"]
    world.carry_on(at=monday + MINUTE)
    assert len(notify.texts) == 2
    assert notify.texts[1]["reference"] != first["reference"]

    assert receipt(notify, first, at=monday) == 204
    assert states() == ["sent"], "a late word about an earlier try"
    notify.fate = "temporary-failure"
    receipt(notify, notify.texts[1], at=monday)
    assert states() == ["undelivered"]
    assert not texting.is_known_wrong(Contact.objects.get(order=1), "+447700900001")


def test_receipts_need_the_token_and_tell_nobody_whose_text_it_was(
    school: Establishment, notify: StandIn, monday: datetime, settings: Settings
) -> None:
    world.receive(world.an_incident(), at=monday)
    text = notify.texts[0]
    assert receipt(notify, text, at=monday, token="wrong" * 10) == 401
    assert receipt(notify, {**text, "reference": "text-nothing"}, at=monday) == 204
    assert receipt(notify, {**text, "reference": None}, at=monday) == 204
    assert states() == ["sent"]
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert receipt(notify, text, at=monday, token="") in (401, 404)
    assert receipt(notify, text, at=monday, token="x") == 404


def test_a_key_adult_sets_a_number_and_sees_whether_a_text_reached_it(
    school: Establishment, notify: StandIn, monday: datetime, settings: Settings
) -> None:
    checking.look(at=monday)
    browser = browser_of(ready_person("key-adult", establishment=school))
    lead, page = Contact.objects.get(order=1), f"/contacts/at/{school.id}/"
    address = f"/contacts/{lead.id}/mobile/"
    assert "What is the mobile number of Ade Lark?" in words_of(browser.get(address))
    wrong = words_of(browser.post(address, {"mobile": "01632 960001"}))
    assert "Enter a mobile number of the UK" in wrong

    said = words_of(browser.post(address, {"mobile": " 07700  900002"}, follow=True))
    assert "The number is kept." in said
    assert "A text is about to go there." in said
    world.carry_on(at=monday)
    assert notify.texts[-1]["words"].startswith("Firstbell can reach you at this number.")
    assert not Attempt.objects.exists()
    world.carry_on(at=monday + 4 * MINUTE)
    assert "07700 900002 Wrong: no text reaches it (23 November)." in words_of(browser.get(page))

    browser.post(address, {"mobile": "07700 900004"})
    world.carry_on(at=monday + 5 * MINUTE)
    world.carry_on(at=monday + 9 * MINUTE)
    assert "07700 900004 A text reached it on 23 November." in words_of(browser.get(page))
    elsewhere = world.a_school(990002, "Otter Bridge High")
    stranger = browser_of(ready_person("key-adult", establishment=elsewhere))
    assert stranger.get(address).status_code == 404


def test_the_command_says_what_texts_would_say(
    school: Establishment, notify: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    check = texts.check.callback.__wrapped__  # type: ignore[union-attr]
    check()
    told = capsys.readouterr().out
    assert "Key adults with a mobile number: 2, of the UK: 2" in told
    assert "Something is waiting for you in Firstbell." in told

    notify.refuses = (403, "AuthError")
    with pytest.raises(SystemExit):
        check()
    assert "gives no template “something waits”: 403" in capsys.readouterr().err
