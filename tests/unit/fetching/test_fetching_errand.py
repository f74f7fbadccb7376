"""One request on its way: what it remembers of its redirects."""

import pytest

from barqiya.errors import RefusedFetchError
from barqiya.fetching import Access, Terms
from barqiya.fetching.errand import Errand
from barqiya.sources.flow import Request, Source


def errand(address: str) -> Errand:
    """Return a request for *address* by the source that lies there."""
    source = Source(name="desk", kind="feed", address=address)
    return Errand(source, Request(url=address), Access(user="desk", password="qalam-7"), Terms())


def test_a_step_down_to_http_is_never_for_good() -> None:
    """Followed, for some sites are so; not remembered, for that would undo https for ever."""
    asked = errand("https://example.org/")
    asked.follow(301, b"https://www.example.org/")
    assert asked.moved_to == "https://www.example.org/"
    asked.follow(301, b"http://www.example.org/feed")
    assert str(asked.here) == "http://www.example.org/feed"
    asked.follow(301, b"https://www.example.org/feed")
    assert asked.moved_to is None


@pytest.mark.parametrize(
    ("to", "known"),
    [
        (b"https://example.org:443/feed", True),
        (b"https://EXAMPLE.org/feed", True),
        (b"http://example.org/feed", False),
        (b"https://example.org:8443/feed", False),
        (b"https://www.example.org/feed", False),
        (b"https://example.org.evil.example/feed", False),
    ],
)
def test_credentials_stay_at_their_origin(to: bytes, *, known: bool) -> None:
    """Scheme, host and port: each of them is part of it."""
    asked = errand("https://example.org/")
    asked.follow(301, to)
    assert (b"authorization" in dict(asked.headers())) is known


def test_secrets_in_addresses_are_not_told() -> None:
    """Neither in the sentence nor in the address that goes with it."""
    asked = errand("https://example.org/feed?key=qalam-7")
    error = asked.refused("is too large")
    assert str(error) == "https://example.org/feed?key=*** is too large"
    assert error.url == "https://example.org/feed?key=***"
    with pytest.raises(RefusedFetchError) as caught:
        asked.follow(301, b"http://desk:qalam-7@example.org/?token=qalam-7")
    assert "qalam-7" not in f"{caught.value} {caught.value.url}"
