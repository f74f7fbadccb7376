"""Paragraphs → Telegram HTML, and what that costs by Telegram's limits.

The limits (core.telegram.org/bots/api#sendmessage, and td's source where the page is silent):
4096 characters of text and 1024 of a caption *after* entities are parsed, 32,768 bytes before,
100 entities, of which the rest is dropped in silence. Characters are counted here in UTF-16
units: never fewer than Telegram counts. Owns escaping and nesting; cuts nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from bot.messages.direction import laid_out
from bot.messages.rich import Kind, Paragraph, Run, Style, part

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
RAW_BYTES = 32_768
ENTITIES = 100

_ORDER = (Style.BOLD, Style.ITALIC, Style.UNDERLINE, Style.STRIKE, Style.SPOILER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message for ``parse_mode=HTML``: what is sent, and the text that people then see."""

    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What text costs: *units* of UTF-16 that are seen, *entities*, and *raw* bytes as sent."""

    units: int = 0
    entities: int = 0
    raw: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            units=self.units + other.units,
            entities=self.entities + other.entities,
            raw=self.raw + other.raw,
        )

    def within(self, limit: "Size") -> bool:
        """Return whether this is no more than *limit* in any respect."""
        return (
            self.units <= limit.units and self.entities <= limit.entities and self.raw <= limit.raw
        )


def limit_of(units: int) -> Size:
    """Return what a message of at most *units* of text may cost."""
    return Size(units=units, entities=ENTITIES, raw=RAW_BYTES)


def utf16(text: str) -> int:
    """Return the length of *text* in UTF-16 units, the unit of Telegram's offsets."""
    return len(text) + sum(1 for c in text if c > "\uffff")


def size_of(paragraph: Paragraph) -> Size:
    """Return what *paragraph* adds to a message, its marks and separator included."""
    ready = laid_out(paragraph)
    body, entities = _body(ready)
    quote = 1 if paragraph.quote else 0
    wrapped = len("\n\n") + (len(f"{_opened(ready)}</blockquote>") if quote else 0)
    return Size(
        units=utf16(ready.text) + 2, entities=entities + quote, raw=len(body.encode()) + wrapped
    )


def message(paragraphs: Sequence[Paragraph]) -> Message:
    """Return *paragraphs* as one message; the caller has seen to it that they fit."""
    html: list[str] = []
    text: list[str] = []
    quote = 0
    # Telegram trims the whole: an indented first line would make its text another than ours.
    shown = [part(p, 0, len(p.text)) if not number else p for number, p in enumerate(paragraphs)]
    for number, paragraph in enumerate(laid_out(p) for p in shown):
        gap = "" if not number else "\n" if paragraph.tight else "\n\n"
        if paragraph.quote != quote:
            html += ["</blockquote>" if quote else "", gap, _opened(paragraph)]
        else:
            html.append(gap)
        quote = paragraph.quote
        html.append(_body(paragraph)[0])
        text += [gap, paragraph.text]
    html.append("</blockquote>" if quote else "")
    return Message(html="".join(html), text="".join(text))


def _opened(paragraph: Paragraph) -> str:
    if not paragraph.quote:
        return ""
    return "<blockquote expandable>" if paragraph.folded else "<blockquote>"


def _body(paragraph: Paragraph) -> tuple[str, int]:
    if paragraph.kind is Kind.CODE:
        return f"<pre>{escape(paragraph.text, quote=False)}</pre>", 1
    return _nested(paragraph.runs)


def _nested(runs: Iterable[Run]) -> tuple[str, int]:
    """Return the runs as properly nested tags, and how many were opened."""
    made: list[str] = []
    stack: list[tuple[str, str]] = []
    opened = 0
    for run in runs:
        wanted = _tags(run)
        shared = 0
        while shared < min(len(stack), len(wanted)) and stack[shared] == wanted[shared]:
            shared += 1
        made += [f"</{name}>" for name, _ in reversed(stack[shared:])]
        made += [f"<{name}{rest}>" for name, rest in wanted[shared:]]
        opened += len(wanted) - shared
        stack = wanted
        made.append(escape(run.text, quote=False))
    made += [f"</{name}>" for name, _ in reversed(stack)]
    return "".join(made), opened


def _tags(run: Run) -> list[tuple[str, str]]:
    """Return the tags of a run, outermost first. Code takes no style; a link is worth more."""
    if run.link is not None:
        styles = [style for style in _ORDER if style in run.styles]
        return [("a", f' href="{escape(run.link)}"'), *((style.value, "") for style in styles)]
    if Style.CODE in run.styles:
        return [(Style.CODE.value, "")]
    return [(style.value, "") for style in _ORDER if style in run.styles]
