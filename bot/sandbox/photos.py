"""Pictures: their size by their first bytes, Telegram's rules for them, fetching by URL."""

import hashlib
import struct
from typing import Final

import httpx

from bot.sandbox.entities.links import LinkError, check_link
from bot.sandbox.errors import bad_request
from bot.sandbox.model import Json, Photo

UPLOAD_BYTES: Final = 10 * 1024 * 1024
URL_BYTES: Final = 5 * 1024 * 1024
_SIDES_SUM: Final = 10_000
_RATIO: Final = 20
_FETCH_SECONDS: Final = 15.0
_SIZES: Final = (("s", 90), ("m", 320), ("x", 800), ("y", 1280))
_FILE_ID_PREFIX: Final = "AgACAgSandbox"
_JPEG_MARKERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WRONG_FILE_ID: Final = (
    "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
)


def photo_from(content: bytes) -> Photo:
    """Return a picture that was uploaded. Raises ApiError as Telegram does for what is none."""
    if len(content) > UPLOAD_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {UPLOAD_BYTES} bytes"
        )
    found = _measure(content)
    if found is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    media_type, width, height = found
    shorter, longer = sorted((width, height))
    if shorter < 1 or width + height > _SIDES_SUM or longer > _RATIO * shorter:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    digest = hashlib.sha256(content).hexdigest()[:24]
    return Photo(
        id=f"AQAD{digest}", content=content, media_type=media_type, width=width, height=height
    )


async def fetch_photo(url: str) -> Photo:
    """Return the picture at an address, as Telegram's servers would fetch it: 5 MB at most."""
    try:
        address = check_link(url)
    except LinkError:
        raise bad_request("wrong file identifier/HTTP URL specified") from None
    # A proxy of the surroundings can reach the world, but not this machine's own pictures.
    direct = {"all://127.0.0.1": None, "all://localhost": None}
    client = httpx.AsyncClient(follow_redirects=True, timeout=_FETCH_SECONDS, mounts=direct)
    try:
        async with client, client.stream("GET", address) as response:
            content = await _read(response)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise bad_request("failed to get HTTP URL content") from None
    if _measure(content) is None:
        raise bad_request("wrong type of the web page content")
    return photo_from(content)


async def _read(response: httpx.Response) -> bytes:
    response.raise_for_status()
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > URL_BYTES:
            raise bad_request("failed to get HTTP URL content")
    return bytes(content)


def sizes(photo: Photo) -> list[Json]:
    """Return the picture in Telegram's sizes, small to large. One picture backs them all."""
    longest = max(photo.width, photo.height)
    ladder = [(letter, side) for letter, side in _SIZES if side < longest]
    ladder.append((_SIZES[min(len(ladder), len(_SIZES) - 1)][0] + "w", min(longest, 2560)))
    return [_size(photo, letter, side / longest) for letter, side in ladder]


def _size(photo: Photo, letter: str, scale: float) -> Json:
    return {
        "file_id": f"{_FILE_ID_PREFIX}{letter[0]}{len(letter)}{photo.id}",
        "file_unique_id": f"{photo.id}{letter}",
        "width": max(1, round(photo.width * scale)),
        "height": max(1, round(photo.height * scale)),
        "file_size": max(1, round(len(photo.content) * scale * scale)),
    }


def photo_id_of(file_id: str) -> str:
    """Return the picture behind a file_id. Raises ApiError if this server never gave such an id."""
    if not file_id.startswith(_FILE_ID_PREFIX):
        raise bad_request(_WRONG_FILE_ID)
    return file_id[len(_FILE_ID_PREFIX) + 2 :]


def unknown_file() -> Exception:
    """For a file_id that has the right form and leads nowhere."""
    return bad_request(_WRONG_FILE_ID)


def _measure(content: bytes) -> tuple[str, int, int] | None:
    """Media type, width and height in pixels, or None for anything but a common picture."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return ("image/png", *struct.unpack(">II", content[16:24]))
        if content.startswith((b"GIF87a", b"GIF89a")):
            return ("image/gif", *struct.unpack("<HH", content[6:10]))
        if content.startswith(b"\xff\xd8"):
            return ("image/jpeg", *_jpeg_size(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return ("image/webp", *_webp_size(content))
    except (struct.error, IndexError):
        return None
    return None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    position = 2
    while content[position + 1] not in _JPEG_MARKERS:
        if content[position] != 0xFF:  # noqa: PLR2004 - the byte that opens every JPEG segment
            raise IndexError
        position += 2 + int(struct.unpack(">H", content[position + 2 : position + 4])[0])
    height, width = struct.unpack(">HH", content[position + 5 : position + 9])
    return width, height


def _webp_size(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if form == b"VP8L":
        bits = struct.unpack("<I", content[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
