"""Calls are read as XML-RPC writes them, and hostile bytes are refused in a sentence."""

import xmlrpc.client
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.errors import UnreadableError
from barqiya.push.xml_rpc import NOT_WELL_FORMED, answer, fault, read_call

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    "<methodCall><methodName>weblogUpdates.ping</methodName><params><param><value>&b;</value>"
    "</param></params></methodCall>"
)
FILE = BOMB.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/hostname"')


def _as_wordpress(method: str, *strings: str) -> bytes:
    """Return the call as the IXR library of WordPress writes it: no encoding is named."""
    params = "".join(f"<param><value><string>{text}</string></value></param>\n" for text in strings)
    return (
        f'<?xml version="1.0"?>\n<methodCall>\n<methodName>{method}</methodName>\n<params>\n'
        f"{params}</params></methodCall>"
    ).encode()


def test_what_wordpress_sends_is_read() -> None:
    """Names in Arabic and escaped marks come out as they were."""
    sent = _as_wordpress("weblogUpdates.ping", "أدب &amp; فن", "https://example.org/")
    call = read_call(sent)
    assert call.method == "weblogUpdates.ping"
    assert call.params == ("أدب & فن", "https://example.org/")


@given(st.lists(st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=40), max_size=5))
def test_what_another_library_writes_is_read(strings: list[str]) -> None:
    """Python's own client stands for all others."""
    texts = [
        text.replace("\x7f", "").replace("\ufffe", "").replace("\uffff", "") for text in strings
    ]
    sent = xmlrpc.client.dumps(tuple(texts), "weblogUpdates.ping", encoding="utf-8")
    assert read_call(sent.encode()).params == tuple(texts)


def test_a_value_without_a_type_is_a_string_and_others_are_none() -> None:
    """As the specification has it; what is no string is not needed."""
    sent = (
        b"<methodCall><methodName>m</methodName><params><param><value>bare</value></param>"
        b"<param><value><int>4</int></value></param><param><value><struct><member><name>n</name>"
        b"<value><string>deep</string></value></member></struct></value></param></params>"
        b"</methodCall>"
    )
    assert read_call(sent).params == ("bare", None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("body", [BOMB, FILE], ids=["bomb", "file"])
def test_a_document_type_is_refused_whatever_it_holds(body: str, encoding: str) -> None:
    """Before any entity is declared, in any encoding."""
    written = body.replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    with pytest.raises(UnreadableError, match="document type"):
        read_call(written.encode(encoding))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ping",
        b"<methodCall/>",
        b"<methodCall><methodName> </methodName></methodCall>",
        b"<a>" * 20_000,
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="hex"?><a/>',
        b"<methodCall><methodName>\xff</methodName></methodCall>",
        b"<html><body>hello</body></html>",
        b"<methodCall>&nbsp;</methodCall>",
    ],
)
def test_what_is_no_call_is_refused(body: bytes) -> None:
    """With a reason, and never another error."""
    with pytest.raises(UnreadableError):
        read_call(body)


@given(
    st.binary(max_size=300)
    | st.text("<>/&;!?[]\"'= methodCallNameparmsvu", max_size=200).map(str.encode)
)
def test_hostile_bytes_are_refused_and_no_more(body: bytes) -> None:
    """Nothing but a call or a refusal comes of any bytes."""
    with suppress(UnreadableError):
        read_call(body)


def test_answers_are_read_by_another_library() -> None:
    """A struct with the names that ping clients know; a fault is a fault."""
    (told,), _ = xmlrpc.client.loads(answer(failed=True, message="<no> & نعم"))
    assert told == {"flerror": True, "message": "<no> & نعم"}
    with pytest.raises(xmlrpc.client.Fault, match="why") as raised:
        xmlrpc.client.loads(fault(NOT_WELL_FORMED, "why"))
    assert raised.value.faultCode == NOT_WELL_FORMED
