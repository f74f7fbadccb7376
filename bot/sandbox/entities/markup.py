"""Telegram's HTML: from text with tags to plain text and entities.

It is not HTML as browsers know it: few tags, four named character references, and any
mistake refuses the whole message with the byte offset of the tag
(https://core.telegram.org/bots/api#html-style; TDLib's parser decides where that is silent).
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.sandbox.entities.kinds import Entity, EntityError, in_order, utf16_length
from bot.sandbox.entities.links import checked_link, link_user_id, strict_integer

_END: Final = "\0"
_SPACES: Final = frozenset(" \t\r\n\v\0")
_PLAIN: Final = re.compile("[^<&]+")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#[xX]([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*));?")
_NAME_TOKEN: Final = re.compile(r"[0-9A-Za-z.\-]*")
_TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_LAST_CODE_POINT: Final = 0x10FFFF
_LONGEST_REFERENCE: Final = 10
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DATE_FORMAT: Final = re.compile("[tTdDwW]*")


@dataclass(slots=True, kw_only=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str = ""
    date: int = 0
    offset: int
    piece: int


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Read the markup. Raises EntityError with Telegram's text and byte offset."""
    return _Reader(text).read()


class _Reader:
    """One pass over one text; `position` is where it stands."""

    def __init__(self, text: str) -> None:
        self.size = len(text)
        self.text = text + _END
        self.position = 0
        self.pieces: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < self.size:
            self._step()
        if self.open:
            raise EntityError(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )
        plain = "".join(self.pieces)
        if _SURROGATE.search(plain):
            raise EntityError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        languageless = [
            replace(entity, argument="") if entity.type == "code" else entity
            for entity in self.entities
        ]
        return plain, in_order(languageless)

    def _step(self) -> None:
        here = self.text[self.position]
        if here == "<":
            self._tag()
            return
        run = _PLAIN.match(self.text, self.position, self.size)
        if run:
            self._write(run[0])
            self.position = run.end()
            return
        self._write(self._reference() or self._take())

    def _take(self) -> str:
        self.position += 1
        return self.text[self.position - 1]

    def _write(self, plain: str) -> None:
        self.pieces.append(plain)
        self.units += utf16_length(plain)

    def _reference(self) -> str:
        """Decode `&…;` here and step over it, or return nothing and stay."""
        found = _REFERENCE.match(self.text, self.position)
        if found is None:
            return ""
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            decoded = _NAMED.get(name, "")
        else:
            digits = hexadecimal if hexadecimal is not None else decimal
            end = found.end() - found[0].endswith(";")
            if not digits or end - self.position >= _LONGEST_REFERENCE:
                return ""
            code = int(digits, 16 if hexadecimal is not None else 10)
            decoded = chr(code) if 0 < code < _LAST_CODE_POINT else ""
        if decoded:
            self.position = found.end()
        return decoded

    def _tag(self) -> None:
        begin = self.position
        self.position += 1
        if self.text[self.position] == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _fail(self, what: str, begin: int, rest: str = "") -> EntityError:
        offset = len(self.text[:begin].encode("utf-8", "surrogatepass"))
        return EntityError(f"{what} at byte offset {offset}{rest}")

    def _skip_name(self) -> None:
        while self.text[self.position] not in _SPACES and self.text[self.position] != ">":
            self.position += 1

    def _skip_spaces(self) -> None:
        while self.text[self.position] != _END and self.text[self.position] in _SPACES:
            self.position += 1

    def _start_tag(self, begin: int) -> None:
        self._skip_name()
        if self.text[self.position] == _END:
            raise self._fail("Unclosed start tag", begin)
        tag = _lower(self.text[begin + 1 : self.position])
        if tag not in _TAGS:
            raise self._fail(f'Unsupported start tag "{tag}"', begin)
        opened = _Open(tag=tag, offset=self.units, piece=len(self.pieces))
        while self.text[self.position] != ">":
            self._skip_spaces()
            if self.text[self.position] == ">":
                break
            self._attribute(opened, begin)
        if tag == "span" and opened.argument != "spoiler":
            raise self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.position += 1
        self.open.append(opened)

    def _attribute(self, opened: _Open, begin: int) -> None:
        start = self.position
        while self.text[self.position] not in _SPACES and self.text[self.position] not in "=>/\"'":
            self.position += 1
        name = self.text[start : self.position]
        if not name:
            raise self._fail(f'Empty attribute name in the tag "{opened.tag}"', begin)
        self._skip_spaces()
        if self.text[self.position] != "=":
            if self.text[self.position] == _END:
                raise self._fail(f'Unclosed start tag "{opened.tag}"', begin)
            if opened.tag == "blockquote" and name == "expandable":
                opened.argument = "1"
            return
        self.position += 1
        self._skip_spaces()
        if self.text[self.position] == _END:
            raise self._fail(f'Unclosed start tag "{opened.tag}"', begin)
        value = self._value()
        if self.text[self.position] == _END:
            raise self._fail("Unclosed start tag", begin)
        _set(opened, name, value)

    def _value(self) -> str:
        quote = self.text[self.position]
        if quote not in "'\"":
            return self._name_token()
        self.position += 1
        pieces: list[str] = []
        while self.text[self.position] not in (quote, _END):
            decoded = self._reference() if self.text[self.position] == "&" else ""
            pieces.append(decoded or self._take())
        if self.text[self.position] == quote:
            self.position += 1
        # A lone surrogate cannot leave this server as UTF-8.
        return _SURROGATE.sub("\ufffd", "".join(pieces))

    def _name_token(self) -> str:
        start = self.position
        token = _NAME_TOKEN.match(self.text, start)
        self.position = token.end() if token else start
        if self.text[self.position] not in _SPACES and self.text[self.position] != ">":
            raise self._fail("Unexpected end of name token", start)
        return _lower(self.text[start : self.position])

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise self._fail("Unexpected end tag", begin)
        self._skip_name()
        name = _lower(self.text[begin + 2 : self.position])
        self._skip_spaces()
        if self.text[self.position] != ">":
            raise self._fail("Unclosed end tag", begin)
        expected = self.open[-1].tag
        if name not in ("", expected):
            raise self._fail(
                "Unmatched end tag", begin, f', expected "</{expected}>", found "</{name}>"'
            )
        self.position += 1
        opened = self.open.pop()
        if self.units > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        kind = _TAGS[opened.tag]
        argument = opened.argument
        if kind == "text_link":
            self._close_link(opened)
        elif kind == "pre":
            self._close_block(opened, other="code", language=self._last_argument())
        elif kind == "code":
            self._close_block(opened, other="pre", language=argument)
        elif kind == "blockquote":
            self._add(opened, "expandable_blockquote" if argument else kind)
        elif kind == "custom_emoji":
            if not strict_integer(argument):
                raise EntityError("Invalid custom emoji identifier specified")
            self._add(opened, kind, argument)
        elif kind == "date_time":
            date_format = normal_date_format(argument)
            if opened.date > 0:
                self._add(opened, kind, date_format, date=opened.date)
        else:
            self._add(opened, kind)

    def _add(self, opened: _Open, kind: str, argument: str = "", *, date: int = 0) -> None:
        self.entities.append(
            Entity(
                type=kind,
                offset=opened.offset,
                length=self.units - opened.offset,
                argument=argument,
                date=date,
            )
        )

    def _last_argument(self) -> str:
        return self.entities[-1].argument if self.entities else ""

    def _close_link(self, opened: _Open) -> None:
        url = opened.argument or "".join(self.pieces[opened.piece :])
        user = link_user_id(url)
        link = "" if user else checked_link(_SURROGATE.sub("\ufffd", url))
        if user:
            self._add(opened, "text_mention", str(user))
        elif link:
            self._add(opened, "text_link", link)

    def _close_block(self, opened: _Open, *, other: str, language: str) -> None:
        """Join a pre that holds just a code (or the other way round) into one block."""
        last = self.entities[-1] if self.entities else None
        span = (opened.offset, self.units - opened.offset)
        same = last is not None and last.type == other and (last.offset, last.length) == span
        # A pre that has its language already is no longer the plain pre of this rule.
        if last and same and language and not (other == "pre" and last.argument):
            self.entities[-1] = replace(last, type="pre", argument=language)
            return
        kind = "code" if other == "pre" else "pre"
        self._add(opened, kind, opened.argument if kind == "code" else "")


def normal_date_format(text: str) -> str:
    """Return the format of a tg-time in the order the Bot API writes it; EntityError if wrong."""
    if text in ("r", "R"):
        return "r"
    if not _DATE_FORMAT.fullmatch(text):
        raise EntityError("Invalid date format used")
    weekday = "w" if "w" in text.lower() else ""
    day = "d" if "d" in text else "D" if "D" in text else ""
    clock = "t" if "t" in text else "T" if "T" in text else ""
    return weekday + day + clock


def _set(opened: _Open, name: str, value: str) -> None:
    match opened.tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
            opened.argument = value
        case ("code", "class") if value.startswith("language-"):
            opened.argument = value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            opened.argument = value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            opened.argument = "1"
        case ("tg-time", "unix"):
            opened.date = _leading_integer(value)
        case _:
            pass


def _leading_integer(text: str) -> int:
    """As C++ reads a 32-bit integer: sign, digits, and the rest is ignored."""
    found = re.match(r"(-?)([0-9]*)", text)
    digits = found[2] if found else ""
    number = int(digits or "0") * (-1 if found and found[1] else 1)
    return (number + 2**31) % 2**32 - 2**31


_UPPER: Final = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _lower(text: str) -> str:
    """Lower case for Latin letters only, as the format defines tag names."""
    return text.translate(_UPPER)
