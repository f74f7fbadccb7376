"""Text as readers' programs take it: what XML forbids removed, its direction beyond guessing.

Owns characters only; never what a text says.

No reader takes the direction from the feed: they guess it from the first strong letter. A leading
mark (U+200F, U+200E) is the one thing that decides the guess and that all of them keep.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from barqiya.domain.language import Direction, first_strong

_MARKS: dict[Direction, str] = {"rtl": "\u200f", "ltr": "\u200e"}
# XML 1.0 § 2.2 forbids these; C1 controls and U+FFFD it allows, but validators warn and no reader
# can show them.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
_NEWLINE = re.compile(r"\r\n?")
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_BEFORE_TEXT = re.compile(r"""(?:\s|<(?:[^>"']|"[^"]*"|'[^']*')*+>)*+""")
_OPENERS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SAFE_IN_ADDRESS = "%/:?#@!$&'()*+,;=~"
_OVERRIDE = re.compile(r"""<(/?)bdo((?:[^>"']|"[^"]*"|'[^']*')*+)>""")
_DIRECTION = re.compile(r"""\sdir="(rtl|ltr)\"""")
_OVERRIDES = {"rtl": "\u202e", "ltr": "\u202d"}
_AUTHORITY = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*")
_TCHARS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110, § 5.6.2
_QUOTED = r'"[ !#-\[\]-~]*"'
_MEDIA_TYPE = re.compile(rf"{_TCHARS}/{_TCHARS}(?:[ \t]*;[ \t]*{_TCHARS}=(?:{_TCHARS}|{_QUOTED}))*")
_LOOSE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")


def clean(text: str) -> str:
    """Return *text* without the characters that would cost a reader the whole feed."""
    return _NEWLINE.sub("\n", _FORBIDDEN.sub("", text))


def line(text: str) -> str:
    """Return *text* clean, on one line, with every embedding and isolate closed."""
    return _closed(_SPACE.sub(" ", clean(text)).strip())


def directed(text: str, direction: Direction) -> str:
    """Return *text* with a leading mark where a guess at its direction would go wrong."""
    return _MARKS[direction] + text if _misleads(text, direction) else text


def directed_html(content: str, direction: Direction) -> str:
    """Return HTML with a mark before its first text where a guess would go wrong."""
    guessed = next((found for one in _texts(content) if (found := first_strong(one))), None)
    if not _wrong(guessed, direction):
        return content
    match = _BEFORE_TEXT.match(content)
    start = match.end() if match else 0
    return content[:start] + _MARKS[direction] + content[start:]


def without_bdo(content: str) -> str:
    """Return clean HTML with the characters that do what ``<bdo>`` does in its place.

    Readers drop that element, and validators take it for a risk; its direction is then lost.
    """
    if "<bdo" not in content:
        return content
    awaited: list[str] = []

    def written(tag: re.Match[str]) -> str:
        if tag[1]:
            return (awaited.pop() if awaited else "") + "</span>"
        direction = _DIRECTION.search(tag[2])
        awaited.append("\u202c" if direction else "")
        return f"<span{tag[2]}>" + (_OVERRIDES[direction[1]] if direction else "")

    return _OVERRIDE.sub(written, content)


def plain(content: str) -> str:
    """Return the text of HTML on one line."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", content))).strip()


def opening(text: str, length: int) -> str:
    """Return the first whole words of *text*, *length* characters at most (one word at least)."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0] + "…"


def address(url: str) -> str:
    """Return *url* as a URI: what RFC 3986 does not allow where it stands is percent-encoded.

    Brackets are for the address of a host alone.
    """
    whole = _LOOSE_PERCENT.sub("%25", clean(url).strip())
    authority = _AUTHORITY.match(whole)
    start = authority.end() if authority else 0
    host = quote(whole[:start], safe=_SAFE_IN_ADDRESS + "[]")
    return host + quote(whole[start:], safe=_SAFE_IN_ADDRESS)


def media_type(claimed: str) -> str | None:
    """Return a media type as HTTP writes it (RFC 9110, § 8.3.1), ``None`` where it is none."""
    stripped = claimed.strip()
    return stripped if _MEDIA_TYPE.fullmatch(stripped) else None


def _texts(content: str) -> Iterator[str]:
    """Yield the texts between the tags of HTML: whoever looks for the first letter stops there."""
    start = 0
    for tag in _TAG.finditer(content):
        yield html.unescape(content[start : tag.start()])
        start = tag.end()
    yield html.unescape(content[start:])


def _misleads(text: str, direction: Direction) -> bool:
    return _wrong(first_strong(text), direction)


def _wrong(guessed: Direction | None, direction: Direction) -> bool:
    return guessed != direction and not (guessed is None and direction == "ltr")


def _closed(text: str) -> str:
    """Close what *text* leaves open, so that it turns nothing of the text around it."""
    if not _CONTROLS.search(text):
        return text
    kept: list[str] = []
    awaited: list[str] = []
    for character in text:
        closer = _OPENERS.get(character)
        if closer:
            awaited.append(closer)
        elif unicodedata.bidirectional(character) in {"PDF", "PDI"}:
            if not awaited or awaited[-1] != character:
                continue  # closes nothing of this text
            awaited.pop()
        kept.append(character)
    return "".join(kept) + "".join(reversed(awaited))
