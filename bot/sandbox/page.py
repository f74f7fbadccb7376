"""The page in the browser: its files, its data, its acts, and the control of faults.

Everything is under the prefix at which the application is mounted; the page itself uses
relative addresses only.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.api import BotApi
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.model import Channel, Json, Person
from bot.sandbox.rates import STRICT, Rates
from bot.sandbox.views import chat_view, message_view, state_view

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

_STATIC: Final = Path(__file__).parent / "static"
_PAGE_SIZE: Final = 60
_IDLE_SECONDS: Final = 15.0
_CALLS: Final = 40
_SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_FRESH: Final = {"Cache-Control": "no-cache"}

Act = Callable[["Sandbox", Json], Json]


def application(sandbox: "Sandbox", api: BotApi) -> Starlette:
    """All routes of the sandbox."""
    routes: list[BaseRoute] = [
        Route("/", _index),
        Route("/bot{token}/{method}", api),
        Route("/photos/{photo_id}", _bound(_photo, sandbox)),
        Route("/page/state", _bound(_state, sandbox)),
        Route("/page/messages", _bound(_messages, sandbox)),
        Route("/page/events", _bound(_events, sandbox)),
        Route("/control/calls", _bound(_calls, sandbox)),
        Route("/control/faults", _bound(_waiting, sandbox)),
        *(
            Route(path, _act(sandbox, act), methods=[method])
            for (method, path), act in _ACTS.items()
        ),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
    return Starlette(routes=routes)


def _bound(
    answer: Callable[["Sandbox", Request], Awaitable[Response]], sandbox: "Sandbox"
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await answer(sandbox, request)
        except (ApiError, LookupError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


def _act(sandbox: "Sandbox", act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        # A form on a foreign page cannot send JSON without asking first.
        if not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"error": "send application/json"}, 415)
        try:
            wanted = dict(json.loads(await request.body() or b"{}"))
            return JSONResponse(act(sandbox, wanted), headers=_FRESH)
        except KeyError as error:
            return JSONResponse({"error": f"field {error} is missing"}, 400)
        except (ApiError, LookupError, ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


async def _index(_request: Request) -> Response:
    return FileResponse(_STATIC / "index.html", headers={**_SECURITY, **_FRESH})


async def _photo(sandbox: "Sandbox", request: Request) -> Response:
    photo = sandbox.state.store.photo(request.path_params["photo_id"])
    if photo is None:
        return Response(status_code=404)
    headers = {**_SECURITY, "Cache-Control": "max-age=31536000, immutable"}
    return Response(photo.content, media_type=photo.media_type, headers=headers)


def _person(sandbox: "Sandbox", values: Mapping[str, Any]) -> Person:
    return sandbox.state.person(int(values["person"]))


async def _state(sandbox: "Sandbox", request: Request) -> Response:
    person = _person(sandbox, request.query_params)
    return JSONResponse(state_view(sandbox.state, person), headers=_FRESH)


async def _messages(sandbox: "Sandbox", request: Request) -> Response:
    before = request.query_params.get("before")
    messages = sandbox.state.store.messages(
        int(request.query_params["chat"]),
        limit=_PAGE_SIZE + 1,
        before=int(before) if before else None,
    )
    views = [message_view(sandbox.state, message) for message in messages[-_PAGE_SIZE:]]
    return JSONResponse({"messages": views, "more": len(messages) > _PAGE_SIZE}, headers=_FRESH)


async def _events(sandbox: "Sandbox", request: Request) -> Response:
    person = _person(sandbox, request.query_params)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(sandbox, person), 200, headers, "text/event-stream")


async def _stream(sandbox: "Sandbox", person: Person) -> AsyncIterator[str]:
    """News for one page; the first, `hello`, tells it to read everything anew."""
    yield "retry: 1000\n\n"
    async for event in sandbox.state.events.listen(idle=_IDLE_SECONDS):
        if event is None:
            yield ": still here\n\n"
            continue
        news = _for_page(sandbox, event, person)
        if news is not None:
            yield f"data: {json.dumps(news)}\n\n"


def _for_page(sandbox: "Sandbox", event: Json, person: Person) -> Json | None:
    """Return the event as the page needs it; None for what happens in somebody else's chat."""
    if event["kind"] == "message":
        event = {"kind": "message", "message": message_view(sandbox.state, event["message"])}
    chat_id = event.get("chat_id") or event.get("message", {}).get("chat_id")
    is_foreign = chat_id is not None and chat_id > 0 and chat_id != person.id
    return None if is_foreign else event


async def _calls(sandbox: "Sandbox", _request: Request) -> Response:
    calls = [asdict(call) for call in sandbox.calls[-_CALLS:]]
    return JSONResponse({"calls": calls[::-1]}, headers=_FRESH)


async def _waiting(sandbox: "Sandbox", _request: Request) -> Response:
    return JSONResponse(_faults(sandbox), headers=_FRESH)


def _faults(sandbox: "Sandbox") -> Json:
    return {
        "faults": [asdict(fault) for fault in sandbox.faults.waiting],
        "rates": sandbox.rates is not None,
    }


def _say(sandbox: "Sandbox", wanted: Json) -> Json:
    person = _person(sandbox, wanted)
    message = sandbox.say(person, str(wanted["text"]), reply_to=int(wanted.get("reply_to", 0)))
    return {"message": message_view(sandbox.state, message)}


def _press(sandbox: "Sandbox", wanted: Json) -> Json:
    place = (int(wanted["row"]), int(wanted["column"]))
    callback_id = sandbox.press(
        _person(sandbox, wanted),
        int(wanted["message_id"]),
        place,
        chat=int(wanted["chat_id"]),
    )
    return {"callback_id": callback_id}


def _add_fault(sandbox: "Sandbox", wanted: Json) -> Json:
    chat_id = wanted.get("chat_id")
    if isinstance(chat_id, str) and chat_id:
        chat_id = sandbox.chat(chat_id).id
    fault = Fault(
        kind=FaultKind(str(wanted["kind"])),
        method=str(wanted.get("method") or "") or None,
        chat_id=int(chat_id) if chat_id else None,
        times=int(wanted.get("times", 1)),
        seconds=float(wanted.get("seconds", 1)),
        status=int(wanted.get("status", 502)),
    )
    sandbox.inject(fault)
    return _faults(sandbox)


def _clear_faults(sandbox: "Sandbox", _wanted: Json) -> Json:
    sandbox.faults.clear()
    return _faults(sandbox)


def _set_rates(sandbox: "Sandbox", wanted: Json) -> Json:
    kept = STRICT if wanted.get("strict") else Rates()
    sandbox.rates = kept if wanted["on"] else None
    return _faults(sandbox)


def _set_person(sandbox: "Sandbox", wanted: Json) -> Json:
    person = _person(sandbox, wanted)
    if "blocked" in wanted:
        sandbox.set_blocked(person, blocked=bool(wanted["blocked"]))
    if "deactivated" in wanted:
        current = sandbox.state.person(person.id)
        sandbox.state.change_chat(replace(current, deactivated=bool(wanted["deactivated"])))
    return chat_view(sandbox.state, sandbox.state.person(person.id))


def _set_channel(sandbox: "Sandbox", wanted: Json) -> Json:
    channel = sandbox.chat(wanted["chat_id"])
    membership = wanted.get("membership")
    if membership not in (None, "administrator", "member", "left", "kicked"):
        raise ValueError(f"a bot cannot be {membership!r} in a channel")
    rights = {
        name: bool(wanted[name])
        for name in ("can_post", "can_edit", "can_delete")
        if name in wanted
    }
    sandbox.set_channel(channel.id, membership=membership, **rights)
    changed = sandbox.chat(channel.id)
    return asdict(changed) if isinstance(changed, Channel) else {}


_ACTS: Final[Mapping[tuple[str, str], Act]] = {
    ("POST", "/page/say"): _say,
    ("POST", "/page/press"): _press,
    ("POST", "/control/faults"): _add_fault,
    ("DELETE", "/control/faults"): _clear_faults,
    ("POST", "/control/rates"): _set_rates,
    ("POST", "/control/people"): _set_person,
    ("POST", "/control/channels"): _set_channel,
}
