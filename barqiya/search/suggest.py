"""What a person may be about to type: titles, authors, categories and tags. Owns their order.

A completion is as blind to spelling as a search, and begins at any word of a title or a name.
"""

from dataclasses import dataclass
from enum import StrEnum

from barqiya.domain.article import Article, Author, Label
from barqiya.domain.folding import label_key, name_key
from barqiya.search.analysis import words
from barqiya.search.index import BrokenIndexError, SearchIndex, Snapshot
from barqiya.store import Transaction, articles

_MOST = 8
_LONGEST = 100  # characters: nobody completes a longer text
_NAMES = 3  # of each kind at most


class SuggestionKind(StrEnum):
    """What is suggested."""

    TITLE = "title"
    AUTHOR = "author"
    CATEGORY = "category"
    TAG = "tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A completion: *text* as the publication spells it; *article* is one that bears it.

    Of a title, the article itself; of a name, the newest.
    """

    kind: SuggestionKind
    text: str
    article: Article


def suggest(
    tx: Transaction, index: SearchIndex, typed: str, *, most: int = _MOST
) -> tuple[Suggestion, ...]:
    """Return up to *most* completions of *typed*: names by how many articles bear them, titles.

    Of titles the newest come first. Never raises for anything that a person can type.
    """
    text = typed.strip()[:_LONGEST]
    if not words(text) or most < 1:
        return ()
    try:
        return tuple(_suggested(tx, index.snapshot(), text))[:most]
    except BrokenIndexError as error:
        index.discard(str(error))
        return ()


def _suggested(tx: Transaction, snapshot: Snapshot, text: str) -> list[Suggestion]:
    names = [
        one
        for kind, key in (
            (SuggestionKind.AUTHOR, name_key(text)),
            (SuggestionKind.CATEGORY, label_key(text)),
            (SuggestionKind.TAG, label_key(text)),
        )
        for one in _names(tx, snapshot, kind, key)
    ]
    typed = words(text)
    ids = snapshot.titled([word.clitic for word in typed], typed[-1].surface, _MOST)
    titles = [
        Suggestion(kind=SuggestionKind.TITLE, text=one.content.title, article=one)
        for one in articles.get_many(tx, ids)
    ]
    once = {(one.kind, label_key(one.text)): one for one in reversed(names + titles)}
    return list(reversed(once.values()))


def _names(tx: Transaction, snapshot: Snapshot, kind: SuggestionKind, key: str) -> list[Suggestion]:
    found = []
    for name, id_ in snapshot.named(kind.value, key, _NAMES):
        for article in articles.get_many(tx, [id_]):
            text = _spelled(article, kind, name)
            found += [Suggestion(kind=kind, text=text, article=article)] if text else []
    return found


def _spelled(article: Article, kind: SuggestionKind, key: str) -> str | None:
    content = article.content
    borne: tuple[Author | Label, ...] = content.categories + content.tags
    if kind is SuggestionKind.AUTHOR:
        borne = content.authors
    return next((one.name for one in borne if one.key == key), None)
