"""Which links Telegram accepts in text_link entities and buttons, and how it rewrites them."""

import ipaddress
import re
from typing import Final

_PORT_MAX: Final = 65535
_INT64_MAX: Final = 2**63 - 1
_USER_ID_MAX: Final = 2**40 - 1
_PART: Final = re.compile(r"(?:[0-9A-Za-z.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_PART_WITH_COLON: Final = re.compile(
    r"(?:[0-9A-Za-z.\-_!$,~*'();&+=:]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*"
)
_TON_HOST: Final = re.compile(r"[0-9A-Za-z\-_]*")
_TONSITE_HOST: Final = re.compile(r"[0-9A-Za-z\-_.]*")
_SPACES: Final = " \t\r\n\v\0"
_LAST_CONTROL: Final = 0x20


class LinkError(ValueError):
    """The link is refused; the message is Telegram's own."""


def strict_integer(text: str) -> int:
    """Return a 64-bit integer written just as it would be printed, else 0."""
    if not re.fullmatch(r"-?[0-9]{1,19}", text) or str(int(text)) != text:
        return 0
    return int(text) if -_INT64_MAX - 1 <= int(text) <= _INT64_MAX else 0


def link_user_id(url: str) -> int:
    """Return the user of a `tg://user?id=…` link, else 0."""
    found = re.match(r"tg:(?://)?user(?:/?)\?([^#]*)", _lower(url))
    if not found:
        return 0
    for parameter in found[1].split("&"):
        key, _, value = parameter.partition("=")
        if key == "id":
            number = strict_integer(value)
            return number if 0 < number <= _USER_ID_MAX else 0
    return 0


def checked_link(url: str) -> str:
    """Return the link as Telegram would store it, or an empty string if it would drop it."""
    try:
        return check_link(url)
    except LinkError:
        return ""


def check_link(url: str) -> str:
    """Return the link as Telegram would store it. Raises LinkError."""
    scheme, rest = _own_scheme(url)
    protocol, userinfo, host, port, tail = _split(rest)
    if not scheme:
        if "." not in host and not host.startswith("["):
            raise LinkError("Wrong HTTP URL")
        user = f"{userinfo}@" if userinfo else ""
        return f"{protocol}://{user}{host}{f':{port}' if port else ''}{tail}"
    explicit_http = _lower(rest).startswith("http://") or protocol == "https"
    if explicit_http or userinfo or port or host.startswith("["):
        raise LinkError("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    if not (_TONSITE_HOST if scheme == "tonsite" else _TON_HOST).fullmatch(host):
        raise LinkError("Unallowed characters in URL host")
    return f"{scheme}://{host}{tail[1:] if tail[1:2] == '?' else tail}"


def _own_scheme(url: str) -> tuple[str, str]:
    for scheme in ("tg", "ton", "tonsite"):
        if _lower(url).startswith(f"{scheme}:"):
            return scheme, url[len(scheme) + 1 :].removeprefix("//")
    return "", url


def _split(url: str) -> tuple[str, str, str, int, str]:
    """Protocol, userinfo, host, port (0 if none is given) and the rest, each checked."""
    protocol = "http"
    found = re.match(r"([^:/?#@\[\]]*)://", url)
    if found:
        protocol = _lower(found[1])
        if protocol not in ("http", "https"):
            raise LinkError("Unsupported URL protocol")
        url = url[found.end() :]
    authority = re.split(r"[/?#]", url, maxsplit=1)[0]
    tail = url[len(authority) :]
    user_host, port = _port(authority)
    userinfo, _, host = user_host.rpartition("@")
    host = _lower(host)
    _check_host(host, userinfo)
    return protocol, userinfo, host, port, _tail(tail)


def _port(authority: str) -> tuple[str, int]:
    colon = max(authority.rfind(mark) for mark in ":]@")
    if colon <= 0 or authority[colon] != ":":
        return authority, 0
    digits = authority[colon + 1 :]
    digits = digits[:-1].lstrip("0") + digits[-1:] if len(digits) > 1 else digits
    number = strict_integer(digits)
    if not 0 < number <= _PORT_MAX:
        raise LinkError("Wrong port number specified in the URL")
    return authority[:colon], number


def _check_host(host: str, userinfo: str) -> None:
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise LinkError("Wrong IPv6 address specified in the URL") from None
        return
    if not host:
        raise LinkError("URL host is empty")
    if host == ".":
        raise LinkError("Host is invalid")
    if not _PART.fullmatch(host):
        raise LinkError(_wrong("host", host, _PART))
    if not _PART_WITH_COLON.fullmatch(userinfo):
        raise LinkError(_wrong("userinfo", userinfo, _PART_WITH_COLON))


def _wrong(name: str, part: str, allowed: re.Pattern[str]) -> str:
    found = allowed.match(part)
    if part[found.end() if found else 0] == "%":
        return f"Wrong percent-encoded symbol in URL {name}"
    return f"Disallowed character in URL {name}"


def _tail(tail: str) -> str:
    tail = tail.rstrip(_SPACES) or "/"
    if not tail.startswith("/"):
        tail = f"/{tail}"
    return "".join(
        f"%{ord(character):02X}" if ord(character) <= _LAST_CONTROL else character
        for character in tail
    )


_UPPER: Final = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _lower(text: str) -> str:
    return text.translate(_UPPER)
