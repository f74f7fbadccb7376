"""What programs write around texts in feeds: footers, ends of excerpts, forms for passwords."""

import html
import re

from barqiya.domain.folding import fold
from barqiya.domain.normalize import clean_text, paragraphs_html, summarise

# WordPress's own sentence under an excerpt, and those of its plug-ins, in both languages.
_FOOTER = re.compile(
    r"<p[^<>]*>\s*(?:the post|ظهرت? (?:ال\w+)|التدوينة|المقالة|المقال|المنشور)\b"
    r"(?:(?!</?p\b).){0,3000}?(?:appeared first on|first appeared on|أولاً? على|اولا على)"
    r"(?:(?!</?p\b).){0,1500}?</p>\s*+\Z",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN_FOOTER = re.compile(
    r"\s?(?:the post\b|ظهرت? ال\w+|التدوينة|المقالة|المقال|المنشور)[^\n]{0,500}?"
    r"(?:appeared first on|first appeared on|أولاً? على|اولا على)[^\n]{0,200}\Z",
    re.IGNORECASE,
)
_MORE = (
    r"(?:continue reading|read more|read the rest|المزيد|اقرأ المزيد|إقرأ المزيد|أكمل القراءة"
    r"|متابعة القراءة|قراءة المزيد|تابع القراءة)"
)
# What may still stand behind the end of a text. It gives nothing back, or long runs of blanks would
# be gone over once for each of them.
_TAIL = r"(?=(?:</p>|</div>|\s)*+\Z)"
_MORE_LINK = re.compile(
    rf"<a\b[^<>]*>\s*(?:<(?!a\b)[^<>]+>\s*)*\(?{_MORE}(?:(?!<a\b).)*?</a>{_TAIL}",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(
    r"\s{0,3}[\[(]\s{0,3}(?:…|\.\.\.|&hellip;|&#8230;|&#x2026;)\s{0,3}[\])]\s*+…?" + _TAIL
)
_ENDS_CUT = re.compile(r"(?:…|\.\.\.)\W*+\Z")
_TAG = re.compile(r"<[^<>]*>")
_PROTECTED = re.compile(r"\s*(?:محمي|protected)\s*:", re.IGNORECASE)
_FORM = re.compile(r"post-password-form|action=postpass|name=[\"']post_password")
_LOOKED_AT = 4000  # characters at either end of a text
_LONGEST_EXCERPT = 2000
_SHORT = 300  # letters: the sentence that stands in place of a protected text is shorter


def is_protected(title: str, markup: str) -> bool:
    """Return whether the text asks for a password, as WordPress writes it into its feeds."""
    if _FORM.search(markup):
        return True
    return _PROTECTED.match(title) is not None and len(as_text(markup)) < _SHORT


def without_ends(markup: str) -> str:
    """Return *markup* without «the post X appeared first on Y», and its cut shown by a bare "…"."""
    rest, end = markup[:-_LOOKED_AT], markup[-_LOOKED_AT:]
    return rest + _CUT.sub("…", _MORE_LINK.sub("…", _FOOTER.sub("", end)))


def is_cut(markup: str) -> bool:
    """Return whether *markup* ends in the middle of a text."""
    return _ENDS_CUT.search(as_text(without_ends(markup[-_LOOKED_AT:]))) is not None


def as_text(markup: str) -> str:
    """Return the words of unclean *markup* as one line: to compare, not to show."""
    return clean_text(html.unescape(_TAG.sub(" ", markup)))


def excerpt(markup: str, body: str) -> str | None:
    """Return the summary that an editor wrote; ``None`` where it is but the beginning of *body*."""
    text = as_text(without_ends(markup))
    text = f"{text[:-_LOOKED_AT]}{_PLAIN_FOOTER.sub('', text[-_LOOKED_AT:])}".strip()
    start = " ".join(fold(text.rstrip("….")).split()[:12])
    text = summarise(text, _LONGEST_EXCERPT)
    if not start or start in " ".join(fold(as_text(body[:_LOOKED_AT])).split()):
        return None
    return text


def in_paragraphs(text: str) -> str:
    """Return plain *text* as clean HTML; blank lines part its paragraphs."""
    return paragraphs_html(re.split(r"\n\s*\n", text.replace("\r\n", "\n")))


def shares_words(short: str, long: str) -> bool:
    """Return whether most words of the text *short* stand in the text *long*."""
    words = set(fold(short).split())
    known = set(fold(long).split())
    return bool(words) and len(words & known) * 10 >= len(words) * 7
