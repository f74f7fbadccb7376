"""Every word of the pages that no article says, in every language they speak. Owns words only."""

from collections.abc import Mapping

from feeds.pages.words.arabic import ARABIC
from feeds.pages.words.english import ENGLISH
from feeds.pages.words.shape import Words

__all__ = ["ARABIC", "ENGLISH", "WORDS", "Words", "words_for"]

WORDS: Mapping[str, Words] = {"ar": ARABIC, "en": ENGLISH}


def words_for(publication_language: str, asked: str | None) -> Words:
    """Return the words of the language *asked* for, else of the publication's, else English."""
    if asked is not None and asked in WORDS:
        return WORDS[asked]
    return WORDS.get(publication_language.casefold().split("-")[0], ENGLISH)
