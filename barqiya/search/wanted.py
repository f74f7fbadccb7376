"""A query in the terms of :mod:`barqiya.search.analysis`, and what of an article is searched.

Both ways of answering a query, the index and :mod:`barqiya.search.matcher`, start here, so that
they mean the same. Owns no index.
"""

from collections.abc import Iterable

from barqiya.domain.article import Article
from barqiya.domain.normalize import plain_text
from barqiya.domain.query import MAX_PARTS
from barqiya.search.analysis import Word, words

Sequence = tuple[Word, ...]


def telling(typed: Iterable[str]) -> Sequence:
    """Return the words of *typed* texts, each once; stop words only where there are no others."""
    cut = tuple(dict.fromkeys(word for one in typed for word in words(one)))[:MAX_PARTS]
    return tuple(word for word in cut if not word.stop) or cut


def body_of(article: Article) -> str:
    """Return the text of *article* as it is searched and shown in results, on one line."""
    text = plain_text(article.content.content_html) or article.content.summary
    return " ".join(text.split())


def texts_of(article: Article) -> tuple[str, ...]:
    """Return all that is searched of *article*: title, authors, text. No phrase spans two."""
    authors = (author.name for author in article.content.authors)
    return (article.content.title, *authors, body_of(article))

