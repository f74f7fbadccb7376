"""Requests that came before, byte for byte: answered without being read again.

Readers of one make send the same bytes at every poll, whoever runs them: the same fields in one
order, and the tag of the same feed. What such bytes ask for was read by h11, which refuses what is
no HTTP; the answer is asked for anew each time, for it may have become another. Owns the memory of
bytes; never an answer, and nothing of what HTTP allows.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import h11
from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES

from barqiya.app.connections import Connection
from feeds.answers import Answer

_MOST = 2048  # requests kept, of some 3 kB with all that was read from them
_MOST_SEEN = 16_384  # numbers kept of requests that came once
_LONGEST = 1500  # bytes: a reader's request has 200 to 600
_BODY = {b"content-length", b"transfer-encoding"}
#: Bytes that are copied behind their head, so that both leave in one call: copying more costs more
#: than the second call.
_JOINED = 256 * 1024

Known = Callable[[Mapping[str, Any]], Answer | None]
"""The answer to an ASGI scope that is ready to be sent, ``None`` where there is none."""


class _Read(NamedTuple):
    """What h11 read from some bytes: one whole request without a body."""

    scope: Mapping[str, Any]
    stays: bool  # whether the connection does, after the answer


class Repeats:
    """The requests of all connections that came twice, and whose answer was *known* then."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._read: dict[bytes, _Read] = {}
        self._seen: set[int] = set()

    def remember(self, data: bytes, scope: Mapping[str, Any], *, stays: bool) -> None:
        """Record that *data*, and nothing else, was read as the request *scope*.

        Of what comes for the first time, and perhaps never again, only a number is kept.
        """
        if len(data) > _LONGEST:
            return
        number = hash(data)
        if number not in self._seen:
            if len(self._seen) >= _MOST_SEEN:
                self._seen.clear()
            self._seen.add(number)
        elif self._known(scope) is not None:
            if len(self._read) >= _MOST:
                self._read.clear()
            self._read[data] = _Read(scope, stays)

    def answer(self, data: bytes) -> tuple[Answer, bool] | None:
        """Return the answer to *data*, and whether the connection stays open after it."""
        read = self._read.get(data)
        if read is None:
            return None
        answer = self._known(read.scope)
        return None if answer is None else (answer, read.stays)


class _Connection(Connection):
    """A connection that knows requests which came before; all others are read."""

    def __init__(self, repeats: Repeats, **given: Any) -> None:
        super().__init__(**given)
        self._repeats = repeats

    def data_received(self, data: bytes) -> None:
        """Answer what came before; read everything else."""
        if not self._waits():
            super().data_received(data)
            return
        found = self._repeats.answer(data)
        if found is not None:
            self._send(*found)
            return
        before = self.scope
        super().data_received(data)
        if self.scope is not before and self._whole():
            self._repeats.remember(data, self.scope, stays=self.conn.their_state is h11.DONE)

    def _waits(self) -> bool:
        """Whether nothing is under way here: no request half read, no answer half sent."""
        return (
            self.conn.our_state is h11.IDLE
            and self.conn.their_state is h11.IDLE
            and not self.conn.trailing_data[0]
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _whole(self) -> bool:
        """Whether what was read last was one request to its end, and nothing after it."""
        return (
            self.conn.our_state is h11.SEND_RESPONSE
            and self.conn.their_state in {h11.DONE, h11.MUST_CLOSE}
            and not self.conn.trailing_data[0]
            and not any(name in _BODY for name, _ in self.headers)
        )

    def _send(self, answer: Answer, stays: bool) -> None:  # noqa: FBT001 - of a pair
        self.wait_no_more()
        self._unset_keepalive_if_required()
        head = _head(answer, self.server_state.default_headers, stays=stays)
        if len(answer.body) <= _JOINED:
            self.transport.write(head + answer.body)
        else:
            self.transport.write(head)
            self.transport.write(answer.body)
        self.server_state.total_requests += 1
        if stays:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self.transport.close()


def _head(answer: Answer, first: list[tuple[bytes, bytes]], *, stays: bool) -> bytes:
    """Return the head of *answer* as uvicorn writes it: its own fields *first*."""
    status = b"%d %s" % (answer.status_code, STATUS_PHRASES[answer.status_code])
    own = b"".join([b"%s: %s\r\n" % field for field in first])
    last = b"" if stays else b"%s: %s\r\n" % CLOSE_HEADER
    return b"HTTP/1.1 %s\r\n%s%s%s\r\n" % (status, own, answer.fields, last)


def repeating(known: Known) -> type[asyncio.Protocol]:
    """Return what makes the connections of a server whose ready answers are *known*.

    One for uvicorn's setting ``http``, which only calls it.
    """
    made: Any = partial(_Connection, Repeats(known))
    return made  # type: ignore[no-any-return]
