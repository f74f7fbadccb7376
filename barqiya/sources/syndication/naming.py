"""Which of the names that the entries of one document carry mean one entry and no other."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from barqiya.domain.normalize import absolute, address_key

_GLOBAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")  # RFC 3986, section 3.1: a scheme
_LONGEST_GUID = 1000


@dataclass(slots=True)
class Names:
    """How often each guid and each link names an entry; an entry told twice counts once.

    *home* is the address of the site, which is no entry's.
    """

    home: str = ""
    _guids: Counter[str] = field(default_factory=Counter)
    _links: Counter[str] = field(default_factory=Counter)
    _seen: set[bytes] = field(default_factory=set)

    def count(self, guid: str, link: str, title: str) -> None:
        """Take note of an entry: its guid, link and title as written."""
        if self.first(guid, link, title):
            self._guids[guid] += 1
            self._links[_key(link)] += 1

    def begin_again(self) -> None:
        """Forget which entries were seen; the counts stay."""
        self._seen.clear()

    def first(self, guid: str, link: str, title: str) -> bool:
        """Return whether the entry was not seen before; one without any name is always new."""
        if not (guid or link or title):
            return True
        seen = _hash(guid, link, title)
        if seen in self._seen:
            return False
        self._seen.add(seen)
        return True

    def own(self, guid: str) -> bool:
        """Return whether *guid* means one entry and no other."""
        return bool(guid) and len(guid) <= _LONGEST_GUID and self._guids[guid] <= 1

    def shared(self, link: str) -> bool:
        """Return whether *link* is the address of several entries, or of the site itself."""
        if self._links[_key(link)] > 1 or (self.home and _key(link) == _key(self.home)):
            return True
        parts = urlsplit(link)
        return parts.path in ("", "/") and not parts.query


def guid_name(guid: str, source: str) -> str:
    """Return the identity of *guid*: by itself where it has a scheme, else within *source*."""
    return f"guid:{guid}" if _GLOBAL.match(guid) else f"guid:{source}:{guid}"


def key_without_names(*told: str) -> str:
    """Return the key of an entry that has neither a guid nor a link of its own."""
    return f"sha256:{_hash(*told).hex()[:32]}"


def _key(link: str) -> str:
    """Return the key under which spellings of *link* meet; it need not be an address."""
    return address_key(link) if absolute(link) else link


def _hash(*told: str) -> bytes:
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).digest()
