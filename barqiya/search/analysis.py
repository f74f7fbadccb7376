"""From text to terms, for articles and queries alike. Owns the four channels; knows no index.

Every word is cut in four ways, from exact to alike, and each way is a field of the index:

1. *surface*: the word as spelled, spelling variants made one (``fold``);
2. *clitic*: without و ف ب ك ل ال before it, hamzas off;
3. *skeleton*: without article, endings, inner long vowels and leading letters of derivation, so
   that كتاب and كتب, مدرسة and مدارس meet; for Latin words without ending of number or tense;
4. *grams*: runs of three letters of the second, for slips of a letter.

A name that is written in one word or in two («عبد الله») is one, and so is a number whose thousands
are parted (1,000).

Of words that stand beside one another a fifth channel keeps a trace, *pairs*: one of 16,384 signs
for each two. Where two words of most articles are a phrase, it leaves few to look at.

The stemming is in the manner of light10 (Larkey, Ballesteros and Connell, 2007). Whatever changes
a term must raise :data:`ANALYSIS_VERSION`: an index of another version is made anew.
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

from barqiya.domain.folding import FOLDING_VERSION, PARTED, fold, fold_hamza
from barqiya.search.lexicon import WHOLE_WORDS, is_stop_word

#: Kept in the index; with the folding's own version, for folding makes the terms too.
ANALYSIS_VERSION = f"3.{FOLDING_VERSION}"

_LONGEST = 40  # letters of a word that count: beyond, it is no word that a person types
_KEPT_PIECES = 1 << 15
# Some ten thousand of a million articles share a sign by chance: soon looked through. Signs of one
# character are quick to join; which they are means nothing.
_SIGNS = tuple(chr(0x4E00 + n) for n in range(1 << 14))
_LAST_SIGN = len(_SIGNS) - 1

_MARKS = (
    r"\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0898-\u089f\u08ca-\u08ff"
    r"\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
)
_ARABIC = (
    r"\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f"
    r"\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
# Arabic letters, or letters and digits of any other script: «الـBBC» and «كوفيد19» are two words.
_WORD = re.compile(rf"[{_ARABIC}]+|[^\W_{_ARABIC}]+")
# One piece of text: a name in two words whose halves belong together, a number with its thousands
# parted, a word.
_RUN = re.compile(
    rf"(?:{PARTED})?[{_ARABIC}][{_ARABIC}{_MARKS}]*"
    rf"|\d{{1,3}}(?:[,\u066c]\d{{3}})+(?![^\W_])"
    rf"|[^\W_{_ARABIC}](?:[^\W_{_ARABIC}]|[{_MARKS}])*"
)
_WITHIN = re.compile(r"[\s,\u066c]+")
_VOWEL = re.compile("[aeiouy]")
_IS_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")


class Word(NamedTuple):
    """One word in its four channels; a tuple, for a page of text makes hundreds.

    *grams* are joined by spaces; there are none where likeness means nothing: in numbers.
    """

    surface: str
    clitic: str
    skeleton: str
    grams: str
    stop: bool


class Channels(NamedTuple):
    """A whole text in its four channels, terms parted by spaces, as a field of the index takes it.

    *skeleton* and *grams* leave stop words out. *pairs* has a :func:`sign` for each two neighbours.
    """

    surface: str
    clitic: str
    skeleton: str
    grams: str
    pairs: str


def words(text: str) -> list[Word]:
    """Return the words of *text* in order."""
    return [word for run in _RUN.findall(text) for word in _PIECES[run].words]


def channels(text: str) -> Channels:
    """Return *text* in its channels: much faster than to join the :func:`words`."""
    pieces = [_PIECES[run] for run in _RUN.findall(text)]
    if not pieces:
        return Channels("", "", "", "", "")
    # All columns in one pass: a text has hundreds of rows.
    _, surfaces, clitics, skeletons, grams, every = zip(*pieces, strict=True)
    marks = chain.from_iterable(every)
    signs = [_SIGNS[(one * 31 + other) & _LAST_SIGN] for one, other in pairwise(marks)]
    return Channels(
        surface=" ".join(surfaces),
        clitic=" ".join(clitics),
        skeleton=" ".join(skeletons),
        grams=" ".join(grams),
        pairs=" ".join(signs),
    )


def sign(one: str, other: str) -> str:
    """Return the sign that *one* stands right before *other*, both without clitics.

    Others may share it.
    """
    return _SIGNS[(crc32(one.encode()) * 31 + crc32(other.encode())) & _LAST_SIGN]


def letters_in(text: str) -> list[str]:
    """Return the pieces of *text* that words are cut from, in order.

    ``words(piece)`` are the words of one: nearly always one, more in a ligature, none in marks.
    """
    return _RUN.findall(text)


def places_in(text: str, first: int, end: int) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the pieces between two places of *text*, each with where it begins and ends."""
    for found in _RUN.finditer(text, first, end):
        yield found.span(), found[0]


class _Piece(NamedTuple):
    """One run of letters as written, cut and joined: a text writes the same again and again."""

    words: tuple[Word, ...]
    surface: str
    clitic: str
    skeleton: str
    grams: str
    marks: tuple[int, ...]


class _Pieces(dict[str, _Piece]):
    """Pieces by their letters, the latest kept: a look-up costs a quarter of ``lru_cache``'s."""

    def __init__(self) -> None:
        super().__init__()
        self._older: dict[str, _Piece] = {}

    def __missing__(self, run: str) -> _Piece:
        if len(self) >= _KEPT_PIECES:
            # Those asked for again come back one by one; the others are forgotten next time.
            self._older = dict(self)
            self.clear()
        piece = self._older.get(run) or _cut(run)
        self[run] = piece
        return piece


_PIECES = _Pieces()


def _cut(run: str) -> _Piece:
    whole = run if _WITHIN.search(run) is None else _WITHIN.sub("", run)
    cut = tuple([analysed(word) for word in _WORD.findall(fold(whole))])
    marks = tuple([crc32(word.clitic.encode()) & _LAST_SIGN for word in cut])
    if len(cut) == 1:
        (word,) = cut
        telling = ("", "") if word.stop else (word.skeleton, word.grams)
        return _Piece(cut, word.surface, word.clitic, *telling, marks)
    kept = [word for word in cut if not word.stop]
    return _Piece(
        words=cut,
        surface=" ".join([word.surface for word in cut]),
        clitic=" ".join([word.clitic for word in cut]),
        skeleton=" ".join([word.skeleton for word in kept]),
        grams=" ".join([word.grams for word in kept]),
        marks=marks,
    )


def analysed(folded: str) -> Word:
    """Return the channels of one *folded* word."""
    folded = folded[:_LONGEST]
    if _IS_ARABIC.match(folded):
        bare = fold_hamza(folded)
        clitic, skeleton = _clitic(folded, bare), _skeleton(bare or folded)
        if clitic == _SON:
            clitic = skeleton = _SON_BETWEEN_NAMES
    else:
        clitic, skeleton = folded, _english_stem(folded)
    return Word(folded, clitic, skeleton, _grams(clitic), is_stop_word(folded))


def keeps_beginning(folded: str) -> bool:
    """Return whether every word that begins with *folded* begins so without its clitics too."""
    if not _IS_ARABIC.match(folded):
        return True
    if fold_hamza(folded) != folded or _SON.startswith(folded):
        return False
    return folded[0] not in _FIRST_OF_CLITICS or (folded[0] == "ا" and folded[1:2] not in {"", "ل"})


_ROOT = 3  # letters of the shortest stem
# «ابن سالم» is «بن سالم» where a name stands before it.
_SON, _SON_BETWEEN_NAMES = "ابن", "بن"
# A clitic goes where it leaves so many letters; ب ك ل ف alone begin too many words of their own
# (كتاب، بلد، فريق) to go from short ones.
_CLITIC = re.compile("(?:ال|لل)(?=..)|و(?=...)|[فبكل](?=....)")
# Only what is surely no letter of the root: ب ك ل ف alone stay, or «كتابات» would leave «كتاب».
_ARTICLE = re.compile("^(?:و?(?:ال|لل)(?=..)|و?[فبك]ال(?=...)|و(?=...))")
_FIRST_OF_CLITICS, _LAST_OF_ENDINGS = frozenset("والفبك"), frozenset("امنتهي")
_ENDINGS = re.compile("(?:هما|تها|تان|تين|ها|ان|ات|ون|ين|يه|هم|نا|ه|ي|ا)+$")
_INNER_VOWELS = str.maketrans("", "", "اويءؤئ")
_LEADING = "امتين"


def _clitic(folded: str, bare: str) -> str:
    kept = _without_clitics(folded)
    # «ماء», «وماء» and «الماء» must not become «ما».
    if bare == folded or len(fold_hamza(kept)) < _ROOT:
        return kept
    return _without_clitics(bare)


def _without_clitics(word: str) -> str:
    # Again and again, so that «والكتاب» and «كتاب» end alike whatever is cut from the bare word.
    # Most words begin with no clitic; a look at the letter is cheaper than the pattern.
    while (
        word[0] in _FIRST_OF_CLITICS
        and (found := _CLITIC.match(word)) is not None
        and word not in WHOLE_WORDS
    ):
        word = word[found.end() :]
    return word


def _skeleton(bare: str) -> str:
    word = bare
    if bare[0] in _FIRST_OF_CLITICS and bare not in WHOLE_WORDS:
        word = _ARTICLE.sub("", bare)
    if word[-1] in _LAST_OF_ENDINGS and (ending := _ENDINGS.search(word, _ROOT)):
        word = word[: ending.start()]
    if len(word) <= _ROOT:
        return word
    consonants = word[0] + word[1:-1].translate(_INNER_VOWELS) + word[-1:]
    if len(consonants) < _ROOT:
        return word
    if len(consonants) > _ROOT and consonants[0] in _LEADING:
        return consonants[1:]
    return consonants


_NO_PLURAL = frozenset({"news", "series", "species"})


def _english_stem(word: str) -> str:
    """Return *word* without the ending of plural, -ing or -ed, and without a last e."""
    if len(word) <= _ROOT or not (word.isascii() and word.isalpha()) or word in _NO_PLURAL:
        return word
    if word.endswith("ies"):
        return word[:-3] + "i"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _ROOT and _VOWEL.search(stem):
            word = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem
            break
    if word.endswith("y"):
        return word[:-1] + "i"
    return word.removesuffix("e")


def _grams(word: str) -> str:
    if not word.isalpha():
        return ""
    # The edges count: a slip in a short word would leave nothing else.
    edged = f"<{word}>"
    return " ".join([edged[i : i + 3] for i in range(len(edged) - 2)])
