"""Articles in JSON: one, an array, a JSON Feed, JSON Lines, or what our own ``--json`` printed."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from barqiya.domain.article import Enclosure, Image, RelatedArticle
from barqiya.domain.dates import parse_moment
from barqiya.domain.normalize import absolute, clean_text, clean_title, paragraphs_html
from barqiya.errors import UnreadableError
from barqiya.sources.draft import Draft, Reading

Record = Mapping[str, Any]
_LISTS = ("articles", "items", "posts")


def read_json(text: str, reading: Reading) -> Iterator[Draft | UnreadableError]:
    """Yield every article in *text*, and for one that is none the reason.

    Raises :class:`~barqiya.errors.UnreadableError` where *text* is no JSON or holds no articles.
    """
    records = _records(_parsed(text))
    if not records:
        raise UnreadableError("it holds no article: the list of articles is empty")
    for record in records:
        try:
            yield _draft(record, reading)
        except UnreadableError as error:
            yield error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and lines[0].lstrip().startswith("{"):
            try:
                return [json.loads(line) for line in lines]
            except (json.JSONDecodeError, RecursionError):
                pass
        raise UnreadableError(
            f"not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError(
            "not JSON that can be read: it nests too deep or counts too far"
        ) from error


def _records(parsed: Any) -> list[Any]:
    if isinstance(parsed, list):
        return parsed
    if isinstance(parsed, dict):
        for name in _LISTS:
            if isinstance(parsed.get(name), list):
                return list(parsed[name])
        return [parsed]
    raise UnreadableError("expected an article or a list of articles, as objects with a title")


def _draft(record: Any, reading: Reading) -> Draft:
    if not isinstance(record, dict):
        raise UnreadableError("expected an object with a title and a text")
    markup, clean = _markup(record)
    title = _text(record, "title")
    # Our own titles and those of JSON Feed are plain text; others come with tags and entities.
    plain = "public_id" in record or "content_text" in record or "date_published" in record
    url = _text(record, "url", "link", "permalink")
    return Draft(
        title=title if plain else clean_title(title),
        markup=markup,
        clean=clean,
        language=_text(record, "language", "lang") or None,
        summary=_text(record, "summary", "excerpt", "description") or None,
        url=url or None,
        id=_text(record, "id", "guid") or None,
        public_id=_text(record, "public_id") or None,
        authors=_names(record, "authors", "author"),
        categories=_names(record, "categories", "category"),
        tags=_names(record, "tags"),
        images=tuple(_images(record)),
        enclosures=tuple(_enclosures(record)),
        related=tuple(_related(record)),
        comments_url=absolute(_text(record, "comments_url")),
        comment_count=_count(record.get("comment_count")),
        published_at=_moment(
            record, reading, "published_at", "date_published", "date", "published"
        ),
        updated_at=_moment(record, reading, "updated_at", "date_modified", "modified"),
        seen_on=_day(record.get("seen_on")),
        correction=_text(record, "correction") or None,
    )


def _markup(record: Record) -> tuple[str, bool]:
    """Return the text of the article as HTML, and whether that is known to be clean."""
    markup = _text(record, "content_html", "html")
    if markup.strip():
        return markup, False
    text = _text(record, "text", "content_text", "content", "body")
    if "<p" in text or "<br" in text or "</" in text:
        return text, False
    parts = text.split("\n\n") if "\n\n" in text.strip() else text.split("\n")
    return paragraphs_html(parts), True


def _text(record: Record, *names: str) -> str:
    """Return the first of the fields *names* that holds a text (numbers as written)."""
    for name in names:
        value = record.get(name)
        if isinstance(value, dict):  # as WordPress gives its texts
            value = value.get("rendered")
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _names(record: Record, *names: str) -> tuple[str, ...]:
    for name in names:
        value = record.get(name)
        if isinstance(value, (str, dict)):
            value = [value]
        if isinstance(value, list):
            named = (one.get("name") if isinstance(one, dict) else one for one in value)
            return tuple(one for one in named if isinstance(one, str) and one.strip())
    return ()


def _images(record: Record) -> Iterator[Image]:
    lead = _text(record, "image", "banner_image")
    if lead:
        yield Image(url=lead, alt=_text(record, "image_alt"))
    listed = record.get("images")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, str):
            yield Image(url=one)
        elif isinstance(one, dict) and isinstance(one.get("url"), str):
            width, height = _count(one.get("width")), _count(one.get("height"))
            yield Image(url=one["url"], alt=_text(one, "alt"), width=width, height=height)


def _enclosures(record: Record) -> Iterator[Enclosure]:
    listed = record.get("attachments")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            url, media_type = absolute(_text(one, "url")), _text(one, "mime_type")
            if url and media_type:
                length = _count(one.get("size_in_bytes"))
                yield Enclosure(url=url, media_type=media_type, length=length)


def _related(record: Record) -> Iterator[RelatedArticle]:
    listed = record.get("related")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and clean_text(_text(one, "title")):
            yield RelatedArticle(
                title=clean_text(_text(one, "title")),
                author=clean_text(_text(one, "author")) or None,
                category=clean_text(_text(one, "category")) or None,
                published_on=_day(one.get("date") or one.get("published_on")),
                opening=clean_text(_text(one, "opening")) or None,
                url=absolute(_text(one, "url")),
            )


def _moment(record: Record, reading: Reading, *names: str) -> datetime | None:
    written = _text(record, *names)
    if not written:
        return None
    moment = parse_moment(written, reading.timezone)
    if moment is None:
        raise UnreadableError(
            f"“{names[0]}”: {written[:60]!r} is no date; write for example "
            "2024-12-20T10:30:00+02:00"
        )
    return moment


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
