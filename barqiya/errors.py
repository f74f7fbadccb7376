"""The tree of errors. Owns every exception that crosses a layer; never a driver's own.

::

    BarqiyaError
    ├─ ConfigError (ValueError)        names the key, says how to mend it
    ├─ StoreError
    │  ├─ StoreBusyError               another process held the store too long
    │  └─ SchemaVersionError           the store is older or newer than this program
    ├─ NotFoundError (LookupError)     no such article, feed or delivery
    │  └─ RetractedError               the article was there and was withdrawn
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
