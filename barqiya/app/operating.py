"""The operator's page, fitted to the settings: what it shows, and who may see it."""

from datetime import UTC, datetime

from barqiya.app import sourcing
from barqiya.app.health import source_health
from barqiya.domain.normalize import is_loopback
from barqiya.search import SearchIndex
from barqiya.settings import Settings
from barqiya.store import Transaction, journal, tellings
from feeds.operator import Door, See
from feeds.pages.operator import Overview

_NEWEST = 10  # of what was set aside, for each source


def overview(settings: Settings, index: SearchIndex) -> See:
    """Return what reads all that the operator's page shows."""
    watched = sourcing.watched(settings)

    def see(tx: Transaction) -> Overview:
        now = datetime.now(UTC)
        return Overview(
            now=now,
            sources=tuple(source_health(tx, watched, now, newest=_NEWEST)),
            journal=journal.head(tx),
            behind=index.behind(tx),
            hubs=tuple(tellings.states(tx, settings.feeds.hubs)),
        )

    return see


def door(settings: Settings) -> Door:
    """Return who may open the page: whoever knows the password, else a browser on this machine.

    The latter only where nobody else is served: with a public address, or listening beyond this
    machine, there is no page without a password.
    """
    http = settings.http
    password = http.operator_password
    return Door(
        password=password.get_secret_value() if password else None,
        at_home=http.public_url is None and is_loopback(http.host),
    )
