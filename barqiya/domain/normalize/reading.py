"""Clean HTML as plain text: whole, or its opening. Takes only what ``clean_html`` gave."""

import html
import re
import unicodedata

from barqiya.domain.article import Image
from barqiya.domain.normalize.characters import clean_text, fold_space

_REST = r"(?:\s[^>]*)?>"  # clean HTML writes ">" in attributes as &gt;
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|blockquote|pre|ul|ol|dl|table|figure|figcaption|caption|hr)" + _REST
)
_LINE = re.compile(r"<(?:br|li|tr|dt|dd)" + _REST)
_CELL = re.compile(r"</t[dh]>")
_TAG = re.compile(r"</?[a-z][a-z0-9]*" + _REST)
_ASIDE = re.compile(r"<(h[1-6]|pre|table|figure)" + _REST + r".*?</\1>", re.DOTALL)
_PRE = re.compile(r"<pre" + _REST + r".*?</pre>", re.DOTALL)
_IMG = re.compile(r"<img" + _REST)
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"]*)\"")
_MANY_BREAKS = re.compile(r"\n{2,}")

_SENTENCE_END = re.compile(r"[.؟?!…۔]+[\"'”’»)\]]*(?=\s|$)")
_CLAUSE_END = re.compile(r"\s*[؛;،,:–—-]+(?=\s)")
_SENTENCE_FROM = 0.4  # of the limit: a shorter sentence says too little
_CLAUSE_FROM = 0.6
_MARKS = ("Mn", "Me", "Cf")


def plain_text(content_html: str) -> str:
    """Return the text: paragraphs apart by a blank line, items and rows by a line."""
    text = content_html
    if "<pre" in text:
        text = _PRE.sub(lambda found: found[0].replace("\n", "<br>"), text)
    text = _LINE.sub("\n", _BLOCK.sub("\n\n", text.replace("\n", " ")))
    text = html.unescape(_TAG.sub("", _CELL.sub(" ", text)))
    lines = "\n".join(fold_space(line) for line in text.split("\n"))
    return unicodedata.normalize("NFC", _MANY_BREAKS.sub("\n\n", lines).strip())


def summary_of(content_html: str, limit: int = 280) -> str:
    """Return the opening of the running text: no heading, table, code or caption."""
    running = plain_text(_ASIDE.sub("", content_html))
    return summarise(running or plain_text(content_html), limit)


def summarise(text: str, limit: int = 280) -> str:
    """Return the beginning of *text* as one line of at most *limit* characters.

    Cut after a sentence where one ends in time, else after a clause or a word, with "…".
    """
    line = clean_text(text)
    if len(line) <= limit:
        return line
    sentence = _last_end(_SENTENCE_END, line, limit)
    if sentence >= limit * _SENTENCE_FROM:
        return line[:sentence]
    clause = _last_end(_CLAUSE_END, line, limit - 1, before=True)
    if clause >= limit * _CLAUSE_FROM:
        return f"{line[:clause]}…"
    word = line.rfind(" ", 0, limit)
    cut = word if word > 0 else _between_letters(line, limit - 1)
    return f"{line[:cut].rstrip(' ،؛,;:–—-')}…"


def images_in(content_html: str) -> list[Image]:
    """Return the pictures in clean HTML, each address once, in order."""
    found: dict[str, Image] = {}
    for tag in _IMG.findall(content_html):
        values = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        image = Image(
            url=values["src"],
            alt=clean_text(values.get("alt", "")),
            width=_pixels(values.get("width")),
            height=_pixels(values.get("height")),
        )
        found.setdefault(image.url, image)
    return list(found.values())


def _last_end(ends: re.Pattern[str], line: str, limit: int, *, before: bool = False) -> int:
    """Return where the last of *ends* within *limit* ends (or, *before*, begins), 0 for none."""
    places = [m.start() if before else m.end() for m in ends.finditer(line, 0, limit + 1)]
    return max((place for place in places if place <= limit), default=0)


def _between_letters(line: str, cut: int) -> int:
    """Return the last place up to *cut* that parts no mark from its letter."""
    place = cut
    while place > 1 and unicodedata.category(line[place]) in _MARKS:
        place -= 1
    return place


def _pixels(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None
