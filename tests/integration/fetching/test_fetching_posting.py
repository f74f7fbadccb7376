"""A form is sent under the same guard and limits as a request."""

from typing import Any

import pytest

from barqiya.errors import RefusedFetchError
from barqiya.fetching import Access
from barqiya.sources.flow import Response, Source

FORM = {"hub.mode": "subscribe", "hub.topic": "https://example.org/أ?a=1&b=2"}


async def _post(asking: Any, url: str, access: Access | None = None) -> Response:
    source = Source(name="desk", kind="feed", address=asking.home)
    response: Response = await asking.fetcher.post(
        source, url, FORM, access or Access(allow_private=True)
    )
    response.body.close()
    return response


class _Heard:
    """Answers a POST when its body has come, and keeps it."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    async def __call__(self, line: Any) -> None:
        await line.say(self.answer)
        line.hang_up()


async def test_a_form_arrives_as_forms_do(server: Any, ask: Any) -> None:
    """Its method, its type and its length are told."""
    asking = await ask()
    done = _Heard(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
    response = await _post(asking, server.on("/hub", done))
    assert response.status == 202
    assert server.heard[-1].startswith(b"POST /hub ")
    assert server.said("content-type") == "application/x-www-form-urlencoded"
    assert int(server.said("content-length")) > 40
    assert server.said("user-agent").startswith("Barqiya/")


@pytest.mark.parametrize(
    ("status", "followed"), [(301, False), (302, False), (303, False), (307, True), (308, True)]
)
async def test_only_redirects_that_keep_the_method_are_followed(
    server: Any,
    ask: Any,
    status: int,
    followed: bool,  # noqa: FBT001 - pytest passes parameters by name
) -> None:
    """What is sent never becomes a question on its way."""
    asking = await ask()
    moved = f"HTTP/1.1 {status} Moved\r\nContent-Length: 0\r\nLocation: /new\r\n\r\n".encode()
    server.on("/new", _Heard(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    response = await _post(asking, server.on("/hub", _Heard(moved)))
    assert response.status == (200 if followed else status)
    assert [head.split(b" ")[0] for head in server.heard] == [b"POST"] * (1 + followed)


async def test_a_form_goes_to_no_private_address(server: Any, ask: Any) -> None:
    """Unless the source may."""
    with pytest.raises(RefusedFetchError, match="loopback"):
        await _post(await ask(), server.url("/hub"), Access())
    assert server.heard == []
