"""From the bytes of a file to its text, or the reason why it has none. Opens no file itself.

What is plainly UTF-8 is UTF-8 whatever a file says of itself; a declared charset is looked at only
where it is not (as browsers do: HTML Standard, 13.2.3.2), and gives way where it is plainly false.
"""

import codecs
import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from barqiya.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The beginnings of a declaration, of rss or rdf, and of feed in UTF-16.
_XML_SIGNS = (
    *(
        (f"<{second}".encode(encoding), encoding)
        for second in "?rf"
        for encoding in ("utf-16-le", "utf-16-be")
    ),
)
_CHUNK = 65_536
_SAMPLE = 1_000_000  # bytes that tell in which letters a text is written
_FORMATS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture or a sound"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.02  # of the bytes: more is no text
_DECLARED = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w-]+)",
    re.IGNORECASE,
)
_LOOKED_AT = 4096
_WESTERN = frozenset({"cp1252", "iso8859-1", "iso8859-15", "ascii"})
_FOR_PAGES = re.compile(
    r"cp(?:8|12)\d+|iso8859-\d+|koi8-[ru]|mac-\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|ascii"
)
_ARABIC_RUN = re.compile(r"[ء-يپچژگ]{3,}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f\xa0-\xbf،؛؟]")
_ARABIC_SHARE = 0.5
_GOOD_PER_BAD = 10


def decode(content: bytes, charset: str | None = None) -> str:
    """Return the text in *content*, of which the server said that it is in *charset*.

    Raises :class:`~barqiya.errors.UnreadableError` where it is no text.
    """
    if not content.strip():
        raise UnreadableError("the file is empty")
    bom = _byte_order_mark(content)
    if bom is not None:
        return _not_blank(_strictly(content, bom))
    _refuse_binary(content)
    return "".join(pieces(BytesIO(content), charset))


def pieces(file: IO[bytes], charset: str | None = None) -> Iterator[str]:
    """Yield the text in *file* bit by bit, decoded as :func:`decode` would; read it twice for that.

    Characters that make no text are not refused here; the signs of a picture or an archive are,
    and what is in no encoding we know: :class:`~barqiya.errors.UnreadableError`.
    """
    encoding = _encoding(file, charset)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in _chunks(file):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _encoding(file: IO[bytes], charset: str | None) -> str:
    """Return Python's name for the encoding of *file*."""
    start = next(_chunks(file), b"")
    encoding = _byte_order_mark(start) or _by_first_letters(start)
    if encoding is not None:
        return encoding
    _refuse_formats(start)
    return "utf-8" if _decodes(file, "utf-8") else _other_than_utf8(file, charset)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _byte_order_mark(content: bytes) -> str | None:
    return next((encoding for bom, encoding in _BOMS if content.startswith(bom)), None)


def _by_first_letters(content: bytes) -> str | None:
    """Return the encoding of XML that has no byte order mark and needs one (XML 1.0, F.1)."""
    return next((encoding for sign, encoding in _XML_SIGNS if content.startswith(sign)), None)


def _decodes(file: IO[bytes], encoding: str) -> bool:
    """Return whether all of *file* is in *encoding*."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(file):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _strictly(content: bytes, encoding: str) -> str:
    """Decode what a byte order mark says; damaged characters become U+FFFD and the rest is read."""
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if text.count("\ufffd") * _GOOD_PER_BAD > len(text) or text.count("\x00") > len(text) / 100:
        said = encoding.removesuffix("-sig").upper()
        raise UnreadableError(f"the file begins as {said} text and is none; save it as UTF-8 text")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise UnreadableError("the file is empty")
    return text


def _refuse_formats(content: bytes) -> None:
    for signature, kind in _FORMATS:
        if content.startswith(signature):
            raise UnreadableError(
                f"this is {kind}, not a text; save the article as text, HTML, Markdown or JSON"
            )
    if content.count(0) > len(content) / 5:
        raise UnreadableError(
            "this is binary, or UTF-16 text without a byte order mark; save it as UTF-8 text"
        )


def _refuse_binary(content: bytes) -> None:
    if _by_first_letters(content):
        return
    _refuse_formats(content)
    controls = len(_CONTROLS.findall(content))
    if controls > len(content) * _MOST_CONTROLS or b"\x00" in content:
        raise UnreadableError(
            "this is a binary file, not a text; save the article as text, HTML, Markdown or JSON"
        )


def _other_than_utf8(file: IO[bytes], charset: str | None) -> str:
    good, bad = _tally(file)
    if good >= bad * _GOOD_PER_BAD:
        return "utf-8"  # with a slip: one bad byte must not make the whole unreadable
    file.seek(0)
    start = file.read(_SAMPLE)
    plainly_arabic = _looks_arabic(start.decode("cp1256"))
    for label in (charset, _declared(start)):
        encoding = _of_pages(label) if label else None
        if encoding and not (plainly_arabic and encoding in _WESTERN) and _decodes(file, encoding):
            return encoding
    if plainly_arabic:
        return "cp1256"
    if not _decodes(file, "cp1252"):
        raise UnreadableError(
            "the characters of this file are in no encoding we know; save it as UTF-8 text"
        )
    return "cp1252"


def _tally(file: IO[bytes]) -> tuple[int, int]:
    """Return how many characters beyond ASCII *file* has as UTF-8, and how many slips."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    beyond = bad = 0
    for chunk in _chunks(file):
        text = decoder.decode(chunk)
        beyond += len(text) - len(text.encode("ascii", "ignore"))
        bad += text.count("\ufffd")
    return beyond - bad, bad


def _looks_arabic(text: str) -> bool:
    """Return whether the letters beyond ASCII stand in runs, as Arabic words make them."""
    beyond = len(_BEYOND_ASCII.findall(text))
    in_runs = sum(len(run) for run in _ARABIC_RUN.findall(text))
    return beyond > 0 and in_runs >= beyond * _ARABIC_SHARE


def _declared(content: bytes) -> str | None:
    """Return the charset that an HTML or XML file declares, as written there."""
    found = _DECLARED.search(content[:_LOOKED_AT])
    return (found[1] or found[2]).decode("ascii", errors="replace") if found else None


def _of_pages(label: str) -> str | None:
    """Return Python's name for a charset that pages are written in."""
    try:
        name = codecs.lookup(label.casefold().removeprefix("x-")).name
    except (LookupError, ValueError):  # ValueError: a NUL in it
        return None
    if not _FOR_PAGES.fullmatch(name):
        return None
    # Browsers take the Latin-1 of old pages for windows-1252 (Encoding Standard, section 4.2).
    return "cp1252" if name in ("iso8859-1", "ascii") else name
