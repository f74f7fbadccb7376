"""Words by Zipf's law and queries of them: what the measuring of the search draws lots from.

Arabic words from random roots in common patterns, with articles, conjunctions and endings as real
text has them; nothing is read from outside. Measures nothing itself.
"""

import random
from collections.abc import Callable
from itertools import accumulate

_LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهي"
_PATTERNS = (
    "{}ا{}{}",
    "م{}{}و{}",
    "{}{}ا{}",
    "{}{}{}",
    "م{}{}{}ة",
    "ت{}{}ي{}",
    "{}{}ي{}",
    "ا{}{}ا{}",
)
_STOP = (
    *("في", "من", "على", "إلى", "عن", "مع", "هذا", "هذه", "التي", "الذي"),
    *("كان", "أن", "قد", "لا", "ما", "بعد", "قبل", "بين", "كل"),
)


class Vocabulary:
    """Words by Zipf's law, from a fixed seed."""

    def __init__(self, size: int = 30_000) -> None:
        self.lots = random.Random(7)
        stems = {self._stem() for _ in range(size * 2)}
        self.stems = sorted(stems)[:size]
        self.lots.shuffle(self.stems)
        self._weights = list(accumulate((rank + 8) ** -1.2 for rank in range(len(self.stems))))

    def _stem(self) -> str:
        return self.lots.choice(_PATTERNS).format(*self.lots.sample(_LETTERS, 3))

    def text(self, length: int) -> str:
        """Return *length* words."""
        drawn = self.lots.choices(self.stems, cum_weights=self._weights, k=length)
        return " ".join(self._dressed(stem) for stem in drawn)

    def _dressed(self, stem: str) -> str:
        lot = self.lots.random()
        if lot < 0.2:  # noqa: PLR2004 - as often as real text has stop words
            return self.lots.choice(_STOP)
        before = self.lots.choices(("", "ال", "و", "وال", "ب", "لل"), (66, 25, 4, 2, 2, 1))[0]
        after = self.lots.choices(("", "ها", "ات", "ين", "ي"), (90, 2, 4, 2, 2))[0]
        return before + stem.removesuffix("ة") + (after or ("ة" if stem.endswith("ة") else ""))


def kinds_of_query(words: Vocabulary, headlines: list[str]) -> dict[str, Callable[[], str]]:
    """Return how to draw a query of each kind."""
    lots, stems = words.lots, words.stems

    def rare() -> str:
        return lots.choice(stems[-15_000:])

    def slip() -> str:
        word = rare()
        return word[:2] + lots.choice(_LETTERS) + word[3:]

    def phrase() -> str:
        while True:
            said = lots.choice(headlines).split()[2:4]
            if not set(said) <= set(_STOP):
                return f'"{" ".join(said)}"'

    return {
        "rare word": rare,
        "common word": lambda: lots.choice(stems[:50]),
        "three words": lambda: " ".join(lots.sample(stems[:2000], 3)),
        "three common words": lambda: " ".join(lots.sample(stems[:60], 3)),
        "headline of 8": lambda: lots.choice(headlines),
        "phrase": phrase,
        "prefix": lambda: lots.choice(stems)[:3] + "*",
        "prefix of two": lambda: lots.choice(stems)[:2] + "*",
        "slip of a letter": slip,
        "word in a category": lambda: f'{lots.choice(stems[:2000])} قسم:"قسم 3"',
    }


def hard_queries(words: Vocabulary) -> dict[str, str]:
    """Return what nobody should type."""
    lots, stems = words.lots, words.stems
    return {
        "4,096 characters": words.text(900)[:4096],
        "a thousand rare words": " ".join(lots.sample(words.stems, 1000)),
        "a thousand unknown words": " ".join(f"زقفطل{a}{b}" for a in _LETTERS for b in _LETTERS),
        "prefixes of two letters": " ".join(f"{a}{b}*" for a in "متاكس" for b in "ابتمن"),
        "either of sixty": " OR ".join(words.stems[:60]),
        "stop words": "في من على إلى عن مع",
        "phrase of stop words": '"في من"',
        "excluded common words": " ".join(f"-{one}" for one in words.stems[:30]),
        "any of 500 beginnings": " OR ".join(f"{one[:3]}*" for one in words.stems[:500]),
        "any of 500 short ones": " OR ".join(f"{a}{b}*" for a in _LETTERS for b in _LETTERS[:20]),
        "all of many beginnings": " ".join(f"{one[:2]}*" for one in words.stems[:300]),
        "parentheses in each other": "(" * 200 + " OR ".join(words.stems[:60]) + ")" * 200,
        "alternatives of all": " ".join(
            f"({a} OR {b} OR {c}*)"
            for a, b, c in zip(words.stems[:80], words.stems[80:160], words.stems[:80], strict=True)
        ),
        "a hundred phrases": " OR ".join(
            f'"{a} {b}"' for a, b in zip(words.stems[:100], _STOP * 6, strict=False)
        ),
        "a phrase of 900 words": f'"{words.text(900)[:4090]}"',
        "a hundred slips": " ".join(one[0] + "ؤ" + one[1:] for one in words.stems[-100:]),
        "sixty unknown words": " ".join(
            f"زقفطلش{a}{b}" for a in _LETTERS[:6] for b in _LETTERS[:10]
        ),
        "a dozen words with two slips": " ".join(
            f"ال{one[:2]}ؤ{one[2:]}ضات" for one in words.stems[-12:]
        ),
        "sixty long unknown words": " ".join(
            f"{one}ظظض{other}" for one, other in zip(stems[:60], stems[60:120], strict=True)
        ),
        "sixty Latin words": " ".join(f"mohxam{a}{b}adiya" for a in "bcdfgh" for b in "aeioukmnrs"),
        "unknown words long ago": " ".join(f"زقفطلش{a}" for a in _LETTERS)
        + " before:1990-01-01 author:كاتبء tag:وسمء",
        "wildcards alone": "* " * 2000,
        "marks and emoji": "\u064b\u0651\u200f😀" * 1000,
        "one endless word": "ب" * 4096,
    }
