"""Sources whose servers misbehave: packing, lengths, silence, redirects, statuses."""

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.integration.fetching.conftest import Line, Script
from tests.integration.hostile.composing import Bad, answer, entry, rss, two

_OK = b"HTTP/1.1 200 OK\r\n"


def _hanging_up(whole: bytes) -> Script:
    async def script(line: Line) -> None:
        await line.say(whole)
        line.hang_up()

    return script


def _repeating(head: bytes, piece: bytes, every: float = 0.0) -> Script:
    async def script(line: Line) -> None:
        await line.say(head)
        await line.drip(piece, every)

    return script


def _once(*pieces: bytes) -> Script:
    """Answer the first requests with *pieces*, and all others with the last of them."""
    left = list(pieces)

    async def script(line: Line) -> None:
        await line.say(left.pop(0) if len(left) > 1 else left[0])

    return script


def packed() -> list[Bad]:
    """Return sources that pack what they say, or measure it, wrongly."""
    raw = zlib.compressobj(9, wbits=-15)
    bare = raw.compress(two("bare-deflate").encode()) + raw.flush()
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(80)) + packer.flush()
    once = gzip.compress(two("gzip-twice").encode())
    chunked = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
    short = two("too-short").encode()
    return [
        Bad(name="bare-deflate", says=answer(bare, Content_Encoding="deflate"), articles=2),
        Bad(
            name="gzip-untold",
            says=answer(gzip.compress(two("gzip-untold").encode())),
            failure="no feed",
        ),
        Bad(name="gzip-bomb", says=answer(bomb, Content_Encoding="gzip"), failure="more than"),
        Bad(
            name="gzip-twice",
            says=answer(gzip.compress(once), Content_Encoding="gzip, gzip"),
            failure="packed as",
        ),
        Bad(
            name="gzip-cut",
            says=answer(once[: len(once) // 2], Content_Encoding="gzip"),
            failure="ends in the middle",
        ),
        Bad(
            name="gzip-lie",
            says=answer(two("gzip-lie"), Content_Encoding="gzip"),
            failure="no gzip stream",
        ),
        Bad(name="brotli", says=answer(b"abc", Content_Encoding="br"), failure="packed as"),
        Bad(name="chunks-broken", says=_hanging_up(chunked + b"zz\r\nhalf"), failure="broken HTTP"),
        Bad(name="chunks-cut", says=_hanging_up(chunked + b"64\r\nhalf"), failure="broken HTTP"),
        Bad(
            name="too-long",
            says=_hanging_up(answer(two("too-long"), Content_Length="99999")),
            failure="broken HTTP",
        ),
        Bad(
            name="too-short",
            says=_hanging_up(answer(short, Content_Length=str(len(short) - 300))),
            articles=1,
            refused=1,
            note="breaks off",
        ),
        Bad(
            name="two-lengths",
            says=_hanging_up(answer("ab", X="1\r\nContent-Length: 1")),
            failure="broken HTTP",
        ),
    ]


def slow() -> list[Bad]:
    """Return sources that never come to an end."""

    async def silent(line: Line) -> None:
        await line.drip(b"", 1)

    async def reset(line: Line) -> None:
        await line.say(_OK + b"Content-Length: 999\r\n\r\nhalf", every=0.05)
        line.writer.transport.abort()

    return [
        Bad(name="silent", says=silent, failure="was silent"),
        Bad(
            name="drip",
            says=_repeating(_OK + b"Content-Length: 9999\r\n\r\n", b"<", 1),
            failure="took longer",
        ),
        Bad(name="drip-heads", says=_repeating(_OK, b"X-Drip: 1\r\n", 0.5), failure="took longer"),
        Bad(
            name="continuing",
            says=_repeating(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.5),
            failure="took longer",
        ),
        Bad(
            name="endless-heads",
            says=_repeating(_OK, b"X-Many: 1\r\n" * 1000),
            failure="broken HTTP",
        ),
        Bad(
            name="endless-body",
            says=_repeating(_OK + b"\r\n<rss>", b"<!-- more -->" * 5000, 0.001),
            failure="took longer|more than",
        ),
        Bad(name="reset", says=reset, failure="broken HTTP|broke off"),
        Bad(name="hung-up", says=_hanging_up(b""), failure="broken HTTP"),
        Bad(name="not-http", says=_hanging_up(b"SSH-2.0-OpenSSH_9.2\r\n"), failure="broken HTTP"),
    ]


def redirecting() -> list[Bad]:
    """Return sources that send who asks somewhere else."""

    def to(where: str | bytes, status: str = "302 Found") -> bytes:
        location = where if isinstance(where, bytes) else where.encode()
        return (
            f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: ".encode()
            + location
            + b"\r\n\r\n"
        )

    def public(name: str, where: str, why: str, **more: Any) -> Bad:
        return Bad(name=name, says=to(where), failure=why, private=False, **more)

    chain = {f"/chain/{n}": to(f"/chain/{n + 1}") for n in range(5)}
    return [
        public("to-file", "file:///etc/passwd", "no http or https address"),
        public("to-ftp", "ftp://example.org/feed", "no http or https address"),
        public("to-script", "javascript:alert(1)", "no http or https address"),
        public("to-metadata", "http://169.254.169.254/latest/meta-data/", "link-local"),
        public("to-private", "http://10.0.0.7/feed", "private"),
        public("to-mapped", "http://[::ffff:192.168.1.1]/feed", "private"),
        public("to-decimal", "http://2886729729/feed", "private"),
        public("to-nothing", "http://", "in a circle"),
        public(
            "to-userinfo",
            "http://user:secret@example.org/",
            "user name or password",
            never=("secret",),
        ),
        Bad(name="to-itself", says=to("/to-itself"), failure="in a circle"),
        Bad(
            name="to-and-fro",
            says=to("/fro"),
            failure="in a circle",
            also={"/fro": to("/to-and-fro")},
        ),
        Bad(
            name="ever-on",
            says=to("/on/0"),
            failure="still redirects",
            also={f"/on/{n}": to(f"/on/{n + 1}") for n in range(30)},
        ),
        Bad(
            name="arabic-place",
            says=to("/خبر".encode()),
            articles=2,
            also={"/%D8%AE%D8%A8%D8%B1": answer(two("arabic-place"))},
        ),
        Bad(
            name="chain",
            says=to("/chain/0"),
            articles=2,
            also={**chain, "/chain/5": answer(two("chain"))},
        ),
        Bad(
            name="maintenance",
            says=to("/soon", "301 Moved"),
            failure="no feed",
            also={"/soon": answer("<html>soon</html>")},
        ),
        Bad(name="to-nowhere", says=answer("", "302 Found"), failure="answered 302"),
    ]


def statuses() -> list[Bad]:
    """Return sources that answer something else than 200."""
    later = format_datetime(datetime.now(UTC) + timedelta(hours=12), usegmt=True)
    page = '<html><link rel="alternate" type="application/rss+xml" href="/named"></html>'

    def status(said: str, body: bytes | str = b"", **headers: str) -> Bad:
        return Bad(
            name=f"status-{said[:3]}",
            says=answer(body, said, **headers),
            failure=f"answered {said[:3]}",
        )

    return [
        Bad(name="status-304", says=answer("", "304 Not Modified"), failure="nothing has changed"),
        status("400 Bad Request"),
        status("401 Unauthorized", WWW_Authenticate="Basic"),
        status("403 Forbidden", "<html>Cloudflare</html>"),
        status("404 Not Found", two("status-404")),
        status("410 Gone"),
        status("418 I'm a teapot"),
        status("429 Too Many", Retry_After="43200"),
        status("500 Internal Server Error", two("status-500")),
        status("503 Service Unavailable", Retry_After=later),
        Bad(name="status-204", says=answer(b"", "204 No Content"), failure="no feed"),
        Bad(
            name="status-206",
            says=answer(two("status-206")[:-300], "206 Partial"),
            articles=1,
            refused=1,
            note="breaks off",
        ),
        Bad(name="status-299", says=answer(two("status-299"), "299 Odd"), articles=2),
        Bad(
            name="named-feed",
            says=answer(page),
            articles=1,
            note="web page",
            also={"/named": answer(rss(entry("named-feed")))},
        ),
        Bad(
            name="once-good",
            says=_once(answer(two("once-good")), answer("", "500 Bad")),
            articles=2,
        ),
    ]
