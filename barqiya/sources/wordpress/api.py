"""The REST API of WordPress: how it is addressed and how its answers are read. Asks for nothing.

Routes and parameters: developer.wordpress.org/rest-api/reference/posts. Answers in the wild come
with byte order marks and notices of PHP before the JSON, and call themselves HTML then.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from barqiya.errors import TransientFetchError, UnreadableError
from barqiya.sources import decoding
from barqiya.sources.flow import Response, Source, checked

Record = Mapping[str, Any]
Query = Mapping[str, str | int]

ACCEPT = "application/json"
MOST_A_PAGE = 100  # more is refused: rest_invalid_param
EMBEDDED = "author,wp:featuredmedia,wp:term"  # known since 5.4; before, any value embeds all
ONE: Query = {"per_page": 1, "_fields": "id"}
_CLOSED = frozenset({401, 403, 404, 410})
_JSON_START = re.compile(r"[\[{]")
_MOST_STARTS = 50  # brackets in notices before the JSON
_LOOKED_AT = 20_000
_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LONGEST_TOTAL = 12  # digits


class ClosedError(Exception):
    """REST is not open to everybody, or not there; the text says how that showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list answered. *total* is how many there are in all; ``None`` where that is untold.

    Past the end of a list WordPress tells a total of 0: only a list with records tells one.
    """

    records: tuple[Record, ...]
    total: int | None
    moved: bool = False

    @property
    def ids(self) -> list[int]:
        """The ids of the posts, in the order of the list."""
        return [record["id"] for record in self.records]


def posts(root: str, query: Query) -> str:
    """Return the address of a list of posts below *root*, the address of the API's index."""
    return _address(root, "wp/v2/posts", query)


def post(root: str, post_id: int) -> str:
    """Return the address of one post, with what is embedded in it."""
    return _address(root, f"wp/v2/posts/{post_id}", {"_embed": EMBEDDED})


def listing(response: Response, source: Source) -> Listing:
    """Return the list of posts in *response*.

    Raises ClosedError where REST is closed, FetchError for any other status, and
    TransientFetchError for an answer that cannot be read.
    """
    value = _value(response, source)
    if not isinstance(value, list):
        raise ClosedError(f"{response.url} answers with something else than a list of posts")
    records = tuple(record for record in value if isinstance(record.get("id"), int))
    told = response.headers.get("x-wp-total", "").strip()
    total = int(told) if told.isdecimal() and len(told) <= _LONGEST_TOTAL else 0
    return Listing(
        records=records,
        total=total if records and total else None,
        moved=response.moved_to is not None,
    )


def index(response: Response, source: Source) -> dict[str, Any]:
    """Return the index of the API in *response*. Raises as :func:`listing` does."""
    value = _value(response, source)
    if isinstance(value, dict):
        names = value.get("namespaces")
        if isinstance(names, list) and "wp/v2" in names:
            return value
    raise ClosedError(f"{response.url} names no wp/v2")


def single(response: Response) -> list[Record]:
    """Return the post in *response*; none where there is something else in it."""
    value = _anything(response)
    return [value] if isinstance(value, dict) and isinstance(value.get("id"), int) else []


def refusal(response: Response) -> str | None:
    """Return the code of the error that *response* tells (``rest_forbidden``), else ``None``."""
    value = _anything(response)
    code = value.get("code") if isinstance(value, dict) else None
    return code if isinstance(code, str) else None


def parsed(text: str) -> Any:
    """Return the JSON in *text*, whatever stands before and after it.

    A list is one of objects. Raises :class:`~barqiya.errors.UnreadableError` where there is none.
    """
    decoder = json.JSONDecoder()
    empty: list[Any] | None = None
    for number, start in enumerate(_JSON_START.finditer(text, 0, _LOOKED_AT)):
        if number >= _MOST_STARTS:
            break
        try:
            value, _ = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated string") or not text[error.pos :].strip():
                break  # what it holds so far is part of an answer, and no answer
            continue
        except RecursionError:
            continue
        if value == []:
            empty = value  # the answer, or a pair of brackets in a notice
        elif isinstance(value, dict) or all(isinstance(one, dict) for one in value):
            return value
    if empty is None:
        raise UnreadableError("there is no JSON in it")
    return empty


def _address(root: str, route: str, query: Query) -> str:
    written = urlencode(query, safe=":,")
    if not written:
        return f"{root}{route}"
    # Without pretty permalinks the route itself is a parameter: /?rest_route=/wp/v2/posts
    return f"{root}{route}{'&' if '?' in root else '?'}{written}"


def _anything(response: Response) -> Any:
    try:
        return parsed(decoding.decode(response.body.read(), response.charset))
    except UnreadableError:
        return None


def _value(response: Response, source: Source) -> Any:
    if response.status in _CLOSED:
        code = refusal(response)
        raise ClosedError(
            f"{response.url.partition('?')[0]} answers {response.status}"
            f"{f', {code}' if code else ''}"
        )
    checked(response, source)
    try:
        text = decoding.decode(response.body.read(), response.charset)
        return parsed(text)
    except UnreadableError as error:
        if response.body.size and _PAGE.match(text):
            raise ClosedError(f"{response.url} answers with a web page") from error
        raise TransientFetchError(
            f"{response.url} answered with no whole JSON: {error}",
            source=source.name,
            url=response.url,
        ) from error
