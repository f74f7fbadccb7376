"""Content codings: how bodies are packed, and keeping them packed. Chooses none for anybody.

A body is packed when somebody first asks for it so, in a thread, and then kept: most feeds are only
ever asked for in one coding or two.
"""

import asyncio
import gzip
import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import brotli
import zstandard

IDENTITY = "identity"

# At these levels a feed of fifty articles is packed in 3 to 15 ms, and the next level up saves
# 4 % of the bytes for twice the time (benchmarks/README.md).
_GZIP_LEVEL = 5
_BROTLI_QUALITY = 5
_ZSTD_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A way to pack: *pack* gives the same bytes for the same body as long as *by* is the same."""

    by: str
    pack: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """Bytes in one content coding (:data:`IDENTITY` is plain) and their strong entity tag."""

    coding: str
    body: bytes
    etag: str


def _gzipped(body: bytes) -> bytes:
    # No time in the header: it would be another body at every making.
    return gzip.compress(body, compresslevel=_GZIP_LEVEL, mtime=0)


def _brotlied(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
    return packed


def _zstandard(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)


#: What we can send, by its name in HTTP; of those that an asker likes equally, the first is taken.
CODINGS: Mapping[str, Coding] = {
    "zstd": Coding(by=f"{zstandard.__version__}/{_ZSTD_LEVEL}", pack=_zstandard),
    "br": Coding(by=f"{brotli.__version__}/{_BROTLI_QUALITY}", pack=_brotlied),
    "gzip": Coding(by=f"{zlib.ZLIB_RUNTIME_VERSION}/{_GZIP_LEVEL}", pack=_gzipped),
    IDENTITY: Coding(by="", pack=lambda body: body),
}


class Codings:
    """A body in every coding; each is made at most once, whoever asks meanwhile."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._digest = hashlib.sha256(body).hexdigest()
        self._made: dict[str, asyncio.Future[bytes]] = {}

    @property
    def plain(self) -> Coded:
        """The body as it is."""
        return Coded(coding=IDENTITY, body=self._body, etag=self.etag(IDENTITY))

    def etag(self, coding: str) -> str:
        """Return the strong entity tag of the body in *coding* (RFC 9110, § 8.8.3), unpacked yet.

        It is made of all that decides the bytes: the body, the coding, and what packs it how well.
        """
        if coding == IDENTITY:
            return f'"{self._digest[:32]}"'
        whole = f"{self._digest} {coding} {CODINGS[coding].by}"
        return f'"{hashlib.sha256(whole.encode()).hexdigest()[:32]}"'

    async def packed(self, coding: str) -> bytes:
        """Return the body in *coding*."""
        if coding == IDENTITY:
            return self._body
        making = self._made.get(coding)
        if making is None:
            pack = asyncio.to_thread(CODINGS[coding].pack, self._body)
            making = self._made[coding] = asyncio.ensure_future(pack)
        # One reader who hangs up must not take it from the others.
        return await asyncio.shield(making)
