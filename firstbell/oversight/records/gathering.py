"""What is held of one child of one incident, part by part, for somebody who asks for it.

Reads rows as the system, for whoever gathers has the case open; it shows nothing. Adults, other
children and staff are others; what the asker may have of them a person decides.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from firstbell.core.mentions import Others, Person
from firstbell.core.redaction import Part, SafeWords, safe_words
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.intake.models import Incident, RecordedChild, Revision, Waiting
from firstbell.journey.intake.unsafe import unsafe_ways_of
from firstbell.journey.known.models import Question, SchoolView
from firstbell.journey.linkage.models import Link, Unrecorded
from firstbell.journey.lookup.models import Look
from firstbell.oversight.records.fields import support_in_words, texts_of

LONG = frozenset(
    {
        "circumstances",
        "communication_needs",
        "conditions",
        "presentation",
        "safe_contact",
        "status_reason",
        "suspect_status",
        "victim_told",
        "voice",
        "where_present",
    }
)
"""Fields that hold sentences: each is looked through for others, sentence by sentence."""

NOT_HELD_OF_ANYBODY = frozenset({"id", "source", "revision", "adults", "children"})


def parts_of(child: RecordedChild) -> Iterator[Part]:
    """Yield everything that is held of a child, in the order of its story."""
    incident = child.incident
    yield from _fields("child", child.said)
    yield from _fields("incident", incident.said)
    for adult in incident.said.get("adults") or ():
        yield from _fields("adult", adult, of_others=True)
    for other in incident.said.get("children") or ():
        if other.get("id") != child.reference:
            yield from _fields("other_child", other, of_others=True)
    yield from _told(child)
    for waiting in Waiting.objects.filter(child=child).order_by("opened_at", "id"):
        yield Part(place="journey.wait", text=f"{waiting.get_why_display()}, {_at(waiting)}")
        if waiting.outcome:
            yield Part(place="journey.outcome", text=waiting.outcome, is_text=True)
    looks = Look.objects.filter(children__contains=[str(child.id)]).order_by("first_at", "id")
    for look in looks.select_related("live__source"):
        at = date_format(localtime(look.first_at), "j F Y, H:i")
        yield Part(place="journey.looked_up", text=f"{at}: {look.live.source.name}")


def _at(waiting: Waiting) -> str:
    return date_format(localtime(waiting.opened_at), "j F Y, H:i")


def _fields(place: str, said: Mapping[str, Any], *, of_others: bool = False) -> Iterator[Part]:
    for key, value in said.items():
        if key in NOT_HELD_OF_ANYBODY:
            continue
        for text in texts_of(key, value):
            yield Part(
                place=f"{place}.{key}",
                text=text,
                of_others=of_others or key == "safe_contact",
                is_text=key in LONG and not of_others,
            )


def _told(child: RecordedChild) -> Iterator[Part]:
    rows = Notification.objects.filter(child=child).select_related("establishment", "desk")
    for told in rows.order_by("raised_at", "id"):
        day = date_format(localtime(told.raised_at), "j F Y, H:i")
        yield Part(
            place="told.to", text=f"{told.recipient_name}, {day}, {told.get_state_display()}"
        )
    yield from _officers(child)
    for asked in Question.objects.filter(child=child).exclude(answer="").order_by("service"):
        yield Part(
            place="journey.known",
            text=f"{asked.get_service_display()}: {asked.get_answer_display()}",
        )
    yield from _asked_about(child)
    for view in SchoolView.objects.filter(follow_up__child=child).order_by("said_at", "id"):
        yield Part(place="journey.school_view", text=str(view.get_view_display()))
        if view.words:
            yield Part(place="journey.school_view", text=view.words, is_text=True)
    for asked_for in PlaceRequest.objects.filter(child=child).order_by("sent_at", "id"):
        yield from _place_asked(asked_for)
    for note in Support.objects.filter(notification__child=child).order_by("given_on", "id"):
        day, done = date_format(note.given_on, "j F Y"), support_in_words(note.kinds)
        yield Part(place="support.kinds", text=f"{day}: {done}")
        yield Part(place="support.given_by", text=note.given_by, of_others=True)
        if note.note:
            yield Part(place="support.note", text=note.note, is_text=True)
    for said in Feedback.objects.filter(notification__child=child).order_by("noted_at", "id"):
        whose, difference = said.get_whose_display(), said.get_difference_display()
        yield Part(place="support.difference", text=f"{whose}: {difference}")
        if said.words:
            yield Part(place="support.difference", text=said.words, is_text=True)


def _place_asked(row: PlaceRequest) -> Iterator[Part]:
    """Yield what a request for a school place says of the child, and nothing of where.

    Whoever asks for the record may be the one from whom the family fled: neither the council, the
    area, the contact, the school nor the desk's note is ever gathered.
    """
    day = date_format(localtime(row.sent_at), "j F Y")
    yield Part(place="journey.place_asked", text=f"{day}: {row.get_year_group_display()}")
    if row.needs:
        yield Part(place="journey.place_asked", text=row.needs, is_text=True)


def _officers(child: RecordedChild) -> Iterator[Part]:
    """Yield that an officer for allegations was told of an adult of the incident."""
    for allegation in Allegation.objects.filter(incident=child.incident).order_by(
        "raised_at", "id"
    ):
        on, how = localtime(allegation.raised_at), allegation.get_state_display()
        yield Part(
            place="told.officer",
            text=f"{allegation.desk or ''} {date_format(on, 'j F Y')}, {how}".strip(),
            of_others=True,
        )


def _asked_about(child: RecordedChild) -> Iterator[Part]:
    """Yield the questions whether this child, by pupil or record, lives in somebody's home.

    Of every incident, whether or not the answer added the child there: of a child who never was
    added no other record speaks. That of which incident it was asked is about others.
    """
    pupils = Link.objects.filter(child=child).exclude(pupil=None).values("pupil")
    about = Q(earlier=child) | Q(added=child) | Q(pupil__in=pupils)
    for row in Unrecorded.objects.filter(about).order_by("asked_at", "id"):
        asked = date_format(localtime(row.asked_at), "j F Y")
        said = row.get_answer_display() if row.answer else gettext("Not answered yet")
        yield Part(place="journey.unrecorded", text=f"{asked}: {said}")
        if row.unsure_why:
            yield Part(place="journey.unrecorded", text=row.unsure_why, is_text=True)


def others_of(child: RecordedChild) -> Others:
    """Return whom a text about a child may name besides."""
    said = child.incident.said
    people = [
        *(said.get("adults") or ()),
        *(each for each in said.get("children") or () if each.get("id") != child.reference),
    ]
    return Others(
        child=_person(child.said),
        people=tuple(map(_person, people)),
        written_on=child.incident.belief_formed_at.date(),
    )


def _person(said: Mapping[str, Any]) -> Person:
    also = said.get("also_known_as") or ()
    born = said.get("date_of_birth")
    return Person(
        given_names=said.get("given_names") or "",
        surname=said.get("surname") or "",
        also=tuple(" ".join(filter(None, texts_of("also_known_as", each))) for each in also),
        born_on=date.fromisoformat(str(born)) if born else None,
    )


def safe_words_of(incidents: set[Any]) -> SafeWords:
    """Return what no answer about these incidents may ever say.

    Every safe address that any revision of them names, or of any other incident of the same
    pupils, with its lines and its postcode; how to contact somebody safely; and every way to
    reach somebody that was marked as not safe.
    """
    pupils = Link.objects.filter(child__incident__in=incidents).exclude(pupil=None)
    related = Link.objects.filter(pupil__in=pupils.values("pupil")).values("child__incident")
    addresses: list[str] = []
    numbers: list[str] = []
    ids = {*incidents, *(row["child__incident"] for row in related)}
    said = [
        *Incident.objects.filter(id__in=ids).values_list("said", flat=True),
        *Revision.objects.filter(incident__in=ids).values_list("said", flat=True),
    ]
    for document in said:
        for address in _safe_addresses(document):
            addresses += [str(line) for line in address.get("lines") or ()]
            addresses += [str(address[key]) for key in ("postcode", "uprn") if address.get(key)]
        if contact := document.get("safe_contact"):
            addresses.append(str(contact))
            numbers.append(str(contact))
    return safe_words(addresses, numbers, unsafe=unsafe_ways_of(ids))


def _safe_addresses(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if value.get("safe"):
            yield value
        for each in value.values():
            yield from _safe_addresses(each)
    elif isinstance(value, list):
        for each in value:
            yield from _safe_addresses(each)
