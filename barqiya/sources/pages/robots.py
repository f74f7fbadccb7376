"""What a site asks of robots in its robots.txt (RFC 9309), kept by courtesy. Owns no other rule."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from barqiya.errors import FetchError
from barqiya.sources.flow import Answer, Request, Step, ask

NAME = "Barqiya"  # the product token of our User-Agent
_KEPT = timedelta(days=1)
_READ = 512_000  # bytes (RFC 9309, 2.5)
_MOST = 400  # lines: what has more is a machine's list of itself
_LINES = ("user-agent", "allow", "disallow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The *lines* of a robots.txt that are rules, and *until* when they need not be asked again.

    Both are JSON as it is remembered; *until* is in seconds since 1970.
    """

    lines: tuple[str, ...] = ()
    until: float = 0

    def allow(self, url: str) -> bool:
        """Return whether *url* may be visited."""
        parser = RobotFileParser()
        parser.parse(self.lines)
        return parser.can_fetch(NAME, url)


def asked(address: str, rules: Rules, now: datetime) -> Generator[Step, Answer, Rules]:
    """Return the rules of the site of *address*: *rules* while they are fresh, else new ones.

    A robots.txt that is not there or cannot be had forbids nothing.
    """
    if now.timestamp() < rules.until:
        return rules
    until = (now + _KEPT).timestamp()
    try:
        response = yield from ask(Request(url=urljoin(address, "/robots.txt"), accept="text/plain"))
    except FetchError:
        return Rules(until=until)
    if response.status != 200 or response.media_type == "text/html":  # noqa: PLR2004 # HTTP's own number
        return Rules(until=until)
    text = response.body.open().read(_READ).decode("utf-8", "replace").removeprefix("\ufeff")
    said = (line.partition("#")[0].strip() for line in text.splitlines())
    kept = [line[:500] for line in said if line.casefold().startswith(_LINES)]
    return Rules(lines=tuple(kept[:_MOST]), until=until)
