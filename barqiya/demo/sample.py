"""The sample publication: its name, its channels, where its files lie. Takes nothing in."""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from barqiya.domain.delivery import Destination
from barqiya.domain.publication import Publication

SAMPLES = Path(__file__).parents[1] / "samples"
PICTURES = SAMPLES / "pictures"
PICTURES_PATH = "/samples/pictures"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleChannel:
    """A channel of the sample publication and the articles it gets."""

    username: str
    title: str
    query: str
    language: str


CHANNELS = (
    SampleChannel(username="barqiya_news", title="برقية · كل المقالات", query="", language="ar"),
    SampleChannel(
        username="barqiya_culture",
        title="برقية · ثقافة",
        query="category:ثقافة",
        language="ar",
    ),
    SampleChannel(
        username="barqiya_english", title="Barqiya in English", query="lang:en", language="en"
    ),
)


def publication(public_url: str) -> Publication:
    """Return the sample publication, served at *public_url*."""
    return Publication(
        title="برقية",
        description="عدد تجريبي: مقالات كُتبت لتُجرَّب بها الخلاصات والقناة والمحادثة.",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url=public_url,
        logo_url=f"{public_url}{PICTURES_PATH}/logo.png",
    )


def destinations() -> list[Destination]:
    """Return the sample channels as places to deliver to."""
    return [
        Destination(
            id=f"telegram:{channel.username}",
            name=channel.username,
            transport="telegram",
            address=f"@{channel.username}",
            query=channel.query,
            language=channel.language,
        )
        for channel in CHANNELS
    ]
