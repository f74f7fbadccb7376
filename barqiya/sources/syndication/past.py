"""What a feed's flow remembers from one visit to the next, as JSON. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from barqiya.sources.flow import Memory, Validators

_MOST_ALIVE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was left by the last visit that came to its end; all of it empty at first sight.

    *feed* is the address of the feed where the source's own is that of a web page. *digest* is that
    of the document that was read last. *completed* are the entries read from their page: the key,
    and a hash of what the feed said of it. *alive* are the keys of articles that are no longer in
    the feed and whose page was there.
    """

    good: bool = False
    feed: str | None = None
    validators: Validators = field(default_factory=Validators)
    digest: str | None = None
    completed: Mapping[str, str] = field(default_factory=dict)
    alive: frozenset[str] = frozenset()

    @classmethod
    def of(cls, memory: Memory) -> "Past":
        """Return what *memory* holds; what is not of the right type in it was never there."""
        told: dict[str, Any] = dict(memory)
        completed, alive = told.get("completed"), told.get("alive")
        return cls(
            good=told.get("good") is True,
            feed=_text(told.get("feed")),
            validators=Validators(
                etag=_text(told.get("etag")), last_modified=_text(told.get("last_modified"))
            ),
            digest=_text(told.get("digest")),
            completed=completed if isinstance(completed, dict) else {},
            alive=frozenset(alive if isinstance(alive, list) else ()),
        )

    def memory(self) -> Memory:
        """Return it as it is remembered; what is empty is left out."""
        told = {
            "good": self.good,
            "feed": self.feed,
            "etag": self.validators.etag,
            "last_modified": self.validators.last_modified,
            "digest": self.digest,
            "completed": dict(self.completed),
            "alive": sorted(self.alive)[:_MOST_ALIVE],
        }
        return {name: value for name, value in told.items() if value}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
