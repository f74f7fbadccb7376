"""ETag, If-None-Match, If-Modified-Since: pure, after RFC 9110 §§ 8.8 and 13. Owns no response."""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_ETAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
#: What a 304 must repeat of the headers that the 200 would have had (RFC 9110, § 15.4.5), and
#: what a web page needs to read it at all.
REPEATED_ON_304 = frozenset(
    {
        "access-control-allow-origin",
        "access-control-expose-headers",
        "cache-control",
        "content-location",
        "content-security-policy",
        "etag",
        "expires",
        "last-modified",
        "link",
        "vary",
        "x-content-type-options",
    }
)


def strong_etag(body: bytes) -> str:
    """Return the entity tag of exactly these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def not_modified(
    *,
    etag: str,
    modified: datetime | None,
    if_none_match: str | None,
    if_modified_since: str | None,
) -> bool:
    """Return whether the asker has what it asks for, so that 304 is the answer.

    If-None-Match is compared weakly and, where it stands, alone decides; If-Modified-Since counts
    to the second and only where it is a valid date and we know when the document changed.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or etag in _ETAG.findall(if_none_match)
    since = _moment(if_modified_since)
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


def http_date(moment: datetime) -> str:
    """Return *moment* as HTTP writes it (RFC 9110, § 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Return whether Accept-Encoding (RFC 9110, § 12.5.3) allows gzip by name or by ``*``.

    Not where the asker would rather have the plain bytes.
    """
    weights = dict(_weight(part) for part in (accept_encoding or "").split(",") if part.strip())
    gzip = weights.get("gzip", weights.get("*", 0.0))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _weight(part: str) -> tuple[str, float]:
    coding, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    try:
        weight = float(value) if name.strip().casefold() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return coding.strip().casefold(), weight


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (OverflowError, ValueError):  # a year of twenty digits overflows
        return None
    # A date without a zone is no HTTP date.
    return moment if moment is not None and moment.tzinfo is not None else None
