"""Whether a notice comes from the hub that we gave our secret (WebSub, section 8). Pure."""

import hmac
from collections.abc import Callable
from hashlib import sha1, sha256, sha384, sha512
from typing import Any, Self

# W3C Recommendation of 2018, section 8.1: the methods that a hub may use.
_METHODS: dict[str, Callable[..., Any]] = {
    "sha1": sha1,
    "sha256": sha256,
    "sha384": sha384,
    "sha512": sha512,
}


class Signature:
    """An ``X-Hub-Signature``, held against a body that is fed piece by piece."""

    def __init__(self, method: Callable[..., Any], claimed: str, secret: str) -> None:
        self._claimed = claimed
        self._made = hmac.new(secret.encode(), digestmod=method)

    @classmethod
    def claimed(cls, header: str | None, secret: str) -> Self | None:
        """Return the signature in *header* (``sha256=…``), ``None`` where it holds none."""
        name, _, value = (header or "").strip().partition("=")
        method = _METHODS.get(name.strip().casefold())
        return cls(method, value.strip().casefold(), secret) if method and value.strip() else None

    def feed(self, piece: bytes) -> None:
        """Take the next *piece* of the body."""
        self._made.update(piece)

    def is_right(self) -> bool:
        """Return whether the body was signed with our secret. Compared in constant time."""
        return hmac.compare_digest(self._made.hexdigest().encode(), self._claimed.encode())
