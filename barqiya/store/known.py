"""Which known article an item of a source is: by the names of both, in one reading of the store.

Owns the matching; the store's tables are read through :mod:`barqiya.store.articles` alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from barqiya.domain.article import (
    Article,
    ArticleId,
    Content,
    Identity,
    SourceItem,
    article_id,
)
from barqiya.domain.decide import alike, content_hash
from barqiya.store import articles
from barqiya.store.database import Transaction

# Two addresses, one title: a text that moved is the same nearly word for word.
_MOVED = 0.9


class Known:
    """The articles that some items may be, those saved and those decided on since."""

    def __init__(self, tx: Transaction, items: Sequence[SourceItem]) -> None:
        self._tx = tx
        keys = {identity.key for item in items for identity in item.identities}
        self._ids = articles.known_as(tx, keys)
        wanted = {known: None for found in self._ids.values() for known in found}
        self._articles = {one.id: one for one in articles.get_many(tx, list(wanted))}
        self._stored = dict(self._articles)
        self._names: dict[ArticleId, set[str]] = {}

    def stored(self, wanted: ArticleId) -> Article | None:
        """Return an article as the store holds it, ``None`` where it does not yet."""
        return self._stored.get(wanted)

    def article_of(self, item: SourceItem) -> Article | None:
        """Return the article that *item* is, ``None`` for a new one.

        A strong name decides by itself; a weak one where the texts are alike and no strong name
        speaks against it.
        """
        for identity in item.identities:
            if identity.strong and self._ids.get(identity.key):
                return self._articles[self._ids[identity.key][0]]
        candidates = list(self._candidates(item))
        if not candidates:
            return None
        ours = content_hash(item.content)
        candidates.sort(key=lambda one: one.content_hash != ours)
        return next((one for one in candidates if self._is_same(one, item, ours)), None)

    def under_free_name(self, item: SourceItem, source: str) -> SourceItem:
        """Return *item*, its first name made another where it already stands for an article.

        Two articles of one title and author are told apart by their texts.
        """
        first = item.identities[0]
        if article_id(source, first.key) not in self._articles:
            return item
        free = Identity(key=f"{first.key}#{content_hash(item.content)[:16]}", strong=first.strong)
        return replace(item, identities=(free, *item.identities))

    def add(self, article: Article, item: SourceItem) -> list[tuple[ArticleId, Identity]]:
        """Take note of what *item* became; return the names that are new for the article."""
        own = () if article.id in self._articles else _own_names(article)
        self._articles[article.id] = article
        new: list[tuple[ArticleId, Identity]] = []
        for identity in (*item.identities, *own):
            known = self._ids.setdefault(identity.key, [])
            if article.id not in known:
                known.append(article.id)
                new.append((article.id, identity))
                if article.id in self._names:
                    self._names[article.id].add(identity.key)
        return new

    def _candidates(self, item: SourceItem) -> Iterator[Article]:
        seen: set[ArticleId] = set()
        for identity in item.identities:
            for known in self._ids.get(identity.key, ()):
                if known not in seen:
                    seen.add(known)
                    yield self._articles[known]

    def _is_same(self, current: Article, item: SourceItem, ours: str) -> bool:
        if self._differ(current, item, "id:"):
            return False
        if current.content_hash == ours:
            return True
        if not self._differ(current, item, "url:"):
            return alike(current.content, item.content)
        return _same_day(current.content, item.content) and alike(
            current.content, item.content, _MOVED
        )

    def _differ(self, current: Article, item: SourceItem, prefix: str) -> bool:
        """Return whether both go by names that begin with *prefix*, and none is the same."""
        theirs = {i.key for i in item.identities if i.strong and i.key.startswith(prefix)}
        if not theirs:
            return False
        own = f"id:{current.id}"
        ours = {key for key in self._names_of(current) if key.startswith(prefix) and key != own}
        return bool(ours) and not ours & theirs

    def _names_of(self, article: Article) -> Iterable[str]:
        if article.id not in self._names:
            saved = articles.names_known(self._tx, [article.id]).get(article.id, set())
            since = {key for key, known in self._ids.items() if article.id in known}
            self._names[article.id] = saved | since
        return self._names[article.id]


def _own_names(article: Article) -> tuple[Identity, ...]:
    """Return the names under which our own output calls *article*, should it be read back."""
    public = article.public_id.removeprefix("urn:uuid:")
    return tuple(Identity(key=f"id:{name}") for name in dict.fromkeys((str(article.id), public)))


def _same_day(one: Content, other: Content) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return one.published_at.date() == other.published_at.date()
