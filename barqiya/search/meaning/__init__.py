"""Answers put in order by what they mean, besides by their words: an extra, off by default."""

from barqiya.search.meaning.encoder import MEANING_PACKAGE, Encoder, installed_model, loaded
from barqiya.search.meaning.meaning import Lesson, Meaning
from barqiya.search.meaning.order import by_meaning
from barqiya.search.meaning.vectors import Vectors

__all__ = [
    "MEANING_PACKAGE",
    "Encoder",
    "Lesson",
    "Meaning",
    "Vectors",
    "by_meaning",
    "installed_model",
    "loaded",
]
