"""The name under which people find the bot."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import naming
from tests.integration.bot.conftest import TOKEN


async def test_telegram_tells_the_name(house: Any) -> None:
    """It is the username, which stands behind t.me/ in the bot's link."""
    assert await naming.username(TOKEN, house.api_url) == "manara_bot"


async def test_what_is_in_the_way_is_waited_for(
    serve_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Telegram is away or refuses the token nothing fails; the name comes once it tells."""
    monkeypatch.setattr(naming, "_FIRST_PAUSE", 0.01)
    asked: list[str] = []

    async def answer(request: Request) -> Response:
        asked.append(request.url.path)
        if len(asked) < 3:
            code = 502 if len(asked) == 1 else 401
            return JSONResponse({"ok": False, "error_code": code, "description": "…"}, code)
        me = {"id": 4242, "is_bot": True, "first_name": "منارة", "username": "manara_bot"}
        return JSONResponse({"ok": True, "result": me})

    routes = [Route("/bot{token}/{method}", answer, methods=["GET", "POST"])]
    async with serve_app(Starlette(routes=routes)) as origin:
        assert await naming.username(TOKEN, origin) == "manara_bot"
    assert len(asked) == 3
