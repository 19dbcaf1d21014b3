"""The two feeds of the sample weekend.

The first is the weekend as sent on Monday at 06:00. The second, half an hour later, holds what
follows in life: revisions, a withdrawal, the same content under a new reference, and incidents
that must be refused, each with one fault.
"""

import copy
from dataclasses import dataclass, field
from datetime import date

from firstbell.sample.families import age_on
from firstbell.sample.incidents import Draft
from firstbell.sample.model import Document
from firstbell.sample.weekend import Weekend, later, written

SOURCE = "EASTMARSH-POLICE"
FORCE = "Eastmarsh and Norwold Police"
_FIRST_NUMBER = 104_201


@dataclass
class Sent:
    """Both feeds, the drafts whose children the account must hold, and what must be refused."""

    first: Document
    second: Document
    drafts: list[Draft]
    refused: list[Document] = field(default_factory=list)
    expected: Document = field(default_factory=dict)


def send(drafts: list[Draft], weekend: Weekend) -> Sent:
    """Number the incidents in the order in which they began and put them into feeds."""
    ordered = sorted(drafts, key=lambda one: one.began_at)
    for index, draft in enumerate(ordered):
        number = _FIRST_NUMBER + index * 7
        draft.document = {"reference": reference(weekend.monday, number), **draft.document}
    first = _feed(weekend, 1, [draft.document for draft in ordered])
    first["incidents"] = copy.deepcopy(first["incidents"])
    sent = Sent(first, _feed(weekend, 2, []), ordered)
    _Aftermath(sent, weekend).write()
    return sent


def reference(monday: date, number: int) -> str:
    """An occurrence number of the invented force."""
    return f"EN{monday:%y}-{number}"


def _feed(weekend: Weekend, number: int, incidents: list[Document]) -> Document:
    """An envelope; the second covers the half hour after the first."""
    begins = weekend.covers_from if number == 1 else weekend.covers_to
    ends = weekend.covers_to if number == 1 else later(weekend.covers_to, 30)
    return {
        "feed": {
            "source": SOURCE,
            "reference": f"EN-{weekend.monday:%Y%m%d}-{number}",
            "created_at": written(ends),
            "covers_from": written(begins),
            "covers_to": written(ends),
        },
        "incidents": incidents,
    }


class _Aftermath:
    """Writes the second feed from what the first one said."""

    def __init__(self, sent: Sent, weekend: Weekend) -> None:
        self.sent = sent
        self.weekend = weekend
        plain = [one for one in sent.drafts if not one.family.case and one.document["children"]]
        several = [one for one in plain if len(one.document["children"]) > 1]
        self._several = iter(several)
        self._plain = iter([one for one in plain if len(one.document["children"]) == 1])
        self.incidents: list[Document] = sent.second["incidents"]

    def write(self) -> None:
        """Each kind of sequel, as far as the weekend is large enough to have it."""
        for sequel in (
            self._child_added,
            self._child_vanished,
            self._late_revision,
            self._birth_date_put_right,
            self._withdrawn,
            self._same_again,
            self._unknown_field,
            self._wrong_type,
            self._no_offset,
            self._repeated_id,
            self._changed_without_revision,
            self._no_reference,
        ):
            sequel()

    def _revised(self, draft: Draft, revision: int = 2) -> Document:
        document: Document = copy.deepcopy(draft.document)
        document["revision"] = revision
        self.incidents.append(document)
        return document

    def _expect(self, name: str, document: Document, child: str = "") -> None:
        found = {"incident": document["reference"], **({"child": child} if child else {})}
        self.sent.expected[name] = found

    def _in_first(self, draft: Draft) -> Document:
        wanted = draft.document["reference"]
        found: Document = next(
            one for one in self.sent.first["incidents"] if one["reference"] == wanted
        )
        return found

    def _child_added(self) -> None:
        """The first feed left a child out; the revision brings it."""
        draft = next(self._several, None)
        if draft is not None:
            added = self._in_first(draft)["children"].pop()
            self._expect("child_added", self._revised(draft), added["id"])

    def _child_vanished(self) -> None:
        """The revision no longer names a child, who must not vanish from the account."""
        draft = next(self._several, None)
        if draft is not None:
            document = self._revised(draft)
            gone = document["children"].pop()
            self._expect("child_vanished", document, gone["id"])

    def _late_revision(self) -> None:
        """The second revision came first; the first one, late, changes nothing."""
        draft = next(self._plain, None)
        if draft is not None:
            self._in_first(draft)["revision"] = 2
            draft.document["revision"] = 2
            document = self._revised(draft, revision=1)
            document["circumstances"] = "Argument between the parents. More to follow."
            self._expect("late_revision", document)

    def _birth_date_put_right(self) -> None:
        """A birth date that the first feed did not have."""
        draft = next(self._plain, None)
        if draft is not None:
            child = self._in_first(draft)["children"][0]
            truly = draft.whose[child["id"]]
            child.pop("date_of_birth", None)
            child["age_estimate"] = age_on(truly.born_on, self.weekend.monday)
            document = self._revised(draft)
            document["children"][0]["date_of_birth"] = truly.born_on.isoformat()
            document["children"][0].pop("age_estimate", None)
            self._expect("birth_date_put_right", document, child["id"])

    def _withdrawn(self) -> None:
        """Recorded against the wrong household."""
        draft = next(self._plain, None)
        if draft is not None:
            document = self._revised(draft)
            document["status"] = "withdrawn"
            document["status_reason"] = "Recorded against the wrong household."
            self._expect("withdrawn", document)

    def _same_again(self) -> None:
        """The same content under a new reference: notified all the same, and flagged."""
        draft = next(self._plain, None)
        if draft is not None:
            document = self._revised(draft, revision=1)
            document["reference"] = self._new_reference()
            again = Draft(document, draft.began_at, draft.family, dict(draft.whose))
            self.sent.drafts.append(again)
            self._expect("same_content", document)

    def _new_reference(self) -> str:
        number = _FIRST_NUMBER + (len(self.sent.drafts) + len(self.incidents)) * 7 + 1
        return reference(self.weekend.monday, number)

    def _faulty(self, what: str) -> Document | None:
        """A new incident, made of the facts of another, that a fault will be put into."""
        draft = next(self._plain, None)
        if draft is None:
            return None
        document = self._revised(draft, revision=1)
        document["reference"] = self._new_reference()
        self._refusal(document, what)
        return document

    def _refusal(self, document: Document, what: str) -> None:
        place = f"/incidents/{len(self.incidents) - 1}"
        refusal = {"incident": document.get("reference", ""), "place": place, "what": what}
        self.sent.refused.append(refusal)

    def _unknown_field(self) -> None:
        document = self._faulty("unknown field: weather")
        if document is not None:
            document["weather"] = "rain"

    def _wrong_type(self) -> None:
        document = self._faulty("wrong type: children/0/seen is a text, not true or false")
        if document is not None:
            document["children"][0]["seen"] = "quite possibly"

    def _no_offset(self) -> None:
        document = self._faulty("instant without offset: reported_at")
        if document is not None:
            document["reported_at"] = document["reported_at"][:19]

    def _repeated_id(self) -> None:
        document = self._faulty("repeated id: two children are C1")
        if document is not None:
            document["children"].append({"id": "C1", "given_names": "Somebody", "surname": "Else"})

    def _changed_without_revision(self) -> None:
        """The same revision with other content."""
        draft = next(self._plain, None)
        if draft is not None:
            document = self._revised(draft, revision=1)
            document["circumstances"] = "Nothing of note."
            self._refusal(document, "the same revision with other content")

    def _no_reference(self) -> None:
        document = self._faulty("required field missing: reference")
        if document is not None:
            del document["reference"]
            self.sent.refused[-1]["incident"] = ""
