"""The operator's page as HTML. Owns no route and reads nothing: it shows what it is given."""

from dataclasses import dataclass
from datetime import datetime

from barqiya.domain.source_health import SourceHealth
from barqiya.store.tellings import HubState
from feeds.pages import dates
from feeds.pages.operator_words import OPERATOR_WORDS
from feeds.pages.rendering import Pages
from feeds.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the operator sees at *now* (aware UTC).

    *journal* is the number of the last change, *behind* how many of them search does not know yet;
    *hubs* are those that are told when a feed changes.
    """

    now: datetime
    sources: tuple[SourceHealth, ...]
    journal: int
    behind: int
    hubs: tuple[HubState, ...] = ()


class OperatorPage:
    """Makes the page for one site."""

    def __init__(self, site: Site) -> None:
        self._pages = Pages(site)

    def render(self, seen: Overview, asked: str | None) -> str:
        """Return the page, in the language *asked* for where it is spoken here."""
        words = self._pages.words(asked)
        return self._pages.render(
            "operator.html",
            words,
            path="/operator",
            own=OPERATOR_WORDS[words.language],
            seen=seen,
            away=dates.away,
            counted=dates.counted,
        )
