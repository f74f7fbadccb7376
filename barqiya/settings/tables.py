"""The tables of the settings: names, types, defaults, and what would be right. Reads no file."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
)

from barqiya.domain import folding
from barqiya.settings.hours import AfterQuietHours, Clocks, Posting, Rate, Span

_DURATION = re.compile(r"([0-9]{1,6})\s?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_SLUG = 100
_CHAT = re.compile(r"@\S+|-?[0-9]{1,18}")


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")) or len(value.split("://", 1)[1]) < 1:
        raise ValueError("is not an http or https address")
    return value.rstrip("/")


def _source_address(value: str) -> str:
    _address(value)
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("is not an http or https address")
    if "@" in parts.netloc:
        raise ValueError("holds a password; a user and a password have settings of their own")
    return value


def _duration(value: Any) -> Any:
    found = _DURATION.fullmatch(str(value).strip())
    if found is None:
        raise ValueError("is not a length of time")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not a time zone") from None
    return value


def _chat(value: Any) -> Any:
    text = str(value).strip()
    if not _CHAT.fullmatch(text):
        raise ValueError("is not a chat")
    return text


def _once(value: Any) -> Any:
    return re.sub(r"[-\s]+", "_", value.strip().lower()) if isinstance(value, str) else value


def _slug(value: str) -> str:
    if not 1 <= len(value) <= _LONGEST_SLUG or folding.slug(value) != value:
        right = folding.slug(value)[:_LONGEST_SLUG]
        raise ValueError(
            "is not a name as addresses have it" + (f", as {right!r} is" * bool(right))
        )
    return value


Address = Annotated[str, AfterValidator(_address)]
SourceAddress = Annotated[str, AfterValidator(_source_address)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Zone = Annotated[str, AfterValidator(_zone)]
Chat = Annotated[str, BeforeValidator(_chat)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Slug = Annotated[str, AfterValidator(_slug)]
Editor = Annotated[int, Field(gt=0)]
Doubtful = Annotated[Literal["at_most_once", "at_least_once"], BeforeValidator(_once)]


class _Table(BaseModel):
    """A table of the file: frozen, and a key nobody knows is refused, not passed over."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid")


class PublicationSettings(_Table):
    """``[publication]``: whose articles these are."""

    title: Name = Field(default="برقية", description='its name, e.g. "صحيفة المدينة"')
    description: str = Field(
        default="", description="a sentence for the landing page and the feeds"
    )
    language: Language = Field(default="ar", description='a language tag, e.g. "ar" or "en"')
    url: Address | None = Field(
        default=None, description='its own site, e.g. "https://example.org"'
    )
    timezone: Zone = Field(default="Africa/Cairo", description='a zone name, e.g. "Africa/Cairo"')
    logo: Address | None = Field(
        default=None, description='a picture, e.g. "https://example.org/logo.png"'
    )


class StoreSettings(_Table):
    """``[store]``: where the articles are kept."""

    url: str = Field(
        default="sqlite:///var/barqiya.db", description='e.g. "sqlite:///var/barqiya.db"'
    )


class HttpSettings(_Table):
    """``[http]``: where feeds and pages are served."""

    host: str = Field(default="127.0.0.1", description='an address to listen on, e.g. "127.0.0.1"')
    port: int = Field(default=8080, ge=1, le=65535, description="a port from 1 to 65535, e.g. 8080")
    public_url: Address | None = Field(
        default=None, description='the address readers see, e.g. "https://feeds.example.org"'
    )
    operator_password: SecretStr | None = Field(
        default=None, description="what opens /operator, in the environment"
    )


class NamedFeedSettings(_Table):
    """``[[feeds.named]]``: a query that has a feed under a name of its own."""

    slug: Slug = Field(description='letters, digits and hyphens for its address, e.g. "weekend"')
    title: Name = Field(description='what readers see, e.g. "مختارات الجمعة"')
    query: str = Field(description="which articles, e.g. 'category:ثقافة -رياضة'")


class FeedsSettings(_Table):
    """``[feeds]``: what the feeds hold, and who is told of their changes."""

    items: int = Field(default=50, ge=1, le=1000, description="a number of articles from 1 to 1000")
    full_text: bool = Field(
        default=True, description="true: entries hold the whole text; false: the summary alone"
    )
    retraction_days: int = Field(
        default=30, ge=0, le=3650, description="how many days a withdrawal is shown, from 0 to 3650"
    )
    hubs: tuple[SourceAddress, ...] = Field(
        default=(),
        max_length=10,
        description='addresses of WebSub hubs, e.g. ["https://hub.example.org/"]',
    )
    named: tuple[NamedFeedSettings, ...] = ()


class SearchSettings(_Table):
    """``[search]``: what is found first."""

    freshness: float = Field(
        default=0.01,
        ge=0,
        le=0.5,
        description="a share from 0 to 0.5: matches as near as that are ordered newest first",
    )
    meaning: bool = Field(
        default=False,
        description="true or false: whether questions are answered by their meaning as well",
    )


class TelegramSettings(_Table):
    """``[telegram]``: the bot. The token belongs into the environment."""

    token: SecretStr | None = Field(
        default=None, description="what @BotFather gave, in the environment"
    )
    api_url: Address | None = Field(
        default=None, description='a Bot API server without "/bot", e.g. "https://api.telegram.org"'
    )
    editors: tuple[Editor, ...] = Field(
        default=(), description="the numeric ids of people who may direct the bot, e.g. [12345678]"
    )
    log_chat: Chat | None = Field(
        default=None,
        description='a private chat or channel of the editors, its numeric id: "-1001234567890"',
    )
    doubtful: Doubtful = Field(
        default="at_most_once",
        description='"at_most_once" (rather lost than twice) or "at_least_once"',
    )
    allow_paid_broadcast: bool = Field(
        default=False, description="true: messages beyond the free limits are paid for in Stars"
    )


class PostSettings(_Table):
    """``[channels.post]``: how a channel's posts look, beside the template."""

    photo: bool = Field(default=True, description="true: the article's picture is sent")
    album: bool = Field(default=True, description="true: several pictures are sent as an album")
    preview: Literal["large", "small", "above", "none"] = Field(
        default="large", description='of the link under a text: "large", "small", "above" or "none"'
    )
    preview_of: Literal["article", "page", "picture"] = Field(
        default="article",
        description='"article" (at its source), "page" (our reading page) or "picture"',
    )
    buttons: tuple[Literal["read", "share", "discuss"], ...] = Field(
        default=("read",), description='of "read", "share" and "discuss", e.g. ["read", "share"]'
    )
    discuss: Address | None = Field(
        default=None, description='where readers talk, e.g. "https://t.me/example_talk"'
    )
    hashtags: int = Field(default=5, ge=0, le=20, description="the most hashtags, from 0 to 20")
    summary: int = Field(
        default=600, ge=0, le=4000, description="the most characters of a summary, from 0 to 4000"
    )
    signature: str = Field(
        default="", max_length=500, description='the last line of every post, e.g. "📡 المدينة"'
    )
    digest: Literal["listed", "grouped"] = Field(
        default="listed", description='the articles of a digest: "listed" or "grouped" by category'
    )


class ChannelSettings(_Table):
    """``[[channels]]``: a channel that gets new articles."""

    name: Name = Field(description="a name of your choice, unlike the other channels' names")
    chat: Chat = Field(description='"@name" of the channel, or its numeric id')
    query: str = Field(
        default="", description="which articles, e.g. 'category:ثقافة'; empty for all"
    )
    language: Language | None = Field(
        default=None, description='of the words around a post, e.g. "ar"'
    )
    template: str = Field(
        default="standard",
        description='the name of a template, e.g. "standard", or its text: "<b>{title}</b>"',
    )
    post: PostSettings = PostSettings()
    schedule: Posting | None = Field(
        default=None,
        description='"at once", "paced" (with per_hour), "4 per hour" or "digest" (with its hours)',
    )
    per_hour: Rate | None = Field(
        default=None, description="the most posts in an hour: a number from 1 to 1200"
    )
    digest: Clocks = Field(default=(), description='hours of the day, e.g. ["08:00", "18:00"]')
    quiet_hours: Span | None = Field(default=None, description='two hours, e.g. "23:00-07:00"')
    after_quiet: AfterQuietHours | None = Field(
        default=None, description='"in order" or "digest": how what waited goes out'
    )
    breaking: str = Field(
        default="", description="which articles wait for no hour, e.g. 'category:عاجل'"
    )
    approval: bool = Field(
        default=False, description="true: an editor says of each post whether it goes"
    )
    timezone: Zone | None = Field(
        default=None, description='the zone of its hours and dates, e.g. "Africa/Cairo"'
    )


class FetchingSettings(_Table):
    """``[fetching]``: the manners with which sources are asked."""

    contact: str | None = Field(
        default=None,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description='an address for those whose servers we ask, e.g. "https://example.org/about"',
    )
    timeout: Duration = Field(
        default=timedelta(seconds=60),
        ge=timedelta(seconds=1),
        le=timedelta(hours=1),
        description='how long one request may take in all, e.g. "60s"',
    )
    largest: int = Field(
        default=50, ge=1, le=2000, description="megabytes of one answer, unpacked, e.g. 50"
    )
    spacing: Duration | None = Field(
        default=None,
        le=timedelta(hours=1),
        description='between two requests to one host, e.g. "1s"',
    )


class SourceSettings(_Table):
    """``[[sources]]``: where articles come from."""

    name: Name = Field(description="a name of your choice, unlike the other sources' names")
    kind: Literal["wordpress", "feed", "page", "files"] = Field(
        description='"wordpress", "feed", "page" or "files"'
    )
    url: SourceAddress | None = Field(
        default=None, description='the address of the site, feed or page: "https://example.org"'
    )
    path: Path | None = Field(default=None, description='a folder, e.g. "articles"')
    every: Duration = Field(
        default=timedelta(minutes=10),
        ge=timedelta(seconds=1),
        le=timedelta(days=30),
        description='how often it is asked while it publishes: "30s", "10m", "2h", "1d"',
    )
    authority: int | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="a number: of two sources of one article the higher has the say, e.g. 50",
    )
    announce: int = Field(
        default=1,
        ge=0,
        le=100,
        description="how many articles go to channels at first sight: a number from 0 to 100",
    )
    complete: bool = Field(
        default=False, description="true: where a feed gives excerpts, the pages are read too"
    )
    allow_private: bool = Field(
        default=False, description="true: it may lie on this machine or a private network"
    )
    user: Name | None = Field(
        default=None, description="whom the source knows; the password is in source_passwords"
    )
