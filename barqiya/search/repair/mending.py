"""The ways to mend a query, in their order. Owns what is tried before what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from barqiya.domain.query import Query
from barqiya.search.analysis import Word, analysed, words
from barqiya.search.repair.keyboard import other_layout
from barqiya.search.repair.parting import parted
from barqiya.search.repair.romanised import arabic_for
from barqiya.search.repair.slips import is_long, unslipped, unslipped_twice, unstretched

# Beside so many words that are known a slip in one does no harm; and mending costs.
_KNOWN_ENOUGH = 12
# In a text of more words what one of them may have been meant to be tells little.
_FEW_ENOUGH = 6
_NO_SLIP_ITSELF = 2  # articles, from which on a word is none of a slip of its writer
_LONGEST_TYPED = 200  # characters that a person may type on the wrong keyboard unawares


class Lexicon(Protocol):
    """What is asked of the archive: the index answers, or a dictionary in a test."""

    def frequency(self, channel: str, term: str) -> int:
        """Return how many articles hold *term* in *channel*."""

    def knows(self, word: Word) -> bool:
        """Return whether any article holds *word*, inflected or not."""

    def beginning(self, channel: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return up to *limit* terms that begin with *prefix*, each with its frequency."""


class RepairKind(StrEnum):
    """What was the matter with a word."""

    SLIP = "slip"  # a letter or two wrong, missing, doubled, swapped
    JOINED = "joined"  # two or three words written as one
    PARTED = "parted"  # one word written as two
    KEYBOARD = "keyboard"  # the keys of the other keyboard
    LATIN = "latin"  # an Arabic word in Latin letters


@dataclass(slots=True, kw_only=True)
class Effort:
    """How much may still be tried for one answer, however many questions are tried on the way.

    *words* are tried at all: some two thousandths of a second each. For *far* of them two slips are
    looked for, among thousands of words: ten times as long.
    """

    words: int = 8
    far: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """*typed* stands so in no article; *used* is what was searched for in its place.

    Beside it where articles have words of its kin: it may be an inflection that is no slip.
    """

    kind: RepairKind
    typed: str
    used: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The *words* to look for, what of them was not typed so, and those that stay *unknown*."""

    words: tuple[Word, ...]
    unknown: frozenset[Word] = frozenset()
    repairs: tuple[Repair, ...] = ()


def mend(query: Query, wanted: tuple[Word, ...], archive: Lexicon, effort: Effort) -> Mended:
    """Return *wanted*, the loose words of *query*, those that the *archive* does not know mended.

    What stands in quotation marks is no loose word. Once *effort* is spent, words stay unknown.
    """
    unknown = {word for word in wanted if not archive.knows(word)}
    if len(wanted) - len(unknown) >= _KNOWN_ENOUGH:
        return Mended(words=wanted, unknown=frozenset(unknown))
    shop = _Workshop(archive, effort)
    if not unknown:
        return _with_likelier(query, Mended(words=wanted), shop)
    switched = _switched(query, archive, _letters(word for word in wanted if word not in unknown))
    if switched is not None:
        return switched
    mended = _one_by_one(_typed(query), wanted, unknown, shop)
    return _with_likelier(query, mended, shop)


def _typed(query: Query) -> list[tuple[str, Word]]:
    return [(one, word) for one in query.loose for word in words(one)]


def _with_likelier(query: Query, mended: Mended, shop: "_Workshop") -> Mended:
    """Return *mended* with what else words most likely mean that the archive does know.

    «الجوزات» is kin to «جوز» by its consonants, and most likely «الجوازات»; «فيس بوك» stands in
    some articles, «فيسبوك» in more. Both are looked for.
    """
    if len(mended.words) > _FEW_ENOUGH:
        return mended
    also: dict[Word, Word] = {}
    repairs: list[Repair] = []
    settled = mended.unknown
    typed = _typed(query)
    for place, (letters, word) in enumerate(typed):
        if word.stop or word in settled or word not in mended.words:
            continue
        following = typed[place + 1 : place + 2]
        if better := shop.likelier(letters, word, following):
            repair, also[word] = better
            repairs.append(repair)
            halves = following if repair.kind is RepairKind.PARTED else []
            settled = settled.union([word], [half for _, half in halves])
    searched = [one for word in mended.words for one in (word, also.get(word, word))]
    return replace(
        mended, words=tuple(dict.fromkeys(searched)), repairs=(*mended.repairs, *repairs)
    )


def _switched(query: Query, archive: Lexicon, known: int) -> Mended | None:
    """Return the query as if typed with the other layout on, if more of it is known then.

    *known* is how many letters of what was typed stand in words that the archive knows.
    """
    if len(query.typed) > _LONGEST_TYPED or not query.firm.is_everything:
        return None
    meant = other_layout(query.typed)
    switched = _telling(meant)
    # All of it: a word or two of a dozen may come out as words by chance. And by letters: signs
    # between them, which are letters of the other layout, leave crumbs that any archive knows.
    if _letters(switched) <= known or not all(archive.knows(word) for word in switched):
        return None
    repair = Repair(kind=RepairKind.KEYBOARD, typed=query.typed.strip(), used=meant)
    return Mended(words=switched, repairs=(repair,))


def _letters(known: Iterable[Word]) -> int:
    return sum(len(word.surface) for word in known)


def _telling(text: str) -> tuple[Word, ...]:
    cut = tuple(dict.fromkeys(words(text)))
    return tuple(word for word in cut if not word.stop) or cut


def _one_by_one(
    typed: list[tuple[str, Word]], wanted: tuple[Word, ...], unknown: set[Word], shop: "_Workshop"
) -> Mended:
    meant: dict[Word, tuple[Word, ...]] = {}
    repairs: list[Repair] = []
    for place, (letters, word) in enumerate(typed):
        if word not in unknown or word in meant or not shop.effort.words:
            continue
        shop.effort.words -= 1
        neighbours = [typed[i] for i in (place - 1, place + 1) if 0 <= i < len(typed)]
        better = next(_mendings(letters, word, neighbours, shop), None)
        if better is not None:
            repair, instead, gone = better
            repairs.append(repair)
            meant |= dict.fromkeys(gone, ()) | {word: instead}
    searched = [one for word in wanted for one in meant.get(word, (word,))]
    return Mended(
        words=tuple(dict.fromkeys(searched)),
        unknown=frozenset(unknown.difference(meant)),
        repairs=tuple(repairs),
    )


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What words are mended from, and what may still be spent on it."""

    archive: Lexicon
    effort: Effort

    def likelier(
        self, letters: str, word: Word, following: list[tuple[str, Word]]
    ) -> tuple[Repair, Word] | None:
        """Return what *word*, which is known, was more likely meant to be, and what to say of it.

        One word with that *following* it, or where articles only have words of its kin, another.
        """
        for other, after in following:
            whole = word.surface + after.surface
            if not after.stop and self._is_commoner(whole, (word, after)):
                return _put_together((letters, other), whole), analysed(whole)
        if not self.effort.words or not self._has_only_kin(word):
            return None
        self.effort.words -= 1
        meant = unslipped(word, self.archive)
        if meant is None or self.archive.frequency("clitic", meant.clitic) < _NO_SLIP_ITSELF:
            return None
        return _repair(RepairKind.SLIP, letters, (meant,))[0], meant

    def _is_commoner(self, whole: str, parts: tuple[Word, ...]) -> bool:
        often = self.archive.frequency("surface", whole)
        least = min(self.archive.frequency("surface", part.surface) for part in parts)
        return often >= _NO_SLIP_ITSELF and often > least

    def _has_only_kin(self, word: Word) -> bool:
        forms = (("surface", word.surface), ("clitic", word.clitic))
        return not any(self.archive.frequency(*form) for form in forms)

    def far_off(self, word: Word) -> Word | None:
        if not self.effort.far or not is_long(word):
            return None
        self.effort.far -= 1
        return unslipped_twice(word, self.archive)


def _mendings(
    letters: str, word: Word, neighbours: list[tuple[str, Word]], shop: "_Workshop"
) -> Iterator[tuple[Repair, tuple[Word, ...], tuple[Word, ...]]]:
    """Yield ``(repair, words to look for, neighbours that are part of them)``, likeliest first."""
    archive = shop.archive
    for other, neighbour in neighbours:
        for whole in (word.surface + neighbour.surface, neighbour.surface + word.surface):
            if archive.frequency("surface", whole):
                first = whole.startswith(word.surface)
                pieces = (letters, other) if first else (other, letters)
                yield _put_together(pieces, whole), (analysed(whole),), (neighbour,)
    if (short := unstretched(word, archive)) is not None:
        yield _repair(RepairKind.SLIP, letters, (short,))
    if word.surface.isascii() and (name := arabic_for(word.surface, archive.frequency)):
        yield _repair(RepairKind.LATIN, letters, (analysed(name),))
    if (pair := parted(word.surface, archive.frequency)) is not None:
        yield _repair(RepairKind.JOINED, letters, tuple(analysed(part) for part in pair))
    if (better := unslipped(word, archive) or shop.far_off(word)) is not None:
        yield _repair(RepairKind.SLIP, letters, (better,))


def _put_together(pieces: tuple[str, str], whole: str) -> Repair:
    # Of «واتس-اب» both words are in one piece.
    return Repair(kind=RepairKind.PARTED, typed=" ".join(dict.fromkeys(pieces)), used=whole)


def _repair(
    kind: RepairKind, typed: str, used: tuple[Word, ...]
) -> tuple[Repair, tuple[Word, ...], tuple[Word, ...]]:
    spelled = " ".join(word.surface for word in used)
    return Repair(kind=kind, typed=typed, used=spelled), used, ()
