"""Where a sentence ends, in Arabic and in Latin letters. Owns the rule; cuts nothing.

A full stop is no end after an initial («أ. د. سلمى», "J. K.") or a known abbreviation, nor where no
space follows it (3.5, example.org); what closes a quotation or a bracket belongs to the sentence.
"""

import re

from barqiya.domain.folding import fold

_END = re.compile(r"[.!?؟…۔。！？]+[\"'”’»›)\]]*(?=\s|\Z)|\n")
_CLAUSE = re.compile(r"[؛;:،,—–](?=\s)")
_BEFORE = re.compile(r"[^\s«»“”\"'(\[]+\Z")
_CLOSED_BY = {"«": "»", "“": "”", "(": ")", "[": "]", "‹": "›"}
# As fold() leaves them, without the last full stop.
_ABBREVIATIONS = frozenset(
    [
        *["ا.د", "د.م", "ق.م", "ب.م", "ا.م", "ص.ب", "ج.م.ع", "هـ", "ه"],
        *["mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "gen", "col", "capt", "rev", "hon"],
        *["gov", "sen", "rep", "pres", "vs", "nos", "vol", "fig", "pp", "ed", "eds", "cf", "no"],
        *["e.g", "i.e", "u.s", "u.k", "u.n", "a.m", "p.m", "jan", "feb", "mar", "apr", "jun"],
        *["jul", "aug", "sep", "sept", "oct", "nov", "dec", "mt", "ft", "inc", "ltd", "approx"],
        *["dept", "est"],
    ]
)
_LIST_NUMBER = re.compile(r"(?:\A|\n|[.!?؟…»]\s)\s*\d{1,3}\Z")
_LONGEST_WORD = 30


def sentence_ends(text: str) -> list[int]:
    """Return where the sentences of *text* end, in order; a line break ends one too."""
    return [match.end() for match in _END.finditer(text) if _is_end(text, match)]


def clause_ends(text: str) -> list[int]:
    """Return where a part of a sentence ends, before the sign that ends it."""
    return [match.start() for match in _CLAUSE.finditer(text)]


def closed(text: str) -> bool:
    """Return whether every quotation and bracket that *text* opens is closed in it."""
    return all(text.count(opens) <= text.count(closes) for opens, closes in _CLOSED_BY.items())


def _is_end(text: str, match: re.Match[str]) -> bool:
    if match[0] != ".":
        return True  # a question, say, or a full stop that a quotation mark follows
    before = text[max(0, match.start() - _LONGEST_WORD) : match.start()]
    word = _BEFORE.search(before)
    if word is None:
        return True
    if _LIST_NUMBER.search(before):
        return False
    spelled = fold(word[0])
    initials = all(len(part) <= 1 and not part.isdigit() for part in word[0].split("."))
    return not (initials or spelled in _ABBREVIATIONS)
