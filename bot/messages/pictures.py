"""Which of an article's pictures Telegram can show as photographs. Owns the rule; fetches none."""

from collections.abc import Iterable
from dataclasses import replace

from barqiya.domain.article import Article, Image
from bot.messages.links import link_address

MOST_PICTURES = 10  # in one album; core.telegram.org/bots/api#sendmediagroup
# Telegram fetches photographs of up to 5 MB whose sides sum to 10,000 (core.telegram.org/bots/api
# #sending-files); a drawing in SVG it does not show at all.
_PHOTO_BYTES = 5_000_000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
_PHOTO_TYPES = frozenset(["image/jpeg", "image/png", "image/webp"])
_NO_PHOTO = (".svg", ".svgz", ".gif", ".avif", ".ico", ".tif", ".tiff")


def photo_of(article: Article) -> str | None:
    """Return the address of the first picture that Telegram can take for a photograph."""
    return next(iter(photos_of(article, 1)), None)


def photos_of(article: Article, most: int = MOST_PICTURES) -> tuple[str, ...]:
    """Return the addresses of the first *most* pictures that Telegram can take, each once.

    Where a picture itself is too large, the largest of its other sizes that will do.
    """
    found: dict[str, None] = {}
    for image in article.content.images:
        if len(found) == most:
            break
        address = _usable(image)
        if address is not None:
            found[address] = None
    return tuple(found)


def _usable(image: Image) -> str | None:
    for one in (image, *_smaller(image)):
        address = link_address(one.url)
        if address is not None and _is_photo(one, address):
            return address
    return None


def _smaller(image: Image) -> Iterable[Image]:
    for size in reversed(image.sizes):
        yield replace(
            image, url=size.url, width=size.width, height=size.height, length=None, sizes=()
        )


def _is_photo(image: Image, address: str) -> bool:
    if image.media_type is not None and image.media_type not in _PHOTO_TYPES:
        return False
    if address.partition("?")[0].lower().endswith(_NO_PHOTO):
        return False
    if image.length is not None and image.length > _PHOTO_BYTES:
        return False
    if not image.width or not image.height:
        return True
    longer, shorter = max(image.width, image.height), min(image.width, image.height)
    return longer + shorter <= _PHOTO_SIDES and longer <= shorter * _PHOTO_RATIO
