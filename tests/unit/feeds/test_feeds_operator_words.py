import dataclasses

import pytest
from babel.core import Locale

from barqiya.domain.source_health import Condition
from feeds.pages.operator_words import OPERATOR_WORDS
from feeds.pages.words import WORDS


def test_the_operator_is_spoken_to_in_every_language_of_the_pages() -> None:
    """A language that readers have, the operator has too."""
    assert OPERATOR_WORDS.keys() == WORDS.keys()


@pytest.mark.parametrize("language", OPERATOR_WORDS)
def test_every_language_has_every_word(language: str) -> None:
    """Of every state and kind, and a form for every plural."""
    words = OPERATOR_WORDS[language]
    for field in dataclasses.fields(words):
        assert getattr(words, field.name), field.name
    assert set(words.states) == {one.value for one in Condition}
    assert set(words.kinds) == {"wordpress", "feed", "page", "files"}
    rules = Locale.parse(WORDS[language].locale).plural_form
    for forms in (words.tries, words.index_behind):
        assert {rules(n) for n in range(200)} <= set(forms)
