"""Where there is no line: a file that only the other area can open, or a named person."""

import json
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from firstbell.cli import ground
from firstbell.cli.hand_over import hand_over
from firstbell.journey.handover import files, signing
from firstbell.journey.handover.actions import answering, by_file, offering, receiving
from firstbell.journey.handover.models import Arrival, Offer, Sibling
from firstbell.journey.handover.wire import HandOverMessage, digest_of
from firstbell.journey.intake.models import Incident
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.journey.handover.conftest import Other
from tests.journey.handover.test_offering import a_child_elsewhere
from tests.journey.hub import Hub, words_of
from tests.journey.intake.signing import Signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_file_alone(other: Other) -> Other:
    """Another area that has a key and no address."""
    other.row.way, other.row.url = Sibling.Way.FILE, ""
    other.row.save()
    return other


def read_there(content: bytes, other: Other) -> dict[str, Any]:
    """Open a file as the other area does."""
    pem = other.signer.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    said = pyrage.decrypt(content, [pyrage.ssh.Identity.from_buffer(pem)])
    found: dict[str, Any] = json.loads(said)
    return found


def written_there(other: Other, kind: str, about: str, **more: Any) -> bytes:
    """Return a file that the other area writes for us."""
    said = {
        "kind": kind,
        "sent_by": other.signer.public,
        "sent_to": other.our_key,
        "id": json.loads(about)["id"],
        "digest": digest_of(about),
        **more,
    }
    return files.closed(HandOverMessage.model_validate(said))


def test_a_child_goes_by_file_and_is_let_go_when_the_answer_comes_back(
    hub: Hub, by_file_alone: Other, monday: datetime
) -> None:
    other = by_file_alone
    child = a_child_elsewhere(monday)
    assert "Westmarsh, by file" in hub.text("offer_child", child.id)
    hub.post("offer_child", child.id, area=str(other.row.id))
    world.carry_on(at=monday)
    row = Offer.objects.get()
    page = hub.text("offer_child", child.id)
    assert f"firstbell hand-over write {row.id} FILE" in page

    file = by_file.write(hand_over_id=row.id, by=None, at=monday)
    assert b"Wren" not in file
    told = read_there(file, other)
    assert (told["kind"], told["package"]) == ("offer", row.package)
    assert told["seal"] == row.package_seal
    answer = other.receipt(told, "accepted")
    back = {key: answer[key] for key in ("receipt", "seal")}
    back_file = written_there(other, "answer", row.package, **back)
    for _again in range(2):
        assert by_file.take(back_file, at=monday).state == "taken"
    row.refresh_from_db()
    assert row.state == "accepted"
    assert not child.waiting.filter(closed_at=None).exists()
    with pytest.raises(by_file.NothingToSay):
        by_file.write(hand_over_id=row.id, by=None, at=monday)


def test_a_child_comes_by_file_and_our_answer_goes_back_in_one(
    hub: Hub, by_file_alone: Other, monday: datetime
) -> None:
    other, package = by_file_alone, by_file_alone.package()
    file = written_there(
        other, "offer", package, package=package, seal=other.seal(package, "package")
    )
    assert by_file.take(file, at=monday).state == "received"
    row = Arrival.objects.get()
    answering.accept(arrival_id=row.id, by=hub.person, as_role="hub-worker", at=monday)
    world.carry_on(at=monday)

    assert Incident.objects.get().source == other.row.agency
    row.refresh_from_db()
    assert f"hand-over write {row.hand_over} FILE" in hub.text("receipt", row.id)
    told = read_there(by_file.write(hand_over_id=row.hand_over, by=None, at=monday), other)
    assert (told["kind"], told["receipt"]) == ("answer", row.receipt)
    assert by_file.take(file, at=monday).state == "accepted"


def test_a_withdrawal_by_file_is_signed_as_one(
    hub: Hub, by_file_alone: Other, monday: datetime
) -> None:
    other, package = by_file_alone, by_file_alone.package()
    said = f"{json.loads(package)['id']} {digest_of(package)}"
    with pytest.raises(receiving.NotKnown):
        by_file.take(written_there(other, "withdraw", package), at=monday)
    sealed = written_there(other, "withdraw", package, seal=other.seal(said, "withdrawal"))
    assert by_file.take(sealed, at=monday).state == "withdrawn"

    child = a_child_elsewhere(monday)
    row = offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    offering.withdraw(offer_id=row.id, by=hub.person, at=monday)
    told = read_there(by_file.write(hand_over_id=row.id, by=None, at=monday), other)
    assert (told["kind"], told["package"]) == ("withdraw", None)
    assert signing.is_sealed(
        f"{row.id} {row.digest}", told["seal"], kind="withdrawal", keys=[other.our_key]
    )


def test_a_file_that_is_not_for_us_or_by_nobody_known_is_not_taken(
    hub: Hub, by_file_alone: Other, monday: datetime
) -> None:
    other, package = by_file_alone, by_file_alone.package()
    stranger = Signer()
    for_another = written_there(other, "ask", package, sent_to=stranger.public)
    with pytest.raises(files.CannotOpen):
        by_file.take(for_another, at=monday)
    with pytest.raises(files.CannotOpen):
        by_file.take(b"age-encryption.org/v1", at=monday)
    with pytest.raises(receiving.NotKnown):
        by_file.take(written_there(other, "ask", package, sent_by=stranger.public), at=monday)
    assert not Arrival.objects.exists()


def the_named_person(other: Other) -> Sibling:
    other.row.way, other.row.url, other.row.keys = Sibling.Way.PERSON, "", []
    other.row.contact, other.row.phone = "Rue Alder", "01632 960200"
    other.row.save()
    return other.row


def test_a_named_person_is_rung_and_what_they_said_is_the_receipt(
    hub: Hub, other: Other, monday: datetime
) -> None:
    row = the_named_person(other)
    child = a_child_elsewhere(monday)
    Restriction.objects.all().delete()
    assert "Westmarsh, by telephone to Rue Alder" in hub.text("offer_child", child.id)
    hub.post("offer_child", child.id, area=str(row.id))
    world.carry_on(at=monday)
    offer = Offer.objects.get()
    assert (offer.package, other.line.told) == ("", [])
    assert offer.due_at == monday + timedelta(minutes=30)
    assert "Ring them; nobody has said yes yet" in hub.text("hand_overs")

    assert "Enter who said so" in words_of(hub.post("offer_heard", offer.id, answer="accept"))
    assert "Choose why they refused" in words_of(
        hub.post("offer_heard", offer.id, answer="refuse", who="Rue Alder")
    )
    assert child.waiting.filter(closed_at=None).exists()
    hub.post("offer_heard", offer.id, answer="accept", who="Rue Alder, duty social worker")
    offer.refresh_from_db()
    assert offer.state == "accepted"
    assert not child.waiting.filter(closed_at=None).exists()
    assert "Rue Alder, duty social worker, by telephone" in hub.text("receipt", offer.id)
    assert hub.get("offer_heard", offer.id).status_code == 404


def test_a_refusal_by_voice_leaves_the_child_with_us_and_so_does_taking_it_back(
    hub: Hub, other: Other, monday: datetime
) -> None:
    row = the_named_person(other)
    child = a_child_elsewhere(monday)
    Restriction.objects.create(
        record_id=child.incident_id, kind="restricted", contact=hub.person,
        made_by=hub.person, made_at=monday,
    )  # fmt: skip
    by: Any = {"by": hub.person, "at": monday}
    offer = offering.offer(child=child, sibling_id=row.id, **by)
    with pytest.raises(ValueError, match="with a name"):
        offering.hear_by_voice(offer_id=offer.id, is_accepted=True, who=" ", reason="", **by)
    offering.hear_by_voice(
        offer_id=offer.id, is_accepted=False, who="Rue Alder", reason="not_here", **by
    )
    again = offering.offer(child=child, sibling_id=row.id, **by)
    offering.withdraw(offer_id=again.id, **by)
    offering.hear_by_voice(offer_id=again.id, is_accepted=True, who="Late", reason="", **by)

    assert [each.state for each in Offer.objects.order_by("number")] == ["refused", "withdrawn"]
    assert child.waiting.filter(closed_at=None).exists()


def test_the_commands_print_the_key_and_pass_files_on(
    hub: Hub,
    by_file_alone: Other,
    monday: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ground, "database_ready", nullcontext)  # it is there: this test's own

    def run(*words: str) -> Any:
        return CliRunner().invoke(hand_over, list(words), standalone_mode=True)

    assert run("key").output.strip() == f"whpk_{by_file_alone.our_key}"
    package = by_file_alone.package()
    file = tmp_path / "offer.age"
    file.write_bytes(
        written_there(
            by_file_alone,
            "offer",
            package,
            package=package,
            seal=by_file_alone.seal(package, "package"),
        )
    )
    taken = run("take", str(file))
    assert (taken.exit_code, "received" in taken.output) == (0, True)
    row = Arrival.objects.get()
    assert run("write", str(row.hand_over), str(tmp_path / "no.age")).exit_code == 2
    answering.refuse(
        arrival_id=row.id, reason="not_here", note="", by=hub.person, as_role="hub-worker",
        at=monday,
    )  # fmt: skip
    assert run("write", str(row.hand_over), str(tmp_path / "answer.age")).exit_code == 0
    assert (tmp_path / "answer.age").read_bytes().startswith(b"age-encryption.org")
    (tmp_path / "wrong.age").write_bytes(b"nothing")
    wrong = run("take", str(tmp_path / "wrong.age"))
    assert wrong.exit_code == 1
