"""The query language behind feeds, channels, chat, web and command line. Owns type and parser.

Never looks at an article: :mod:`barqiya.search` does, with an index or without one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from barqiya.domain.folding import fold, label_key, name_key
from barqiya.errors import QueryError

#: So many parts of a query are looked at, whatever a person pastes: no query may be slow.
MAX_PARTS = 64
#: So many characters are looked at: the longest message that Telegram carries.
MAX_LENGTH = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is wanted of the store. An empty query wants everything, newest first.

    *words*, *phrases* and *excluded* are as typed (an excluded one may be several words in a row);
    *authors*, *categories* and *tags* are spelling-blind keys (``Author.key``, ``Label.key``),
    *languages* are primary BCP 47 subtags. Within one field any value will do; all fields must
    hold. Of the words any will do for a search, which puts articles with all of them first; all
    of them are asked for where one article is matched.
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


def parse(text: str, *, required: bool = False) -> Query:
    """Return what a person asks for in *text*: any text is a query.

    ``word``, ``"a phrase"`` (also «…» and “…”), ``-word`` and ``-"a phrase"``, ``author:``,
    ``category:``, ``tag:``, ``lang:`` (كاتب: قسم: وسم: لغة:) before a word or a phrase. What is
    nearly one of these (a quote never closed, an operator alone) is read as words. Beyond
    :data:`MAX_LENGTH` characters or :data:`MAX_PARTS` parts nothing is read.

    Where *required*, raises :class:`~barqiya.errors.QueryError` if nothing in *text* can be
    searched for: it is empty or holds marks only.
    """
    found: dict[str, list[str]] = {}
    kept = 0
    for field, value in _parts(_cleaned(text)):
        key = _KEYS[field](value)
        if not any(character.isalnum() for character in key) or key in found.get(field, ()):
            continue
        found.setdefault(field, []).append(key)
        kept += 1
        if kept == MAX_PARTS:
            break
    if required and not found:
        raise QueryError("there is nothing to search for: type a word, a name or a number")
    return Query(**{field: tuple(values) for field, values in found.items()})


def primary_language(tag: str) -> str:
    """Return the primary subtag of a BCP 47 *tag*: ``ar`` of ``ar-EG``."""
    return tag.strip().replace("_", "-").split("-")[0].casefold()


_FIELDS = {
    fold(name): field
    for field, names in {
        "authors": ("author", "كاتب", "الكاتب", "كاتبة", "الكاتبة"),
        "categories": ("category", "قسم", "القسم", "تصنيف"),
        "tags": ("tag", "وسم", "الوسم"),
        "languages": ("lang", "language", "لغة", "اللغة"),
    }.items()
    for name in names
}
_KEYS: dict[str, Callable[[str], str]] = {
    "words": str,
    "phrases": str,
    "excluded": str,
    "authors": name_key,
    "categories": label_key,
    "tags": label_key,
    "languages": primary_language,
}
_QUOTED = r'"[^"]*"|«[^«»]*»|[“”„][^“”„]*[“”]'
_PART = re.compile(
    rf"(?P<minus>[-−–]?)"  # the keyboards of phones make the others of a hyphen
    rf"(?:(?P<field>[^\W\d_]+)\s?[:：]\s*)?"
    rf"(?:(?P<quoted>{_QUOTED})|(?P<bare>\S+))"
)
_QUOTES = '"«»“”„'


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(field of Query, value as typed)``, in the order of the text."""
    at = 0
    while (found := _PART.search(text, at)) is not None:
        at = found.end()
        field = _FIELDS.get(fold(found["field"] or ""))
        if found["field"] and not field:
            # Not a field of ours but the beginning of an address or a sentence: words.
            at = found.end("field") + 1
            yield _kind(found["minus"], quoted=False), found["field"]
            continue
        value = (found["quoted"] or found["bare"]).strip(_QUOTES).strip()
        kind = _kind(found["minus"], quoted=bool(found["quoted"]))
        # An author or a label that is not wanted: the article that names it is not wanted.
        yield (field if field and not found["minus"] else kind), value


def _kind(minus: str, *, quoted: bool) -> str:
    if minus:
        return "excluded"
    return "phrases" if quoted else "words"


def _cleaned(text: str) -> str:
    """Return the beginning of *text* with control characters as spaces and no format characters."""
    short = text[:MAX_LENGTH]
    kinds = {c: unicodedata.category(c) for c in set(short)}
    spaced = {ord(c): " " for c, kind in kinds.items() if kind in {"Cc", "Zl", "Zp", "Cs", "Cn"}}
    unseen = {ord(c): "" for c, kind in kinds.items() if kind == "Cf"}
    return short.translate(spaced | unseen)
