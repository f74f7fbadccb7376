"""What of a query was read otherwise than perhaps meant, said to the reader. Owns no sentence."""

from barqiya.domain.query import Note, NoteKind
from bot.locale import Locale
from bot.messages.pages import shortened

_LONGEST_ECHO = 32


def said_of(locale: Locale, note: Note) -> str:
    """Return the sentence about *note*."""
    text = shortened(note.text, _LONGEST_ECHO)
    return {
        NoteKind.QUOTE: locale.text("query.quote"),
        NoteKind.PARENTHESIS: locale.text("query.parenthesis"),
        NoteKind.FIELD: locale.text("query.field", text=text),
        NoteKind.EMPTY: locale.text("query.empty", text=text),
        NoteKind.DATE: locale.text("query.date", text=text),
        NoteKind.LANGUAGE: locale.text("query.language", text=text),
        NoteKind.EITHER: locale.text("query.either", text=text),
        NoteKind.STAR: locale.text("query.star"),
        NoteKind.LENGTH: locale.text("query.length"),
        NoteKind.PARTS: locale.text("query.parts"),
        NoteKind.DEPTH: locale.text("query.depth"),
    }[note.kind]
