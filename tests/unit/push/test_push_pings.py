"""Which sources a ping is about, and what its sender is told."""

import xmlrpc.client
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.push.pings import Pings

PING, EXTENDED = "weblogUpdates.ping", "weblogUpdates.extendedPing"


class Pushed(list[str]):
    """The names of what was pushed."""


@pytest.fixture
def pushed() -> Pushed:
    """Return what was pushed so far."""
    return Pushed()


@pytest.fixture
def pings(pushed: Pushed) -> Pings:
    """Return pings of some sources."""
    made = Pings(pushed.append)
    for name, address in {
        "site": "https://example.org/",
        "blog": "https://blogs.example.org/hoda/?feed=rss2",
        "feed": "http://www.example.net/feed/atom",
        "arabic": "https://example.com/أدب",
        "folder": "/srv/articles",
    }.items():
        made.know(name, address)
    return made


def _call(pings: Pings, method: str, *params: Any) -> Any:
    """Return what the caller is told, as another library reads it."""
    body = xmlrpc.client.dumps(params, method, encoding="utf-8").encode()
    return xmlrpc.client.loads(pings.answer(body))[0][0]


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("https://example.org/", ["site"]),
        ("http://www.example.org", ["site"]),
        ("https://example.org/2026/01/post", ["site"]),
        ("https://example.org.evil.example/", []),
        ("https://example.net/", ["feed"]),
        ("https://blogs.example.org/hoda", ["blog"]),
        ("https://blogs.example.org/", ["blog"]),
        ("https://blogs.example.org/hodaya/", []),
        ("https://example.com/%D8%A3%D8%AF%D8%A8/", ["arabic"]),
        ("https://unknown.example/", []),
        ("/srv/articles", []),
        ("https://", []),
        ("http://[", []),
        ("http://example.org:port/", []),
        ("https://example.org/" + "a" * 3000, []),
        ("javascript:example.org", []),
    ],
)
def test_a_ping_means_the_sources_of_its_site(
    pings: Pings, pushed: Pushed, address: str, meant: list[str]
) -> None:
    """Spellings of an address meet; a name that merely begins alike is another site."""
    told = _call(pings, PING, "A site", address)
    assert pushed == meant
    assert told["flerror"] is not bool(meant)
    assert told["message"]


def test_an_extended_ping_may_name_the_feed(pings: Pings, pushed: Pushed) -> None:
    """As WordPress sends it: name, site, feed. The name is not looked at."""
    told = _call(
        pings,
        EXTENDED,
        "https://example.org/",
        "https://cdn.example/",
        "http://example.net/feed/atom",
    )
    assert (told["flerror"], pushed) == (False, ["feed"])


def test_an_address_that_was_adopted_is_known_too(pings: Pings, pushed: Pushed) -> None:
    """A site that moved pings by its new name."""
    pings.know("site", "https://new.example/")
    _call(pings, PING, "A site", "https://new.example/")
    assert pushed == ["site"]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("system.listMethods", (), -32601),
        ("pingback.ping", ("a", "b"), -32601),
        (PING, (), -32602),
        (PING, ("a name",), -32602),
        (PING, ("a name", 4), -32602),
    ],
)
def test_what_is_not_known_here_is_a_fault(
    pings: Pings, pushed: Pushed, method: str, params: tuple[Any, ...], code: int
) -> None:
    """Other methods, and pings without an address."""
    with pytest.raises(xmlrpc.client.Fault) as raised:
        _call(pings, method, *params)
    assert (raised.value.faultCode, pushed) == (code, [])


def test_where_nobody_visits_a_ping_is_told_so() -> None:
    """A process that only serves feeds says it kindly."""
    told = _call(Pings(None), PING, "A site", "https://example.org/")
    assert told["flerror"] is True
    assert "not visited by this process" in told["message"]


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_in_xml_rpc(body: bytes) -> None:
    """The answer can always be read, and nothing is pushed."""
    pushed: list[str] = []
    with pytest.raises(xmlrpc.client.Fault):
        xmlrpc.client.loads(Pings(pushed.append).answer(body))
    assert pushed == []
