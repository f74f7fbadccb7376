from datetime import UTC, datetime, timedelta

import pytest

from feeds.conditional import accepts_gzip, http_date, not_modified, strong_etag

CHANGED = datetime(2026, 11, 20, 12, 0, 0, 500_000, tzinfo=UTC)
TAG = strong_etag(b"feed")


def _asked(inm: str | None = None, ims: str | None = None) -> bool:
    return not_modified(etag=TAG, modified=CHANGED, if_none_match=inm, if_modified_since=ims)


def test_the_tag_is_strong_and_follows_the_bytes_alone() -> None:
    """The same bytes have the same tag, other bytes another, and none is weak."""
    assert strong_etag(b"feed") == TAG
    assert strong_etag(b"feed ") != TAG
    assert TAG.startswith('"')
    assert TAG.endswith('"')


@pytest.mark.parametrize(
    "field",
    [TAG, f"W/{TAG}", "*", " * ", f'"other", {TAG}', f'"a,b" ,W/{TAG},"c"', f'W/"x",{TAG}'],
)
def test_a_known_tag_answers_304(field: str) -> None:
    """Lists, weak tags and ``*`` count (RFC 9110, § 13.1.2)."""
    assert _asked(inm=field)


@pytest.mark.parametrize("field", ['"other"', "", TAG.strip('"'), f"{TAG[:-1]}", '"*"', "W/", ","])
def test_an_unknown_or_broken_tag_answers_200(field: str) -> None:
    """What is not exactly a tag we gave is not taken for one."""
    assert not _asked(inm=field)


def test_if_none_match_alone_decides_where_it_stands() -> None:
    """If-Modified-Since is not looked at beside If-None-Match (RFC 9110, § 13.1.3)."""
    later = http_date(CHANGED + timedelta(days=1))
    assert not _asked(inm='"other"', ims=later)
    assert _asked(inm=TAG, ims=http_date(CHANGED - timedelta(days=1)))


def test_dates_count_to_the_second() -> None:
    """HTTP dates have no fraction: the date we gave must be good for 304."""
    assert _asked(ims=http_date(CHANGED))
    assert _asked(ims=http_date(CHANGED + timedelta(seconds=1)))
    assert not _asked(ims=http_date(CHANGED - timedelta(seconds=1)))


@pytest.mark.parametrize(
    "field",
    [
        "yesterday",
        "",
        "2026-11-21",
        "Fri, 32 Nov 2026 12:00:00 GMT",
        "Fri, 20 Nov 20262026202620262026 12:00:00 GMT",
        "Fri, 20 Nov 2026 12:00:00 +20262026202620262026",
        "1" * 5000,
        "\x00",
    ],
)
def test_what_is_no_date_is_passed_over(field: str) -> None:
    """A date that cannot be read is as if it were not there (RFC 9110, § 13.1.3)."""
    assert not _asked(ims=field)


def test_a_date_says_nothing_of_a_document_that_has_none() -> None:
    """Where it is not known when a document changed, only its tag can answer 304."""
    answer = not_modified(
        etag=TAG, modified=None, if_none_match=None, if_modified_since=http_date(CHANGED)
    )
    assert not answer


@pytest.mark.parametrize(
    ("field", "takes"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.5, br", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("*, gzip;q=0.0", False),
        ("identity", False),
        ("gzip;q=abc", False),
        ("br, identity;q=0.5", False),
        ("identity, gzip;q=0.5", False),
        ("identity;q=0.5, gzip;q=0.5", True),
        ("identity;q=0, gzip;q=0.1", True),
    ],
)
def test_gzip_only_for_those_who_take_it(field: str | None, takes: bool) -> None:  # noqa: FBT001 - an expectation, not a switch
    """Accept-Encoding is read with its weights (RFC 9110, § 12.5.3)."""
    assert accepts_gzip(field) is takes
