"""Conditions and wishes of those who ask: pure, after RFC 9110 §§ 12 and 13. Owns no response."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from feeds.codings import CODINGS, IDENTITY

_ETAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_STRONG = re.compile(r'(?<!W/)("[\x21\x23-\x7e\x80-\xff]*")')
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
_ASCTIME = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}(:[0-9]{2}){2} [0-9]{4}")
_UNASKED = 0.0001  # below every weight that can be written
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


def failed(
    *, etag: str, modified: datetime | None, if_match: str | None, if_unmodified_since: str | None
) -> bool:
    """Return whether the asker wants only what it knows already, and it is another (412).

    If-Match is compared strongly and, where it stands, alone decides.
    """
    if if_match is not None:
        return if_match.strip() != "*" and etag not in _STRONG.findall(if_match)
    since = _moment(if_unmodified_since)
    return since is not None and modified is not None and modified.replace(microsecond=0) > since


def coding_for(accept_encoding: str | None) -> str | None:
    """Return the best of :data:`~feeds.codings.CODINGS` for Accept-Encoding (RFC 9110, § 12.5.3).

    ``None`` where the asker takes none that we have, and not the plain bytes either. A coding is
    sent only to who names it; ``*`` stands for gzip, which is what those who say so understand.
    """
    weights = dict(_weighed(accept_encoding or ""))
    others = weights.get("*", 0.0)
    liked = {name: weights.get(name, 0.0) for name in CODINGS}
    liked["gzip"] = weights.get("gzip", weights.get("x-gzip", others))
    # Plain bytes are welcome to all who do not refuse them, and wanted only by who says so.
    liked[IDENTITY] = weights.get(IDENTITY, 0.0 if "*" in weights and not others else _UNASKED)
    best = max(liked, key=lambda name: liked[name])
    return best if liked[best] > 0 else None


def _weighed(accept_encoding: str) -> Iterator[tuple[str, float]]:
    for part in accept_encoding.split(","):
        coding, *parameters = part.split(";")
        yield coding.strip().casefold(), _weight(parameters)


def _weight(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "q":
            # What is no weight (§ 12.4.2) is a wish that we do not understand: none of it then.
            return float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
    return 1.0


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (OverflowError, ValueError):  # a year of twenty digits overflows
        return None
    if moment is not None and moment.tzinfo is None:
        # The oldest of the three forms of a date names no zone, and means GMT (§ 5.6.7).
        return moment.replace(tzinfo=UTC) if _ASCTIME.fullmatch(value or "") else None
    return moment
