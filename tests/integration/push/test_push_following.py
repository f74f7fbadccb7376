"""What a run mounts: pings always, hubs only where they could call."""

import xmlrpc.client
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from barqiya.app.following import following as follow
from barqiya.app.following import nobody_follows
from barqiya.domain.source_state import SourceState
from barqiya.settings import Settings
from barqiya.store import Database, source_states


def _settings(folder: Path, public_url: str | None) -> Settings:
    values: dict[str, Any] = {
        "store": {"url": f"sqlite:///{folder / 'store.db'}"},
        "http": {"public_url": public_url},
        "sources": [{"name": "site", "kind": "wordpress", "url": "https://old.example/"}],
    }
    return Settings(**values)


async def _told(routes: tuple[BaseRoute, ...], url: str) -> Any:
    transport = httpx.ASGITransport(Starlette(routes=routes))
    body = xmlrpc.client.dumps(("name", url), "weblogUpdates.ping")
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.post("/ping", content=body)
    return xmlrpc.client.loads(answer.content)[0][0]


@pytest.mark.parametrize(
    ("public_url", "served", "called"),
    [
        ("https://feeds.example.org", True, True),
        ("https://feeds.example.org", False, False),
        ("http://127.0.0.1:8080", True, False),
        ("http://localhost:8080", True, False),
        (None, True, False),
    ],
)
async def test_hubs_are_asked_to_call_only_where_they_can(
    tmp_path: Path,
    public_url: str | None,
    served: bool,  # noqa: FBT001 - pytest passes parameters by name
    called: bool,  # noqa: FBT001 - pytest passes parameters by name
) -> None:
    """Not where nothing is served, nor at an address that is this machine to anybody."""
    settings = _settings(tmp_path, public_url)
    database = Database.open(settings.store.url)
    async with follow(settings, database, served=served) as following:
        paths = [route.path for route in following.routes if isinstance(route, Route)]
        assert paths == ["/ping", *["/websub/{id}"] * called]
        assert [job.name for job in following.jobs] == ["sources", *["subscriptions"] * called]
    await database.close()


async def test_a_site_that_moved_may_ping_by_either_name(tmp_path: Path) -> None:
    """The address in the settings, and the one that was adopted before the last stop."""
    settings = _settings(tmp_path, None)
    database = Database.open(settings.store.url)
    state = SourceState(
        name="site",
        kind="wordpress",
        address="https://old.example/",
        adopted="https://new.example/",
    )
    await database.write(source_states.save, state)
    async with follow(settings, database, served=True) as following:
        for url, failed in (
            ("https://old.example", False),
            ("https://new.example/", False),
            ("https://other.example/", True),
        ):
            assert (await _told(following.routes, url))["flerror"] is failed
    await database.close()


async def test_where_nobody_follows_a_ping_is_answered_kindly() -> None:
    """A process that serves feeds only still speaks XML-RPC."""
    told = await _told(nobody_follows(), "https://old.example/")
    assert told["flerror"] is True
