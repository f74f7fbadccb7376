"""From the bytes of a file to its text, or the reason why it has none. Reads no file itself.

What is plainly UTF-8 is UTF-8 whatever a file says of itself; a declared charset is looked at only
where it is not (as browsers do: HTML Standard, 13.2.3.2), and gives way where it is plainly false.
"""

import codecs
import re

from barqiya.errors import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
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


def decode(content: bytes) -> str:
    """Return the text in *content*. Raises :class:`~barqiya.errors.UnreadableError`."""
    if not content.strip():
        raise UnreadableError("the file is empty")
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _not_blank(_strictly(content, encoding))
    _refuse_binary(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(content)


def _strictly(content: bytes, encoding: str) -> str:
    """Decode what a byte order mark says; damaged characters become U+FFFD and the rest is read."""
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if text.count("\ufffd") * _GOOD_PER_BAD > len(text) or text.count("\x00") > len(text) / 100:
        raise UnreadableError(
            f"the file begins as {encoding.upper()} text and is none; save it as UTF-8 text"
        )
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise UnreadableError("the file is empty")
    return text


def _refuse_binary(content: bytes) -> None:
    for signature, kind in _FORMATS:
        if content.startswith(signature):
            raise UnreadableError(
                f"this is {kind}, not a text; save the article as text, HTML, Markdown or JSON"
            )
    if content.count(0) > len(content) / 5:
        raise UnreadableError(
            "this is binary, or UTF-16 text without a byte order mark; save it as UTF-8 text"
        )
    controls = len(_CONTROLS.findall(content))
    if controls > len(content) * _MOST_CONTROLS or b"\x00" in content:
        raise UnreadableError(
            "this is a binary file, not a text; save the article as text, HTML, Markdown or JSON"
        )


def _not_utf8(content: bytes) -> str:
    patched = content.decode("utf-8", errors="replace")
    bad = patched.count("\ufffd")
    good = sum(1 for character in patched if character > "\x7f") - bad
    if good >= bad * _GOOD_PER_BAD:
        return patched  # UTF-8 with a slip: one bad byte must not make the whole unreadable
    arabic = content.decode("cp1256")
    plainly_arabic = _looks_arabic(arabic)
    encoding = _declared(content)
    if encoding and not (plainly_arabic and encoding in _WESTERN):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    return arabic if plainly_arabic else _western(content)


def _western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableError(
            "the characters of this file are in no encoding we know; save it as UTF-8 text"
        ) from None


def _looks_arabic(text: str) -> bool:
    """Return whether the letters beyond ASCII stand in runs, as Arabic words make them."""
    beyond = len(_BEYOND_ASCII.findall(text))
    in_runs = sum(len(run) for run in _ARABIC_RUN.findall(text))
    return beyond > 0 and in_runs >= beyond * _ARABIC_SHARE


def _declared(content: bytes) -> str | None:
    """Return Python's name for the charset that an HTML or XML file declares."""
    found = _DECLARED.search(content[:_LOOKED_AT])
    if found is None:
        return None
    label = (found[1] or found[2]).decode("ascii", errors="replace").casefold()
    try:
        name = codecs.lookup(label.removeprefix("x-")).name
    except LookupError:
        return None
    if not _FOR_PAGES.fullmatch(name):
        return None
    # Browsers take the Latin-1 of old pages for windows-1252 (Encoding Standard, section 4.2).
    return "cp1252" if name in ("iso8859-1", "ascii") else name
