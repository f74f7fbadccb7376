"""Only who knows our secret is believed."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.push.signatures import Signature

SECRET = "known-to-the-hub-and-to-us"


def _right(header: str | None, *pieces: bytes) -> bool:
    signature = Signature.claimed(header, SECRET)
    if signature is None:
        return False
    for piece in pieces:
        signature.feed(piece)
    return signature.is_right()


def _sign(body: bytes, method: str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, method).hexdigest()


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
@given(body=st.binary(max_size=200), cut=st.integers(0, 200))
def test_each_method_of_the_recommendation_is_known(method: str, body: bytes, cut: int) -> None:
    """However the body is cut into pieces, and however the header is spelled."""
    signed = _sign(body, method)
    assert _right(f"{method}={signed}", body[:cut], body[cut:])
    assert _right(f" {method.upper()} = {signed.upper()} ", body)
    assert not _right(f"{method}={signed}", body, b"!")
    assert not _right(f"{method}={_sign(body, method, 'another')}", body)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256",
        "sha256=",
        "md5=" + _sign(b"x", "md5"),
        "=" + _sign(b"x", "sha1"),
        "sha1=é",
    ],
)
def test_no_signature_is_no_right_one(header: str | None) -> None:
    """Missing, cut, by a method that is too weak, or no hexadecimal at all."""
    assert not _right(header, b"x")
