"""The Bot API over HTTP: token, method, parameters, faults; answers in Telegram's envelope."""

import asyncio
import inspect
import secrets
from collections import deque
from contextlib import suppress
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from bot.sandbox.errors import (
    ApiError,
    bad_request,
    forbidden,
    method_not_found,
    too_many_requests,
    unauthorized,
)
from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.methods import METHODS, PACED
from bot.sandbox.methods.access import find_chat
from bot.sandbox.model import ApiCall
from bot.sandbox.params import Params, read_params
from bot.sandbox.rates import Pacer
from bot.sandbox.state import State

_LOGGED: Final = 500
_SHOWN: Final = 300
_BEFORE: Final = frozenset({FaultKind.DROP_BEFORE, FaultKind.STATUS_5XX})
_DROPS: Final = frozenset({FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER})
_REASONS: Final = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}


class BotApi:
    """An ASGI endpoint for `bot{token}/{method}`."""

    def __init__(self, state: State, *, token: str, faults: Faults, pacer: Pacer) -> None:
        self._state = state
        self._token = token.encode()
        self._faults = faults
        self._pacer = pacer
        self.calls: deque[ApiCall] = deque(maxlen=_LOGGED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, or hang up where a fault says so."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request, request.path_params["method"])
        except ApiError as error:
            response = _refusal(error)
        if response is None:
            await _hang_up(send)
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request, name: str) -> JSONResponse | None:
        method = name.lower()
        if not secrets.compare_digest(request.path_params["token"].encode(), self._token):
            raise unauthorized()
        if method not in METHODS:
            raise method_not_found()
        params = await read_params(request)
        try:
            response = await self._with_faults(method, params)
        except ApiError as error:
            self._log(name, params, error.code, error.description)
            raise
        outcome = "no answer" if response is None else ""
        self._log(name, params, response.status_code if response else 0, outcome)
        return response

    async def _with_faults(self, method: str, params: Params) -> JSONResponse | None:
        fault = self._faults.take(method, self._chat_id(params))
        if fault is None:
            return _success(await self._run(method, params))
        if fault.kind is FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
        _refuse(fault, method)
        if fault.kind not in _BEFORE:
            result = await self._run(method, params)
            if fault.kind is FaultKind.DELAY_ANSWER:
                await asyncio.sleep(fault.seconds)
            if fault.kind in (FaultKind.DELAY, FaultKind.DELAY_ANSWER):
                return _success(result)
        if fault.kind in _DROPS:
            return None
        raise ApiError(fault.status, _REASONS.get(fault.status, "Internal Server Error"))

    async def _run(self, method: str, params: Params) -> Any:
        if method in PACED:
            await asyncio.sleep(self._pacer.claim(self._chat_id(params) or 0, _messages(params)))
        result = METHODS[method](self._state, params)
        return await result if inspect.isawaitable(result) else result

    def _chat_id(self, params: Params) -> int | None:
        with suppress(ApiError):
            return find_chat(self._state, params).id
        return None

    def _log(self, method: str, params: Params, code: int, outcome: str) -> None:
        if method.lower() == "getupdates" and code == 200:  # noqa: PLR2004 - HTTP's own number; polls would fill the log
            return
        shown = {name: value[:_SHOWN] for name, value in params.values.items()}
        shown |= {name: f"({len(content)} bytes)" for name, content in params.files.items()}
        call = ApiCall(
            at=self._state.clock(), method=method, parameters=shown, code=code, outcome=outcome
        )
        self.calls.append(call)
        self._state.events.publish("call")


def _messages(params: Params) -> int:
    """Return how many messages a call makes: one, or as many as an album has pictures."""
    with suppress(ApiError):
        media = params.json("media", "media")
        return max(1, len(media)) if isinstance(media, list) else 1
    return 1


def _success(result: Any) -> JSONResponse:
    return JSONResponse({"ok": True, "result": result})


def _refusal(error: ApiError) -> JSONResponse:
    content = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        content["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return JSONResponse(content, error.code, headers)


def _refuse(fault: Fault, method: str) -> None:
    """Raise what the fault says, if it is a refusal."""
    match fault.kind:
        case FaultKind.RETRY_AFTER:
            raise too_many_requests(max(1, round(fault.seconds)))
        case FaultKind.BLOCKED:
            raise forbidden("bot was blocked by the user")
        case FaultKind.KICKED:
            raise forbidden("bot was kicked from the channel chat")
        case FaultKind.NOT_ENOUGH_RIGHTS:
            pictured = method in ("sendphoto", "sendmediagroup", "editmessagemedia")
            what = "photos" if pictured else "text messages"
            raise bad_request(f"not enough rights to send {what} to the chat")
        case _:
            pass


async def _hang_up(send: Send) -> None:
    """Close the connection without a byte of an answer.

    ASGI has no such message. A header that HTTP forbids makes the server give up on the
    response it has begun, and close.
    """
    start = {"type": "http.response.start", "status": 500, "headers": [(b"\n", b"")]}
    with suppress(Exception):
        await send(start)
        await send({"type": "http.response.body", "body": b""})
