"""Which feeds a page offers, in which groups. Owns their order; reads names, writes no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from barqiya.domain.article import Article
from barqiya.store import articles
from barqiya.store.articles import NameCount
from barqiya.store.database import Transaction
from barqiya.store.rows import NameKind
from feeds.pages.words import Words
from feeds.site import Site
from feeds.views import slug_of

#: Of each kind so many stand open, so many are folded; whoever wants another searches by name.
OPEN = 8
FOLDED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed offered to a person; *count* is how many articles it would hold in all."""

    name: str
    slug: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedGroup:
    """Feeds of one kind, those with most articles first: *opened*, then *folded*, then *left*."""

    heading: str
    opened: tuple[FeedLink, ...]
    folded: tuple[FeedLink, ...] = ()
    left: int = 0


def groups(tx: Transaction, site: Site, words: Words) -> tuple[FeedGroup, ...]:
    """Return the feeds of the settings, then of all categories, authors and tags.

    A kind without any is left out.
    """
    named = tuple(FeedLink(name=one.title, slug=one.slug) for one in site.named)
    kinds: tuple[tuple[NameKind, str], ...] = (
        ("category", words.categories),
        ("author", words.authors),
        ("tag", words.tags),
    )
    made = (_group(kind, heading, articles.name_counts(tx, kind)) for kind, heading in kinds)
    offered = (FeedGroup(heading=words.named, opened=named), *made)
    return tuple(group for group in offered if group.opened)


def own_feeds(article: Article) -> tuple[FeedLink, ...]:
    """Return the feeds that *article* stands in: of its categories, then of its authors."""
    content = article.content
    categories = [(one.name, slug_of("category", one.name)) for one in content.categories]
    authors = [(one.name, slug_of("author", one.name)) for one in content.authors]
    return tuple(FeedLink(name=name, slug=slug) for name, slug in categories + authors)


def _group(kind: NameKind, heading: str, counts: Sequence[NameCount]) -> FeedGroup:
    shown = [
        FeedLink(name=one.name, slug=slug_of(kind, one.name), count=one.count)
        for one in counts[: OPEN + FOLDED]
    ]
    return FeedGroup(
        heading=heading,
        opened=tuple(shown[:OPEN]),
        folded=tuple(shown[OPEN:]),
        left=len(counts) - len(shown),
    )
