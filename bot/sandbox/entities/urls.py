"""Links and e-mail addresses in running text, by the rules of TDLib's match_urls.

A link needs a scheme or a well-known top-level domain. The list of domains here holds the
country codes, the common generic domains and the Arabic ones; with one of the other
generic domains (some twelve hundred, mostly brands) Telegram links where this does not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from bot.sandbox.entities.domains import is_common_domain

_TAIL_MARKS: Final = ".:;,('?!`"
_NO_PATH: Final = frozenset('\n<>"«»')
_NO_USER: Final = frozenset("\n/[]{}()'`<>\"@«»")
_ALNUM: Final = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TG_URL: Final = re.compile(r"(?:tg|ton|tonsite)://[a-zA-Z0-9_\-]{1,253}", re.IGNORECASE)
_EMAIL: Final = re.compile(
    r"(?:[a-z0-9_\-]{0,26}[.+]){0,10}[a-z0-9_\-]{1,35}"
    r"@(?:[a-z0-9](?:[a-z0-9_\-]{0,28}[a-z0-9])?\.){1,6}[a-z]{2,8}",
    re.IGNORECASE,
)
_SCHEMES: Final = (("http", 7), ("https", 8), ("ftp", 6), ("tonsite", 10))
_NOT_SCHEMES: Final = frozenset({"shttp", "tftp", "sftp"})
_SCHEME_START: Final = re.compile(r"(?:https?|ftp|tonsite)://", re.IGNORECASE)
_PORT: Final = re.compile(r":0*([0-9]+)")
_PORT_MAX: Final = 65535
_PORT_DIGITS: Final = 5
_LABEL_BYTES: Final = 64
_SHORTEST_PUNYCODE: Final = 6
_LATIN_END: Final = 0xC0
_ASCII_END: Final = 0x80
_IPV4_PARTS: Final = 4
_SHORTEST_PREFIX: Final = 6


def find_urls(text: str) -> Iterator[tuple[str, int, int]]:
    """(url or email, begin, end) in code points, possibly overlapping."""
    yield from _tg_urls(text)
    for begin, end in _candidates(text):
        found = text[begin:end]
        if _EMAIL.fullmatch(found):
            yield "email", begin, end
        elif found.startswith("mailto:") and _EMAIL.fullmatch(found[7:]):
            yield "email", begin + 7, end
        else:
            size = _accepted_length(found)
            if size:
                yield "url", begin, begin + size


def _is_url_symbol(character: str) -> bool:
    if "\u2000" <= character <= "\u206f":
        return character in "\u200c\u200d" or "\u2010" <= character <= "\u2015"
    return not unicodedata.category(character).startswith("Z")


def _is_path(character: str) -> bool:
    return character not in _NO_PATH and _is_url_symbol(character)


def _is_user(character: str) -> bool:
    return character not in _NO_USER and _is_url_symbol(character)


def _is_domain(character: str) -> bool:
    if ord(character) < _LATIN_END:
        return character in _ALNUM or character in "._-~"
    return _is_url_symbol(character)


def _is_scheme(character: str) -> bool:
    if ord(character) < _ASCII_END:
        return character in _ALNUM or character in "+-"
    return not unicodedata.category(character).startswith("Z")


def _tg_urls(text: str) -> Iterator[tuple[str, int, int]]:
    found = _TG_URL.search(text)
    while found:
        end = _path_end(text, found.end())
        yield "url", found.start(), end
        found = _TG_URL.search(text, end)


def _path_end(text: str, position: int) -> int:
    """Return the end of a path, query or fragment that begins here, without closing marks."""
    if text[position : position + 1] not in ("/", "?", "#"):
        return position
    end = position + 1
    while end < len(text) and _is_path(text[end]):
        end += 1
    while end > position + 1 and text[end - 1] in _TAIL_MARKS:
        end -= 1
    return end if text[position] == "/" or end > position + 1 else position


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Everything around a dot that looks like a link, before the domain is judged."""
    floor = 0
    while True:
        dot = text.find(".", floor)
        if dot in (-1, len(text) - 1):
            return
        if text[dot + 1] == " ":
            floor = dot + 2
            continue
        begin, end, is_bad = _around(text, floor, dot)
        if not is_bad:
            if end > dot + 1:
                yield begin, end
            while end < len(text) and text[end] == ".":
                end += 1
        else:
            while text[end - 1] != ".":
                end -= 1
        floor = max(end, dot + 1)


def _back(text: str, position: int, floor: int, allowed: Callable[[str], bool]) -> int:
    while position > floor and allowed(text[position - 1]):
        position -= 1
    return position


def _around(text: str, floor: int, dot: int) -> tuple[int, int, bool]:
    """Begin and end of what stands around a dot, and whether its surroundings forbid a link."""
    begin = _back(text, dot, floor, _is_domain)
    end, has_at = _domain_end(text, dot)
    if has_at:
        begin = _back(text, begin, floor, _is_user)
    end = _path_end(text, _port_end(text, end))
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    is_bad = False
    if begin > floor and text[begin - 1] == "@":
        user = _back(text, begin - 1, floor, _is_user)
        is_bad = has_at or user == begin - 1
        begin = user
    if begin > floor:
        begin, refused = _scheme(text, begin, floor)
        is_bad = is_bad or refused
    return begin, end, is_bad


def _domain_end(text: str, position: int) -> tuple[int, bool]:
    has_at = False
    while position < len(text) and (text[position] == "@" or _is_domain(text[position])):
        has_at = has_at or text[position] == "@"
        position += 1
    return position, has_at


def _port_end(text: str, position: int) -> int:
    found = _PORT.match(text, position)
    if found and len(found[1]) <= _PORT_DIGITS and 0 < int(found[1]) <= _PORT_MAX:
        return found.end()
    return position


def _scheme(text: str, begin: int, floor: int) -> tuple[int, bool]:
    """Step back over `http://` and the like; True if what stands before forbids a link."""
    before = text[floor:begin]
    if before.endswith("://") and len(before[-_SHORTEST_PREFIX:].encode()) >= _SHORTEST_PREFIX:
        start = _back(text, begin - 3, floor, _is_scheme)
        scheme = text[start : begin - 3].lower()
        for name, size in _SCHEMES:
            if scheme.endswith(name) and scheme not in _NOT_SCHEMES:
                return begin - size, False
        return begin, True
    last = before[-1]
    is_word = last == "_" or unicodedata.category(last)[0] in "LN"
    return begin, is_word or last in "/#@"


def _accepted_length(found: str) -> int:
    """How much of a candidate is a link; 0 if its domain is not one."""
    scheme = _SCHEME_START.match(found)
    start = scheme.end() if scheme else 0
    domain = re.split(r"[/?#]", found[start:], maxsplit=1)[0]
    path_start = start + len(domain)
    domain = domain.partition("@")[2] if "@" in domain else domain
    domain = domain.rpartition(":")[0] if ":" in domain else domain
    if not _is_domain_name(domain, has_scheme=scheme is not None):
        return 0
    return path_start + _balanced(found[path_start:])


def _balanced(path: str) -> int:
    """Length of a path up to the first bracket that nothing opened, without closing marks."""
    depth = dict.fromkeys("([{", 0)
    end = len(path)
    for position, character in enumerate(path):
        if character in depth:
            depth[character] += 1
        elif character in ")]}":
            opening = "([{"[")]}".index(character)]
            depth[opening] -= 1
            if depth[opening] < 0:
                end = position
                break
    while end and path[end - 1] in _TAIL_MARKS:
        end -= 1
    return end


def _is_domain_name(domain: str, *, has_scheme: bool) -> bool:
    parts = domain.split(".")
    if any(_is_bad_label(part) for part in parts) or len(parts) == 1:
        return False
    if len(parts) == _IPV4_PARTS and all(map(_is_ipv4_part, parts)):
        return True
    if all(part.isascii() and part.isdigit() for part in parts):
        return False
    return _is_top_domain(parts[-1], has_scheme=has_scheme) and "_" not in parts[-2]


def _is_bad_label(part: str) -> bool:
    return not part or len(part.encode()) >= _LABEL_BYTES or part.endswith("-")


def _is_ipv4_part(part: str) -> bool:
    return re.fullmatch(r"0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]", part) is not None


def _is_top_domain(name: str, *, has_scheme: bool) -> bool:
    if len(name) <= 1:
        return False
    if name.startswith("xn--"):
        return len(name) >= _SHORTEST_PUNYCODE and all(one in _ALNUM for one in name[4:])
    if "_" in name or "-" in name:
        return False
    return has_scheme or is_common_domain(name)
