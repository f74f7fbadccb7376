"""Addresses of the web: made absolute, and compared. Fetches nothing."""

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_OPENED = frozenset({"http", "https"})
_WRITTEN = frozenset({"mailto", "tel"})
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|ref_src|amp)\Z"
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"(?:[^\x21-\x7e]|[\"<>\\^`{|}])+")
_LONGEST = 4000
# What the host of an address can be: a name as the DNS has them (underscores do occur), or an IP.
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")  # beyond ASCII
_USERINFO = re.compile(r"(?<=//)[^/?#]*@")
_SECRET = re.compile(
    r"([?&][^=&#]*(?:key|token|pass|password|passwd|pwd|secret|auth|sig|signature)(?:\]|%5D)?=)"
    r"[^&#]*",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(r"https?://[^\s<>\"'«»]+", re.IGNORECASE)


def absolute(address: str, base_url: str | None = None) -> str | None:
    """Return *address* as an absolute http(s) address, ``None`` where it cannot be one.

    Letters beyond ASCII, blanks and quotes are percent-encoded: every reader takes a URI
    (RFC 3986), not every one an IRI.
    """
    found = resolve(address, base_url)
    return found if found is not None and urlsplit(found).scheme in _OPENED else None


def resolve(address: str, base_url: str | None = None) -> str | None:
    """Return *address* as an absolute http(s), mailto or tel address, else ``None``."""
    trimmed = address.strip()
    if not trimmed or len(trimmed) > _LONGEST:
        return None
    if trimmed.startswith("//") and not base_url:
        trimmed = f"https:{trimmed}"
    try:
        joined = urljoin(base_url, trimmed) if base_url else trimmed
        parts = urlsplit(joined)
        usable = bool(parts.hostname) if parts.scheme in _OPENED else parts.scheme in _WRITTEN
        if parts.scheme in _OPENED:
            _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return _in_ascii(joined, parts.hostname) if usable else None


@lru_cache(maxsize=1024)  # of one article, the same address is compared several times
def address_key(address: str) -> str:
    """Return the key under which spellings of one address meet.

    http and https, ``www.``, a slash at the end, the fragment, tracking parameters and the
    spelling of percent-encoding do not tell addresses apart (RFC 3986, section 6).
    """
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = parts.port
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in pairs if not _TRACKING.match(pair[0])])
    path = quote(unquote(parts.path), safe="/!$&'()*+,;=:@-._~").rstrip("/")
    return urlunsplit(("", host, path, query, "")).removeprefix("//")


def without_secrets(address: str) -> str:
    """Return *address* as an operator may see it: without names, passwords, keys and tokens."""
    return _SECRET.sub(r"\1***", _USERINFO.sub("", address))


def without_secrets_in(text: str) -> str:
    """Return *text* for people: its http(s) addresses without secrets, in the letters they mean.

    «…/حصاد-الأسبوع» instead of a line of percent signs. What would not be seen stays encoded.
    """
    return _IN_TEXT.sub(lambda found: _ENCODED.sub(_letters, without_secrets(found[0])), text)


def _letters(encoded: re.Match[str]) -> str:
    try:
        letters = unquote(encoded[0], errors="strict")
    except UnicodeDecodeError:
        return encoded[0]
    return letters if letters.isprintable() and " " not in letters else encoded[0]


def is_loopback(host: str) -> bool:
    """Return whether *host*, a name or an IP address, is the machine itself (RFC 6761, 6.3)."""
    name = host.strip("[]").rstrip(".").casefold()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _in_ascii(address: str, host: str | None) -> str | None:
    if host and not host.isascii():
        try:
            named = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
        address, host = address.replace(host, named, 1), named
    if host and not _HOST.fullmatch(host):
        return None
    return _UNSAFE.sub(_percent, address)


def _percent(unsafe: re.Match[str]) -> str:
    return "%" + unsafe[0].encode("utf-8", "surrogatepass").hex("%").upper()
