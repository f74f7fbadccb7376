"""What a search answers. Owns the types; finds nothing."""

import re
from dataclasses import dataclass

from barqiya.domain.article import Article
from barqiya.search.repair import Repair
from barqiya.search.snippets import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found: its *title* and the best place of its text, words found marked."""

    article: Article
    title: tuple[Run, ...]
    snippet: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of an answer. *total* counts all pages.

    *repairs* are the words that no article holds, or few hold so, and what was searched for instead
    or as well; a word in quotation marks is never mended. *behind* is how many changes the index
    has still to take in: more than 0 while it is being made anew. *alike* says that no article
    holds any of the words: the hits have most of the letters of one. Then, and where nothing is
    found, *instead* is the nearest question that something answers.
    """

    total: int
    hits: tuple[Hit, ...]
    repairs: tuple[Repair, ...] = ()
    behind: int = 0
    alike: bool = False
    instead: "Instead | None" = None

    def as_typed(self, text: str) -> str | None:
        """Return *text*, which was searched for, so that nothing in it is mended.

        ``None`` where nothing was mended.
        """
        if not self.repairs:
            return None
        for repair in self.repairs:
            text = replaced(text, repair.typed, f'"{repair.typed}"')
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """A question near the one that nothing answers: *text* as it can be typed, and its answer."""

    text: str
    total: int
    hits: tuple[Hit, ...]


def replaced(text: str, word: str, other: str) -> str:
    """Return *text* with *other* for *word*, which is never a part of a longer word."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: other, text)
