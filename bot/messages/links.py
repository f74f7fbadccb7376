"""Which addresses Telegram takes for a link. Owns the rule; opens nothing.

Telegram drops a link it does not like in silence, and refuses a whole message for a bad address
in a button (td, ``LinkManager::get_checked_link``): a host needs a dot, a port must be one.
"""

import re
import unicodedata
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import quote, urlsplit

_LONGEST = 2048
_KEPT = 2000  # addresses: each is asked for several times in a post, and again at every correction
_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")


@lru_cache(maxsize=_KEPT)
def link_address(url: str | None) -> str | None:
    """Return *url* as Telegram takes it, or ``None`` where it would not take it."""
    if not url:
        return None
    spelled = "".join(_spelled(character) for character in url.strip())
    try:
        parts = urlsplit(spelled)
        port = parts.port
    except ValueError:
        return None
    usable = (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc  # a name before the host is there to deceive
        and port != 0
        and not parts.netloc.endswith(":")
        and _is_host(parts.hostname or "")
        and len(spelled) <= _LONGEST
    )
    return spelled if usable else None


def _spelled(character: str) -> str:
    """Percent-encode what cannot be seen: Telegram keeps it, people cannot check it."""
    if "\ud800" <= character <= "\udfff":
        return ""
    seen = unicodedata.category(character)[0] not in "CZ" and character not in '"<>\\^`{|}'
    return character if seen else quote(character)


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            return bool(IPv6Address(host))
        except AddressValueError:
            return False
    return _HOST.fullmatch(host) is not None
