"""Hostile documents that are no tables: Common Transfer Files, iCalendars and feeds in JSON."""

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.tables import Sent
from tests.hostile.texts import TEXTS, UNSEEN
from tests.world import a_child, an_incident

# ---- Common Transfer Files ----

CTF = (
    "<CTfile><Header><SourceSchool><URN>990001</URN></SourceSchool></Header><CTFpupilData>"
    "{before}{good}{between}{better}</CTFpupilData></CTfile>"
)
PUPIL = "<Pupil><Surname>{}</Surname><Forename>Wren</Forename><DOB>2016-05-0{}</DOB></Pupil>"

BOMB = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 12))
MANY = " ".join(f"a{n}='1'" for n in range(2_000))
DTDS = {
    "a bomb": f'<!DOCTYPE b [<!ENTITY l0 "lol">{BOMB}]>',
    "a wide entity": f'<!DOCTYPE b [<!ENTITY l0 "{"x" * 100_000}">]>',
    "a file": '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE b [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "a parameter": '<!DOCTYPE b [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
    "a DTD elsewhere": '<!DOCTYPE b SYSTEM "http://127.0.0.1:9/x.dtd">',
    "a public DTD": '<!DOCTYPE b PUBLIC "-//x//y" "file:///dev/zero">',
    "itself": '<!DOCTYPE b [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
    "a notation": '<!DOCTYPE b [<!NOTATION n SYSTEM "x">]>',
    "a default": '<!DOCTYPE b [<!ATTLIST Pupil x CDATA "y">]>',
}
BETWEEN = {
    "XInclude": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>',
    "a style sheet": '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>',
    "an instruction": "<?php system('id') ?>",
    "a comment": "<!-- <Pupil> -->",
    "text where none belongs": "]]&gt; \ufffd",
    "another document": "<CTfile><Header/></CTfile>",
    "a pupil without anything": "<Pupil/>",
    "a pupil of another space": '<q:Pupil xmlns:q="urn:q"><q:Surname>Q</q:Surname></q:Pupil>',
    "a pupil of blanks": "<Pupil><Surname> </Surname><Forename>\n</Forename></Pupil>",
    "a surname 500 times": f"<Pupil>{'<Surname>Q</Surname>' * 500}<Forename>Q</Forename></Pupil>",
    "2,000 attributes": f"<Pupil {MANY}/>",
    "5,000 deep": f"<Pupil>{'<Names>' * 5_000}{'</Names>' * 5_000}</Pupil>",
    "5,000 deep, elsewhere": f"{'<Q>' * 5_000}{'</Q>' * 5_000}",
    "markup kept as text": PUPIL.format("<![CDATA[<script>alert(1)</script>]]>", 9),
    "a long name of an element": f"<Pupil><{'Q' * 50_000}/></Pupil>",
}


def ctf(*, before: str = "", between: str = "") -> str:
    """Return a file of two good pupils, with something before or between them."""
    return CTF.format(
        before=before,
        between=between,
        good=PUPIL.format("Goodrow", 4),
        better=PUPIL.format("Betterrow", 5),
    )


def escaped(text: str) -> str:
    """Return a text as XML holds it; what it cannot hold becomes a question mark."""
    kept = "".join(c if c in "\t\n\r" or " " <= c < "\ufffe" or c > "\uffff" else "?" for c in text)
    return kept.replace("&", "&amp;").replace("<", "&lt;")


def hostile_ctfs() -> Iterator[Sent]:
    """Yield Common Transfer Files that nobody should send."""
    whole = ctf()
    for name, odd in BETWEEN.items():
        yield Sent(name=f"between: {name}", content=ctf(between=odd).encode())
    for name, text in TEXTS.items():
        pupil = PUPIL.format(escaped(text), 9)
        yield Sent(name=f"text: {name}", content=ctf(between=pupil).encode())
    yield Sent(name="UTF-16", content=whole.encode("utf-16"))
    yield Sent(name="a byte order mark", content=b"\xef\xbb\xbf" + whole.encode())
    for name, dtd in DTDS.items():
        asks = PUPIL.format("&x;&l9;&a;", 9) if "ENTITY" in dtd else ""
        declared = (dtd + ctf(between=asks)).encode()
        yield Sent(name=f"DTD: {name}", content=declared, keeps=False)
    for encoding in ("utf-7", "utf-32", "cp037", "base64", "rot13", "idna", "no-such", "gb18030"):
        written = f'<?xml version="1.0" encoding="{encoding}"?>{whole}'.encode()
        yield Sent(name=f"says {encoding}", content=written, keeps=False)
    for name, content in {
        "UTF-32": whole.encode("utf-32"),
        "UTF-7": whole.encode("utf-7"),
        "half a pair": whole.replace("Wren", "W\ud800n").encode(errors="surrogatepass"),
        "overlong": whole.encode().replace(b"Wren", b"W\xc0\xafn"),
        "a zero byte": whole.encode().replace(b"Wren", b"W\0n"),
        "a zero entity": whole.replace("Wren", "&#0;").encode(),
        "half a pair as an entity": whole.replace("Wren", "&#xD800;").encode(),
        "a control": whole.replace("Wren", "\x1b").encode(),
        "cut off": whole[:-40].encode(),
        "cut off in an element": whole[:90].encode(),
        "an opening alone": b"<",
        "two roots": (whole + whole).encode(),
        "100,000 deep and cut off": b"<CTfile>" + b"<Q>" * 100_000,
        "no pupils": whole.partition("<CTFpupilData>")[0].encode() + b"</CTfile>",
        "no school": whole.replace("990001", "").encode(),
        "a school that is none": whole.replace("990001", "=990001").encode(),
        "a huge school": whole.replace("990001", "9" * 5_000).encode(),
        "a page": b"<html><body>Sign in</body></html>",
        "another kind": b"<feed/>",
    }.items():
        yield Sent(name=f"file: {name}", content=content, keeps=False)


# ---- iCalendars ----

EVENT = "BEGIN:VEVENT\r\nSUMMARY:{}\r\nDTSTART;VALUE=DATE:2026110{}\r\nEND:VEVENT\r\n"
EVENTS = {
    "no day": "SUMMARY:INSET",
    "no such day": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260230",
    "before all time": "SUMMARY:INSET\r\nDTSTART:00010101T000000Z\r\nDTEND:00010101T000000Z",
    "the first of all days": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:00010101",
    "the last of all instants": "SUMMARY:INSET\r\nDTSTART:99991231T235959Z",
    "longer than time": "SUMMARY:INSET\r\nDTSTART:20260901T090000Z\r\nDURATION:P99999999D",
    "backwards": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260910\r\nDTEND;VALUE=DATE:20260901",
    "a negative length": "SUMMARY:INSET\r\nDTSTART:20260901T090000Z\r\nDURATION:-P1D",
    "a zone nowhere": "SUMMARY:INSET\r\nDTSTART;TZID=No/Where:20260901T090000",
    "a zone that is a file": "SUMMARY:INSET\r\nDTSTART;TZID=../../../etc/passwd:20260901T090000",
    "a zone at one end": "SUMMARY:INSET\r\nDTSTART:20260901T090000\r\nDTEND:20261231T000000Z",
    "day and instant": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260901\r\nDTEND:20260901T100000Z",
    "for ever": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260901\r\nRRULE:FREQ=SECONDLY",
    "two days in one": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260901,20260902",
    "two beginnings": "SUMMARY:INSET\r\nDTSTART:20260901T090000Z\r\nDTSTART:20260902T090000Z",
    "two names": "SUMMARY:INSET\r\nSUMMARY:Term\r\nDTSTART;VALUE=DATE:20260901",
    "a zero byte": "SUMMARY:INSET\0\r\nDTSTART;VALUE=DATE:20260901",
    "a period": "SUMMARY:INSET\r\nDTSTART;VALUE=PERIOD:20260901T090000Z/PT1H",
    "an address": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260901\r\nATTACH:http://127.0.0.1:9/x",
    "every category": "SUMMARY:x\r\nCATEGORIES:term,closure,open\r\nDTSTART;VALUE=DATE:20260901",
    "a name of 50,000": f"SUMMARY:INSET {'x' * 50_000}\r\nDTSTART;VALUE=DATE:20260901",
    "an event in it": "BEGIN:VEVENT\r\nSUMMARY:INSET\r\nEND:VEVENT\r\nSUMMARY:INSET",
    "an alarm that runs": "SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260901\r\nBEGIN:VALARM\r\n"
    "ACTION:PROCEDURE\r\nATTACH:file:///bin/sh\r\nEND:VALARM",
    "a hard word": "SUMMARY:" + "term " * 3_000 + "\r\nDTSTART;VALUE=DATE:20260901",
}


def calendar(*inside: str) -> bytes:
    """Return an iCalendar with two good events and what is to stand between them."""
    events = (EVENT.format("INSET good", 2), *inside, EVENT.format("INSET better", 3))
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(events) + "END:VCALENDAR\r\n"
    ).encode()


def hostile_calendars() -> Iterator[Sent]:
    """Yield iCalendars that nobody should publish."""
    whole = calendar()
    for name, event in EVENTS.items():
        content = calendar(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n")
        yield Sent(name=f"event: {name}", content=content)
    for name, text in TEXTS.items():
        line = text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
        yield Sent(name=f"text: {name}", content=calendar(EVENT.format(f"INSET {line}", 9)))
    yield Sent(name="an event that is folded", content=calendar(
        EVENT.format("INSET", 9).replace("BEGIN:VEVENT", "BEGIN:VE\r\n VENT")))  # fmt: skip
    yield Sent(name="bytes of chance", content=calendar(EVENT.format("INSET ?", 9)).replace(
        b"?", bytes(range(128, 256))))  # fmt: skip
    for name, content in {
        "an opening alone": b"BEGIN:VCALENDAR",
        "cut off": whole[:-60],
        "UTF-16 after it": b"BEGIN:VCALENDAR\r\n" + "VERSION:2.0".encode("utf-16"),
        "20,000 openings": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_000,
        "lines of nothing": b"BEGIN:VCALENDAR\r\n;;;:::\r\n\xff\xfe\r\nEND:VCALENDAR\r\n",
        "two of them": whole + whole,
        "zero bytes": b"BEGIN:VCALENDAR\r\n" + b"\0" * 1_000,
        "a zone without days": whole.replace(
            b"VERSION", b"BEGIN:VTIMEZONE\r\nTZID:Q\r\nEND:VTIMEZONE\r\nVERSION"
        ),
    }.items():
        yield Sent(name=f"file: {name}", content=content, keeps=False)


# ---- feeds ----

HEADER = {
    "source": "EASTMARSH-POLICE",
    "reference": "HOSTILE-1",
    "created_at": "2026-11-23T06:00:00+00:00",
    "covers_from": "2026-11-20T17:00:00+00:00",
    "covers_to": "2026-11-23T06:00:00+00:00",
}
BAD = "INC-BAD"


def nested(depth: int) -> Any:
    """Return lists in lists."""
    found: Any = 1
    for _ in range(depth):
        found = [found]
    return found


def an_odd(**more: Any) -> dict[str, Any]:
    """Return an incident that differs in this from a good one."""
    return an_incident(BAD, **more)


INCIDENTS: dict[str, Any] = {
    "nothing": None,
    "a number": 7,
    "a text": "=1+1",
    "a list": [[]],
    "empty": {},
    "deep": an_odd(address=nested(60)),
    "deep in a field that is none": an_odd(x=nested(90)),
    "a field that is none": an_odd(__class__="x"),
    "a field named by a control": an_odd(**{"\x1b[2J\u202e": 1}),
    "a field with a long name": an_odd(**{"x" * 100_000: 1}),
    "a number for a text": an_odd(circumstances=7),
    "a text for a truth": an_odd(social_care_referral="yes"),
    "a truth for a number": an_incident(BAD, children=[a_child(age_estimate=True)]),
    "a revision of nothing": {**an_odd(), "revision": 0},
    "a huge revision": {**an_odd(), "revision": 10**17},
    "half a revision": {**an_odd(), "revision": 1.5},
    "no end of revision": {**an_odd(), "revision": float("inf")},
    "a reference of nothing": {**an_odd(), "reference": ""},
    "a long reference": {**an_odd(), "reference": "x" * 5_000},
    "a reference with a zero byte": {**an_odd(), "reference": "x\0y"},
    "half of a pair": an_odd(circumstances="x\ud800y"),
    "a zero byte": an_odd(circumstances="x\0y"),
    "a status that is none": {**an_odd(), "status": "closed"},
    "withdrawn without a reason": {**an_odd(), "status": "withdrawn"},
    "an instant without offset": an_odd(attended_at="2026-11-21T23:50:00"),
    "an instant that is none": an_odd(attended_at="2026-02-30T23:50:00Z"),
    "an instant before all time": an_odd(attended_at="0001-01-01T00:00:00+14:00"),
    "an instant after all time": an_odd(attended_at="9999-12-31T23:59:59-14:00"),
    "the first of all instants": an_odd(belief_formed_at="0001-01-01T00:00:01Z"),
    "the last of all instants": an_odd(belief_formed_at="9999-12-31T23:59:59Z"),
    "long ago": an_odd(belief_formed_at="1900-01-01T00:00:00Z"),
    "far ahead": an_odd(belief_formed_at="2199-12-31T23:59:59Z"),
    "born on the first of all days": an_incident(
        BAD, children=[a_child(date_of_birth="0001-01-01")]
    ),
    "born on the last of all days": an_incident(
        BAD, children=[a_child(date_of_birth="9999-12-31")]
    ),
    "born on a day that most years lack": an_odd(children=[a_child(date_of_birth="2008-02-29")]),
    "an instant as a number": an_odd(attended_at=1763769000),
    "a long offset": an_odd(attended_at="2026-11-21T23:50:00+99:99"),
    "a child twice": an_incident(BAD, children=[a_child(), a_child()]),
    "an adult twice": an_odd(adults=[{"id": "A"}, {"id": "A"}]),
    "a child without an id": an_incident(BAD, children=[{"surname": "Q"}]),
    "201 children": an_incident(BAD, children=[a_child(f"C{n}") for n in range(201)]),
    "3,000 children": an_incident(BAD, children=[{"id": f"{n}"} for n in range(3_000)]),
    "3,000 faults": an_incident(BAD, children=[{"x": 1}] * 3_000),
    "a child that is a list": {**an_odd(), "children": [[[]]]},
    "children as an object": {**an_odd(), "children": {"0": a_child()}},
    "51 other names": an_incident(BAD, children=[a_child(also_known_as=[{}] * 51)]),
    "an address of 11 lines": an_odd(address={"lines": ["x"] * 11}),
    "a line too long": an_odd(address={"lines": ["x" * 201]}),
    "a day that is none": an_incident(BAD, children=[a_child(date_of_birth="2016-13-41")]),
    "a day in other digits": an_incident(BAD, children=[a_child(date_of_birth="٢٠١٦-٠٥-٠٤")]),
    "an age of a thousand": an_incident(BAD, children=[a_child(age_estimate=1_000)]),
    "a sex that is none": an_incident(BAD, children=[a_child(sex="=1")]),
    "a school that is none": an_incident(BAD, children=[a_child(school_urn="../1")]),
    "half a hold": an_odd(disclosure={"hold_until": "2026-12-01T00:00:00Z"}),
    "a text too long": an_odd(circumstances="x" * 20_001),
    "an emoji as a role": an_odd(adults=[{"id": "A", "role": "👩"}]),
}
"""Incidents that stand between two good ones; each is refused, or taken as it reads."""


def feed_with(incident: Any, **header: Any) -> bytes:
    """Return a feed of two good incidents and one between them."""
    good, better = an_incident("INC-GOOD"), an_incident("INC-BETTER")
    document = {"feed": {**HEADER, **header}, "incidents": [good, incident, better]}
    return json.dumps(document).encode()


def hostile_feeds() -> Iterator[Sent]:
    """Yield feeds that nobody should send."""
    for name, incident in INCIDENTS.items():
        yield Sent(name=f"incident: {name}", content=feed_with(incident))
    for name, text in TEXTS.items():
        odd = an_odd(circumstances=text, children=[a_child(given_names=text[:200], voice=text)])
        yield Sent(name=f"text: {name}", content=feed_with(odd))
    for name, text in UNSEEN.items():
        odd = {**an_odd(), "reference": text, "children": [a_child(text)]}
        yield Sent(name=f"reference: {name}", content=feed_with(odd))
    whole = feed_with(an_odd())
    inside = b'"reference": "INC-BAD"'
    for name, other in {
        "a name twice": inside + b", " + inside,
        "a name three times, deep": b'"address": {"lines": [], "lines": [], "lines": []}, '
        + inside,
        "a number of 5,000 digits": b'"age": ' + b"9" * 5_000 + b", " + inside,
        "a number without end": b'"x": 1e999, ' + inside,
        "no number": b'"x": NaN, "y": -Infinity, ' + inside,
        "half of a pair, escaped": b'"reference": "\\ud800"',
        "a pair backwards": b'"reference": "\\udc00\\ud800"',
        "a zero byte, escaped": b'"reference": "\\u0000"',
        "50,000 names": b",".join(b'"x%d": 1' % n for n in range(50_000)) + b", " + inside,
        "90 deep": b'"x": ' + b"[" * 90 + b"]" * 90 + b", " + inside,
    }.items():
        yield Sent(name=f"JSON: {name}", content=whole.replace(inside, other))
    yield Sent(name="a byte order mark", content=b"\xef\xbb\xbf" + whole)
    yield from _unusable(whole)


def _unusable(whole: bytes) -> Iterator[Sent]:
    text = whole.decode()
    for name, content in {
        "nothing": b"",
        "blanks": b" \n\t ",
        "a word": b"null",
        "a list": b"[]",
        "no feed": b'{"incidents": []}',
        "two documents": whole + whole,
        "cut off": whole[:-2],
        "cut off in a character": whole[:40] + b"\xe2\x82",
        "a comma at the end": whole[:-1] + b",}",
        "single quotes": whole.replace(b'"', b"'"),
        "a comment": b"/* */" + whole,
        "UTF-16": text.encode("utf-16"),
        "UTF-32": text.encode("utf-32"),
        "Latin letters": whole.replace(b"Wren", b"W\xe9n"),
        "half a pair in bytes": whole.replace(b"Wren", b"W\xed\xa0\x80n"),
        "overlong": whole.replace(b"Wren", b"W\xc0\xafn"),
        "a control in a text": whole.replace(b"Wren", b"W\x01n"),
        "a zero byte in a text": whole.replace(b"Wren", b"W\x00n"),
        "5,000 deep": b"[" * 5_000,
        "a million brackets": b"[" * 1_000_000,
        "objects 100,000 deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "10,001 incidents of nothing": json.dumps(
            {"feed": HEADER, "incidents": [0] * 10_001}
        ).encode(),
        "XML": b"<feed/>",
        "a header twice": whole.replace(b'"incidents"', b'"feed": {}, "incidents"'),
        "a source with a zero byte": feed_with(an_odd(), source="x\0"),
        "a source that is a formula": feed_with(an_odd(), source="=1+1"),
        "a source of another": feed_with(an_odd(), source="OTHER"),
        "a reserved reference": feed_with(an_odd(), reference="single-incident/1"),
        "a reference too long": feed_with(an_odd(), reference="x" * 201),
        "a beginning of no offset": feed_with(an_odd(), covers_from="2026-11-20T17:00:00"),
        "a header field that is none": feed_with(an_odd(), admin=True),
    }.items():
        yield Sent(name=f"file: {name}", content=content, keeps=False)
