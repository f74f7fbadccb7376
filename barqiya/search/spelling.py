"""Words and names as people spell them, not as we fold them. Owns no answer: reads one."""

import re
from collections.abc import Iterator
from dataclasses import replace

from barqiya.domain.query import (
    All,
    Author,
    Category,
    Either,
    Expression,
    Query,
    Tag,
    Word,
)
from barqiya.search import analysis
from barqiya.search.analysis import words
from barqiya.search.repair import Mended, Repair
from barqiya.search.results import Hit, Results, replaced

_ARABIC = re.compile("[\u0621-\u064a]")


def repairs_as_spelled(mended: Mended, hits: tuple[Hit, ...]) -> tuple[Repair, ...]:
    """Return the repairs as people spell the words, not as we fold them: as the best hit does."""
    return tuple(
        Repair(
            kind=repair.kind,
            typed=repair.typed,
            used=" ".join(
                next(spellings_of(word, hits), word.surface) for word in words(repair.used)
            ),
        )
        for repair in mended.repairs
    )


def spellings_of(used: analysis.Word, hits: tuple[Hit, ...]) -> Iterator[str]:
    """Yield the word *used* as *hits* show it, the best first."""
    for hit in hits:
        for run in (*hit.title, *hit.snippet):
            if run.marked and any(word.clitic == used.clitic for word in words(run.text)):
                yield run.text


def typed_instead(near: Query, results: Results) -> str:
    """Return *near* as a person could type it who found *results* with it.

    In the language in which was typed.
    """
    language = "ar" if _ARABIC.search(near.typed) else "en"
    text = replace(near, wanted=_spelled(near.wanted, near.typed, results.hits)).printed(language)
    for repair in results.repairs:
        text = replaced(text, repair.typed, repair.used)
    return text


def _spelled(wanted: Expression, typed: str, hits: tuple[Hit, ...]) -> Expression:
    match wanted:
        case All(of):
            return All(tuple(_spelled(one, typed, hits) for one in of))
        case Either(of):
            return Either(tuple(_spelled(one, typed, hits) for one in of))
        case Word(text) if text not in typed:
            return Word(next(spellings_of(words(text)[0], hits), text))
        case Author(key):
            named = [a.name for hit in hits for a in hit.article.content.authors if a.key == key]
            return Author(next(iter(named), key))
        case Category(key) | Tag(key):
            contents = [hit.article.content for hit in hits]
            labels = [label for one in contents for label in (*one.categories, *one.tags)]
            return type(wanted)(next((one.name for one in labels if one.key == key), key))
        case _:
            return wanted
