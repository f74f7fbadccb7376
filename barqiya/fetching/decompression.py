"""Unpacking of bodies in small steps, so that a few bytes can never become many at once.

Knows gzip (RFC 1952) and deflate in both its readings (RFC 9110, section 8.4.1.2: with the frame
of zlib; in the wild also without). Limits no total: who takes the pieces counts them.
"""

import zlib
from collections.abc import Iterator

STEP = 65_536  # bytes that one step unpacks at most

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"
_DEFLATE = 8


class BrokenCodingError(Exception):
    """A body that is not packed as its header says, or that ends in the middle."""


class Unpacking:
    """One body being unpacked. *coding* is ``gzip``, ``deflate``, or empty for a plain one."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._packed = b""  # the beginning of a stream, until its kind can be told
        self._stream: zlib._Decompress | None = None
        self._streams = 0
        self._over = False

    def feed(self, raw: bytes) -> Iterator[bytes]:
        """Yield the pieces that *raw* unpacks to, none longer than :data:`STEP` where packed.

        Raises :class:`BrokenCodingError`.
        """
        if not self._coding:
            yield raw
            return
        rest = self._packed + raw
        self._packed = b""
        while rest and not self._over:
            stream = self._stream or self._begun(rest)
            if stream is None:
                return
            piece = self._unpacked(stream, rest)
            rest = stream.unused_data if stream.eof else stream.unconsumed_tail
            if stream.eof:
                self._stream = None
                self._over = self._coding != "gzip"
            if piece:
                yield piece

    def flush(self) -> Iterator[bytes]:
        """Yield what was still held back. Raises :class:`BrokenCodingError` for a cut stream."""
        while self._stream is not None:
            piece = self._unpacked(self._stream, b"")
            if self._stream.eof:
                self._stream = None
            elif not piece:
                raise BrokenCodingError(f"its {self._coding} stream ends in the middle")
            if piece:
                yield piece
        if self._packed and not self._streams:
            raise BrokenCodingError(f"its {self._coding} stream ends in the middle")

    def _begun(self, rest: bytes) -> "zlib._Decompress | None":
        """Return the stream that begins with *rest*; ``None`` while that is too short to tell."""
        if len(rest) < len(_MAGIC):
            self._packed = rest
            return None
        if self._streams and not rest.startswith(_MAGIC):
            self._over = True  # padding after the last member: gzip itself ignores it too
            return None
        self._streams += 1
        self._stream = zlib.decompressobj(self._window(rest))
        return self._stream

    def _window(self, beginning: bytes) -> int:
        if self._coding == "gzip":
            return _GZIP
        framed = beginning[0] & 0x0F == _DEFLATE and int.from_bytes(beginning[:2], "big") % 31 == 0
        return _ZLIB if framed else _RAW

    def _unpacked(self, stream: "zlib._Decompress", rest: bytes) -> bytes:
        try:
            return stream.decompress(rest, STEP)
        except zlib.error as error:
            raise BrokenCodingError(f"it is no {self._coding} stream: {error}") from error


def coding_of(header: str) -> str | None:
    """Return the coding that a Content-Encoding names: empty for none, ``None`` if not known."""
    named = [part.strip().casefold() for part in header.split(",")]
    codings = [part.removeprefix("x-") for part in named if part not in {"", "identity"}]
    if not codings:
        return ""
    return codings[0] if codings in (["gzip"], ["deflate"]) else None
