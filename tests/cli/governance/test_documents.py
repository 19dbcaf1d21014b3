"""The documents themselves: every one fills, says nothing false, and follows its rules alone."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.cli.governance import documents
from firstbell.cli.governance.changes import Change, changes
from firstbell.cli.governance.documents import TITLES, UnknownFact, filled
from firstbell.cli.governance.example import invented
from firstbell.cli.governance.facts import Facts, gather
from firstbell.core.policy import RULES, Policy, Rule
from firstbell.core.retention import CLASSES
from tests import world
from tests.agreed import an_agreement, signed_by_all
from tools import CHECKOUT

TEMPLATES = sorted((CHECKOUT / documents.FOLDER).glob("*.md"))
DPIA = "data-protection-impact-assessment.md"

TOUCHED = {
    ("content_profile", "minimal"): {
        (DPIA, "2. What is done / What a recipient is told"),
        (DPIA, "4. Necessity and proportion / Could less be done?"),
        ("information-sharing-agreement.md", "3. What is shared"),
        ("privacy-notice-parents.md", "What the school is told"),
        ("privacy-notice-children.md", "What they know"),
        ("public-page.md", "What are they told?"),
    },
    ("keep_content", "30"): {
        (DPIA, "2. What is done / How long it is kept"),
        ("information-sharing-agreement.md", "6. Keeping and erasing"),
        ("privacy-notice-parents.md", "How long we keep it"),
        ("privacy-notice-children.md", "How long do you keep it?"),
        ("public-page.md", "How long is it kept?"),
        ("algorithm-record.md", "Tier 2: data"),
    },
    ("keep_trail", "3650"): {
        (DPIA, "2. What is done / How long it is kept"),
        ("information-sharing-agreement.md", "6. Keeping and erasing"),
        ("privacy-notice-parents.md", "How long we keep it"),
        ("privacy-notice-staff.md", "How long"),
        ("part-3-logging-map.md", "How long"),
    },
    ("two_people_for", "every"): {
        (DPIA, "5. Access to the pages"),
        ("information-sharing-agreement.md", "7. Safety"),
        ("privacy-notice-staff.md", "Sessions and membership"),
    },
    ("basis_health", "gateway"): {
        (DPIA, "2. What is done / Who receives it, and on what basis"),
        (DPIA, "4. Necessity and proportion / Lawful basis"),
        ("controller-map.md", "Recipients, and what telling them rests on"),
        ("controller-map.md", "What stops, and what never stops"),
        ("information-sharing-agreement.md", "2. Law"),
        ("information-sharing-agreement.md", "9. Term, review and end"),
        ("privacy-notice-parents.md", "Who else is told"),
    },
    ("unusual_records", "90"): {
        (DPIA, "5. Access to the pages"),
        ("privacy-notice-staff.md", "Monitoring"),
    },
}
"""What each change of a rule touches, beside the table of all rules."""


def written(folder: Path, facts: Facts) -> Path:
    """Lay the documents into a folder, as the command does."""
    for name, text in filled(facts).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def place_of(change: Change) -> tuple[str, str]:
    """Return where a change stands, without the document's own title."""
    return change.document, change.passage.partition(" / ")[2]


def test_there_is_one_template_for_each_document_and_no_other() -> None:
    assert {file.stem for file in TEMPLATES} == TITLES.keys()


@pytest.mark.parametrize("name", TITLES)
def test_every_document_fills_and_has_a_title(name: str) -> None:
    text = filled(invented())[f"{name}.md"]

    assert re.search(r"^# \S", text, re.MULTILINE)
    assert not re.search(r"«|\{\{|\{%|\bNone\b(?! (?:of|is) )|&#", text)
    assert "Eastmarsh" in text or name == "privacy-notice-children"


def test_every_table_of_every_document_is_whole() -> None:
    for name, text in filled(invented()).items():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            rows = [re.sub(r"\\\|", "", row).count("|") for row in table.splitlines()]
            assert len(set(rows)) == 1, f"{name}: {table[:200]}"
            assert re.match(r"\|.*\n\|[ -|]+\|\n", table), f"{name}: {table[:200]}"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_names_nothing_that_is_not_known(file: Path) -> None:
    facts = invented()
    named = set(re.findall(r"\bf\.([a-z_]+)", file.read_text(encoding="utf-8")))
    rules = set(re.findall(r"\bf\.rule\.([a-z_]+)", file.read_text(encoding="utf-8")))

    assert {name for name in named if not hasattr(facts, name)} == set()
    assert rules - facts.rule.keys() == set()


def test_a_name_that_no_fact_has_is_an_error_and_no_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in TITLES:
        (tmp_path / f"{name}.md").write_text("# {{ f.partnership }}\n{{ f.shoe_size|upper }}\n")
    monkeypatch.setattr(documents, "FOLDER", tmp_path)

    with pytest.raises(UnknownFact, match=r"impact-assessment.md names .*shoe_size"):
        filled(invented())


def test_what_somebody_typed_breaks_no_table_and_no_heading() -> None:
    policy = Policy.from_settings({"helpline": "Ring O'Brien & Sons | day\n# and night"})

    text = filled(invented(policy))[DPIA]

    assert r"| Ring O'Brien & Sons \| day # and night |" in text


@pytest.mark.parametrize(("rule", "value"), TOUCHED)
def test_a_change_of_a_rule_shows_as_the_passages_that_it_touches(
    rule: str, value: str, tmp_path: Path
) -> None:
    before = written(tmp_path, invented())

    found = list(changes(before, filled(invented(Policy.from_settings({rule: value})))))

    table_of_rules = (DPIA, "7. Rules that are set here")
    assert {place_of(each) for each in found} == TOUCHED[rule, value] | {table_of_rules}
    assert len(found) == len(TOUCHED[rule, value]) + 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_no_rule_changes_without_a_document_that_says_so(rule: Rule, tmp_path: Path) -> None:
    key = rule.key
    other = {
        "minutes": "7",
        "hours": "7",
        "days": "9",
        "time": "03:03",
        "share": "0.5",
        "count": "7",
        "dates": "2027-05-05",
        "text": "Words of our own.",
    }.get(rule.kind) or next(each for each in rule.choices if each != rule.default)
    before = written(tmp_path, invented())

    found = list(changes(before, filled(invented(Policy.from_settings({key: other})))))

    assert (DPIA, "7. Rules that are set here") in {place_of(each) for each in found}
    assert any(f"`{key}`" in line for change in found for line in change.lines())


def test_what_people_fill_in_by_hand_is_no_change(tmp_path: Path) -> None:
    file = written(tmp_path, invented()) / "controller-map.md"
    text = file.read_text(encoding="utf-8")
    signed = text.replace("| Eastmarsh Police | | |", "| Eastmarsh Police | A. Signer | 1 May |")
    assert signed != text
    file.write_text(signed.replace("under article 28:", "under article 28: Hosting Ltd"), "utf-8")

    assert list(changes(tmp_path, filled(invented()))) == []


def test_a_passage_that_was_changed_by_hand_or_taken_out_and_a_lost_document_are_shown(
    tmp_path: Path,
) -> None:
    folder = written(tmp_path, invented())
    file = folder / "controller-map.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Police force area: E23990001.\n", ""), encoding="utf-8")
    (folder / "public-page.md").unlink()

    found = {each.document: list(each.lines()) for each in changes(folder, filled(invented()))}

    assert found == {
        "controller-map.md": [
            "controller-map.md: Who is controller of what / Parties",
            "  +Police force area: E23990001.",
        ],
        "public-page.md": ["public-page.md: the whole document", "  +is new"],
    }


def test_every_class_of_record_and_every_rule_is_in_the_assessment() -> None:
    text = filled(invented())[DPIA]

    assert all(f"`{rule.key}`" in text for rule in RULES)
    assert all(each.runs_from in text for each in CLASSES.values())


def test_every_test_that_the_assessment_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", filled(invented())[DPIA]))

    assert len(named) > 30
    assert {path for path in named if not (CHECKOUT / path).is_file()} == set()


def test_every_risk_has_what_stands_against_it_its_proof_or_says_that_it_is_open() -> None:
    risks = filled(invented())[DPIA].partition("## 6. Risks")[2].partition("\n## 7.")[0]
    rows = [row.split(" | ") for row in risks.splitlines() if row.startswith("| ")]
    told = [row for row in rows if row[0] not in ("| risk", "| ---")]

    assert len(told) > 35
    for row in told:
        assert len(row) == 4
        assert "`tests/" in row[2] or "**Open" in row[3], row[0]


@pytest.mark.django_db
def test_what_an_installation_has_set_is_what_its_documents_say(monday: datetime) -> None:
    world.a_partnership()
    signed_by_all(an_agreement(world.a_force(), "gp", title="Practices | and us"))

    made = filled(gather(at=monday))

    assert "Eastmarsh Safeguarding Partnership" in made["controller-map.md"]
    assert r"| Practices \| and us | In force | " in made["controller-map.md"]
    assert "by the agreement “Practices | and us”" in made["public-page.md"]


@pytest.mark.django_db
def test_nothing_is_read_but_settings_places_and_agreements(monday: datetime) -> None:
    with CaptureQueriesContext(connection) as captured:
        filled(gather(at=monday))

    tables = {
        table
        for query in captured.captured_queries
        for table in re.findall(r'(?:FROM|JOIN) "([a-z_]+)"', query["sql"])
    }
    assert tables
    others = {each for each in tables if not each.startswith(("agencies_", "agreements_"))}
    assert others == {"accounts_user", "linkage_weightsversion"}, (
        "who sees to an agreement is a user, and weights are figures; nothing else is read"
    )


@pytest.mark.django_db
def test_before_anything_is_set_the_documents_say_so(monday: datetime) -> None:
    made = filled(gather(at=monday))

    assert "(the partnership is not set yet)" in made["controller-map.md"]
    assert "None is kept here yet." in made["controller-map.md"]
