"""Form bodies with files (RFC 7578), enough for Bot API clients."""

from dataclasses import dataclass
from email.message import Message as Header
from typing import Final

from bot.sandbox.errors import bad_request

_BREAK: Final = b"\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field; `filename` is None for a plain value."""

    name: str
    filename: str | None
    content: bytes


def parse_multipart(body: bytes, content_type: str) -> list[Part]:
    """Return the parts of a body. Raises ApiError 400 when it is not well formed."""
    header = Header()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if not isinstance(boundary, str):
        raise bad_request("boundary of the multipart form is missing")
    delimiter = _BREAK + b"--" + boundary.encode()
    sections = (_BREAK + body).split(delimiter)
    if len(sections) == 1 or not sections[-1].startswith(b"--"):
        raise bad_request("multipart form is cut short")
    return [_part(section) for section in sections[1:-1]]


def _part(section: bytes) -> Part:
    head, found, content = section.removeprefix(_BREAK).partition(_BREAK * 2)
    header = Header()
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        header[name.strip()] = value.strip()
    field = header.get_param("name", header="content-disposition")
    filename = header.get_param("filename", header="content-disposition")
    if not found or not isinstance(field, str):
        raise bad_request("a part of the multipart form has no name")
    return Part(
        name=field, filename=filename if isinstance(filename, str) else None, content=content
    )
