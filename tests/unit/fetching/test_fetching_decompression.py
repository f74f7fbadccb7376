"""Unpacking in small steps: every packing that servers use, and every way to break it."""

import gzip
import os
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.fetching.decompression import STEP, BrokenCodingError, Unpacking, coding_of


def unpacked(coding: str, chunks: Iterable[bytes]) -> bytes:
    """Return what *chunks* unpack to, and see that no step was too long."""
    unpacking = Unpacking(coding)
    pieces = [piece for chunk in chunks for piece in unpacking.feed(chunk)]
    pieces += unpacking.flush()
    assert not coding or all(0 < len(piece) <= STEP for piece in pieces)
    return b"".join(pieces)


def raw_deflate(content: bytes) -> bytes:
    """Return *content* as deflate without the frame of zlib."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def in_chunks(content: bytes, size: int) -> list[bytes]:
    """Cut *content* into pieces of *size*."""
    return [content[at : at + size] for at in range(0, len(content), size)]


class TestRoundTrips:
    """What was packed well."""

    @given(st.binary(max_size=3000), st.integers(1, 700), st.sampled_from(["gzip", "zlib", "raw"]))
    def test_what_was_packed_comes_back(self, content: bytes, size: int, packing: str) -> None:
        """Wherever the network cuts it."""
        pack = {"gzip": gzip.compress, "zlib": zlib.compress, "raw": raw_deflate}[packing]
        coding = "gzip" if packing == "gzip" else "deflate"
        assert unpacked(coding, in_chunks(pack(content), size)) == content

    @given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.integers(1, 40))
    def test_members_of_gzip_follow_one_another(self, parts: list[bytes], size: int) -> None:
        """RFC 1952, section 2.2: a gzip file is a series of members."""
        packed = b"".join(gzip.compress(part) for part in parts)
        assert unpacked("gzip", in_chunks(packed, size)) == b"".join(parts)

    @pytest.mark.parametrize("rest", [b"\0" * 600, b"\0", b"<!-- cached -->", b"\x1f"])
    def test_what_follows_the_last_member_is_ignored(self, rest: bytes) -> None:
        """Padding, and what a broken cache adds, is no part of the content."""
        assert unpacked("gzip", [gzip.compress(b"text") + rest]) == b"text"
        assert unpacked("deflate", [zlib.compress(b"text") + rest]) == b"text"

    def test_nothing_unpacks_to_nothing(self) -> None:
        """An answer without a body may still say that it is packed."""
        assert unpacked("gzip", []) == b""
        assert unpacked("deflate", [b""]) == b""
        assert unpacked("", [b"plain", b" text"]) == b"plain text"

    @pytest.mark.parametrize("size", [STEP - 1, STEP, STEP + 1, 3 * STEP])
    def test_steps_end_where_they_may(self, size: int) -> None:
        """What zlib holds back when a step is full is not lost at the end."""
        content = os.urandom(size // 2) + bytes(size - size // 2)
        assert unpacked("gzip", [gzip.compress(content)]) == content

    def test_a_bomb_comes_in_small_steps(self) -> None:
        """Each step may be the last; none holds more than its limit."""
        unpacking = Unpacking("gzip")
        first = next(iter(unpacking.feed(gzip.compress(bytes(50_000_000)))))
        assert len(first) == STEP


class TestBroken:
    """What was not."""

    @pytest.mark.parametrize("coding", ["gzip", "deflate"])
    def test_a_cut_stream_is_said_to_be_one(self, coding: str) -> None:
        """Half a feed must never pass for a whole one."""
        whole = gzip.compress(os.urandom(500)) if coding == "gzip" else zlib.compress(b"x" * 500)
        for cut in (1, 2, 12, len(whole) - 1):
            with pytest.raises(BrokenCodingError):
                unpacked(coding, [whole[:cut]])

    def test_plain_text_under_a_false_name(self) -> None:
        """A body that only says that it is packed."""
        with pytest.raises(BrokenCodingError, match="it is no gzip stream"):
            unpacked("gzip", [b"<rss></rss>"])

    def test_a_wrong_checksum(self) -> None:
        """What was damaged on the way is not believed."""
        packed = bytearray(gzip.compress(b"text" * 100))
        packed[-6] ^= 1
        with pytest.raises(BrokenCodingError):
            unpacked("gzip", [bytes(packed)])

    @given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate"]))
    def test_any_bytes_unpack_or_are_broken(self, content: bytes, coding: str) -> None:
        """Nothing else is ever raised."""
        try:
            unpacked(coding, [content])
        except BrokenCodingError:
            return


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, identity", "gzip"),
        (" deflate ", "deflate"),
        ("br", None),
        ("gzip, gzip", None),
        ("utf-8", None),
    ],
)
def test_only_what_was_offered_is_known(header: str, coding: str | None) -> None:
    """And only once: twice packed is how bombs are built."""
    assert coding_of(header) == coding
