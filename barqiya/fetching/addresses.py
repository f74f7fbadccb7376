"""Addresses that are asked: made fit for a request, compared by origin, shown without secrets."""

import httpx

from barqiya.domain.normalize import absolute, without_secrets

_LONGEST_SHOWN = 300
Origin = tuple[str, str, int | None]


class AddressError(ValueError):
    """An address that is not asked. The text goes on from the address: "is no address …"."""


def target(address: str, base_url: str | None = None) -> httpx.URL:
    """Return the http(s) address to ask, in ASCII and without its fragment.

    Raises :class:`AddressError`, also for one that holds a name or password: those end up in logs.
    """
    written = absolute(address, base_url)
    if written is None:
        raise AddressError("is no http or https address")
    try:
        url = httpx.URL(written).copy_with(fragment=None)
    except httpx.InvalidURL as error:
        raise AddressError(f"is no address that can be asked: {error}") from error
    if url.userinfo:
        raise AddressError(
            "holds a user name or password: write them as user and password of its [[sources]]"
            " table instead"
        )
    return url


def origin_of(url: httpx.URL) -> Origin:
    """Return scheme, host and port (RFC 6454, section 4); a default port is ``None``."""
    return url.scheme, host_of(url), url.port


def host_of(url: httpx.URL) -> str:
    """Return the host as it is looked up: in ASCII, in lower case, without a last dot."""
    return url.raw_host.decode("ascii").casefold().rstrip(".")


def located(location: bytes) -> str:
    """Return the text of a Location header.

    What is written there raw is UTF-8, as browsers take it; where it cannot be, its bytes are
    percent-encoded one by one (WHATWG URL, percent-encode after encoding).
    """
    try:
        return location.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in location)  # noqa: PLR2004 - ASCII ends there


def shown(address: str) -> str:
    """Return *address* as an operator may see it: without names, passwords, keys and tokens."""
    plain = without_secrets(address)
    return plain if len(plain) <= _LONGEST_SHOWN else f"{plain[:_LONGEST_SHOWN]}…"
