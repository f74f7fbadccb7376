"""/help: every command, and the words that do the same."""

from bot.commands.base import Ask, Command
from bot.commands.replies import Reply, say
from bot.locale import Locale
from bot.messages import note
from bot.messages.rich import bold

_MOST_WORDS = 2  # of those that do the same; more are understood than need be told


async def tell(ask: Ask) -> None:
    """List the commands."""
    from bot.commands import COMMANDS  # noqa: PLC0415  # /help is one of those it lists

    locale = ask.locale
    lines = [_described(command, locale) for command in COMMANDS]
    message = note(
        locale.direction, bold(locale.text("help.title")), *lines, locale.text("help.plain")
    )
    await say(ask, Reply(message=message))


def _described(command: Command, locale: Locale) -> str:
    return locale.text(
        "help.command",
        name=command.name,
        words=locale.text("help.or").join(command.words.get(locale.language, ())[:_MOST_WORDS]),
        summary=locale.text(command.summary),
    )


HELP = Command(
    name="help",
    summary="command.help",
    words={"ar": ("مساعدة", "المساعدة"), "en": ("help",)},
    handler=tell,
)
