"""What a feed format is. Owns the type; the formats lie beside it, one file each."""

from collections.abc import Callable
from dataclasses import dataclass

from feeds.document import FeedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a feed. *suffix* ends its address; *label* is its name for people.

    *render* is deterministic: the same document, the same bytes.
    """

    name: str
    label: str
    suffix: str
    media_type: str
    render: Callable[[FeedDocument], bytes]
