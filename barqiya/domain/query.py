"""The query language behind feeds, channels, chat, web and command line. Owns type and parser."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is wanted of the store. An empty query wants everything, newest first.

    *words*, *phrases* and *excluded* are as typed; *authors*, *categories* and *tags* are
    spelling-blind keys (``Author.key``, ``Label.key``), *languages* are primary BCP 47 subtags.
    Within one field any value will do; all fields must hold.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether the query asks for words, so that only the search index can answer it."""
        return bool(self.words or self.phrases or self.excluded)
