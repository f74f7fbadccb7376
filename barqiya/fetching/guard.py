"""Which IP addresses may be asked: those of the public internet. Pure; looks nothing up.

A source names hosts, and so does whoever can make it redirect; without this, a feed could have us
ask the router, the database or the cloud's own metadata on its behalf.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_CLOSED_4 = tuple(
    (ip_network(block), kind)
    for block, kind in (
        ("0.0.0.0/8", "an unspecified"),
        ("10.0.0.0/8", "a private"),
        ("100.64.0.0/10", "a provider's inner"),  # RFC 6598
        ("127.0.0.0/8", "a loopback"),
        ("169.254.0.0/16", "a link-local"),
        ("172.16.0.0/12", "a private"),
        ("192.0.0.0/24", "a reserved"),
        ("192.0.2.0/24", "a reserved"),
        ("192.88.99.0/24", "a reserved"),
        ("192.168.0.0/16", "a private"),
        ("198.18.0.0/15", "a reserved"),
        ("198.51.100.0/24", "a reserved"),
        ("203.0.113.0/24", "a reserved"),
        ("224.0.0.0/4", "a multicast"),
        ("240.0.0.0/4", "a reserved"),
    )
)
_CLOSED_6 = tuple(
    (ip_network(block), kind)
    for block, kind in (
        ("::/128", "an unspecified"),
        ("::1/128", "a loopback"),
        ("fc00::/7", "a private"),
        ("fe80::/10", "a link-local"),
        ("fec0::/10", "a private"),  # RFC 3879: once site-local
        ("ff00::/8", "a multicast"),
        ("64:ff9b:1::/48", "a translated"),  # RFC 8215: NAT64 of a network's own
        ("2001::/23", "a reserved"),  # Teredo among them
        ("2001:db8::/32", "a reserved"),
        ("2002::/16", "a tunnelled"),  # RFC 7526: 6to4 leads to whatever IPv4 it holds
        ("3fff::/20", "a reserved"),
    )
)
_PUBLIC_6 = ip_network("2000::/3")  # all that is given out (IANA)
_MAPPED = ip_network("::ffff:0:0/96")
_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: how an IPv6-only host reaches all of IPv4


class ForbiddenHostError(Exception):
    """A host that lies where nobody outside should lead us."""

    def __init__(self, host: str, address: str, kind: str) -> None:
        super().__init__(f"{host} is {address}, {kind} address")
        self.host = host
        self.address = address
        self.kind = kind


def kind_of(address: str) -> str | None:
    """Return what kind of closed address it is ("a private"), ``None`` for a public one.

    *address* is an IP address as the system's resolver gives it. Raises ValueError for others.
    """
    return _kind(ip_address(address.partition("%")[0]))


def check(host: str, addresses: tuple[str, ...]) -> None:
    """Raise :class:`ForbiddenHostError` where any of the *addresses* of *host* is not public.

    One is enough: which of them gets connected to is for its owner to choose.
    """
    for address in addresses:
        kind = kind_of(address)
        if kind is not None:
            raise ForbiddenHostError(host, address, kind)


def _kind(address: IPv4Address | IPv6Address) -> str | None:
    if isinstance(address, IPv4Address):
        return next((kind for block, kind in _CLOSED_4 if address in block), None)
    if address in _MAPPED or address in _TRANSLATED:
        return _kind(IPv4Address(int(address) & 0xFFFF_FFFF))
    found = next((kind for block, kind in _CLOSED_6 if address in block), None)
    return found or (None if address in _PUBLIC_6 else "a reserved")
