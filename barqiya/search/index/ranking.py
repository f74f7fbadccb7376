"""From words to queries of tantivy. Owns the weights; each was measured, none is holy.

Any of the words finds an article. What decides its place: how rare the words are (BM25), in how
exact a form they occur, how many of them, whether all occur, and whether they stand near one
another. Only the first can be asked of a million articles in a millisecond, for tantivy passes
over whole blocks that cannot win; the rest is asked of the best by the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import tantivy

from barqiya.search.analysis import Word
from barqiya.search.wanted import Wanted

Must, Should = tantivy.Occur.Must, tantivy.Occur.Should
Clauses = list[tuple[tantivy.Occur, tantivy.Query]]

_SURFACE, _CLITIC, _SKELETON = 0.5, 0.8, 0.7
# Letters in common tell more in a headline than in the two or three words that somebody remembers,
# and in a paragraph nothing: a long text has all letters.
_GRAMS_OF_FEW, _GRAMS_OF_MANY = 0.3, 0.6
_FEW, _MANY = 4, 14
_ALL_AS_TYPED, _ALL_STEMS = 8.0, 5.0
_NEAR_SLOP, _NEAR = 12, 1.0
_WHOLE_PHRASE = 3.0
_ALL_IN_TITLE, _ROW_IN_TITLE = 3.0, 3.0
_BONUS_WORDS = range(2, 7)
# A word that the archive does not know in any form finds what shares so much of its trigrams.
_ALIKE = 0.5
ALIKE_WORDS = 3  #: of more the first tell enough, and each takes hundredths of a second
_FIRM_WORDS = 8
# What a word weighs of which only one form is looked for.
_DENSE = _SURFACE + _CLITIC + _SKELETON


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """The words of a query by how the archive knows them.

    *common* are in so large a share of the articles that they tell little; *dense*, of the telling
    ones, are those in so many articles that their other forms need not be looked for. *worth* says
    of words how many others they count as; 1 of those that it does not name.
    """

    known: tuple[Word, ...] = ()
    common: tuple[Word, ...] = ()
    unknown: tuple[Word, ...] = ()
    dense: tuple[Word, ...] = ()
    worth: Mapping[Word, float] = field(default_factory=dict)

    @property
    def telling(self) -> tuple[Word, ...]:
        """The words that find articles: common ones only where there are no others."""
        return self.known or self.common

    @property
    def words(self) -> tuple[Word, ...]:
        """All the words."""
        return self.known + self.common + self.unknown


@dataclass(frozen=True, slots=True)
class Ranking:
    """Builds the queries for one schema."""

    schema: tantivy.Schema

    def any_of(self, sought: Sought) -> tantivy.Query:
        """Return what any word satisfies, the more and the rarer the better.

        Where the archive knows none of them, what has most of the letters of one.
        """
        if sought.telling:
            inexact = tuple(word for word in sought.telling if word not in sought.dense)
            dense = [
                (Should, _weighted(self._term("clitic", w.clitic), _DENSE * sought.worth.get(w, 1)))
                for w in sought.dense
            ]
            return tantivy.Query.boolean_query(self._forms(inexact, sought.worth) + dense)
        return tantivy.Query.boolean_query(
            [(Should, self._alike(word)) for word in sought.unknown[:ALIKE_WORDS] if word.grams]
        )

    def all_of(self, sought: Sought) -> tantivy.Query | None:
        """Return what all words satisfy, if so few words are likely to stand together.

        Where each is dense the best with any of them have them all.
        """
        if sought.unknown or len(sought.words) not in _BONUS_WORDS:
            return None
        if len(sought.dense) == len(sought.words):
            return None
        return self._all("skeleton", sought.words)

    def fine(self, sought: Sought, wanted: Wanted, among: Iterable[int]) -> Iterator[tantivy.Query]:
        """Yield what scores the articles with *among* as the lower halves of their ids.

        The scores are to be added. Bonuses are queries of their own: beside terms alone tantivy
        knows a faster way, and what few articles have is sought only in these.
        """
        these = tantivy.Query.boolean_query([(Should, self.one("low", low)) for low in among])
        ids = (Must, tantivy.Query.const_score_query(these, 0.0))
        terms = self._forms(sought.telling, sought.worth) + self._grams(sought)
        yield tantivy.Query.boolean_query([ids, *terms])
        for bonus in self._bonuses(sought.words, wanted):
            yield tantivy.Query.boolean_query([ids, (Must, bonus)])

    def among(self, firm: tantivy.Query, ranked: tantivy.Query) -> tantivy.Query:
        """Return *ranked* among what satisfies *firm*."""
        conditions = (Must, tantivy.Query.const_score_query(firm, 0.0))
        return tantivy.Query.boolean_query([conditions, (Must, ranked)])

    def firmly(self, firm: tantivy.Query, words: tuple[Word, ...]) -> tantivy.Query:
        """Return *firm* ranked by *words* that stand in it."""
        conditions = (Must, tantivy.Query.const_score_query(firm, 0.0))
        return tantivy.Query.boolean_query([conditions, *self._forms(words[:_FIRM_WORDS], {})])

    def weighed(self, terms: Mapping[str, float]) -> tantivy.Query:
        """Return what any of *terms* satisfies, each as much as it weighs."""
        clauses = [(Should, _weighted(self._term("clitic", one), terms[one])) for one in terms]
        return tantivy.Query.boolean_query(clauses)

    def one(self, field: str, value: str | int) -> tantivy.Query:
        """Return what bears *value* in *field*."""
        return tantivy.Query.term_query(self.schema, field, value, "basic")

    def titled(self, words: Iterable[str], begun: Iterable[tuple[str, str]]) -> tantivy.Query:
        """Return what has all of *words* and any of the terms *begun* (or none) in the title."""
        clauses = [(Must, self.one("title", word)) for word in words]
        if any_begun := [(Should, self.one(field, term)) for field, term in begun]:
            clauses.append((Must, tantivy.Query.boolean_query(any_begun)))
        return tantivy.Query.boolean_query(clauses)

    def _phrase(self, clitics: list[str]) -> tantivy.Query:
        if len(clitics) == 1:
            return self._term("clitic", clitics[0])
        return tantivy.Query.phrase_query(self.schema, "clitic", list(clitics))

    def _forms(self, words: tuple[Word, ...], worth: Mapping[Word, float]) -> Clauses:
        # Of words that share a form the one that counts most is looked for.
        forms: dict[tuple[str, str], float] = {}
        for word in sorted(words, key=lambda word: worth.get(word, 1)):
            times = worth.get(word, 1)
            forms["surface", word.surface] = _SURFACE * times
            forms["clitic", word.clitic] = _CLITIC * times
            if not word.stop:
                forms["skeleton", word.skeleton] = _SKELETON * times
        return [(Should, _weighted(self._term(*form), weight)) for form, weight in forms.items()]

    def _grams(self, sought: Sought) -> Clauses:
        if is_a_text(sought.words):
            return []
        words = (*sought.telling, *sought.unknown)
        weight = _GRAMS_OF_FEW if len(sought.words) <= _FEW else _GRAMS_OF_MANY
        grams = _once(gram for word in words if not word.stop for gram in word.grams.split())
        return [(Should, _weighted(self._term("grams", gram), weight)) for gram in grams]

    def _alike(self, word: Word) -> tantivy.Query:
        terms = [(Should, self._term("grams", gram)) for gram in word.grams.split()]
        enough = max(2, round(len(terms) * _ALIKE))
        return tantivy.Query.boolean_query(terms, minimum_number_should_match=enough)

    def _bonuses(self, words: tuple[Word, ...], wanted: Wanted) -> Iterator[tantivy.Query]:
        for phrase in wanted.phrases:
            there = self._phrase([word.clitic for word in phrase])
            yield tantivy.Query.const_score_query(there, _WHOLE_PHRASE)
        if len(words) in _BONUS_WORDS:
            clitics = [word.clitic for word in words]
            as_typed, stems = self._all("surface", words), self._all("skeleton", words)
            yield tantivy.Query.const_score_query(as_typed, _ALL_AS_TYPED)
            yield tantivy.Query.const_score_query(stems, _ALL_STEMS)
            titled = self.titled(clitics, ())
            yield tantivy.Query.const_score_query(titled, _ALL_IN_TITLE)
            row = tantivy.Query.phrase_query(self.schema, "title", list(clitics))
            yield tantivy.Query.const_score_query(row, _ROW_IN_TITLE)
            yield tantivy.Query.boost_query(
                tantivy.Query.phrase_query(self.schema, "clitic", list(clitics), slop=_NEAR_SLOP),
                _NEAR,
            )

    def _all(self, channel: str, words: tuple[Word, ...]) -> tantivy.Query:
        # Stop words have no skeleton in the index.
        fields = ["clitic" if word.stop and channel == "skeleton" else channel for word in words]
        terms = zip(fields, words, strict=True)
        return tantivy.Query.boolean_query(
            [(Must, self._term(field, getattr(word, field))) for field, word in terms]
        )

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, term, "freq")


def is_a_text(words: Sequence[Word]) -> bool:
    """Return whether so many *words* were pasted, not typed: not all of them tell."""
    return len(words) > _MANY


def _once(terms: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(terms)


def _weighted(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
