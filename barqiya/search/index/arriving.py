"""What satisfies a query, in the order in which it came to the store: counted, not walked through.

Each question is one search of the index, whatever the number of articles before and behind.
"""

import tantivy

from barqiya.domain.article import ArticleId
from barqiya.search.index.broken import broken_where_unreadable
from barqiya.search.index.fields import id_of

Must = tantivy.Occur.Must


class Arriving:
    """The articles that *matching* finds, by their places in the store; places fall out."""

    dense = False

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, matching: tantivy.Query
    ) -> None:
        self._searcher = searcher
        self._schema = schema
        self._matching = matching
        self.total = self._count(matching)

    def place(self, rank: int) -> int:
        """Return the place of the *rank*-th of them (from 1 to the total)."""
        with broken_where_unreadable():
            if rank > self.total // 2:  # from the nearer end
                return self._at(self.total - rank, tantivy.Order.Desc)
            return self._at(rank - 1, tantivy.Order.Asc)

    def upto(self, place: int) -> int:
        """Return how many of them stand at *place* or before."""
        return self._count(self._within(1, place))

    def ids(self, first: int, last: int) -> list[ArticleId]:
        """Return those at the places *first* to *last*, both included, in order."""
        wanted = self._within(first, last)
        many = self._count(wanted)
        if not many:
            return []
        with broken_where_unreadable():
            found = self._searcher.search(
                wanted, many, count=False, order_by_field="place", order=tantivy.Order.Asc
            )
            addresses = [address for _, address in found.hits]
            halves = [self._searcher.fast_field_values(one, addresses) for one in ("high", "low")]
        pairs = zip(*halves, strict=True)
        return [id_of(int(high), int(low)) for high, low in pairs if None not in {high, low}]

    def _at(self, offset: int, order: tantivy.Order) -> int:
        found = self._searcher.search(
            self._matching, 1, count=False, order_by_field="place", offset=offset, order=order
        )
        return int(found.hits[0][0])

    def _within(self, first: int, last: int) -> tantivy.Query:
        there = tantivy.Query.range_query(
            self._schema, "place", tantivy.FieldType.Integer, first, last
        )
        return tantivy.Query.boolean_query([(Must, self._matching), (Must, there)])

    def _count(self, query: tantivy.Query) -> int:
        with broken_where_unreadable():
            answer = self._searcher.search(query, 1, count=True)
            return int(getattr(answer, "count", 0) or 0)
