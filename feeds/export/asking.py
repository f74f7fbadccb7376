"""Asking our own application without a network. Owns one request; knows no route."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the application answered; names of *headers* are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


async def ask(app: ASGIApp, path: str, coding: str = "identity") -> Answer:
    """Return the answer to a program that GETs *path* (not encoded) and takes *coding* alone."""
    raw = quote(path).encode()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": raw,
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"accept", b"*/*"),
            (b"accept-encoding", f"{coding}, *;q=0".encode()),
        ],
        "server": ("localhost", 80),
        "client": None,
    }
    sent: list[Message] = []

    asked = asyncio.Event()

    async def receive() -> Message:
        if asked.is_set():
            await asyncio.Event().wait()  # nobody hangs up: who listens for that waits
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return _answer(sent)


def _answer(sent: list[Message]) -> Answer:
    begun = next(one for one in sent if one["type"] == "http.response.start")
    pairs: list[tuple[Any, Any]] = list(begun.get("headers", ()))
    return Answer(
        status=begun["status"],
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs},
        body=b"".join(one.get("body", b"") for one in sent),
    )
