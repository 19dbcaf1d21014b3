"""Loading the childcare register: who is there, who has ended, and what is refused."""

from datetime import date

import pytest

from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.actions.loading import Loaded, load_childcare
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.agencies.queries import places
from tests import world
from tests.registry.agencies.made import AT, table

pytestmark = pytest.mark.django_db

COLUMNS = (
    "Provider URN", "Provider name", "Provider type", "Provider status", "Local authority",
    "Provider address 1", "Provider town", "Postcode", "Provider telephone", "Registration date",
    "Resigned date", "Places",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _a_partnership() -> None:
    world.a_partnership()


def provider(reference: str, name: str = "Tern Tots", **more: str) -> dict[str, str]:
    return {
        "Provider URN": reference,
        "Provider name": name,
        "Provider type": "Childcare on non-domestic premises",
        "Provider status": "Active",
        "Local authority": "Eastmarsh",
        **more,
    }


def load(*rows: dict[str, str], ends_missing: bool = False) -> Loaded:
    return load_childcare(
        content=table(COLUMNS, rows), file_name="cc.csv", ends_missing=ends_missing, by=None, at=AT
    )


def ended() -> list[str]:
    return [
        str(each.urn)
        for each in Establishment.objects.filter(status__startswith="Closed").order_by("urn")
    ]


def test_a_provider_is_taken_in_as_the_register_writes_it() -> None:
    outcome = load(
        provider(
            "EY500123",
            "Ida Reed",
            **{
                "Provider type": "Childminder",
                "Provider address 1": "9 Reed Lane",
                "Postcode": "qx12ab",
                "Registration date": "01/09/2019",
            },
        )
    )

    found = places.establishment_by_urn("EY500123")
    assert found is not None
    assert (outcome.loaded, outcome.counts) == (1, {"new": 1, "ended": 0})
    assert (found.name, found.type_name, found.type_group) == (
        "Ida Reed",
        "Childminder",
        "Childminders",
    )
    assert (found.council_code, found.postcode) == ("990", "QX1 2AB")
    assert found.opened_on == date(2019, 9, 1)
    assert found.is_open
    assert places.kind_of(found) == "childcare"
    assert places.is_in_a_home(found)


def test_a_list_that_somebody_typed_with_the_short_names_is_the_same() -> None:
    content = (
        b"reference,name,type,status,council,address,postcode\n"
        b"2634567,Reed Pre-school,pre-school,registered,LA-990,1 Mill Way,QX1 2AB\n"
    )

    load_childcare(content=content, file_name="own.csv", ends_missing=False, by=None, at=AT)

    found = Establishment.objects.get()
    assert (found.urn, found.type_group, found.street) == (802634567, "Pre-schools", "1 Mill Way")


def test_a_bare_number_of_six_digits_never_takes_a_school_s_place() -> None:
    school = world.a_school(109999)

    load(provider("109999"))

    school.refresh_from_db()
    assert places.kind_of(school) == "school"
    assert places.establishment_by_urn("OF109999") is not None


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        (provider(""), "Provider URN", "it is missing"),
        (provider("EY12X"), "Provider URN", "'EY12X' is no reference"),
        (provider("EY1", ""), "Provider name", "it is missing"),
        (provider("EY1", "REDACTED"), "Provider name", "the name is struck out"),
        (
            provider("EY1", **{"Provider type": "Home childcarer"}),
            "Provider type",
            "'Home childcarer' is none of them",
        ),
        (provider("EY1", **{"Provider status": ""}), "Provider status", "it is missing"),
        (
            provider("EY1", **{"Local authority": "Nowhere"}),
            "Local authority",
            "no council 'Nowhere' is known here",
        ),
        (
            provider("EY1", **{"Resigned date": "31/02/2026"}),
            "Resigned date",
            "'31/02/2026' is no date",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_place_and_the_others_load(
    row: dict[str, str], field: str, problem: str
) -> None:
    outcome = load(provider("EY2"), row)

    [refused] = outcome.refused
    assert (refused.line, refused.field, refused.problem) == (3, field, problem)
    assert refused.cure
    assert outcome.loaded == 1


def test_a_provider_that_comes_twice_is_refused_the_second_time() -> None:
    outcome = load(provider("EY500123"), provider("EY 500 123", "Again"))

    assert [each.problem for each in outcome.refused] == ["EY500123 stands in line 2 already"]
    assert Establishment.objects.get().name == "Tern Tots"


def test_a_file_without_a_needed_column_is_refused_whole() -> None:
    with pytest.raises(UnusableFile, match="the column Provider type is missing"):
        load_childcare(
            content=b"reference,name,status,council\n",
            file_name="cc.csv",
            ends_missing=False,
            by=None,
            at=AT,
        )


def test_who_resigned_or_is_left_out_is_ended_and_never_removed() -> None:
    load(provider("EY1"), provider("EY2"), provider("EY3"))

    outcome = load(provider("EY1"), provider("EY2", **{"Provider status": "Resigned"}))
    again = load(provider("EY1"), provider("EY2", **{"Provider status": "Resigned"}))

    assert outcome.counts == {"new": 0, "ended": 2}
    assert again.counts == {"new": 0, "ended": 0}
    assert ended() == ["810000002", "810000003"]
    assert Establishment.objects.get(urn=810000003).closed_on == AT.date()
    assert Event.objects.filter(name="provider.ended").count() == 2


def test_nobody_is_ended_of_another_council_or_whose_row_was_refused() -> None:
    Establishment.objects.create(
        urn=100001, name="Far", council_code="991", council_name="Far", status="Open", loaded_at=AT
    )
    load(provider("EY1"), provider("EY2"), provider("EY3", **{"Local authority": "991"}))

    load(provider("EY1"), provider("EY2", **{"Provider status": "who knows"}))

    assert ended() == []


def test_a_file_that_leaves_a_large_share_out_ends_nobody_until_somebody_says_so() -> None:
    load(*(provider(f"EY{number}") for number in range(1, 6)))

    outcome = load(provider("EY1"))
    assert ended() == []
    assert [each.problem for each in outcome.warnings] == [
        "4 of 5 providers of council 990 are left out, and none of them was ended"
    ]

    assert load(provider("EY1"), ends_missing=True).counts["ended"] == 4
