"""From a query to one of tantivy that finds exactly what the matcher lets through.

Owns the exact set; whoever ranks puts what it likes on top. Scores of what it makes mean nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import tantivy

from barqiya.domain.query import (
    After,
    All,
    Author,
    Before,
    Category,
    Either,
    Expression,
    Language,
    Leaf,
    Name,
    Not,
    Phrase,
    Prefix,
    Query,
    Source,
    Tag,
    Titled,
    Word,
)
from barqiya.search.analysis import keeps_beginning, sign
from barqiya.search.index.fields import BOOKMARK_TERM
from barqiya.search.matcher import wanted_of
from barqiya.search.terms import Beginning, Row, telling

Must, Should, MustNot = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot

_FIELDS: dict[type[Name], str] = {
    Category: "category",
    Tag: "tag",
    Language: "language",
    Source: "source",
}


@dataclass(frozen=True, slots=True)
class Translation:
    """Translates for one schema. *authors* gives the keys of the authors who bear all of a name."""

    schema: tantivy.Schema
    authors: Callable[[str], Sequence[str]]

    def strict(self, query: Query) -> tantivy.Query:
        """Return what finds exactly the articles that satisfy *query*.

        Raises ``ValueError`` for a query with dates that was not asked at a moment.
        """
        wanted = self._of(telling(query.wanted), query)
        bookmark = tantivy.Query.term_query(self.schema, *BOOKMARK_TERM, "basic")
        return tantivy.Query.boolean_query([(Must, wanted), (MustNot, bookmark)])

    def since(self, query: tantivy.Query, second: int) -> tantivy.Query:
        """Return what finds what *query* does, of *second* (since 1970) and later."""
        return tantivy.Query.boolean_query([(Must, query), (Must, self._dated(second, None))])

    def _of(self, expression: Expression, query: Query) -> tantivy.Query:
        match expression:
            case All(of):
                return self._all(of, query)
            case Either(of):
                return _either([self._of(one, query) for one in of])
            case Not():
                return self._all((expression,), query)
            case _:
                return self._leaf(expression, query)

    def _all(self, of: Sequence[Expression], query: Query) -> tantivy.Query:
        # Where nothing is wanted there would be nothing to exclude from.
        clauses = [(Must, tantivy.Query.all_query())]
        for one in of:
            if isinstance(one, Not):
                clauses.append((MustNot, self._of(one.of, query)))
            else:
                clauses.append((Must, self._of(one, query)))
        return tantivy.Query.boolean_query(clauses)

    def _leaf(self, leaf: Leaf, query: Query) -> tantivy.Query:
        match leaf:
            case Titled(of):
                return self._text(wanted_of(of), "title", "title_surface")
            case Word() | Phrase() | Prefix():
                return self._text(wanted_of(leaf), "clitic", "surface")
            case After(day):
                return self._dated(int(query.begins(day).timestamp()), None)
            case Before(day):
                return self._dated(None, int(query.begins(day).timestamp()))
            case _:
                return self._name(leaf)

    def _name(self, name: Name) -> tantivy.Query:
        match name:
            case Author(key):
                return tantivy.Query.term_set_query(self.schema, "author", list(self.authors(key)))
            case Language(primary):
                return self._term("language", primary)
            case _:
                return self._term(_FIELDS[type(name)], name.key)

    def _text(self, wanted: Row | Beginning, clitic: str, surface: str) -> tantivy.Query:
        if isinstance(wanted, Beginning):
            begun = [(clitic, one) for one in wanted.clitics]
            if not keeps_beginning(wanted.surface):
                begun.append((surface, wanted.surface))
            # Letters and digits only: nothing in them means anything else in a pattern.
            return _either(
                [tantivy.Query.regex_query(self.schema, name, f"{one}.*") for name, one in begun]
            )
        if len(wanted) == 1:
            return self._term(clitic, wanted[0])
        phrase = tantivy.Query.phrase_query(self.schema, clitic, list(wanted))
        return phrase if clitic == "title" else self._where_paired(wanted, phrase)

    def _where_paired(self, row: Row, phrase: tantivy.Query) -> tantivy.Query:
        """Return *phrase*, looked for only where its neighbouring words may be neighbours.

        Two words of most articles stand in a row in few; to look in each would take a tenth of a
        second in a million.
        """
        signs = dict.fromkeys(sign(one, other) for one, other in pairwise(row))
        paired = [tantivy.Query.const_score_query(self._term("pairs", s), 0.0) for s in signs]
        return tantivy.Query.boolean_query([(Must, one) for one in (*paired, phrase)])

    def _dated(self, first: int | None, end: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(
            self.schema,
            "ordered_at",
            tantivy.FieldType.Integer,
            lower_bound=first,
            upper_bound=end,
            include_upper=end is None,
        )

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, term, "basic")


def _either(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Should, query) for query in queries])
