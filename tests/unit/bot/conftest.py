"""Articles to render, and Telegram's own parser to judge what comes of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import tdjson

from barqiya.domain.article import Article, Author, Content, article_id
from barqiya.domain.publication import Publication

NOW = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What Telegram makes of a message: the text and its entities as (kind, words, url)."""

    text: str
    entities: tuple[tuple[str, str, str | None], ...]

    def of(self, kind: str) -> list[str]:
        """Return the words of every entity of one kind."""
        return [words for name, words, _ in self.entities if name == kind]


class TelegramParser:
    """tdjson: the code with which the Bot API server itself reads a message."""

    def __init__(self) -> None:
        self._execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

    def parse(self, html: str) -> Parsed:
        """Parse as with parse_mode=HTML; an error is one of Telegram's and fails the test."""
        mode = {"@type": "textParseModeHTML"}
        answer = self._execute({"@type": "parseTextEntities", "text": html, "parse_mode": mode})
        assert answer["@type"] == "formattedText", answer
        return Parsed(text=answer["text"], entities=_entities(answer))

    def entities_in(self, text: str) -> Parsed:
        """Return what Telegram finds in plain text by itself: hashtags, addresses, commands."""
        answer = self._execute({"@type": "getTextEntities", "text": text})
        return Parsed(text=text, entities=_entities({**answer, "text": text}))

    def _execute(self, request: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
        return answer


def _entities(answer: dict[str, Any]) -> tuple[tuple[str, str, str | None], ...]:
    units = answer["text"].encode("utf-16-le")
    return tuple(
        (
            entity["type"]["@type"].removeprefix("textEntityType"),
            units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode(
                "utf-16-le"
            ),
            entity["type"].get("url"),
        )
        for entity in answer["entities"]
    )


@pytest.fixture(scope="session")
def telegram() -> TelegramParser:
    """Telegram's own parser."""
    return TelegramParser()


@pytest.fixture(scope="session")
def publication() -> Publication:
    """Make a publication in Cairo."""
    return Publication(
        title="منارة",
        description="صحيفة للاختبار",
        language="ar",
        timezone=ZoneInfo("Africa/Cairo"),
        public_url="http://127.0.0.1:8080",
        url="https://manara.example",
    )


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """Make an article; any field of Content, and ``correction``, can be given."""

    def make(*, correction: str | None = None, **fields: Any) -> Article:
        given = {
            "title": "القمر يعود",
            "content_html": "<p>نص المقال.</p>",
            "summary": "ملخّص قصير.",
            "language": "ar",
            "authors": (Author(name="سلمى النوري"),),
            "published_at": datetime(2026, 11, 22, 22, 30, tzinfo=UTC),
            "url": "https://manara.example/moon",
            **fields,
        }
        return Article(
            id=article_id("test", "moon"),
            public_id="urn:test",
            source="test",
            revision=1,
            content=Content(**given),
            content_hash="",
            first_seen_at=NOW,
            updated_at=NOW,
            correction=correction,
        )

    return make
