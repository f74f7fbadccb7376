"""A query in the terms of :mod:`barqiya.search.analysis`, and what of an article is searched.

Both ways of answering a query, the index and :mod:`barqiya.search.matcher`, start here, so that
they mean the same. Owns no index.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from barqiya.domain.article import Article
from barqiya.domain.normalize import plain_text
from barqiya.domain.query import MAX_PARTS, Query
from barqiya.search.analysis import Word, words

_MAX_SEQUENCE = 32  # words of a phrase that are looked at

Sequence = tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The words of a query, analysed, each once.

    Stop words are left out of *words* unless nothing else is wanted; within *phrases* and
    *excluded*, words in a row, they stay.
    """

    words: Sequence = ()
    phrases: tuple[Sequence, ...] = ()
    excluded: tuple[Sequence, ...] = ()

    @property
    def shown(self) -> Sequence:
        """The words that are to be marked where they are shown."""
        in_phrases = [word for phrase in self.phrases for word in phrase if not word.stop]
        return tuple(dict.fromkeys((*self.words, *in_phrases)))


def wanted_by(query: Query) -> Wanted:
    """Return what *query* wants of the text of an article."""
    phrases, excluded = _sequences(query.phrases), _sequences(query.excluded)
    typed = tuple(dict.fromkeys(word for one in query.words for word in words(one)))[:MAX_PARTS]
    telling = tuple(word for word in typed if not word.stop)
    return Wanted(
        words=telling if telling or phrases else typed, phrases=phrases, excluded=excluded
    )


def body_of(article: Article) -> str:
    """Return the text of *article* as it is searched and shown in results, on one line."""
    text = plain_text(article.content.content_html) or article.content.summary
    return " ".join(text.split())


def texts_of(article: Article) -> tuple[str, ...]:
    """Return all that is searched of *article*: title, authors, text. No phrase spans two."""
    authors = (author.name for author in article.content.authors)
    return (article.content.title, *authors, body_of(article))


def _sequences(typed: Iterable[str]) -> tuple[Sequence, ...]:
    cut = (tuple(words(one)[:_MAX_SEQUENCE]) for one in typed)
    return tuple(dict.fromkeys(sequence for sequence in cut if sequence))
