"""What the feeds and pages are made for. Owns plain values that the composition root fills in."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from barqiya.domain.publication import Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in Telegram: the bot, or a channel. *url* is a whole address."""

    title: str
    url: str


def _nobody() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFeed:
    """A feed that the operator named: *query* as it is typed, under *slug*."""

    slug: str
    title: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publication with its addresses. *items* is how many articles a feed holds.

    *full_text* is false where entries hold the summary alone. A withdrawal is shown for
    *retraction_days*. *hubs* (whole addresses) are told when a feed changes.
    *bot* and *channels* are offered to readers on the landing page where they are known;
    *introduced* returns a bot whose name only Telegram knows, as soon as it has told it.
    """

    publication: Publication
    items: int = 50
    full_text: bool = True
    retraction_days: int = 30
    hubs: tuple[str, ...] = ()
    named: tuple[NamedFeed, ...] = ()
    bot: Place | None = None
    channels: tuple[Place, ...] = ()
    introduced: Callable[[], Place | None] = _nobody

    @property
    def known_bot(self) -> Place | None:
        """The bot that people can talk to, where it is known by now."""
        return self.bot or self.introduced()

    def path(self, path: str) -> str:
        """Return *path* below the path of the public address, percent-encoded: for links."""
        return quote(urlsplit(self.publication.public_url).path + path)

    def feed_path(self, slug: str, suffix: str) -> str:
        """Return the link of a feed within the site."""
        return self.path(f"/feeds/{slug}.{suffix}")

    def feed_url(self, slug: str, suffix: str) -> str:
        """Return the whole address of a feed."""
        return f"{self.publication.public_url}/feeds/{quote(slug)}.{suffix}"
