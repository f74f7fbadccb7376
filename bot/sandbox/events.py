"""News for whoever watches: open pages, and tests that wait for something."""

import asyncio
from collections.abc import AsyncIterator

from bot.sandbox.model import Json


class Events:
    """Sends each event to every listener; keeps nothing for those who come later."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json | None]] = set()

    def publish(self, kind: str, **fields: object) -> None:
        """Tell every listener."""
        for listener in self._listeners:
            listener.put_nowait({"kind": kind, **fields})

    def close(self) -> None:
        """End every listener's stream, so that a server can stop."""
        for listener in self._listeners:
            listener.put_nowait(None)

    async def listen(self, *, idle: float) -> AsyncIterator[Json | None]:
        """Events as they come; None after `idle` quiet seconds. Ends when closed.

        The first is `hello`: what the listener reads from then on can miss nothing.
        """
        listener: asyncio.Queue[Json | None] = asyncio.Queue()
        listener.put_nowait({"kind": "hello"})
        self._listeners.add(listener)
        try:
            while True:
                try:
                    event = await asyncio.wait_for(listener.get(), idle)
                except TimeoutError:
                    yield None
                    continue
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(listener)
