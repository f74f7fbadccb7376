"""What is agreed before anything is asked: the limits for all, and what one source may.

Plain values; reads no settings.
"""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The limits and manners of one :class:`~barqiya.fetching.client.Fetcher`.

    *contact* is where those whose servers are asked may turn (an address of the web or of mail).
    *timeout* bounds one request in all, redirects included, but not the wait for its turn;
    *connecting* the look-up of a name, and a connection; *idle* the silence between two pieces.
    *largest* is the most bytes of one answer, packed or unpacked. *at_once* requests are under way
    in all, *at_a_host* at one host, where *spacing* lies between the starts of two. The operator's
    own hosts are spared both, unless a spacing is given: ``None`` is one second, for others' hosts.
    """

    contact: str | None = None
    timeout: timedelta = timedelta(seconds=60)
    connecting: timedelta = timedelta(seconds=10)
    idle: timedelta = timedelta(seconds=20)
    largest: int = 50_000_000
    at_once: int = 64
    at_a_host: int = 2
    spacing: timedelta | None = None
    redirects: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What one source may, and whom it knows.

    *user* and *password* (HTTP Basic, RFC 7617) go to the origin of *address* only, which is the
    address that the operator wrote; without one it is that of the source, which a redirect may
    have changed. *allow_private* opens addresses that are not public.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    allow_private: bool = False
    address: str | None = None
