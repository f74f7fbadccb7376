"""What the Bot API answers when it refuses, in its own words."""

from bot.sandbox.model import Json


class ApiError(Exception):
    """A refusal: HTTP status, description and, for floods, how many seconds to wait."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}


def bad_request(text: str) -> ApiError:
    """400, with the first letter lowered unless the text is a CODE_LIKE_THIS."""
    is_code = text[1:2] == "_" or text[1:2].isupper()
    return ApiError(400, f"Bad Request: {text if is_code else text[:1].lower() + text[1:]}")


def forbidden(text: str) -> ApiError:
    """403: the person or the channel does not want this bot."""
    return ApiError(403, f"Forbidden: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """429: nothing was done; come back after that many whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def unauthorized() -> ApiError:
    """401: the token is not the bot's."""
    return ApiError(401, "Unauthorized")


def method_not_found() -> ApiError:
    """404: no such method here."""
    return ApiError(404, "Not Found: method not found")


def other_poller() -> ApiError:
    """409: somebody else asks for updates with the same token."""
    return ApiError(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
