"""The index as one commit left it: unchanging, to be searched from any thread."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tantivy

from barqiya.domain.article import ArticleId
from barqiya.domain.query import Query
from barqiya.search.analysis import Word
from barqiya.search.index.arriving import Arriving
from barqiya.search.index.broken import broken_where_unreadable
from barqiya.search.index.fields import Bookmark, bookmark_in, halves, id_of
from barqiya.search.index.ranking import Ranking, Sought, is_a_text
from barqiya.search.index.translation import Translation
from barqiya.search.meaning import Meaning, by_meaning
from barqiya.search.wanted import Wanted

# So many of the best are put in order by all that tells; the others stay as they were found.
_REFINED = 20
# So many beyond a page of the newest show where the second of its last article ends.
_SPARE = 50
# So many articles of one second are put in order at the end of a page of the newest.
_ONE_SECOND = 2000
# Words of this share of the articles say little beside rarer ones, in an archive of some size.
_COMMON_SHARE, _COMMON_FROM = 0.25, 200
# Where the words occur more often than this, the total is not counted out: it would take longer
# than the search, and nobody turns so many pages.
_COUNTED = 100_000
# So many words of a pasted text are looked for: those that tell most.
_TELLING_WORDS = 64
# A word in so many articles leads to enough of them as it is, whatever its other forms.
_DENSE = 20_000
# How like another a text must be, of how like itself it is; and by how many terms that is told.
_AKIN, _TELLING_TERMS, _WEIGHED = 0.15, 16, 80
# Letters of a beginning that is worth completing, and how many words that begin so are looked at.
_SHORTEST_BEGINNING, _BEGUN = 2, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """*total* articles are found; *ids* are those of the page asked for, best first.

    Where words are as frequent as in 100,000 articles, *total* is the least that it can be.
    """

    total: int
    ids: tuple[ArticleId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """One article found. *twin* is shared by those of the same title and text."""

    id: ArticleId
    low: int
    twin: int
    score: float
    ordered_at: int


class Snapshot:
    """What the index held at one moment."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
        freshness: float = 0.0,
        meaning: Meaning | None = None,
    ) -> None:
        self._searcher = searcher
        self._freshness = freshness
        self._meaning = meaning
        self._schema = schema
        self._ranking = Ranking(schema)
        self._translation = Translation(schema, self._authors)
        self._author_keys: list[tuple[str, frozenset[str]]] | None = None  # once asked for
        self._keys: dict[str, list[tuple[str, int]]] = {}
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

    def beginning(self, channel: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return up to *limit* terms of *channel* that begin with *prefix*, with frequencies."""
        with broken_where_unreadable():
            return self._searcher.terms_with_prefix(channel, prefix, limit=limit)

    def search(self, query: Query, wanted: Wanted, *, limit: int, offset: int) -> Found:
        """Return the articles with any of the words and all else that *query* asks for.

        Without words or phrases to rank by, the newest come first. Articles of the same title and
        text are shown once. Raises :class:`~barqiya.search.index.broken.BrokenIndexError`.
        """
        with broken_where_unreadable():
            bare = query.firm.is_everything
            firm = None if bare else self._translation.strict(query.firm)
            if wanted.words:
                return self._by_words(wanted, firm, limit, offset)
            if firm is None:
                return Found(total=0, ids=())
            if not (wanted.phrases or wanted.others):
                return self._newest(firm, limit, offset)
            return self._by_phrases(wanted, firm, limit, offset)

    def newest(self, query: Query, *, limit: int, offset: int = 0) -> Found:
        """Return exactly the articles that satisfy *query*, all of its words too.

        The newest come first; of one second, by their ids, as the store has them. Raises
        :class:`~barqiya.search.index.broken.BrokenIndexError`.
        """
        with broken_where_unreadable():
            return self._newest(self._translation.strict(query), limit, offset)

    def arriving(self, query: Query) -> Arriving:
        """Return what satisfies *query*, all of its words too, in the order in which it came."""
        with broken_where_unreadable():
            matching = self._translation.strict(query)
            return Arriving(self._searcher, self._schema, matching)

    def holds(self, id_: ArticleId) -> bool:
        """Return whether the article is in the index: retracted ones are not."""
        with broken_where_unreadable():
            return self._count(self._ranking.one("low", halves(id_)[1])) > 0

    def alike(
        self, terms: Mapping[str, int], besides: ArticleId, *, limit: int
    ) -> tuple[ArticleId, ...]:
        """Return the articles most like a text that holds each of *terms* so often, best first.

        *besides* is the text itself: what is far less like it than itself is not alike.
        """
        with broken_where_unreadable():
            telling = self._telling(terms)
            if not telling:
                return ()
            hits = self._best(self._ranking.weighed(telling), limit + 1)
            whole = max(hit.score for hit in hits) if hits else 0.0
            apart = _without_twins(sorted(hits, key=lambda hit: hit.id != besides))
            return tuple(
                hit.id for hit in apart if hit.id != besides and hit.score >= whole * _AKIN
            )

    def _telling(self, terms: Mapping[str, int]) -> dict[str, float]:
        """Return the terms that tell most of a text, by how often they stand there and elsewhere.

        A term that stands nowhere else leads to nothing.
        """
        frequent = sorted(terms, key=terms.__getitem__, reverse=True)[:_WEIGHED]
        often = {term: self._searcher.doc_freq("clitic", term) for term in frequent}
        articles = self._searcher.num_docs + 1
        worth = {
            term: math.log1p(terms[term]) * math.log(articles / count)
            for term, count in often.items()
            if count > 1
        }
        best = sorted(worth, key=worth.__getitem__, reverse=True)[:_TELLING_TERMS]
        return {term: worth[term] for term in best if worth[term] > 0}

    def named(self, field: str, typed: str, limit: int) -> list[tuple[str, ArticleId]]:
        """Return the commonest keys of *field* with a word that begins with *typed*.

        Each with the newest article that bears it.
        """
        with broken_where_unreadable():
            within = f" {typed}"
            keys = [one for one in self._keys_of(field) if within in f" {one[0]}"]
            keys.sort(key=lambda one: (not one[0].startswith(typed), -one[1]))
            bearers = [
                (key, self._dated(self._ranking.one(field, key), 1)) for key, _ in keys[:limit]
            ]
        return [(key, hits[0].id) for key, hits in bearers if hits]

    def titled(self, words: Sequence[str], last: str, limit: int) -> tuple[ArticleId, ...]:
        """Return the newest articles with *words* in the title, the last one begun at least.

        *last* is the last word as typed, *words* are without clitics.
        """
        with broken_where_unreadable():
            begun = [
                (field, term)
                for field, prefix in (("title", words[-1]), ("title_surface", last))
                if len(prefix) >= _SHORTEST_BEGINNING
                for term, _ in self._searcher.terms_with_prefix(field, prefix, limit=_BEGUN)
            ]
            # One letter begins too many words: what stands before it must do.
            if not begun and (len(words) == 1 or len(last) >= _SHORTEST_BEGINNING):
                return ()
            hits = self._dated(self._ranking.titled(words[:-1], begun), limit)
        return tuple(hit.id for hit in _without_twins(hits))

    def _keys_of(self, field: str) -> list[tuple[str, int]]:
        if field not in self._keys:
            self._keys[field] = self._searcher.terms_with_prefix(field, "")
        return self._keys[field]

    def _newest(self, matching: tantivy.Query, limit: int, offset: int) -> Found:
        end = offset + limit
        if limit < 1:
            return Found(total=self._count(matching), ids=())
        # Once, and counted: to find what satisfies it is what takes the time.
        answer: Any = self._searcher.search(matching, end + _SPARE, order_by_field="ordered_at")
        total, dated = int(answer.count), self._hits([(0.0, at) for _, at in answer.hits])
        if len(dated) < total and dated[end - 1].ordered_at == dated[-1].ordered_at:
            # All of the last second: which of them the page ends with is not chance's to say.
            since = self._translation.since(matching, dated[-1].ordered_at)
            dated = self._dated(matching, min(self._count(since), end + _ONE_SECOND))
        dated.sort(key=lambda hit: (hit.ordered_at, hit.id), reverse=True)
        return Found(total=total, ids=tuple(hit.id for hit in dated[offset:end]))

    def _dated(self, matching: tantivy.Query, limit: int) -> list[_Hit]:
        answer = self._searcher.search(matching, limit, count=False, order_by_field="ordered_at")
        return self._hits([(0.0, address) for _, address in answer.hits])

    def _by_phrases(self, wanted: Wanted, firm: tantivy.Query, limit: int, offset: int) -> Found:
        ranked = firm if wanted.phrases else self._ranking.firmly(firm, wanted.others)
        # What satisfies it is slow to find where words are common: once, and counted.
        answer: Any = self._searcher.search(ranked, max(offset + limit, _REFINED))
        found = _in_order(self._hits(answer.hits))
        words = dict.fromkeys(word for one in wanted.phrases for word in one if not word.stop)
        sought = Sought(known=(*words, *wanted.others))
        if wanted.phrases and found and sought.known:
            refined = self._refined(sought, Wanted(), found[:_REFINED])
            found = refined + found[_REFINED:]
        return self._page(found, int(answer.count), limit, offset)

    def _by_words(
        self, wanted: Wanted, firm: tantivy.Query | None, limit: int, offset: int
    ) -> Found:
        sought = self._sought(wanted)
        broad, all_there = self._ranking.any_of(sought), self._ranking.all_of(sought)
        if firm is not None:
            broad = self._ranking.among(firm, broad)
            all_there = self._ranking.among(firm, all_there) if all_there else None
        found = self._best(broad, max(offset + limit, _REFINED))
        refined = found[:_REFINED] + (self._best(all_there, _REFINED) if all_there else [])
        if refined and sought.telling:
            refined = self._refined(sought, wanted, refined)
            found = self._meant(wanted.question, refined) + found[_REFINED:]
        return self._page(found, self._total(broad, sought, firm), limit, offset)

    def _refined(self, sought: Sought, wanted: Wanted, hits: list[_Hit]) -> list[_Hit]:
        """Return *hits* in the order of all that tells."""
        once = {hit.low: hit for hit in hits}
        score: defaultdict[tuple[int, int], float] = defaultdict(float)
        place: dict[tuple[int, int], tantivy.DocAddress] = {}
        for query in self._ranking.fine(sought, wanted, once):
            for worth, address in self._searcher.search(query, len(once), count=False).hits:
                key = address.segment_ord, address.doc
                score[key] += worth
                place[key] = address
        best_first = _in_order(self._hits([(score[key], place[key]) for key in place]))
        return _fresh_first(best_first, self._freshness)

    def _meant(self, question: str, hits: list[_Hit]) -> list[_Hit]:
        """Return *hits* in the order of their words and of their meaning, if one is asked for."""
        if self._meaning is None or not question:
            return hits
        by_id = {hit.id: hit for hit in hits}
        near = self._meaning.near(question, list(by_id))
        return [by_id[one] for one in by_meaning([(hit.id, hit.score) for hit in hits], near)]

    def _page(self, found: list[_Hit], total: int, limit: int, offset: int) -> Found:
        once = list({hit.low: hit for hit in reversed(found)}.values())[::-1]
        apart = list(_without_twins(once))
        page = apart[offset : offset + limit] if limit else []
        return Found(total=total - len(once) + len(apart), ids=tuple(hit.id for hit in page))

    def _sought(self, wanted: Wanted) -> Sought:
        often = {word: self.frequency("clitic", word.clitic) for word in wanted.words}
        known = tuple(word for word in wanted.words if often[word] or self.knows(word))
        unknown = tuple(word for word in wanted.words if word not in known)
        worth: Mapping[Word, float] = wanted.often
        if is_a_text(wanted.words):
            worth = self._worth(often, wanted.often)
            known = tuple(sorted(known, key=worth.__getitem__, reverse=True)[:_TELLING_WORDS])
        articles = self._searcher.num_docs
        most = articles * (_COMMON_SHARE if articles >= _COMMON_FROM else 1)
        common = tuple(word for word in known if often[word] > most)
        rare = tuple(word for word in known if word not in common)
        dense = tuple(word for word in rare or common if often[word] > _DENSE)
        return Sought(known=rare, common=common, unknown=unknown, dense=dense, worth=worth)

    def _worth(self, often: Mapping[Word, int], typed: Mapping[Word, int]) -> dict[Word, float]:
        """Return how much each word of a text counts, by how rare it is and how often typed.

        That is beside what BM25 makes of it: of the many words of a text most say how things are
        told, and together would outweigh the few that say of what it tells.
        """
        articles = self._searcher.num_docs
        rarest = math.log1p(articles)
        return {
            word: typed.get(word, 1) * math.log1p(articles / (1 + count)) / rarest
            for word, count in often.items()
        }

    def _total(self, broad: tantivy.Query, sought: Sought, firm: tantivy.Query | None) -> int:
        often = [
            self.frequency(channel, getattr(word, channel))
            for word in sought.telling
            for channel in ("clitic", "skeleton")
        ]
        if firm is None and sum(often) > _COUNTED:
            return max(often)
        return self._count(broad)

    def _count(self, query: tantivy.Query) -> int:
        answer: Any = self._searcher.search(query, 1, count=True)
        return int(answer.count)  # the type stub of tantivy 0.27 forgets it

    def _authors(self, name: str) -> list[str]:
        """Return the keys of all authors among whose names are all of *name*."""
        if self._author_keys is None:
            keys = self._keys_of("author")
            self._author_keys = [(key, frozenset(key.split())) for key, _ in keys]
        parts = set(name.split())
        return [key for key, names in self._author_keys if parts <= names]

    def _best(self, query: tantivy.Query, depth: int) -> list[_Hit]:
        """Return the best *depth* hits; of equals the newest comes first."""
        if depth < 1:
            return []
        return _in_order(self._hits(self._searcher.search(query, depth, count=False).hits))

    def _hits(self, scored: list[tuple[float, tantivy.DocAddress]]) -> list[_Hit]:
        addresses = [address for _, address in scored]
        columns = [
            self._searcher.fast_field_values(column, addresses)
            for column in ("high", "low", "twin", "ordered_at")
        ]
        return [
            _Hit(
                id=id_of(int(high), int(low)),
                low=int(low),
                twin=int(twin),
                score=score,
                ordered_at=int(ordered_at),
            )
            for (score, _), high, low, twin, ordered_at in zip(scored, *columns, strict=True)
            if high is not None and low is not None and twin is not None and ordered_at is not None
        ]


def _in_order(hits: list[_Hit]) -> list[_Hit]:
    return sorted(hits, key=lambda hit: (round(hit.score, 3), hit.ordered_at), reverse=True)


def _fresh_first(hits: list[_Hit], freshness: float) -> list[_Hit]:
    """Return *hits*, the best first, with the newest first among those as good as equal.

    These are the best one left and all that miss no more than the share *freshness* of its score:
    so none passes a match that is better by more, however new it is.
    """
    if not freshness:
        return hits
    ordered: list[_Hit] = []
    while hits:
        least = hits[0].score * (1 - freshness)
        equal = [hit for hit in hits if hit.score >= least]
        ordered += sorted(equal, key=lambda hit: hit.ordered_at, reverse=True)
        hits = hits[len(equal) :]
    return ordered


def _without_twins(hits: list[_Hit]) -> Iterator[_Hit]:
    seen: set[int] = set()
    for hit in hits:
        if hit.twin not in seen:
            seen.add(hit.twin)
            yield hit
