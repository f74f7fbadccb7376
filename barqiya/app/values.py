"""Settings turned into the plain values that the parts get. Opens and starts nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from barqiya.demo.sample import destinations as sample_destinations
from barqiya.demo.sample import publication as sample_publication
from barqiya.domain.delivery import Destination
from barqiya.domain.publication import Publication
from barqiya.errors import ConfigError
from barqiya.settings import TELEGRAM_API, Settings
from barqiya.settings.posting import timetable
from barqiya.settings.tables import ChannelSettings
from barqiya.store.database import file_of
from bot.locale import locale_for
from bot.messages import PostStyle, TemplateError, read_template, template_of, try_out
from feeds.site import NamedFeed, Place, Site

#: The token of the bot in our own Telegram. No secret: it opens nothing but the sandbox.
SANDBOX_TOKEN = "10000000:sandbox-sandbox-sandbox-sandbox"  # noqa: S105 - see the line above
SANDBOX_BOT = "barqiya_bot"
SANDBOX_PATH = "/sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the files lie that belong to one store."""

    index: Path
    meaning: Path
    sandbox: Path
    lock: Path
    visits: Path
    export: Path


def places(settings: Settings) -> Places:
    """Return the places beside the store of *settings*."""
    store = file_of(settings.store.url)
    return Places(
        index=store.with_name(f"{store.name}.index"),
        meaning=store.with_name(f"{store.name}.meaning"),
        sandbox=store.with_name(f"{store.name}.sandbox"),
        lock=store.with_name(f"{store.name}.lock"),
        visits=store.with_name(f"{store.name}.visits"),
        export=store.with_name(f"{store.name}.export"),
    )


def publication(settings: Settings, *, sample: bool) -> Publication:
    """Return whose articles these are: the sample publication where there is no settings file."""
    named = settings.publication
    if sample and not named.model_fields_set:
        return sample_publication(settings.public_url)
    return Publication(
        title=named.title,
        description=named.description,
        language=named.language,
        timezone=ZoneInfo(named.timezone),
        public_url=settings.public_url,
        url=named.url,
        logo_url=named.logo,
    )


def site(
    settings: Settings,
    *,
    sample: bool,
    bot: Place | None = None,
    channels: tuple[Place, ...] = (),
    introduced: Callable[[], Place | None] = lambda: None,
) -> Site:
    """Return what feeds and pages are made for; the same settings make the same feeds."""
    feeds = settings.feeds
    return Site(
        publication=publication(settings, sample=sample),
        items=feeds.items,
        full_text=feeds.full_text,
        retraction_days=feeds.retraction_days,
        hubs=feeds.hubs,
        named=tuple(
            NamedFeed(slug=one.slug, title=one.title, query=one.query) for one in feeds.named
        ),
        bot=bot,
        channels=channels,
        introduced=introduced,
    )


def destinations(settings: Settings, *, sample: bool) -> list[Destination]:
    """Return the channels that articles are posted to."""
    if sample and not settings.channels:
        return sample_destinations() if settings.sandboxed else []
    return [
        Destination(
            id=f"telegram:{channel.name}",
            name=channel.name,
            transport="telegram",
            address=channel.chat,
            query=channel.query,
            language=channel.language or settings.publication.language,
            timetable=timetable(channel, settings.publication.timezone),
            approval=channel.approval,
        )
        for channel in settings.channels
    ]


def post_styles(settings: Settings, *, sample: bool) -> dict[str, PostStyle]:
    """Return how the posts of each destination look, by its id; the others have the standard look.

    Raises :class:`~barqiya.errors.ConfigError` for a template that Telegram would not take: each is
    tried with a real example.
    """
    whose = publication(settings, sample=sample)
    return {
        f"telegram:{channel.name}": _post_style(f"channels.{number}", channel, whose)
        for number, channel in enumerate(settings.channels)
    }


def _post_style(key: str, channel: ChannelSettings, whose: Publication) -> PostStyle:
    post = channel.post
    try:
        template = template_of(channel.template)
    except TemplateError as error:
        raise ConfigError(f"{key}.template: {error}") from None
    try:
        signature = read_template(post.signature) if post.signature.strip() else None
    except TemplateError as error:
        raise ConfigError(f"{key}.post.signature: {error}") from None
    style = PostStyle(
        template=template,
        signature=signature,
        photo=post.photo,
        album=post.album,
        preview=post.preview,
        preview_of=post.preview_of,
        buttons=post.buttons,
        discuss=post.discuss,
        hashtags=post.hashtags,
        summary=post.summary,
        digest=post.digest,
        timezone=ZoneInfo(channel.timezone) if channel.timezone else None,
    )
    try:
        try_out(style, whose, locale_for(channel.language or whose.language))
    except TemplateError as error:
        raise ConfigError(f"{key}.template: {error}") from None
    return style


def telegram_api(settings: Settings) -> str:
    """Return the Bot API server to talk to, without the trailing ``/bot``."""
    if settings.sandboxed:
        return f"{settings.local_url}{SANDBOX_PATH}"
    return settings.telegram.api_url or TELEGRAM_API


def telegram_token(settings: Settings) -> str:
    """Return the token that the bot uses."""
    token = settings.telegram.token
    return token.get_secret_value() if token else SANDBOX_TOKEN
