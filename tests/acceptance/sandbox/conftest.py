import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, MessageHandler
from telegram.ext import filters as only

from bot.sandbox import Sandbox, SandboxChannel, serve

TOKEN = "7000001:made-up-token"

LATEST = (
    "<b>أحدث المقالات</b>\n"
    "PyCon Cairo يبدأ غدًا\n"
    "١. الميناء الذي لا ينام\n"
    "<blockquote>كل رسالة تحمل زمنين</blockquote>\n"
    "اكتب /help"
)


async def answer(update: Update, _context: Any) -> None:
    """Answer as a small bot: one message with two buttons, whatever is said."""
    keys = [
        InlineKeyboardButton("التالي", callback_data="next"),
        InlineKeyboardButton("في الموقع", url="https://example.com/"),
    ]
    assert update.message is not None
    await update.message.reply_html(LATEST, reply_markup=InlineKeyboardMarkup([keys]))


async def turn(update: Update, _context: Any) -> None:
    """Its button: a note, and the next page in place."""
    query = update.callback_query
    assert query is not None
    await query.answer("الصفحة الثانية")
    await query.edit_message_text("صفحة ٢")


class Station:
    """The sandbox and the small bot, in a loop of their own; can be stopped and started again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.port = 0
        self.sandbox: Sandbox
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Return when people can be served."""
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)))
        self._thread.start()
        assert ready.wait(60)

    def stop(self) -> None:
        """Return when nothing is left running."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join(60)
            assert not self._thread.is_alive()
        self._thread = None

    def do(self, act: Callable[[Sandbox], Any]) -> Any:
        """Act on the sandbox in its own loop."""

        async def acted() -> Any:
            return act(self.sandbox)

        return asyncio.run_coroutine_threadsafe(acted(), self._loop).result(60)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/sandbox/"

    async def _run(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        channels = [SandboxChannel(username="barqiya_test", title="قناة التجربة")]
        self.sandbox = Sandbox(
            self.path, token=TOKEN, bot_name="برقية", bot_username="barqiya_bot", channels=channels
        )
        async with serve(self.sandbox, port=self.port) as origin:
            self.port = int(origin.rsplit(":", 1)[1])
            application = _bot(origin)
            async with application:
                await application.bot.set_my_commands([("latest", "أحدث المقالات")])
                await application.start()
                assert application.updater is not None
                await application.updater.start_polling()
                ready.set()
                await self._over.wait()
                await application.updater.stop()
                await application.stop()
        self.sandbox.close()


def _bot(origin: str) -> Application[Any, Any, Any, Any, Any, Any]:
    application = ApplicationBuilder().token(TOKEN).base_url(f"{origin}/sandbox/bot").build()
    application.add_handlers([MessageHandler(only.TEXT, answer), CallbackQueryHandler(turn)])
    return application


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """Serve a sandbox with a small bot in it."""
    made = Station(tmp_path / "sandbox.db")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def page(chromium: WebDriver, station: Station) -> Iterator[WebDriver]:
    """Open the page as a visitor who was never here before."""
    chromium.get("about:blank")
    chromium.get_log("browser")
    chromium.get(f"{station.address}?lang=ar#@barqiya_bot")
    yield chromium
    chromium.get("about:blank")
