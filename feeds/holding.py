"""Which articles a feed holds, withdrawn ones too, and which changes reach it. Writes no feed."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from barqiya.domain.article import Article, ArticleId
from barqiya.domain.change import ChangeKind
from barqiya.domain.query import Query
from barqiya.search import matches
from barqiya.store import articles, journal
from barqiya.store.database import Transaction
from feeds.views import FeedView, Newest

Place = tuple[datetime, UUID]
"""Where an article stands among others: newer ones are greater."""

# So many changes at once are an import: looking at each costs more than making feeds anew.
_MANY_CHANGES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which changes make a feed another one.

    It holds the articles *ids* (others on which it hangs are among them) of those that *query*
    wants, down to the place *end*; ``None`` where it would take any. *until* is when it changes by
    itself, ``None`` where it never does.
    """

    query: Query
    ids: frozenset[ArticleId]
    end: Place | None
    until: datetime | None

    def takes(self, article: Article, *, new: bool) -> bool:
        """Return whether the feed holds *article*, or would as it is now.

        A *new* one, however old its date, moves the feed's link to its history.
        """
        if article.id in self.ids:
            return True
        near = new or self.end is None or _place(article) >= self.end
        return near and matches(self.query, article)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a feed holds: *articles*, those retracted of late among them.

    *left* is when the last of these went from the feed, ``None`` where none went of late.
    """

    articles: tuple[Article, ...]
    left: datetime | None
    reach: Reach


def hold(
    tx: Transaction, view: FeedView, newest: Newest, now: datetime, retraction_days: int
) -> Holding:
    """Return what the feed *view* holds at *now* (aware).

    An article that is retracted keeps its place for *retraction_days*, so that whoever has it sees
    that it is withdrawn.
    """
    published = tuple(newest(tx, view.query, view.limit))
    end = min(map(_place, published), default=None) if len(published) >= view.limit else None
    shown_for = timedelta(days=retraction_days)
    # Twice as far back: what went of late is why the feed is another than it was.
    gone = articles.retracted_since(tx, now - 2 * shown_for, end[0] if end else None)
    gone = [article for article in gone if end is None or _place(article) >= end]
    gone = [article for article in gone if matches(view.query, article)]
    shown = [article for article in gone if article.updated_at + shown_for > now][: view.limit]
    left = [at for article in gone if (at := article.updated_at + shown_for) <= now]
    until = min((article.updated_at + shown_for for article in shown), default=None)
    held = (*published, *shown)
    ids = frozenset(article.id for article in held)
    return Holding(
        articles=held,
        left=max(left, default=None),
        # Where the store keeps no line of a feed, its history hangs on all that the query finds.
        reach=Reach(query=view.query, ids=ids, end=end if view.line else None, until=until),
    )


def touched(
    tx: Transaction, seq: int, reaches: Mapping[Hashable, Reach]
) -> tuple[set[Hashable], int]:
    """Return which of *reaches* the changes after number *seq* reach, and the last one's number."""
    changes = journal.changes_after(tx, seq, _MANY_CHANGES + 1)
    if len(changes) > _MANY_CHANGES:
        return set(reaches), journal.head(tx)
    changed = articles.get_many(tx, list(dict.fromkeys(one.article_id for one in changes)))
    came = {one.article_id for one in changes if one.kind is ChangeKind.PUBLISHED}
    reached = {
        key
        for key, reach in reaches.items()
        if any(reach.takes(article, new=article.id in came) for article in changed)
    }
    return reached, changes[-1].seq if changes else seq


def _place(article: Article) -> Place:
    return article.ordered_at, article.id
