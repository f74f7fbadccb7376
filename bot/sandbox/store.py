"""What is kept, in SQLite: so that chats and channels survive a stop and a kill -9.

Knows rows, not rules. Every change is committed before the caller goes on.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bot.sandbox.model import (
    Callback,
    Chat,
    Json,
    Message,
    Photo,
    chat_document,
    chat_from,
    message_from,
)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS chats (id INTEGER PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, document TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS callbacks (
    id TEXT PRIMARY KEY, person_id INTEGER NOT NULL, at REAL NOT NULL, answer TEXT
);
CREATE TABLE IF NOT EXISTS photos (
    id TEXT PRIMARY KEY, content BLOB NOT NULL, media_type TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL
);
"""


class Store:
    """One SQLite file (or memory). Used by one process, from one event loop."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        # The server's loop may run in another thread than the one that built the store.
        self._db = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner transaction joins the outer one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def setting(self, name: str) -> Json | None:
        """Return a document kept under a name."""
        row = self._db.execute("SELECT document FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def set_setting(self, name: str, document: Json | None) -> None:
        """Keep a document under a name; None forgets it."""
        if document is None:
            self._db.execute("DELETE FROM settings WHERE name = ?", (name,))
            return
        self._db.execute(
            "INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, json.dumps(document))
        )

    def count_up(self, name: str, start: int) -> int:
        """Return the next number of a counter: `start` + 1 the first time."""
        with self.transaction():
            value = (self.setting(name) or {"value": start})["value"] + 1
            self.set_setting(name, {"value": value})
        return int(value)

    def chats(self) -> list[Chat]:
        """Everybody and everything, in the order of their ids."""
        rows = self._db.execute("SELECT document FROM chats ORDER BY id")
        return [chat_from(json.loads(row[0])) for row in rows]

    def chat(self, chat_id: int) -> Chat | None:
        """Return the chat with that id."""
        row = self._db.execute("SELECT document FROM chats WHERE id = ?", (chat_id,)).fetchone()
        return chat_from(json.loads(row[0])) if row else None

    def put_chat(self, chat: Chat) -> None:
        """Keep a new or changed chat."""
        self._db.execute(
            "INSERT OR REPLACE INTO chats VALUES (?, ?)",
            (chat.id, json.dumps(chat_document(chat))),
        )

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """One message, unless it was deleted or never was."""
        row = self._db.execute(
            "SELECT document FROM messages WHERE chat_id = ? AND message_id = ?",
            (chat_id, message_id),
        ).fetchone()
        return message_from(json.loads(row[0])) if row else None

    def messages(
        self, chat_id: int, *, limit: int = -1, before: int | None = None
    ) -> list[Message]:
        """Return the last messages of a chat, oldest first."""
        rows = self._db.execute(
            "SELECT document FROM messages WHERE chat_id = ? AND (? IS NULL OR message_id < ?) "
            "ORDER BY message_id DESC LIMIT ?",
            (chat_id, before, before, limit),
        ).fetchall()
        return [message_from(json.loads(row[0])) for row in reversed(rows)]

    def put_message(self, message: Message) -> None:
        """Keep a new or edited message."""
        self._db.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?)",
            (message.chat_id, message.message_id, json.dumps(asdict(message))),
        )

    def drop_message(self, chat_id: int, message_id: int) -> None:
        """Forget a message; its number is never used again."""
        self._db.execute(
            "DELETE FROM messages WHERE chat_id = ? AND message_id = ?", (chat_id, message_id)
        )

    def add_update(self, update_id: int, at: float, document: Json) -> None:
        """Queue an update for the bot."""
        self._db.execute(
            "INSERT INTO updates VALUES (?, ?, ?)", (update_id, at, json.dumps(document))
        )

    def updates(self, limit: int) -> list[Json]:
        """Return the oldest updates that wait."""
        rows = self._db.execute("SELECT document FROM updates ORDER BY id LIMIT ?", (limit,))
        return [json.loads(row[0]) for row in rows]

    def update_ids(self) -> list[int]:
        """Return the numbers of all updates that wait, in order."""
        return [row[0] for row in self._db.execute("SELECT id FROM updates ORDER BY id")]

    def drop_updates(self, *, below: int = 0, older_than: float = 0) -> None:
        """Forget confirmed updates, and those that waited too long."""
        self._db.execute("DELETE FROM updates WHERE id < ? OR at < ?", (below, older_than))

    def callback(self, callback_id: str) -> Callback | None:
        """Return a pressed button."""
        row = self._db.execute(
            "SELECT id, person_id, at, answer FROM callbacks WHERE id = ?", (callback_id,)
        ).fetchone()
        if row is None:
            return None
        answer = json.loads(row[3]) if row[3] else None
        return Callback(id=row[0], person_id=row[1], date=row[2], answer=answer)

    def put_callback(self, callback: Callback) -> None:
        """Keep a pressed button, with or without its answer."""
        answer = None if callback.answer is None else json.dumps(callback.answer)
        self._db.execute(
            "INSERT OR REPLACE INTO callbacks VALUES (?, ?, ?, ?)",
            (callback.id, callback.person_id, callback.date, answer),
        )

    def photo(self, photo_id: str) -> Photo | None:
        """Return a picture with its bytes."""
        row = self._db.execute(
            "SELECT id, content, media_type, width, height FROM photos WHERE id = ?", (photo_id,)
        ).fetchone()
        if row is None:
            return None
        return Photo(id=row[0], content=row[1], media_type=row[2], width=row[3], height=row[4])

    def put_photo(self, photo: Photo) -> None:
        """Keep a picture; the same picture is kept once."""
        self._db.execute(
            "INSERT OR IGNORE INTO photos VALUES (?, ?, ?, ?, ?)",
            (photo.id, photo.content, photo.media_type, photo.width, photo.height),
        )
