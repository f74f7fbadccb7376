"""What the places wish for, ready to be asked of many articles. Owns an index; reads no store.

Very many places may be told of an article, and hardly any of them wants it: their queries are
parsed once and kept from one plan to the next, in :class:`~barqiya.search.SavedQueries`. What is
kept is derived from the queries it was last shown, so a plan that comes to nothing does no harm.
"""

from collections.abc import Mapping
from datetime import datetime

from barqiya.domain.article import Article
from barqiya.domain.query import Query, parse
from barqiya.search import SavedQueries


class Wishes:
    """The queries of all places, by the ids of these."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._saved = SavedQueries[str]()

    def renew(self, queries: Mapping[str, str], now: datetime) -> None:
        """Hold *queries*, each under the id of its place, and no others; only new ones cost time.

        A query means the same on every day: *now* decides nothing before :meth:`of`.
        """
        parsed: dict[str, Query] = {}
        for place_id in self._texts.keys() - queries.keys():
            self._saved.remove(place_id)
            del self._texts[place_id]
        for place_id, text in queries.items():
            if self._texts.get(place_id) == text:
                continue
            if text not in parsed:
                parsed[text] = parse(text, now)
            self._saved.add(place_id, parsed[text])
            self._texts[place_id] = text

    def of(self, article: Article, now: datetime) -> set[str]:
        """Return the ids of the places whose query *article* satisfies.

        *now* is aware, in the zone whose days the queries mean.
        """
        return self._saved.wanting(article, now)
