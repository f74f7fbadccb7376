"""From a wanted text to a query of tantivy. Owns the weights; each was measured, none is holy.

Any of the words finds an article. What decides its place: how rare the words are (BM25), in how
exact a form they occur, whether all occur, and whether they stand near one another.
"""

from dataclasses import dataclass

import tantivy

from barqiya.search.analysis import Word
from barqiya.search.wanted import Wanted

Must, Should = tantivy.Occur.Must, tantivy.Occur.Should

_SURFACE, _CLITIC, _SKELETON, _GRAMS = 0.5, 1.0, 0.7, 0.45
_ALL_AS_TYPED, _ALL_STEMS = 5.0, 5.0
_NEAR_SLOP, _NEAR = 12, 0.5
_BONUS_WORDS = range(2, 7)
# A word that the archive does not know in any form finds what shares so much of its trigrams.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """The words of a query by how the archive knows them."""

    known: tuple[Word, ...] = ()
    common: tuple[Word, ...] = ()
    unknown: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Builds the queries for one schema."""

    schema: tantivy.Schema

    def matching(self, wanted: Wanted, sought: Sought, firm: tantivy.Query) -> tantivy.Query:
        """Return what an article must satisfy, *firm* above all; its score is the words' found."""
        clauses = [(Must, tantivy.Query.const_score_query(firm, 0.0))]
        if wanted.words:
            clauses.append((Must, self._any_word(sought)))
        clauses += [(Should, self._phrase(tuple(w.clitic for w in p))) for p in wanted.phrases]
        clauses += [(Should, self._term("clitic", word.clitic)) for word in wanted.others]
        return tantivy.Query.boolean_query(clauses)

    def ranked(self, wanted: Wanted, sought: Sought, firm: tantivy.Query) -> tantivy.Query:
        """Return :meth:`matching` with all that decides the order on top."""
        clauses = [(Must, self.matching(wanted, sought, firm))]
        grams = dict.fromkeys(
            gram for word in sought.known if not word.stop for gram in word.grams.split()
        )
        clauses += [(Should, _weighted(self._term("grams", gram), _GRAMS)) for gram in grams]
        clauses += self._bonuses(wanted)
        return tantivy.Query.boolean_query(clauses)

    def _any_word(self, sought: Sought) -> tantivy.Query:
        forms: dict[tuple[str, str, float], None] = {}
        for word in sought.known or sought.common:
            forms[("surface", word.surface, _SURFACE)] = None
            forms[("clitic", word.clitic, _CLITIC)] = None
            if not word.stop:
                forms[("skeleton", word.skeleton, _SKELETON)] = None
        clauses = [
            (Should, _weighted(self._term(field, term), weight)) for field, term, weight in forms
        ]
        clauses += [(Should, self._alike(word)) for word in sought.unknown if word.grams]
        return tantivy.Query.boolean_query(clauses)

    def _alike(self, word: Word) -> tantivy.Query:
        terms = [
            (Should, _weighted(self._term("grams", gram), _GRAMS)) for gram in word.grams.split()
        ]
        enough = max(2, round(len(terms) * _ALIKE))
        return tantivy.Query.boolean_query(terms, minimum_number_should_match=enough)

    def _bonuses(self, wanted: Wanted) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        if len(wanted.words) not in _BONUS_WORDS:
            return []
        clitics = tuple(word.clitic for word in wanted.words)
        near = tantivy.Query.phrase_query(self.schema, "clitic", list(clitics), slop=_NEAR_SLOP)
        as_typed = self._all("surface", [word.surface for word in wanted.words])
        stems = self._all("skeleton", [word.skeleton for word in wanted.words])
        return [
            (Should, tantivy.Query.const_score_query(as_typed, _ALL_AS_TYPED)),
            (Should, tantivy.Query.const_score_query(stems, _ALL_STEMS)),
            (Should, _weighted(near, _NEAR)),
        ]

    def _all(self, field: str, terms: list[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(Must, self._term(field, term)) for term in terms])

    def _phrase(self, clitics: tuple[str, ...]) -> tantivy.Query:
        if len(clitics) == 1:
            return self._term("clitic", clitics[0])
        return tantivy.Query.phrase_query(self.schema, "clitic", list(clitics))

    def _term(self, field: str, term: str) -> tantivy.Query:
        option = {"clitic": "position", "surface": "freq", "skeleton": "freq", "grams": "freq"}
        return tantivy.Query.term_query(self.schema, field, term, option.get(field, "basic"))


def _weighted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
