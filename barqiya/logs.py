"""What the operator reads. Owns the form of a log line and the removal of secrets from it."""

import logging
import re
import sys

# A bot token wherever it stands: in an address, in a traceback, in a repr.
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_REMOVED = "<token>"

# These write every request at INFO, with its address, which holds the token.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic", "trafilatura", "telegram")


class _Redacted(logging.Formatter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for *record*, its traceback included, without any secret."""
        line = _TOKEN.sub(_REMOVED, super().format(record))
        for secret in self._secrets:
            line = line.replace(secret, _REMOVED)
        return line


def configure(*, secrets: tuple[str, ...] = ()) -> None:
    """Send the log to standard error, with *secrets* and whatever looks like a token removed."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacted(secrets))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
