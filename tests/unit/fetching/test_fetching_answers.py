"""What headers say of waiting and freshness, within bounds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.fetching.answers import (
    LONGEST_FRESH,
    LONGEST_WAIT,
    fresh_for,
    headers_of,
    retry_after,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def seconds(moment: timedelta | None) -> float | None:
    """Return a duration as a number."""
    return None if moment is None else moment.total_seconds()


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("-30", 0),
        ("99999999", LONGEST_WAIT.total_seconds()),
        ("9" * 5000, LONGEST_WAIT.total_seconds()),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120),
        ("Sunday, 01-Mar-26 12:02:00 GMT", 120),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Thu, 30 Dec 9999 23:59:59 GMT", LONGEST_WAIT.total_seconds()),
        ("soon", None),
        ("1.5", None),
        ("٣٠", None),
        ("", None),
        ("Sun, 99 Mar 2026 12:02:00 GMT", None),
    ],
)
def test_retry_after_in_both_forms(said: str, wait: float | None) -> None:
    """Seconds or a date; absurd ones are bounded, broken ones are none."""
    assert seconds(retry_after({"retry-after": said}, NOW)) == wait


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, MAX-AGE="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=600", "age": "old"}, 600),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=-5"}, None),
        ({"cache-control": "max-age=soon", "expires": "Sun, 01 Mar 2026 12:10:00 GMT"}, None),
        ({"cache-control": "max-age=" + "9" * 4500}, LONGEST_FRESH.total_seconds()),
        ({"cache-control": "max-age=600, no-cache"}, None),
        ({"cache-control": "no-store, max-age=600"}, None),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "max-age=60, max-age=600"}, 60),
        ({"expires": "Sun, 01 Mar 2026 12:10:00 GMT"}, 600),
        (
            {
                "expires": "Sun, 01 Mar 2026 13:10:00 GMT",
                "date": "Sun, 01 Mar 2026 13:00:00 GMT",
            },
            600,
        ),
        ({"expires": "Sun, 01 Mar 2026 11:00:00 GMT"}, None),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({}, None),
    ],
)
def test_freshness(headers: dict[str, str], fresh: float | None) -> None:
    """max-age before Expires, less the age; a clock that is wrong is measured by its own Date."""
    assert seconds(fresh_for(headers, NOW)) == fresh


@given(st.text(max_size=80))
def test_any_header_is_read_within_bounds(text: str) -> None:
    """Nothing a server says raises, or makes us wait for ever."""
    headers = {"retry-after": text, "cache-control": text, "expires": text, "age": text}
    wait, fresh = retry_after(headers, NOW), fresh_for(headers, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT
    assert fresh is None or timedelta(0) < fresh <= LONGEST_FRESH


def test_headers_are_one_text_for_each_name() -> None:
    """Lists are joined; of what has one value the last counts; letters are read as they can be."""
    raw = [
        (b"Link", b"<a>; rel=next"),
        (b"Content-Type", b"text/html"),
        (b"LINK", "<ب>; rel=hub".encode()),
        (b"content-type", b"text/xml"),
        (b"x-name", b"caf\xe9"),
    ]
    assert headers_of(raw) == {
        "link": "<a>; rel=next, <ب>; rel=hub",
        "content-type": "text/xml",
        "x-name": "café",
    }
