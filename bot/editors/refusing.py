"""What an editor is told in the chat when an act cannot be done, in the editor's language. Pure."""

from barqiya.errors import RefusedError
from bot.locale import Locale


def refusal(error: RefusedError, locale: Locale) -> str:
    """Return why the act cannot be done, and what can be done instead: one plain sentence."""
    return locale.text(f"refused.{error.why}", **error.values)
