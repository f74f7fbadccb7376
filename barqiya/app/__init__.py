"""The composition root: settings in, running objects out. The only place that knows all parts.

Owns which part is handed to which, the order of start and stop, and where derived files lie. Has no
rule of its own about articles, feeds or posts.
"""

from barqiya.app.checking import Finding, findings
from barqiya.app.opening import feed_of, index_up_to_date, opened_store, upgrade
from barqiya.app.running import Addresses, run

__all__ = [
    "Addresses",
    "Finding",
    "feed_of",
    "findings",
    "index_up_to_date",
    "opened_store",
    "run",
    "upgrade",
]
