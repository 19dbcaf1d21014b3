"""What is sealed is read by this installation alone, for the purpose it was sealed for."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from firstbell.foundation.sealing import CannotUnseal, seal, unseal


@given(st.text())
def test_what_was_sealed_is_read_again(text: str) -> None:
    assert unseal(seal(text, purpose="a"), purpose="a") == text


def test_what_was_sealed_does_not_show_the_text_nor_that_two_are_alike() -> None:
    one, other = (seal("hidden words", purpose="a") for _ in range(2))

    assert "hidden" not in one
    assert one != other


def test_what_was_sealed_for_one_purpose_is_no_use_for_another() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal("words", purpose="a"), purpose="b")


@pytest.mark.parametrize("sealed", ["", "words", "ö", "gAAAAA"])
def test_what_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="a")


BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def test_every_changed_character_is_seen() -> None:
    """The last one too, whose lowest bits base64 does not use."""
    sealed = seal("words", purpose="a")
    for place, character in enumerate(sealed.rstrip("=")):
        for changed in BASE64.replace(character, ""):
            with pytest.raises(CannotUnseal):
                unseal(sealed[:place] + changed + sealed[place + 1 :], purpose="a")


def test_a_key_that_was_used_before_still_opens_and_a_lost_one_does_not(settings: Settings) -> None:
    settings.SECRET_KEY = "the first secret key of this installation"
    sealed = seal("words", purpose="a")

    settings.SECRET_KEY = "the second secret key of this installation"
    settings.SECRET_KEY_FALLBACKS = ["the first secret key of this installation"]
    assert unseal(sealed, purpose="a") == "words"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CannotUnseal):
        unseal(sealed, purpose="a")
