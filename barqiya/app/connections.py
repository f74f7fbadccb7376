"""What comes over one connection, before it is a request: written oddly, or never finished.

Owns the mending of a first line and the patience with whoever is slow; never an answer.
"""

import asyncio
import re
from typing import Any
from urllib.parse import quote

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Within so many seconds a request must be there whole, body and all.
PATIENCE = 30.0
_FIRST_LINE = re.compile(rb"([A-Z]{1,20} )([^ \r\n]+)( HTTP/1\.[01]\r?\n)")
_ALL_OF_ASCII = "".join(map(chr, range(0x21, 0x7F)))


class Connection(H11Protocol):
    """A connection that takes what other servers take, and does not wait for ever.

    - The letters of an address may come as they are, in UTF-8: many programs send so what a
      person typed, though RFC 3986 wants it percent-encoded.
    - Empty lines before a request are passed over (RFC 9112, § 2.2).
    - Whoever begins a request and does not end it within :data:`PATIENCE` is hung up on: each such
      connection would cost a file of the process until no reader could come in any more.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._ends: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take the next bytes."""
        begins = self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]
        if begins and _is_odd(data):
            data = _mended(data)
        if data:  # nothing at all would mean that the other side is done
            super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self.wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Let the time run while something is owed us: from its first byte, not from its last."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self.wait_no_more()
        elif self._ends is None:
            self._ends = self.loop.call_later(PATIENCE, self._hang_up)

    def wait_no_more(self) -> None:
        """Give whoever is at the other side all the time there is."""
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None

    def _hang_up(self) -> None:
        self._ends = None
        self.transport.close()


def _is_odd(data: bytes) -> bool:
    return data[:1] in b"\r\n" or not data.isascii()


def _mended(data: bytes) -> bytes:
    """Return the beginning of a request as RFC 9112 wants it."""
    data = data.lstrip(b"\r\n")
    line = _FIRST_LINE.match(data)
    if line is None or line[2].isascii():
        return data
    return line[1] + quote(line[2], safe=_ALL_OF_ASCII).encode() + line[3] + data[line.end() :]
