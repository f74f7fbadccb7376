from datetime import UTC, datetime, timedelta

import pytest

from feeds.conditional import coding_for, failed, http_date, not_modified

CHANGED = datetime(2026, 11, 20, 12, 0, 0, 500_000, tzinfo=UTC)
TAG = '"d2f1c6"'


def _asked(inm: str | None = None, ims: str | None = None) -> bool:
    return not_modified(etag=TAG, modified=CHANGED, if_none_match=inm, if_modified_since=ims)


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
    ("field", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.8", "gzip"),
        ("zstd;q=0.2,br;q=0.3,gzip;q=0.1", "br"),
        ("deflate, gzip;q=0.5", "gzip"),
        ("gzip;q=0", "identity"),
        ("*", "gzip"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("*, gzip;q=0.0", "identity"),
        ("identity", "identity"),
        ("gzip;q=abc", "identity"),
        ("gzip;q=nan", "identity"),
        ("gzip;q=-1", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip ; q=0.5", "gzip"),
        ("gzip;x=1;q=0", "identity"),
        ("deflate, compress", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("*;q=0, gzip", "gzip"),
        ("*;q=0, identity", "identity"),
        (",,;;q=,gzip,", "gzip"),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("identity;q=0, deflate", None),
        ("*;q=0, deflate", None),
    ],
)
def test_the_coding_that_the_asker_likes_best(field: str | None, coding: str | None) -> None:
    """Accept-Encoding is read with its weights (RFC 9110, § 12.5.3); refusing all is heard."""
    assert coding_for(field) == coding


@pytest.mark.parametrize(
    ("match", "since", "fails"),
    [
        (None, None, False),
        (TAG, None, False),
        ("*", None, False),
        (f'"other", {TAG}', None, False),
        ('"other"', None, True),
        (f"W/{TAG}", None, True),
        (None, CHANGED, False),
        (None, CHANGED - timedelta(seconds=1), True),
        (TAG, CHANGED - timedelta(days=1), False),
    ],
)
def test_who_wants_only_what_it_knows(
    match: str | None,
    since: datetime | None,
    fails: bool,  # noqa: FBT001 - an expectation, not a switch
) -> None:
    """If-Match is compared strongly, and beside it the date is not looked at (§ 13.1.1)."""
    given = http_date(since) if since else None
    assert failed(etag=TAG, modified=CHANGED, if_match=match, if_unmodified_since=given) is fails
