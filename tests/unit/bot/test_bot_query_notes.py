import pytest

from barqiya.domain.query import Note, NoteKind
from bot.commands.query_notes import said_of
from bot.locale import LANGUAGES, locale_for


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoteKind)
def test_every_oddity_of_a_query_has_a_sentence(language: str, kind: NoteKind) -> None:
    """Each kind of note is said in every language, in a line that a message can bear."""
    said = said_of(locale_for(language), Note(kind=kind, text="x" * 4096, start=0, end=4096))
    assert 10 < len(said) < 200
    assert "{" not in said
