"""Our own Telegram, made for one publication: its bot and its channels."""

from barqiya.app import values
from barqiya.demo.sample import CHANNELS
from barqiya.domain.publication import Publication
from barqiya.settings import Settings
from bot.sandbox import Sandbox, SandboxChannel


def make_sandbox(settings: Settings, publication: Publication, *, sample: bool) -> Sandbox:
    """Return the sandbox with every channel that articles are posted to."""
    return Sandbox(
        values.places(settings).sandbox,
        token=values.SANDBOX_TOKEN,
        bot_name=publication.title,
        bot_username=values.SANDBOX_BOT,
        channels=_channels(settings, sample=sample),
    )


def _channels(settings: Settings, *, sample: bool) -> list[SandboxChannel]:
    if sample and not settings.channels:
        return [SandboxChannel(username=c.username, title=c.title) for c in CHANNELS]
    return [
        SandboxChannel(username=channel.chat.removeprefix("@"), title=channel.name)
        for channel in settings.channels
        if channel.chat.startswith("@")
    ]
