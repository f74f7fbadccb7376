"""What one article is in the index. Owns the fields and how far the index has come.

An article is one document: the channels of its words (:mod:`barqiya.search.analysis`), ready cut
and joined by spaces; its filters; its id in two halves. The title stands several times in the same
fields as the text: as a field of its own a word that is rare in titles would outweigh all else.
Nothing of an article is stored: what a search returns stands in columns, to be read at once.

One more document, the bookmark, says how far the journal has been followed and by which analysis.
It is replaced in the commit that brings the articles, so that no crash can part them.
"""

import hashlib
import json
import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

import tantivy

from barqiya.domain.article import Article, ArticleId, Author, Label
from barqiya.domain.change import Change
from barqiya.domain.folding import label_key
from barqiya.domain.query import primary_language
from barqiya.search.analysis import ANALYSIS_VERSION, Channels, channels
from barqiya.search.wanted import texts_of

#: Beside the analysis, the fields make the index what it is.
INDEX_VERSION = f"{ANALYSIS_VERSION}/5"

# How often each stands in the fields: an article is about what its title says, is known by who
# wrote it, and says in its first words what the rest tells in full: 2 points of a headline's MRR.
_TITLE_TIMES, _AUTHOR_TIMES, _LEAD_WORDS = 4, 3, 20
_BOOKMARK = "bookmark"


def make_schema() -> tantivy.Schema:
    """Return the fields. ``whitespace`` only parts what is cut already."""
    builder = tantivy.SchemaBuilder()
    for channel in ("surface", "skeleton", "grams"):
        builder.add_text_field(channel, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("clitic", tokenizer_name="whitespace", index_option="position")
    # Only says where a phrase may stand.
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="basic")
    # The title once more, for what is wanted of it alone: never ranked by (see above).
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_surface", tokenizer_name="whitespace", index_option="basic")
    for key in ("author", "category", "tag", "language", "source"):
        builder.add_text_field(key, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_BOOKMARK, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("high", fast=True)
    builder.add_integer_field("low", fast=True, indexed=True)
    builder.add_integer_field("twin", fast=True)
    builder.add_integer_field("ordered_at", fast=True)
    builder.add_integer_field("place", fast=True)
    return builder.build()


def document_of(article: Article, place: int) -> tantivy.Document:
    """Return *article*, which came to the store as the *place*-th, as it is indexed."""
    document = tantivy.Document()
    title, *authors, body = texts_of(article)
    lead = " ".join(body.split(maxsplit=_LEAD_WORDS)[:_LEAD_WORDS])
    titled, told = channels(title), channels(body)
    named = [channels(name) for name in authors]
    document.add_text("title", titled.clitic)
    document.add_text("title_surface", titled.surface)
    _add_words(document, (*[titled] * _TITLE_TIMES, *named * _AUTHOR_TIMES, told, channels(lead)))
    for text in (titled, *named, told):
        document.add_text("pairs", text.pairs)
    content = article.content
    _add_keys(document, "author", content.authors)
    _add_keys(document, "category", content.categories)
    _add_keys(document, "tag", content.tags)
    document.add_text("language", primary_language(content.language))
    document.add_text("source", label_key(article.source))
    high, low = halves(article.id)
    document.add_integer("high", high)
    document.add_integer("low", low)
    document.add_integer("twin", _twin(title, body))
    document.add_integer("ordered_at", math.floor(article.ordered_at.timestamp()))
    document.add_integer("place", place)
    return document


def _add_words(document: tantivy.Document, texts: Sequence[Channels]) -> None:
    document.add_text("surface", " ".join([text.surface for text in texts]))
    document.add_text("skeleton", " ".join([text.skeleton for text in texts]))
    document.add_text("grams", " ".join([text.grams for text in texts]))
    # Each text is a value of its own: tantivy leaves a gap that no phrase crosses.
    for text in texts:
        document.add_text("clitic", text.clitic)


def halves(id_: ArticleId) -> tuple[int, int]:
    """Return *id_* as two signed numbers of 64 bits; the *low* one is as good as unique."""
    high, low = struct.unpack(">qq", id_.bytes)
    return high, low


def id_of(high: int, low: int) -> ArticleId:
    """Return the id of which these are the :func:`halves`."""
    return ArticleId(UUID(bytes=struct.pack(">qq", high, low)))


def _twin(title: str, body: str) -> int:
    """Return a number that articles of the same title and text share, and as good as no others."""
    digest = hashlib.blake2b(f"{title}\n{body}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _add_keys(document: tantivy.Document, field: str, borne: Iterable[Author | Label]) -> None:
    for key in {one.key for one in borne}:
        document.add_text(field, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """How far an index has followed the journal: up to the change *seq*, which was of *article*.

    The change is named in whole, so that an index that lies beside another store (a backup
    brought back) is found out.
    """

    seq: int = 0
    article: str = ""
    revision: int = 0
    version: str = ""

    @classmethod
    def at(cls, change: Change, version: str) -> "Bookmark":
        """Return the bookmark of an index that holds *change* and all before it."""
        return cls(
            seq=change.seq,
            article=str(change.article_id),
            revision=change.revision,
            version=version,
        )

    def document(self) -> tantivy.Document:
        """Return the bookmark as a document of the index."""
        document = tantivy.Document()
        document.add_text(_BOOKMARK, json.dumps(asdict(self)))
        document.add_text("kind", _BOOKMARK)
        return document


#: ``(field, term)`` of the bookmark.
BOOKMARK_TERM = ("kind", _BOOKMARK)


def bookmark_in(searcher: tantivy.Searcher, schema: tantivy.Schema) -> Bookmark:
    """Return the bookmark, a first one in a new index; ``ValueError`` if there should be one."""
    there = searcher.search(tantivy.Query.term_query(schema, "kind", _BOOKMARK), 1).hits
    if not there:
        if searcher.num_docs:
            raise ValueError("articles without a bookmark")
        return Bookmark()
    text = searcher.doc(there[0][1]).get_first(_BOOKMARK)
    return Bookmark(**json.loads(str(text)))
