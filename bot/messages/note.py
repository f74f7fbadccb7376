"""What the bot says in its own words. Owns nothing but the form."""

from barqiya.domain.language import Direction
from bot.messages.markup import TEXT_UNITS, Message
from bot.messages.pages import pages
from bot.messages.rich import Run, line


def note(direction: Direction, *lines: str | Run) -> Message:
    """Return *lines*, an empty line between them, as one message. At least one can be seen."""
    return pages([line(one, direction=direction) for one in lines], TEXT_UNITS)[0]
