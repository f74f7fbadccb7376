"""How fast posts go out: many chats at once, the queue's front, and how soon a new article leaves.

    python benchmarks/broadcast.py          # all; a minute or two
    python benchmarks/broadcast.py queue    # the front of a million due deliveries
    python benchmarks/broadcast.py speed    # against the bare library, in turns
    python benchmarks/broadcast.py load     # the processor's share at thirty a second
    python benchmarks/broadcast.py latency  # from the commit of an article to the call

The Bot API server is a small one of this file's, in a process of its own: it answers at once and
takes everything, so what is measured is the client's side.
"""

import asyncio
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.request import HTTPXRequest

from barqiya.domain.article import Content, Identity, SourceItem
from barqiya.domain.decide import Publish, decide
from barqiya.domain.delivery import DeliveryKind, DeliveryState, Destination
from barqiya.domain.publication import Publication
from barqiya.outbox.pacing import UNBOUND, Rates
from barqiya.outbox.relay import Relay
from barqiya.outbox.settlement import Pace
from barqiya.store import Database, Transaction, articles, destinations, queue, turns
from barqiya.store.schema import deliveries as rows
from barqiya.store.schema import destinations as table
from bot.transport import TelegramTransport

TOKEN = "1:benchmark"  # noqa: S105 - opens nothing
CHATS = 400
ABREAST = 16
MILLION = 1_000_000
HOUSE = Publication(
    title="منارة",
    description="",
    language="ar",
    timezone=ZoneInfo("UTC"),
    public_url="http://127.0.0.1",
)
FAST = Pace(rates=UNBOUND, gather=timedelta(0), abreast=ABREAST)
SERVER = """
import asyncio, json, sys
count = 0
async def serve(reader, writer):
    global count
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            length = 0
            for line in head.split(b"\\r\\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if length:
                await reader.readexactly(length)
            count += 1
            message = {"message_id": count, "date": 1767225600, "text": "x",
                       "chat": {"id": 1, "type": "private", "first_name": "x"}}
            body = json.dumps({"ok": True, "result": message}).encode()
            writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\n"
                         b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()
asyncio.run(main())
"""


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def an_article(number: int) -> Publish:
    """Return an article of an ordinary size."""
    content = Content(
        title=f"خبر الميناء رقم {number}",
        content_html="<p>" + "كلام عن البحر والمنارة. " * 60 + "</p>",
        summary="خلاصة الخبر في سطرين: عادت القوارب إلى الميناء بعد غياب طويل.",
        language="ar",
        url=f"https://example.org/{number}",
    )
    item = SourceItem(origin=str(number), identities=(Identity(key=str(number)),), content=content)
    decision = decide(None, item, "benchmark", now())
    if not isinstance(decision, Publish):
        raise TypeError(decision)
    return decision


def chats(count: int) -> list[Destination]:
    """Return private chats: there nothing is surveyed first."""
    return [
        Destination(id=f"c{n}", name=f"c{n}", transport="telegram", address=str(n + 1))
        for n in range(count)
    ]


def save(tx: Transaction, decision: Publish) -> None:
    """Put an article into the store."""
    articles.save(tx, [decision])


async def with_store(work: Callable[[Database], Awaitable[None]]) -> None:
    """Run *work* over a new store."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'store.db'}")
        try:
            await work(database)
        finally:
            await database.close()


def memory() -> float:
    """Return the megabytes this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


async def measure_queue(database: Database) -> None:
    """Look for turns among a million due deliveries: in a million places, and in one."""
    made = an_article(0)
    await database.write(save, made)
    for many, name in ((True, "in as many places"), (False, "in one place")):
        await database.write(_fill, made, many)
        began = time.perf_counter()
        for _ in range(20):
            await database.read(turns.ready, now(), transports=["telegram"], busy=[], limit=16)
        took = (time.perf_counter() - began) / 20
        print(f"a million due {name}: {took * 1000:.1f} ms for 16 turns, {memory():.0f} MB")


def _fill(tx: Transaction, made: Publish, many: bool) -> None:  # noqa: FBT001 - passed on by the database
    tx.execute(rows.delete())
    tx.execute(text("DELETE FROM destinations"))
    places = chats(MILLION if many else 1)
    due = now() - timedelta(hours=1)
    plain = {"article_id": made.article.id, "kind": DeliveryKind.POST, "attempts": 0}
    plain |= {"state": DeliveryState.DUE, "due_at": due, "created_at": due}
    plain |= {"urgent": False, "gathered": False}
    destinations.set_destinations(tx, places[:1])
    # As that one, all the others: the settings of a million are not what is measured.
    columns = [one.name for one in table.columns if one.name not in {"id", "name", "address"}]
    alike = select(*(table.c[name] for name in columns)).where(table.c.id == places[0].id)
    pattern = dict(tx.execute(alike).one()._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    for first in range(1, len(places), 10_000):
        some = places[first : first + 10_000]
        named = [{"id": one.id, "name": one.name, "address": one.address} for one in some]
        tx.execute(insert(table), [pattern | one for one in named])
    for first in range(0, MILLION, 10_000):
        numbers = range(first, first + 10_000)
        portion = [{"destination_id": f"c{n if many else 0}", "revision": n} for n in numbers]
        tx.execute(insert(rows), [plain | one for one in portion])
    for first in range(0, len(places), 10_000):
        queue.refresh(tx, [place.id for place in places[first : first + 10_000]])


async def bare(api: str, count: int) -> float:
    """Return how many a second the library alone sends, so many at a time."""
    bot = Bot(TOKEN, base_url=f"{api}/bot", request=HTTPXRequest(connection_pool_size=32))
    made = an_article(0).article.content
    left = list(range(1, count + 1))

    async def send() -> None:
        while left:
            await bot.send_message(
                left.pop(),
                f"<b>{made.title}</b>\n\n{made.summary}",
                parse_mode="HTML",
                link_preview_options=LinkPreviewOptions(url=made.url, prefer_large_media=True),
                reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("اقرأ", url=made.url)]]),
            )

    began = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(ABREAST)))
    took = time.perf_counter() - began
    await bot.shutdown()
    return count / took


async def ours(api: str, count: int, pace: Pace = FAST) -> tuple[float, float]:
    """Return posts a second with everything that is written down, and the processor's share."""
    result = (0.0, 0.0)

    async def work(database: Database) -> None:
        nonlocal result
        await database.write(destinations.set_destinations, chats(count))
        transport = TelegramTransport(TOKEN, api, HOUSE)
        relay = Relay(database, {"telegram": transport}, clock=now, pace=pace)
        await database.write(save, an_article(0))
        began, used = time.perf_counter(), time.process_time()
        task = asyncio.create_task(relay.run())
        while not await database.read(_all_sent, count):  # noqa: ASYNC110 - it is in the store
            await asyncio.sleep(
                0.05 if pace is FAST else 0.5
            )  # the question is not what is measured
        took, used = time.perf_counter() - began, time.process_time() - used
        task.cancel()
        await asyncio.wait([task])
        await transport.close()
        result = count / took, used / took

    await with_store(work)
    return result


def _all_sent(tx: Transaction, count: int) -> bool:
    sent = "SELECT count(*) FROM deliveries WHERE state = 'sent'"
    return int(tx.execute(text(sent)).scalar_one()) >= count


async def measure_speed(api: str) -> None:
    """In turns, so that what else the machine does falls on both."""
    mine, theirs = [], []
    for _ in range(5):
        theirs.append(await bare(api, CHATS))
        mine.append((await ours(api, CHATS))[0])
    print(f"bare library: {statistics.median(theirs):.0f} posts a second, {ABREAST} at a time")
    print(f"Barqiya:      {statistics.median(mine):.0f}, planned, claimed and settled in the store")
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    print(f"ratio:        {ratio:.2f}")


async def measure_load(api: str) -> None:
    """Send at the pace of Telegram's limit: the share of one core that takes."""
    thirty = replace(UNBOUND, overall=Rates().overall)
    rate, share = await ours(api, 600, replace(FAST, rates=thirty))
    print(f"at {rate:.0f} a second: {share:.2f} of a core")


async def measure_latency(api: str) -> None:
    """From the commit of an article to the call of a channel that posts at once."""
    waits: list[float] = []
    committed = 0.0

    class Watched(TelegramTransport):
        async def send(self, turn):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - measured only
            waits.append(time.perf_counter() - committed)
            return await super().send(turn)

    async def work(database: Database) -> None:
        nonlocal committed
        await database.write(destinations.set_destinations, chats(1))
        transport = Watched(TOKEN, api, HOUSE)
        relay = Relay(database, {"telegram": transport}, clock=now, pace=FAST)
        task = asyncio.create_task(relay.run())
        for number in range(100):
            await asyncio.sleep(0.05)
            await database.write(save, an_article(number))
            committed = time.perf_counter()
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.wait([task])
        await transport.close()

    await with_store(work)
    ordered = sorted(waits)
    median, most = statistics.median(waits), ordered[int(len(ordered) * 0.95)]
    print(f"commit to call: median {median * 1000:.1f} ms, 95 % within {most * 1000:.1f} ms")


async def main(wanted: set[str]) -> None:
    """Measure what is wanted, all where nothing is named."""
    measures = {"speed": measure_speed, "load": measure_load, "latency": measure_latency}
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220, S603 - our own text
    try:
        port = int((server.stdout or sys.stdin).readline())
        for name, measure in measures.items():
            if name in wanted or not wanted:
                await measure(f"http://127.0.0.1:{port}")
        if "queue" in wanted or not wanted:
            await with_store(measure_queue)
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    asyncio.run(main(set(sys.argv[1:])))
