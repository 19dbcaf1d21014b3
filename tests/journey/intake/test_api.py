"""The API as a force's system meets it: a token, two addresses, and plain answers."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import get_access_token_model

from firstbell.journey.intake.models import Feed, Incident, RefusedIncident, Revision
from firstbell.registry.agencies.actions.partnership import add_source
from tests.journey.intake.feeds import AT, child, feed, incident, written

pytestmark = pytest.mark.django_db

Answer = tuple[int, dict[str, Any]]


class Sender:
    """A force's system with a token of its own."""

    def __init__(self, client: Client, code: str, *, scope: str = "incidents") -> None:
        self.client = client
        new = add_source(code=code, name="Force", force_pfa="E23000099", by=None, at=AT)
        self.agency = new.agency
        pair = base64.b64encode(f"{new.client_id}:{new.client_secret}".encode()).decode()
        answer = client.post(
            "/oauth/token",
            {"grant_type": "client_credentials", "scope": scope},
            headers={"Authorization": f"Basic {pair}"},
        )
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]

    def post(self, path: str, body: object, *, content_type: str = "application/json") -> Answer:
        answer = self.client.post(
            f"/api/v1/{path}",
            body if isinstance(body, bytes) else written(body),
            content_type=content_type,
            headers={"Authorization": f"Bearer {self.token}"},
        )
        return answer.status_code, answer.json()


@pytest.fixture(autouse=True)
def _only_what_machines_need(settings: Any, tmp_path: Path) -> None:
    """Machines ask for no style sheet, and the slow hash of their secrets is not tested here."""
    settings.STATIC_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sender(client: Client) -> Sender:
    return Sender(client, "quillshire")


def test_a_feed_is_taken_and_its_repeat_gets_the_first_receipt(sender: Sender) -> None:
    status, receipt = sender.post("feeds", feed(incident(), incident("QS/2", status="gone")))

    assert status == 200
    assert [each["fate"] for each in receipt["incidents"]] == ["accepted", "refused"]
    assert sender.post("feeds", feed(incident(), incident("QS/2", status="gone"))) == (200, receipt)
    assert Incident.objects.count() == 1


def test_no_token_and_a_wrong_one_are_401_and_say_how_to_get_one(client: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "Basic eDp5"}):
        answer = client.post(
            "/api/v1/feeds", written(feed()), content_type="application/json", headers=headers
        )
        assert answer.status_code == 401
        assert answer.json()["problems"][0]["code"] == "no_token"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Feed.objects.count() == 0


def test_a_token_in_the_address_is_no_token(client: Client, sender: Sender) -> None:
    answer = client.post(
        f"/api/v1/feeds?access_token={sender.token}", written(feed()),
        content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 401


def test_an_expired_token_is_401_whatever_time_the_rules_see(sender: Sender) -> None:
    get_access_token_model().objects.update(expires=datetime(2020, 1, 1, tzinfo=UTC))

    assert sender.post("feeds", feed())[0] == 401


def test_a_sender_may_not_speak_for_another(client: Client, sender: Sender) -> None:
    other = Sender(client, "otherforce")

    status, answer = other.post("feeds", feed(incident()))

    assert status == 403
    assert answer["problems"][0]["place"] == "/feed/source"
    status, answer = other.post("incidents", {**incident(), "source": "quillshire"})
    assert (status, answer["problems"][0]["place"]) == (403, "/source")
    assert Incident.objects.count() == 0


def test_a_client_that_is_no_sender_is_403(sender: Sender) -> None:
    sender.agency.machine_client_id = ""
    sender.agency.save()

    assert sender.post("feeds", feed())[0] == 403


def test_a_token_without_the_scope_is_403(sender: Sender) -> None:
    get_access_token_model().objects.update(scope="other")

    assert sender.post("feeds", feed())[0] == 403


def test_a_reference_again_with_other_content_is_409_and_kept_for_people(sender: Sender) -> None:
    sender.post("feeds", feed(incident()))

    status, answer = sender.post("feeds", feed(incident("QS/2")))

    assert status == 409
    assert answer["problems"][0]["place"] == "/feed/reference"
    assert RefusedIncident.objects.get().content["incidents"][0]["reference"] == "QS/2"
    assert sender.post("feeds", feed(incident("QS/2")))[0] == 409
    assert RefusedIncident.objects.count() == 1, "asking again keeps nothing new"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b" ", "not_json"),
        (b"{", "not_json"),
        (b'{"feed": "\xff"}', "not_utf8"),
        (b"[" * 100_000, "too_deep"),
        (b"[]", "wrong_type"),
        (b"null", "wrong_type"),
        (b"{}", "missing"),
        (b'{"feed": {}, "feed": {}}', "repeated_name"),
    ],
)
def test_a_body_of_no_use_is_422_with_its_problem(sender: Sender, body: bytes, code: str) -> None:
    status, answer = sender.post("feeds", body)

    assert status == 422
    assert code in {problem["code"] for problem in answer["problems"]}
    assert all(problem["problem"] and problem["cure"] for problem in answer["problems"])
    assert RefusedIncident.objects.count() == 1, "what came is kept"


def test_a_body_not_marked_as_json_is_415(sender: Sender) -> None:
    assert sender.post("feeds", b"x", content_type="text/plain")[0] == 415
    form = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n"
    assert sender.post("feeds", form, content_type="multipart/form-data; boundary=x")[0] == 415


def test_a_body_that_is_too_large_is_413(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr("firstbell.journey.intake.api.MOST_BYTES", 10)
    assert sender.post("feeds", feed())[0] == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5
    assert sender.post("feeds", feed())[0] == 413


def test_one_incident_is_taken_and_its_repeat_gets_the_first_receipt(sender: Sender) -> None:
    single = {**incident(), "source": "quillshire"}

    first = sender.post("incidents", single)

    assert first[0] == 200
    assert first[1]["incidents"][0]["fate"] == "accepted"
    assert sender.post("incidents", single) == first
    assert Revision.objects.get().feed == Feed.objects.get()


def test_one_incident_again_with_other_content_is_409(sender: Sender) -> None:
    sender.post("incidents", {**incident(), "source": "quillshire"})

    status, answer = sender.post(
        "incidents", {**incident(circumstances="Other."), "source": "quillshire"}
    )

    assert status == 409
    assert answer["problems"][0]["place"] == "/revision"
    higher = {**incident(revision=2, circumstances="Other."), "source": "quillshire"}
    assert sender.post("incidents", higher)[1]["incidents"][0]["fate"] == "amended"


def test_one_bad_incident_is_422_kept_and_may_be_sent_again_mended(sender: Sender) -> None:
    bad = {**incident(children=[child(seen="yes")]), "source": "quillshire"}

    status, answer = sender.post("incidents", bad)

    assert status == 422
    assert answer["problems"][0]["place"] == "/children/0/seen"
    assert RefusedIncident.objects.get().reference == "QS/1"
    assert sender.post("incidents", {**incident(), "source": "quillshire"})[0] == 200
    assert RefusedIncident.objects.get().mended_at is not None


def test_one_incident_without_its_source_is_422(sender: Sender) -> None:
    status, answer = sender.post("incidents", incident())

    assert (status, answer["problems"][0]["place"]) == (422, "/source")


def test_no_answer_repeats_what_was_said_about_a_person(sender: Sender) -> None:
    bad = child(
        given_names=["Mirabel"], date_of_birth="4 March 2017", seen="Shouting", sex="girl",
        upn=7, voice={"Shouting": 1}, school_urn="Fernhollow", age_estimate="nine",
    )  # fmt: skip

    _status, answer = sender.post("feeds", feed(incident(children=[bad])))

    assert len(answer["incidents"][0]["problems"]) == 8
    text = json.dumps(answer)
    assert not [word for word in ("Mirabel", "March", "2017", "girl", "Fernhollow", "nine")
                if word in text]  # fmt: skip


def test_the_description_is_published_and_every_reference_in_it_leads_somewhere(
    client: Client,
) -> None:
    answer = client.get("/api/v1/openapi.json")

    described = answer.json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {
        f"/api/v1/{name}" for name in ("feeds", "hand-overs", "incidents", "live-incidents")
    }
    schemas = described["components"]["schemas"]
    references = _references(described)
    assert "#/components/schemas/SingleIncident" in references
    for reference in references:
        assert reference.removeprefix("#/components/schemas/") in schemas, reference
    hand_over = described["paths"].pop("/api/v1/hand-overs")["post"]
    assert "webhook-signature" in {each["name"] for each in hand_over["parameters"]}
    assert set(hand_over["responses"]) == {"200", "401", "409", "413", "422"}
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["security"]
            assert set(operation["responses"]) == {
                "200", "401", "403", "409", "413", "415", "422",
            }  # fmt: skip
    assert schemas["Child"]["additionalProperties"] is False
    assert set(schemas["Child"]["required"]) == {"id"}
    assert schemas["Incident"]["required"] == ["reference", "revision", "status"]
    assert schemas["Header"]["properties"]["created_at"]["format"] == "date-time"


def _references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_references, value.values())) if value else own
    if isinstance(value, list):
        return set().union(*map(_references, value))
    return set()


def test_no_feed_is_refused_for_coming_often_but_trying_to_sign_in_is(sender: Sender) -> None:
    fed = [sender.post("feeds", feed(reference=f"minute-{each}"))[0] for each in range(60)]
    tried = [
        sender.client.post("/account/login/", {"login": "a@b.example", "password": "x"}).status_code
        for _try in range(31)
    ]

    assert fed == [200] * 60
    assert tried == [200] * 30 + [429]
    assert sender.post("feeds", feed(reference="after"))[0] == 200, "whoever else was stopped"


def test_nothing_but_posting_is_allowed(client: Client) -> None:
    assert client.get("/api/v1/feeds").status_code == 405
    assert client.get("/api/v1/docs").status_code == 404
