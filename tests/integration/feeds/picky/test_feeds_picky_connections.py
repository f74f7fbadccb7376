"""What is no HTTP, what is old HTTP, and what comes in one piece or in many."""

import socket

import pytest

from tests.integration.feeds.picky.conftest import JSON, OPML, RSS, Got, Served


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /feeds/all.rss HTTP/1.1\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\n folded\r\nx\r\n\r\n",
        b"GET  /feeds/all.rss HTTP/1.1\r\nhost: a\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\nbad name: x\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\nx: \x00\r\n\r\n",
        b"GET /feeds/all.rss HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"hello\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(served: Served, request_: bytes) -> None:
    """400 at once, and the next who asks is answered."""
    assert served.send(request_).status == 400
    assert served.ask(RSS).status == 200


def test_http_of_the_last_century(served: Served) -> None:
    """HTTP/1.0 without a host: the whole feed, its length told, the connection closed."""
    got = served.ask(RSS, version="1.0")
    assert got.status == 200
    assert int(got["content-length"]) == len(got.body)


def test_a_body_that_nobody_asked_for(served: Served) -> None:
    """A GET with a body is a GET."""
    head = f"GET {RSS} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 5\r\n\r\n"
    got = served.send(head.encode() + b"hello")
    assert (got.status, got["etag"]) == (200, served.told["ETAG"])


def test_several_requests_on_one_connection(served: Served) -> None:
    """Sent at once, they are answered in their order, each with its own body."""
    asked = [RSS, "/feeds/none.rss", JSON, OPML]
    lines = [f"GET {path} HTTP/1.1\r\nhost: feeds.test\r\n\r\n" for path in asked]
    lines[-1] = lines[-1].replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        connection.sendall("".join(lines).encode())
        whole = b"".join(iter(lambda: connection.recv(65536), b""))
    assert [part[:3] for part in whole.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200", b"200"]


def _answers(connection: socket.socket, count: int) -> list[Got]:
    """Read *count* answers that tell their lengths."""
    got, stream = [], connection.makefile("rb")
    for _ in range(count):
        head = b"".join(iter(stream.readline, b"\r\n"))
        one = Got.read(head + b"\r\n")
        length = 0 if one.status == 304 else int(one["content-length"])
        got.append(Got(status=one.status, headers=one.headers, body=stream.read(length)))
    return got


def _request(path: str, *fields: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "host: feeds.test", *fields, "", ""]).encode()


def test_one_request_again_and_again_on_one_connection(served: Served) -> None:
    """Each is answered, the first as the last; another in between has an answer of its own."""
    whole, has = _request(RSS), _request(RSS, f"if-none-match: {served.told['ETAG']}")
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        for request, status in [(whole, 200), (has, 304), (_request("/no"), 404)] * 4:
            connection.sendall(request)
            (got,) = _answers(connection, 1)
            assert got.status == status
            assert got["etag"] == (served.told["ETAG"] if status != 404 else "")


@pytest.mark.parametrize("cut", [1, 20, -3])
def test_a_request_that_comes_in_pieces(served: Served, cut: int) -> None:
    """A known request whose end is still to come, and one that comes with another's beginning."""
    request = _request(RSS)
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        for _ in range(4):
            connection.sendall(request)
            assert _answers(connection, 1)[0].status == 200
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request[:cut])
        connection.sendall(request[cut:] + request[:cut])
        assert _answers(connection, 1)[0].status == 200
        # These bytes were a whole request before; here they are the inside of another.
        connection.sendall(request[cut:] + request + request)
        assert [got.status for got in _answers(connection, 3)] == [200, 200, 200]


def test_the_inside_of_a_body_is_no_request(served: Served) -> None:
    """Bytes that were a request before are not one where a body is awaited."""
    known = _request(RSS)
    for _ in range(4):
        with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
            connection.sendall(known)
            assert _answers(connection, 1)[0].status == 200
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        head = f"POST {RSS} HTTP/1.1\r\nhost: a\r\ncontent-length: {len(known)}\r\n\r\n"
        connection.sendall(head.encode())
        connection.sendall(known + known)
        assert [got.status for got in _answers(connection, 2)] == [405, 200]


def test_who_asks_without_reading_waits(served: Served) -> None:
    """Hundreds of known requests on a connection that nobody reads: all are answered at last."""
    request = _request(RSS)
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        for _ in range(3):
            connection.sendall(request)
            assert _answers(connection, 1)[0].status == 200
        for _ in range(300):
            connection.sendall(request)
        assert [got.status for got in _answers(connection, 300)] == [200] * 300


def test_two_known_requests_with_other_ends(served: Served) -> None:
    """One that closes is closed, and one that stays open stays, though all else is the same."""
    for _ in range(3):
        got = served.send(_request(RSS, "connection: close"))
        assert got["connection"] == "close"
        with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
            for _ in range(2):
                connection.sendall(_request(RSS))
                assert _answers(connection, 1)[0]["connection"] == ""
