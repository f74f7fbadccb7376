"""Feeds and answers that hostile sources are composed of; all of it well-formed by itself."""

import html
from dataclasses import dataclass, field

from tests.integration.fetching.conftest import Script

SENTENCE = (
    "وقف حارس المنارة عند الباب قبل الغروب، وعدّ الدرجات بصوت مسموع كما يفعل كل مساء، ثم قال إن "
    "العدد لا يستقيم أبداً وإن الريح وحدها تعرف السبب."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """A source that misbehaves, and its right outcome.

    *says* answers its address, *also* other paths. *articles* are taken, *refused* entries set
    aside with a reason; *failure* is in the sentence of a visit that failed, *note* in the note for
    the operator. *holds* stands in what is stored of it, *never* does not.
    """

    name: str
    says: bytes | Script
    articles: int = 0
    refused: int = 0
    failure: str | None = None
    note: str = ""
    holds: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    kind: str = "feed"
    private: bool = True
    also: dict[str, bytes | Script] = field(default_factory=dict)


def entry(name: str, number: int = 1, **told: str | None) -> str:
    """Return an entry of RSS; *told* replaces its elements, ``None`` leaves one out."""
    told = {
        "title": f"خبر {number} من {name}",
        "link": f"http://{name}.example.org/{number}",
        "guid": f"http://{name}.example.org/?p={number}",
        "pubDate": f"Sun, 04 Jan 2026 08:{number % 60:02}:00 +0000",
        "description": html.escape(f"<p>{SENTENCE} ({name} {number})</p>"),
        **told,
    }
    parts = (f"<{tag}>{text}</{tag}>" for tag, text in told.items() if text is not None)
    return f"<item>{''.join(parts)}</item>"


def rss(*entries: str, before: str = '<?xml version="1.0"?>', head: str = "") -> str:
    """Return an RSS feed of *entries*; *before* stands before its root, *head* in its channel."""
    return (
        f'{before}<rss version="2.0"><channel><title>قناة</title>'
        f"<link>http://home.example.org/</link><description>وصف</description>{head}"
        f"{''.join(entries)}</channel></rss>"
    )


def two(name: str, **parts: str) -> str:
    """Return an RSS feed of two plain entries."""
    return rss(entry(name, 1), entry(name, 2), **parts)


def answer(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return a whole answer of HTTP; underscores in the names of *headers* stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body
    headers.setdefault("Content_Length", str(len(content)))
    lines = (f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode() + content
