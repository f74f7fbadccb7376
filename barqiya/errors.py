"""The tree of errors. Owns every exception that crosses a layer; never a driver's own.

::

    BarqiyaError
    ├─ ConfigError (ValueError)        names the key, says how to mend it
    ├─ StoreError
    │  ├─ StoreBusyError               another process held the store too long
    │  └─ SchemaVersionError           the store is older or newer than this program
    ├─ NotFoundError (LookupError)     no such article, feed or delivery
    │  ├─ RetractedError               the article was there and was withdrawn
    │  └─ RefusedError                 an editor's act that cannot be done as things stand
    ├─ QueryError (ValueError)         what a person typed cannot be searched
    ├─ UnreadableError (ValueError)    a file or page that holds no article, and why
    ├─ FetchError                      a source could not be visited; names it and the address
    │  ├─ TransientFetchError          it may work later: a time-out, a 5xx, a 429
    │  ├─ RefusedFetchError            it will not work by itself: a 404, a forbidden address
    │  └─ GoneFetchError               410: the source is not asked again
    └─ TransportError                  token revoked, second poller: stop the relay, not the feeds

An expected outcome is a value (``Decision``, ``Outcome``); an exception is for those who
cannot go on.
"""

from datetime import timedelta
from enum import StrEnum


class BarqiyaError(Exception):
    """Base of all errors that Barqiya raises on purpose; its text is for the operator."""


class ConfigError(BarqiyaError, ValueError):
    """A setting is wrong. The text names the key, what is wrong and what would be right."""


class StoreError(BarqiyaError):
    """The article store cannot be read or written."""


class StoreBusyError(StoreError):
    """Another process held the store for longer than we wait."""


class SchemaVersionError(StoreError):
    """The store was made by an older or newer program; the text says what to run."""


class NotFoundError(BarqiyaError, LookupError):
    """What was asked for by name or id is not there."""


class RetractedError(NotFoundError):
    """The article was withdrawn by those who published it: whoever asks is told so."""


class Refusal(StrEnum):
    """Why an editor's act cannot be done: a chat has a sentence for each, in its own language."""

    RETRACTED_ALREADY = "retracted_already"
    NOT_RETRACTED = "not_retracted"
    RETRACTED_FIRST = "retracted_first"
    NOTHING_CORRECTED = "nothing_corrected"
    NOT_ON_HOLD = "not_on_hold"
    AWAITS_NO_WORD = "awaits_no_word"
    WITHDRAWN = "withdrawn"
    THERE_ALREADY = "there_already"
    NO_CHANNEL = "no_channel"
    TAKES_NO_POSTS = "takes_no_posts"
    PAST_THAT = "past_that"


class RefusedError(NotFoundError):
    """What the act needs is not there. *why* and *values* let a chat say it in its own words."""

    def __init__(self, message: str, *, why: Refusal, **values: str) -> None:
        super().__init__(message)
        self.why = why
        self.values = values


class QueryError(BarqiyaError, ValueError):
    """What a person typed cannot be searched; the text can be shown to that person.

    *start* and *end* are the place of what cannot be, in what was typed.
    """

    def __init__(self, message: str, *, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class UnreadableError(BarqiyaError, ValueError):
    """A file or page holds no article; the text is the reason, for the person who gave it."""


class FetchError(BarqiyaError):
    """A source could not be visited. *source* is its name, *url* the address that was asked."""

    def __init__(self, message: str, *, source: str, url: str) -> None:
        super().__init__(message)
        self.source = source
        self.url = url


class TransientFetchError(FetchError):
    """It did not work now and may work later. *retry_after*: the wait the server asked for."""

    def __init__(
        self, message: str, *, source: str, url: str, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message, source=source, url=url)
        self.retry_after = retry_after


class RefusedFetchError(FetchError):
    """It will not work by itself: a person has to look at the source or at its settings."""


class GoneFetchError(FetchError):
    """The server says that the source is gone for good (410)."""


class TransportError(BarqiyaError):
    """An output cannot be used at all: its credentials are refused, or another process has it."""
