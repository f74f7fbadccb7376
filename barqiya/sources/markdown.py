"""Articles in Markdown, with or without YAML front matter. Reads no file itself."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any

import yaml
from markdown_it import MarkdownIt

from barqiya.domain.article import Image
from barqiya.domain.dates import parse_moment
from barqiya.errors import UnreadableError
from barqiya.sources.copied import names
from barqiya.sources.draft import Draft, Reading

_FRONT_MATTER = re.compile(
    r"\A---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_LONGEST_FRONT_MATTER = 64_000  # characters
_FIRST_HEADING = re.compile(r"\s*(?:#[^\S\n]+(.+?)[^\S\n]*#*|([^\n]+)\n=+)[^\S\n]*(?:\n|\Z)")
_RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# All values as written: "no", 1984 and 2024-01-01 are titles and tags as well as anything else.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_markdown(text: str, reading: Reading) -> Draft:
    """Return the article in *text*. Raises :class:`~barqiya.errors.UnreadableError`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    front, body = _parted(text)
    title = _text(front, "title")
    if not title:
        title, body = _heading(body)
    image = _text(front, "image")
    markup = _RENDERER.render(body)
    authors = _list(front, "authors", "author")
    if not authors:
        authors, markup = _byline(markup)
    return Draft(
        title=title,
        markup=markup,
        language=_text(front, "language") or _text(front, "lang"),
        summary=_text(front, "summary"),
        url=_text(front, "url"),
        id=_text(front, "id"),
        authors=authors,
        categories=_list(front, "categories", "category"),
        tags=_list(front, "tags"),
        images=(Image(url=image, alt=_text(front, "image_alt")),) if image else (),
        published_at=_moment(front, reading, "published_at", "date"),
        updated_at=_moment(front, reading, "updated_at"),
        correction=_text(front, "correction"),
    )


def has_front_matter(text: str) -> bool:
    """Return whether *text* begins with a block of YAML between two lines of dashes."""
    return _FRONT_MATTER.match(text.replace("\r\n", "\n").lstrip("\n")) is not None


def _parted(text: str) -> tuple[Mapping[str, Any], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        if re.match(r"---\s*\n\s*[\w-]+\s*:", text):
            raise UnreadableError(
                "front matter, line 1: it begins with --- and never ends with ---"
            )
        return {}, text
    if len(found[1]) > _LONGEST_FRONT_MATTER:
        raise UnreadableError("the front matter is longer than any front matter should be (64 kB)")
    return _loaded(found[1]), text[found.end() :]


def _loaded(front_matter: str) -> Mapping[str, Any]:
    try:
        loaded = yaml.load(front_matter, Loader=_LOADER)  # noqa: S506 # BaseLoader makes only text, lists and mappings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f", line {mark.line + 2}" if mark else ""
        raise UnreadableError(f"front matter{line}: {error.problem or 'not YAML'}") from error
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise UnreadableError(f"front matter: not YAML ({error})") from error
    if not loaded:
        return {}
    if not isinstance(loaded, dict):
        raise UnreadableError("front matter, line 2: expected lines such as “title: …”")
    return {str(key).strip().casefold(): value for key, value in loaded.items()}


def _text(front: Mapping[str, Any], key: str) -> str:
    value = front.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableError(f"front matter, “{key}”: expected one text, not a list or mapping")
    return value.strip()


def _list(front: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    for key in keys:
        value = front.get(key)
        if isinstance(value, str) and value.strip():
            return tuple(part.strip() for part in re.split(r"[,،;؛]", value) if part.strip())
        if isinstance(value, list):
            if not all(isinstance(one, str) for one in value):
                raise UnreadableError(f"front matter, “{key}”: expected a list of names")
            return tuple(value)
    return ()


def _moment(front: Mapping[str, Any], reading: Reading, *keys: str) -> datetime | None:
    """Return the moment under the first of *keys* that has one."""
    for key in keys:
        written = _text(front, key)
        if not written:
            continue
        moment = parse_moment(written, reading.timezone)
        if moment is None:
            raise UnreadableError(
                f"front matter, “{key}”: {written[:60]!r} is no date; write for example "
                "2024-12-20T10:30:00+02:00"
            )
        return moment
    return None


def _heading(body: str) -> tuple[str, str]:
    """Return the first heading, if the text begins with one, as title, and the rest."""
    found = _FIRST_HEADING.match(body)
    if found is None:
        return "", body
    return _unmarked(found[1] or found[2]), body[found.end() :]


def _byline(markup: str) -> tuple[tuple[str, ...], str]:
    """Return the names in the byline that the text begins with, if it does, and the rest."""
    first = re.match(r"<p>([^<\n]{1,200})</p>\n", markup)
    byline = names.read_byline(unescape(first[1])) if first else None
    if first is None or byline is None:
        return (), markup
    return byline.names, markup[first.end() :]


def _unmarked(heading: str) -> str:
    """Return the text of a heading without its emphasis and links."""
    tokens = _RENDERER.parseInline(heading)[0].children or []
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline"))
