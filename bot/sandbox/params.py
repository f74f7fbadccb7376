"""The parameters of a call, from wherever the client put them.

The Bot API takes them from the query, a urlencoded or multipart form, or a JSON body; all
become text, nested values as JSON text, and each method reads what it needs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.errors import bad_request
from bot.sandbox.multipart import parse_multipart

_TRUE: Final = frozenset({"true", "yes", "1"})
_ATTACH: Final = "attach://"
_INT64_MAX: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What the bot sent: values as text, files as bytes, both by field name."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the value, or an empty string."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """Return the value as a 64-bit number; what is none counts as the default."""
        try:
            number = int(self.values[name])
        except (KeyError, ValueError):
            return default
        return number if abs(number) <= _INT64_MAX else default

    def boolean(self, name: str) -> bool:
        """Whether the value is true, yes or 1."""
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, what: str) -> Any:
        """Return the value as JSON, None if it is missing. `what` names it in the error."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def file(self, name: str) -> bytes | None:
        """Return a file uploaded in that field, or attached under another and named by it."""
        value = self.text(name)
        if value.startswith(_ATTACH):
            return self.files.get(value.removeprefix(_ATTACH))
        return self.files.get(name)


async def read_params(request: Request) -> Params:
    """Parameters of a request; the body wins over the query."""
    values = dict(request.query_params)
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    files: dict[str, bytes] = {}
    if media_type == "application/json" and body:
        values |= _from_json(body)
    elif media_type == "multipart/form-data":
        for part in parse_multipart(body, content_type):
            if part.filename is None:
                values[part.name] = _decoded(part.content)
            else:
                files[part.name] = part.content
    elif body:
        values |= parse_qsl(_decoded(body), keep_blank_values=True)
    for value in values.values():
        _check_unicode(value)
    return Params(values=values, files=files)


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _check_unicode(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _from_json(body: bytes) -> dict[str, str]:
    try:
        document = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(document, dict):
        raise bad_request("request must be a JSON object")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in document.items()
        if value is not None
    }
