"""weblogUpdates.ping and .extendedPing, as WordPress sends them: "my site has something new".

Owns which sources are meant. Fetches nothing and reads no store: whatever is sent here costs the
reading of a few kilobytes, and at most makes the ordinary visit to a source happen now.
"""

from collections.abc import Callable, Iterable

from barqiya.domain.normalize import address_key
from barqiya.errors import UnreadableError
from barqiya.push import xml_rpc

METHODS = ("weblogUpdates.ping", "weblogUpdates.extendedPing")

_OPENED = ("http://", "https://")
_LONGEST = 2_000  # an address in a ping
_ADDRESSES = 4  # of the site, of the changed page, of its feed, of its category
_THANKS = "Thanks for the ping. The site will be visited shortly."
_UNKNOWN = "No source with this address is followed here; its settings name the sites that are."
_NOBODY = "Sources are not visited by this process. Send pings to the one that does, please."


class Pings:
    """Answers pings. *push* is called with the name of each source that one is about.

    ``None`` is for a process in which nobody visits sources.
    """

    def __init__(self, push: Callable[[str], None] | None) -> None:
        self._push = push
        self._keys: dict[str, set[str]] = {}

    def know(self, source: str, address: str) -> None:
        """Take *address* for one of *source*, beside those that it is known by."""
        key = _site_key(address)
        if key is not None:
            self._keys.setdefault(source, set()).add(key)

    def answer(self, body: bytes) -> bytes:
        """Return the answer to a call: an XML-RPC response, whatever *body* is."""
        try:
            call = xml_rpc.read_call(body)
        except UnreadableError as error:
            return xml_rpc.fault(xml_rpc.NOT_WELL_FORMED, f"This is no call: {error}.")
        if call.method not in METHODS:
            return xml_rpc.fault(
                xml_rpc.UNKNOWN_METHOD, f"The methods here are {' and '.join(METHODS)}."
            )
        # The first is the name of the site, which anybody can give to theirs.
        addresses = [text for text in call.params[1 : 1 + _ADDRESSES] if text]
        if not addresses:
            return xml_rpc.fault(xml_rpc.WRONG_PARAMETERS, "A ping has a name and an address.")
        return self._told(addresses)

    def _told(self, addresses: Iterable[str]) -> bytes:
        if self._push is None:
            return xml_rpc.answer(failed=True, message=_NOBODY)
        meant = self._meant(addresses)
        for source in meant:
            self._push(source)
        return xml_rpc.answer(failed=not meant, message=_THANKS if meant else _UNKNOWN)

    def _meant(self, addresses: Iterable[str]) -> list[str]:
        told = [key for key in map(_site_key, addresses) if key is not None]
        return [
            source
            for source, known in self._keys.items()
            if any(_same_site(ours, theirs) for ours in known for theirs in told)
        ]


def _site_key(address: str) -> str | None:
    """Return the host and path under which spellings of an address meet."""
    if len(address) > _LONGEST or not address.strip().casefold().startswith(_OPENED):
        return None
    try:
        key = address_key(address).partition("?")[0]
    except ValueError:
        return None
    return key or None


def _same_site(one: str, other: str) -> bool:
    """Whether one lies in the other: a site has feeds, and a feed has a site."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
