"""The query: what is wanted, when it was asked, and what was odd about how it was typed."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from barqiya.domain.query.days import Day, begins
from barqiya.domain.query.notes import Note, NoteKind
from barqiya.domain.query.printing import printed
from barqiya.domain.query.tree import (
    EVERYTHING,
    After,
    All,
    Before,
    Expression,
    Phrase,
    Prefix,
    Text,
    Titled,
    Word,
    all_of,
    leaves,
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted of the store. An empty query wants everything, newest first.

    *now* (aware, in the zone whose days are meant) is when it is asked: «أمس» and "2025-03-01" are
    moments only then. *notes* tell what was read otherwise than perhaps meant; *typed* is the text
    itself, for what no parser sees: a wrong keyboard. Queries that want the same are equal;
    ``str(query)`` is the same for them, and parses to the same again.
    """

    wanted: Expression = EVERYTHING
    now: datetime | None = field(default=None, compare=False, kw_only=True)
    notes: tuple[Note, ...] = field(default=(), compare=False, kw_only=True)
    typed: str = field(default="", compare=False, kw_only=True)

    def __str__(self) -> str:
        return printed(self.wanted)

    def printed(self, language: str) -> str:
        """Return the query as a person could type it, the names of its fields in *language*.

        That is ``ar`` or ``en``.
        """
        return printed(self.wanted, language)

    def at(self, now: datetime) -> "Query":
        """Return the same query asked at *now* (aware, in the zone whose days are meant)."""
        return replace(self, now=now)

    def begins(self, day: Day) -> datetime:
        """Return the UTC moment at which *day* begins for the one who asks.

        Raises ``ValueError`` for a query that was made without *now*.
        """
        if self.now is None:
            raise ValueError("a query with dates must be asked at a moment: Query.at(now)")
        return begins(day, self.now)

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The moments that the dates in the query are for the one who asks."""
        dated = [leaf for leaf in leaves(self.wanted) if isinstance(leaf, After | Before)]
        return tuple(self.begins(leaf.day) for leaf in dated)

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """What is wanted, one by one; all of it."""
        return self.wanted.of if isinstance(self.wanted, All) else (self.wanted,)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is asked for, so that every article is wanted."""
        return not self.conditions

    @property
    def has_text(self) -> bool:
        """Whether the query looks at words, wanted or not: only the search index can answer it."""
        return any(isinstance(leaf, Text) for leaf in leaves(self.wanted))

    @property
    def words(self) -> tuple[str, ...]:
        """The single words wanted anywhere in the query, as typed; beginnings and titles' too."""
        return tuple(
            dict.fromkeys(one.text for one in self._texts() if isinstance(one, Word | Prefix))
        )

    @property
    def phrases(self) -> tuple[str, ...]:
        """The phrases wanted anywhere in the query, as typed."""
        return tuple(dict.fromkeys(one.text for one in self._texts() if isinstance(one, Phrase)))

    @property
    def loose(self) -> tuple[str, ...]:
        """The plain words that are wanted all, as typed: a search may do with fewer of them."""
        return tuple(one.text for one in self.conditions if isinstance(one, Word))

    @property
    def beyond(self) -> str:
        """What was typed beyond as many parts as are read: nothing in it is a condition."""
        left = [note.text for note in self.notes if note.kind is NoteKind.PARTS]
        return " ".join(left)

    @property
    def firm(self) -> "Query":
        """The query without its :attr:`loose` words: what must hold whatever a search does."""
        kept = [one for one in self.conditions if not isinstance(one, Word)]
        return replace(self, wanted=all_of(kept))

    def _texts(self) -> list[Word | Prefix | Phrase]:
        wanted = leaves(self.wanted, negated=False)
        bare = [leaf.of if isinstance(leaf, Titled) else leaf for leaf in wanted]
        return [one for one in bare if isinstance(one, Word | Prefix | Phrase)]
