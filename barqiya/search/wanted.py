"""The words of a query that a search ranks by, and what of an article is searched. Owns no index.

What an article must satisfy is another question: :mod:`barqiya.search.terms`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from barqiya.domain.article import Article
from barqiya.domain.normalize import plain_text
from barqiya.domain.query import MAX_PARTS, Either, Phrase, Query, Word, all_of
from barqiya.search import analysis
from barqiya.search.analysis import words

Sequence = tuple[analysis.Word, ...]

_PASTED = 4  # plain words, or more: a text that was pasted
_QUESTION = range(4, 25)  # words: fewer are no question, more are a pasted text
_MAX_SEQUENCE = 32  # words of a phrase that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The words of a query, analysed, each once.

    *words* are those that a search may do with fewer of; stop words are left out of them unless
    nothing else is wanted. *others* are wanted within alternatives, or of the title. *often* says
    of the words that were typed several times how many. Of a long text that sets no conditions all
    words are there: which of them tell, the archive knows. *question* is the query as one text
    where that may mean more than its words: of four and more, and without conditions.
    """

    words: Sequence = ()
    phrases: tuple[Sequence, ...] = ()
    others: Sequence = ()
    often: Mapping[analysis.Word, int] = field(default_factory=dict)
    question: str = ""

    @property
    def shown(self) -> Sequence:
        """The words that are to be marked where they are shown."""
        in_phrases = [word for phrase in self.phrases for word in phrase if not word.stop]
        return tuple(dict.fromkeys((*self.words, *self.others, *in_phrases)))


def wanted_by(query: Query) -> Wanted:
    """Return what a search for *query* ranks by."""
    phrases = tuple(dict.fromkeys(tuple(words(one)[:_MAX_SEQUENCE]) for one in query.phrases))
    every = Counter(word for one in query.loose for word in words(one))
    if query.firm.is_everything:
        every.update(words(query.beyond))
    typed, others = tuple(every), _cut(query.firm.words)
    telling = tuple(word for word in typed if not word.stop)
    return Wanted(
        words=telling if telling or phrases or others else typed,
        phrases=phrases,
        others=tuple(word for word in others if not word.stop),
        often={word: times for word, times in every.items() if times > 1},
        question=_question(query),
    )


def _question(query: Query) -> str:
    plain = query.firm.is_everything and not query.beyond
    return " ".join(query.loose) if plain and len(query.loose) in _QUESTION else ""


def softened(query: Query) -> Query:
    """Return *query* as a search may take it: of a pasted headline nothing must hold.

    Headlines bear names in quotation marks and «أو» between words, and mean no conditions: where
    four plain words or more stand beside them, and nothing else, these become plain words too.
    """
    plain = (Word, Phrase)
    firm = query.firm.conditions
    within = [one.of if isinstance(one, Either) else (one,) for one in firm]
    if len(query.loose) < _PASTED or not all(isinstance(o, plain) for of in within for o in of):
        return query
    texts = [one.text for of in within for one in of if isinstance(one, plain)]
    return replace(query, wanted=all_of(map(Word, (*query.loose, *texts))))


def _cut(typed: tuple[str, ...]) -> Sequence:
    return tuple(dict.fromkeys(word for one in typed for word in words(one)))[:MAX_PARTS]


def body_of(article: Article) -> str:
    """Return the text of *article* as it is searched and shown in results, on one line."""
    text = plain_text(article.content.content_html) or article.content.summary
    return " ".join(text.split())


def texts_of(article: Article) -> tuple[str, ...]:
    """Return all that is searched of *article*: title, authors, text. No phrase spans two."""
    authors = (author.name for author in article.content.authors)
    return (article.content.title, *authors, body_of(article))
