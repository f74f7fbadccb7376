"""XML-RPC (xmlrpc.com/spec.md), as far as pings need it. Pure; knows no method.

Read with expat, which is stopped where a document type begins: no entity is ever declared, let
alone expanded.
"""

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from barqiya.errors import UnreadableError

# "Specification for Fault Code Interoperability" (2001).
NOT_WELL_FORMED = -32700
UNKNOWN_METHOD = -32601
WRONG_PARAMETERS = -32602
TROUBLE_ON_THE_WAY = -32300

_METHOD = ("methodCall", "methodName")
_VALUE = ("methodCall", "params", "param", "value")
_TEXT = (_VALUE, (*_VALUE, "string"))  # a value without a type is a string
_DEEPEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of *method*. A parameter that is no string is ``None``."""

    method: str
    params: tuple[str | None, ...]


def read_call(body: bytes) -> Call:
    """Return the call in *body*. Raises :class:`~barqiya.errors.UnreadableError`."""
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.say
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes it by place
    except expat.ExpatError as error:
        raise UnreadableError(f"not well-formed XML: {error}") from None
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"not readable: {error}") from None
    if not reading.method.strip():
        raise UnreadableError("no method is called")
    return Call(method=reading.method.strip(), params=tuple(reading.params))


def answer(*, failed: bool, message: str) -> bytes:
    """Return what answers a ping (weblogUpdates, 2001): whether it *failed*, and a sentence."""
    members = (
        f"<member><name>flerror</name><value><boolean>{int(failed)}</boolean></value></member>"
        f"<member><name>message</name><value><string>{escape(message)}</string></value></member>"
    )
    return _response(f"<params><param><value><struct>{members}</struct></value></param></params>")


def fault(code: int, message: str) -> bytes:
    """Return what answers a call that cannot be made."""
    members = (
        f"<member><name>faultCode</name><value><int>{code}</int></value></member>"
        f"<member><name>faultString</name><value><string>{escape(message)}</string></value></member>"
    )
    return _response(f"<fault><value><struct>{members}</struct></value></fault>")


@dataclass(slots=True)
class _Reading:
    """What was read so far. Elements that are no part of a call are passed over."""

    method: str = ""
    params: list[str | None] = field(default_factory=list)
    _path: tuple[str, ...] = ()
    _said: str = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if len(self._path) >= _DEEPEST:
            raise UnreadableError("elements lie too deep in one another")
        self._path = (*self._path, name)
        if self._path == _VALUE:
            self.params.append("")
        elif self.params and self._path[:-1] == _VALUE and self._path not in _TEXT:
            self.params[-1] = None
        self._said = ""

    def end(self, name: str) -> None:
        del name
        if self._path == _METHOD:
            self.method = self._said
        elif self._path in _TEXT and self.params[-1] == "":
            self.params[-1] = self._said
        self._path = self._path[:-1]
        self._said = ""

    def say(self, text: str) -> None:
        if self._path == _METHOD or self._path in _TEXT:
            self._said += text


def _refuse(*_: object) -> NoReturn:
    raise UnreadableError("a document type is not taken")


def _response(inner: str) -> bytes:
    xml = f'<?xml version="1.0" encoding="utf-8"?>\n<methodResponse>{inner}</methodResponse>\n'
    return xml.encode("utf-8", "replace")
