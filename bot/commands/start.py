"""/start: the greeting."""

from bot.commands.base import Ask, Command
from bot.commands.keyboards import greeting_keyboard
from bot.commands.replies import Reply, say
from bot.messages import note
from bot.messages.rich import bold


async def start(ask: Ask) -> None:
    """Say what this is and what can be done."""
    locale = ask.locale
    title = locale.text("start.title", publication=ask.resources.publication.title)
    message = note(
        locale.direction, bold(title), locale.text("start.what"), locale.text("start.how")
    )
    await say(ask, Reply(message=message, keyboard=greeting_keyboard(locale)))


START = Command(
    name="start",
    summary="command.start",
    words={"ar": ("ابدأ", "مرحبا", "السلام عليكم"), "en": ("start", "hello")},
    handler=start,
)
