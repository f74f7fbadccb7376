"""Which known article an item of a source is: by the names of both, in one reading of the store.

Owns the matching; the store's tables are read through :mod:`barqiya.store.articles` alone.

The names, the surest first:

``wp:SOURCE:ID``     a post's number at its own site: two numbers are two articles, whatever else
``guid:…``, ``id:…`` what a feed or a file calls it
``url:…``            its address
``title:…``, ``path:…``  weak: they decide only where the texts are alike
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from barqiya.domain.article import (
    Article,
    ArticleId,
    Content,
    Identity,
    SourceItem,
    article_id,
)
from barqiya.domain.visible import alike, content_hash, hash_of
from barqiya.store import articles
from barqiya.store.database import Transaction

_NUMBER, _GUID, _ID, _ADDRESS = "wp:", "guid:", "id:", "url:"
_CALLED = (_NUMBER, _GUID, _ID)
# Two addresses, one title: a text that moved is the same nearly word for word.
_MOVED = 0.9


class Known:
    """The articles that some items may be, those saved and those decided on since."""

    def __init__(self, tx: Transaction, items: Sequence[SourceItem]) -> None:
        keys = {identity.key for item in items for identity in item.identities}
        self._ids = articles.known_as(tx, keys)
        wanted = {known: None for found in self._ids.values() for known in found}
        self._articles = {one.id: one for one in articles.get_many(tx, list(wanted))}
        self._stored = dict(self._articles)
        self._names = articles.names_known(tx, wanted)
        self._shown: dict[ArticleId, set[str]] = {}

    def stored(self, wanted: ArticleId) -> Article | None:
        """Return an article as the store holds it, ``None`` where it does not yet."""
        return self._stored.get(wanted)

    def article_of(self, item: SourceItem) -> Article | None:
        """Return the article that *item* is, ``None`` for a new one."""
        return self._called(item) or self._at_address(item) or self._alike(item)

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
        self.show(article.id, item)
        new: list[tuple[ArticleId, Identity]] = []
        for identity in (*item.identities, *own):
            known = self._ids.setdefault(identity.key, [])
            if article.id not in known:
                known.append(article.id)
                new.append((article.id, identity))
                self._names.setdefault(article.id, set()).add(identity.key)
        return new

    def show(self, article: ArticleId, item: SourceItem) -> None:
        """Take note that the source shows *article* as *item*: beside it, another is another."""
        strong = {identity.key for identity in item.identities if identity.strong}
        self._shown.setdefault(article, set()).update(strong)

    def _called(self, item: SourceItem) -> Article | None:
        """Return the article that goes by the number, guid or id of *item*."""
        for candidate in self._candidates(item, _CALLED):
            if not self._differ(candidate, item, _NUMBER):
                return candidate
        return None

    def _at_address(self, item: SourceItem) -> Article | None:
        """Return the article at the address of *item*.

        Where it goes by another guid, only if the texts are alike: guids move, but addresses are
        used again too.
        """
        for candidate in self._candidates(item, (_ADDRESS,)):
            if self._differ(candidate, item, _NUMBER):
                continue
            if not self._differ(candidate, item, _GUID) or alike(candidate.content, item.content):
                return candidate
        return None

    def _alike(self, item: SourceItem) -> Article | None:
        """Return the article of this title, or of this file, if the texts say it is the same."""
        candidates = list(self._candidates(item, ("",)))
        if not candidates:
            return None
        ours = content_hash(item.content)
        candidates.sort(key=lambda one: hash_of(one) != ours)
        return next((one for one in candidates if self._is_same(one, item, ours)), None)

    def _candidates(self, item: SourceItem, prefixes: tuple[str, ...]) -> Iterator[Article]:
        seen: set[ArticleId] = set()
        for identity in item.identities:
            if not identity.key.startswith(prefixes):
                continue
            for known in self._ids.get(identity.key, ()):
                if known not in seen:
                    seen.add(known)
                    yield self._articles[known]

    def _is_same(self, current: Article, item: SourceItem, ours: str) -> bool:
        if self._differ(current, item, _NUMBER) or self._differ(current, item, _ID):
            return False
        if self._shown_apart(current, item):
            return False
        if hash_of(current) == ours:
            return True
        if not self._differ(current, item, _ADDRESS):
            return alike(current.content, item.content)
        return _same_day(current.content, item.content) and alike(
            current.content, item.content, _MOVED
        )

    def _shown_apart(self, current: Article, item: SourceItem) -> bool:
        """Return whether the source shows *current* beside *item*, under another address."""
        shown = {k for k in self._shown.get(current.id, ()) if k.startswith(_ADDRESS)}
        ours = {i.key for i in item.identities if i.strong and i.key.startswith(_ADDRESS)}
        return bool(shown) and bool(ours) and not shown & ours

    def _differ(self, current: Article, item: SourceItem, prefix: str) -> bool:
        """Return whether both go by names that begin with *prefix*, and none is the same.

        The numbers of posts at two sites say nothing of each other.
        """
        theirs = _told({i.key for i in item.identities if i.strong}, prefix)
        if not theirs:
            return False
        ours = _told(self._names.get(current.id, set()), prefix) - {f"{_ID}{current.id}"}
        if prefix == _NUMBER:
            sites = {_site(key) for key in theirs}
            ours = {key for key in ours if _site(key) in sites}
        return bool(ours) and not ours & theirs


def _told(names: set[str], prefix: str) -> set[str]:
    """Return those of *names* that begin with *prefix*.

    The guid of a feed is an id too, for whoever reads our own output back. It is not one that a
    person gave, and that never changes: programs change guids when a site moves.
    """
    told = {name for name in names if name.startswith(prefix)}
    if prefix != _ID:
        return told
    guids = (name.removeprefix(_GUID) for name in names if name.startswith(_GUID))
    return told - {f"{_ID}{guid.removeprefix('urn:uuid:')}" for guid in guids}


def _site(number: str) -> str:
    return number.rpartition(":")[0]


def _own_names(article: Article) -> tuple[Identity, ...]:
    """Return the names under which our own output calls *article*, should it be read back."""
    public = article.public_id.removeprefix("urn:uuid:")
    return tuple(Identity(key=f"id:{name}") for name in dict.fromkeys((str(article.id), public)))


def _same_day(one: Content, other: Content) -> bool:
    if one.published_at is None or other.published_at is None:
        return True
    return one.published_at.date() == other.published_at.date()
