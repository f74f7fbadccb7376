"""Redirects: what is followed, what is remembered, what is refused."""

from typing import Any

import pytest

from barqiya.errors import RefusedFetchError
from barqiya.fetching import Access


class TestMoving:
    """What a redirect says of the source's address."""

    @pytest.mark.parametrize("status", [301, 308])
    async def test_a_move_for_good_is_told(self, server: Any, ask: Any, status: int) -> None:
        """The new address, without the fragment."""
        asking = await ask()
        response = await asking.response(server.redirect("/old", "/new#top", status))
        assert response.status == 200
        assert response.url == response.moved_to == server.url("/new")

    @pytest.mark.parametrize("status", [302, 303, 307])
    async def test_one_passing_redirect_makes_the_way_passing(
        self, server: Any, ask: Any, status: int
    ) -> None:
        """A maintenance page must not become the source's address."""
        asking = await ask()
        for first, second in ((301, status), (status, 301)):
            server.redirect("/b", "/c", second)
            response = await asking.response(server.redirect("/a", "/b", first))
            assert response.url == server.url("/c")
            assert response.moved_to is None

    async def test_no_redirect_is_no_move(self, server: Any, ask: Any) -> None:
        """The address asked for stays the source's."""
        assert (await (await ask()).response(server.url())).moved_to is None

    async def test_validators_go_along(self, server: Any, ask: Any) -> None:
        """They belong to where the answer came from: a 304 there is told like any other."""
        asking = await ask()
        server.on("/new", b"HTTP/1.1 304 Not Modified\r\n\r\n")
        response = await asking.conditional(server.redirect("/old", "/new"), '"a"', None)
        assert server.said("if-none-match") == '"a"'
        assert (response.status, response.moved_to) == (304, server.url("/new"))

    @pytest.mark.parametrize("status", [300, 304, 305, 306])
    async def test_other_statuses_are_not_followed(
        self, server: Any, ask: Any, status: int
    ) -> None:
        """Only five statuses send one on (RFC 9110, section 15.4)."""
        asking = await ask()
        assert (await asking.response(server.redirect("/", "/new", status))).status == status

    async def test_a_redirect_to_nowhere_is_the_answer(self, server: Any, ask: Any) -> None:
        """Without a Location there is nothing to follow."""
        server.on("/", b"HTTP/1.1 301 Moved\r\nContent-Length: 4\r\n\r\nhere")
        asking = await ask()
        response = await asking.response(server.url())
        assert (response.status, response.moved_to, asking.body) == (301, None, b"here")


class TestLocations:
    """How a Location is read."""

    @pytest.mark.parametrize(
        ("location", "path"),
        [
            ("../b/?q=1", "/b/?q=1"),
            ("?page=2", "/a/c?page=2"),
            ("/خبر", "/%D8%AE%D8%A8%D8%B1"),
            ("/%d8%ae", "/%d8%ae"),
            ("/two words", "/two%20words"),
            ("/خبر".encode("windows-1256"), "/%CE%C8%D1"),
            (b"/%zz", "/%zz"),
        ],
    )
    async def test_locations_are_read_as_browsers_do(
        self, server: Any, ask: Any, location: str | bytes, path: str
    ) -> None:
        """Relative ones, raw Arabic in UTF-8, raw bytes of an older charset, blanks."""
        asking = await ask()
        response = await asking.response(server.redirect("/a/c", location))
        asked = server.heard[-1].split()[1].decode()
        assert asked.replace("%25zz", "%zz") == path
        assert response.status == 200

    @pytest.mark.parametrize(
        "location",
        [
            "",
            "mailto:desk@example.org",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://[::1",
            "http://example.org:99999999/",
            "http://user:word@127.0.0.1/",
            "x" * 9000,
        ],
    )
    async def test_what_cannot_be_followed_is_refused(
        self, server: Any, ask: Any, location: str
    ) -> None:
        """With both addresses, and without a password."""
        asking = await ask()
        with pytest.raises(RefusedFetchError) as caught:
            await asking.response(server.redirect("/old", location))
        assert str(caught.value).startswith(f"{server.url('/old')} redirects: ")
        assert "word@" not in str(caught.value)
        assert caught.value.source == "desk"


class TestCircles:
    """Redirects without end."""

    async def test_a_circle_is_seen(self, server: Any, ask: Any) -> None:
        """At its second turn, not at the tenth."""
        server.redirect("/b", "/a")
        with pytest.raises(RefusedFetchError, match="redirects in a circle"):
            await (await ask()).response(server.redirect("/a", "/b"))
        assert len(server.heard) == 2

    async def test_ten_redirects_are_followed_and_no_more(self, server: Any, ask: Any) -> None:
        """A chain that never ends is given up."""
        for number in range(30):
            server.redirect(f"/{number}", f"/{number + 1}")
        asking = await ask()
        server.on("/10", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        assert (await asking.response(server.url("/0"))).url == server.url("/10")
        server.redirect("/10", "/11")
        with pytest.raises(RefusedFetchError, match="still redirects after 10 redirects"):
            await asking.response(server.url("/0"))


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/",
        "http://0x0a000001/",
        "http://167772161/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://inner.example/",
    ],
)
async def test_each_hop_is_checked_anew(
    server: Any, ask: Any, resolver: Any, loopback_is_public: None, to: str
) -> None:
    """A public source cannot lead us to a closed address, however that is written."""
    assert loopback_is_public is None
    for name in ("0x0a000001", "167772161", "inner.example"):
        resolver.names[name] = [("10.0.0.1",)]
    with pytest.raises(RefusedFetchError, match="allow_private = true") as caught:
        await (await ask()).response(server.redirect("/old", to), Access())
    assert str(caught.value).startswith(f"{to} (redirected from {server.url('/old')}) lies at ")
    assert len(server.heard) == 1
