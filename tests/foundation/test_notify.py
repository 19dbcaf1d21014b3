"""Settings of GOV.UK Notify that make no sense are refused, and not repeated."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from firstbell.cli.texts.stand_in import CHECK_TEMPLATE, KEY, TEMPLATE
from firstbell.foundation.notify import check

URL = "https://api.notifications.service.gov.uk"


def test_none_and_all_of_them_make_sense() -> None:
    check(key="", templates=("", ""), url=URL)
    check(key=KEY, templates=(TEMPLATE, CHECK_TEMPLATE), url="http://127.0.0.1:8025")


@pytest.mark.parametrize(
    ("key", "templates", "url", "name"),
    [
        (KEY[:-1], (TEMPLATE, CHECK_TEMPLATE), URL, "API key"),
        (KEY, (TEMPLATE, ""), URL, "CHECK_TEMPLATE"),
        (KEY, (TEMPLATE, CHECK_TEMPLATE), "http://elsewhere.example", "https"),
    ],
)
def test_what_makes_no_sense_is_refused(
    key: str, templates: tuple[str, str], url: str, name: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=name) as refused:
        check(key=key, templates=templates, url=url)
    assert key not in str(refused.value)
