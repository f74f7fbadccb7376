"""What the headers of an answer say: read once, believed within bounds. Pure.

RFC 9110 (semantics), RFC 9111 (how long an answer stays fresh).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from barqiya.domain.dates import parse_moment

LONGEST_WAIT = timedelta(days=7)
LONGEST_FRESH = timedelta(days=1)

_ONE_VALUE = frozenset({"content-type", "etag", "last-modified", "retry-after", "expires", "date"})
_LONGEST_DATE = 60
_LONGEST_NUMBER = 10


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by name in lower case; several of one name as one list.

    Values are UTF-8 where they can be, else Latin-1 (RFC 9110, section 5.5). Of a header that has
    one value the last one counts.
    """
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").casefold(), _text(value)
        listed = key in headers and key not in _ONE_VALUE
        headers[key] = f"{headers[key]}, {text}" if listed else text
    return headers


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server asks to be left alone (RFC 9110, section 10.2.3).

    Seconds or a date; never negative, never more than :data:`LONGEST_WAIT`.
    """
    said = headers.get("retry-after", "").strip()
    seconds = _seconds(said.removeprefix("-"))
    if seconds is not None:
        return timedelta(0) if said.startswith("-") else min(seconds, LONGEST_WAIT)
    moment = _moment(said)
    return None if moment is None else min(max(moment - now, timedelta(0)), LONGEST_WAIT)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the answer stays fresh (RFC 9111, section 4.2), at most a day.

    ``None`` where it does not say, or forbids to rely on it.
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-cache" in directives or "no-store" in directives:
        return None
    if "max-age" in directives:
        lasting = _seconds(directives["max-age"].strip('"'))
    else:
        lasting = _until_expiry(headers, now)
    if lasting is None:
        return None
    left = lasting - (_seconds(headers.get("age", "").strip()) or timedelta(0))
    return min(left, LONGEST_FRESH) if left > timedelta(0) else None


def _until_expiry(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    expiry = _moment(headers.get("expires", ""))
    return None if expiry is None else expiry - (_moment(headers.get("date", "")) or now)


def _directives(header: str) -> dict[str, str]:
    directives: dict[str, str] = {}
    for part in header.split(","):
        name, _, value = part.partition("=")
        directives.setdefault(name.strip().casefold(), value.strip())
    return directives


def _seconds(digits: str) -> timedelta | None:
    if not (digits.isascii() and digits.isdigit()):
        return None
    # RFC 9111, section 1.2.2: a number too big to hold is a very big one.
    number = int(digits) if len(digits) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER
    return timedelta(seconds=number)


def _moment(text: str) -> datetime | None:
    return parse_moment(text, UTC) if text and len(text) <= _LONGEST_DATE else None


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
