"""The index as one commit left it: unchanging, to be searched from any thread."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import tantivy

from barqiya.domain.article import ArticleId
from barqiya.domain.query import Query
from barqiya.search.analysis import Word
from barqiya.search.index.broken import broken_where_unreadable
from barqiya.search.index.fields import Bookmark, bookmark_in
from barqiya.search.index.ranking import Ranking, Sought
from barqiya.search.index.translation import Translation
from barqiya.search.wanted import Wanted

# Hits are put in order by windows of so many, whatever page is asked for, so that the pages of
# one search never overlap.
_WINDOW = 200
# So many articles of one second are put in order at the end of a page of the newest.
_ONE_SECOND = 2000
# Words of this share of the articles say little beside rarer ones, in an archive of some size.
_COMMON_SHARE, _COMMON_FROM = 0.25, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """*total* articles are found; *ids* are those of the page asked for, best first."""

    total: int
    ids: tuple[ArticleId, ...]


class Snapshot:
    """What the index held at one moment."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher = searcher
        self._ranking = Ranking(schema)
        self._translation = Translation(schema, self._authors)
        self._author_keys: list[tuple[str, frozenset[str]]] | None = None  # once asked for
        self.bookmark: Bookmark = bookmark_in(searcher, schema)

    def frequency(self, channel: str, term: str) -> int:
        """Return how many articles hold *term* in *channel*."""
        with broken_where_unreadable():
            return self._searcher.doc_freq(channel, term)

    def knows(self, word: Word) -> bool:
        """Return whether any article holds *word*, inflected or not."""
        return any(
            self.frequency(channel, term)
            for channel, term in (
                ("clitic", word.clitic),
                ("skeleton", word.skeleton),
                ("surface", word.surface),
            )
        )

    def search(self, query: Query, wanted: Wanted, *, limit: int, offset: int) -> Found:
        """Return the articles with any of the words and all else that *query* asks for.

        Without words or phrases to rank by, the newest come first. Raises
        :class:`~barqiya.search.index.broken.BrokenIndexError`.
        """
        with broken_where_unreadable():
            return self._search(query, wanted, limit, offset)

    def newest(self, query: Query, *, limit: int, offset: int) -> Found:
        """Return exactly the articles that satisfy *query*, all of its words too.

        The newest come first; of one second, by their ids, as the store has them. Raises
        :class:`~barqiya.search.index.broken.BrokenIndexError`.
        """
        with broken_where_unreadable():
            matching = self._translation.strict(query)
            total = self._count(matching)
            end = min(offset + limit, total)
            if end <= offset:
                return Found(total=total, ids=())
            if end < total:
                # All of the last second: which of them the page ends with is not chance's to say.
                last = self._dated(matching, end)[-1][0]
                end = min(self._count(self._translation.since(matching, last)), end + _ONE_SECOND)
            dated = [(at, self._id(address)) for at, address in self._dated(matching, end)]
            dated.sort(reverse=True)
            return Found(total=total, ids=tuple(id_ for _, id_ in dated[offset : offset + limit]))

    def _dated(self, matching: tantivy.Query, limit: int) -> list[tuple[float, tantivy.DocAddress]]:
        return self._searcher.search(matching, limit, count=False, order_by_field="ordered_at").hits

    def _search(self, query: Query, wanted: Wanted, limit: int, offset: int) -> Found:
        firm = self._translation.strict(query.firm)
        sought = self._sought(wanted)
        matching = self._ranking.matching(wanted, sought, firm)
        total = self._count(matching)
        page = max(0, min(limit, total - offset))
        if not page:
            return Found(total=total, ids=())
        if not (wanted.words or wanted.phrases or wanted.others):
            return Found(total=total, ids=self._newest(matching, page, offset))
        ranked = self._ranking.ranked(wanted, sought, firm)
        return Found(total=total, ids=self._best(ranked, page, offset))

    def _sought(self, wanted: Wanted) -> Sought:
        known = tuple(word for word in wanted.words if self.knows(word))
        unknown = tuple(word for word in wanted.words if word not in known)
        articles = self._searcher.num_docs
        if articles < _COMMON_FROM:
            return Sought(known=known, unknown=unknown)
        most = articles * _COMMON_SHARE
        common = tuple(word for word in known if self.frequency("clitic", word.clitic) > most)
        rare = tuple(word for word in known if word not in common)
        return Sought(known=rare, common=common, unknown=unknown)

    def _count(self, matching: tantivy.Query) -> int:
        answer: Any = self._searcher.search(matching, 1, count=True)
        return int(answer.count)  # the type stub of tantivy 0.27 forgets it

    def _newest(self, matching: tantivy.Query, limit: int, offset: int) -> tuple[ArticleId, ...]:
        newest = self._searcher.search(
            matching, limit, count=False, order_by_field="ordered_at", offset=offset
        )
        return tuple(self._id(address) for _, address in newest.hits)

    def _best(self, ranked: tantivy.Query, limit: int, offset: int) -> tuple[ArticleId, ...]:
        """Return a page of the best; of equals the newest comes first."""
        first = offset // _WINDOW * _WINDOW
        window = -(-(offset + limit) // _WINDOW) * _WINDOW - first
        hits = self._searcher.search(ranked, window, count=False, offset=first).hits
        dates = self._searcher.fast_field_values("ordered_at", [address for _, address in hits])
        places = sorted(
            range(len(hits)), key=lambda i: (round(hits[i][0], 3), dates[i] or 0), reverse=True
        )
        wanted = places[offset - first : offset - first + limit]
        return tuple(self._id(hits[i][1]) for i in wanted)

    def _authors(self, name: str) -> list[str]:
        """Return the keys of all authors among whose names are all of *name*."""
        if self._author_keys is None:
            known = self._searcher.terms_with_prefix("author", "")
            self._author_keys = [(key, frozenset(key.split())) for key, _ in known]
        parts = set(name.split())
        return [key for key, names in self._author_keys if parts <= names]

    def _id(self, address: tantivy.DocAddress) -> ArticleId:
        return ArticleId(UUID(str(self._searcher.doc(address).get_first("id"))))
