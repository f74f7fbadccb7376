"""A whole Barqiya as a newcomer starts it: another process, an empty folder, no settings."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from barqiya.app.values import SANDBOX_TOKEN

PROGRAM = "from barqiya.cli import main; raise SystemExit(main(['run']))"
DEADLINE = 300.0  # seconds, on a machine that is slow and does other things


def free_port() -> int:
    """Return a port that nobody listens at.

    It is below those that connections are made from: none of them takes it between two starts.
    """
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


@dataclass
class FirstRun:
    """A run that can be stopped, killed and started again in its folder."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; return once it answers."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("BARQIYA_")}
        environment["BARQIYA_HTTP__PORT"] = str(self.port)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", PROGRAM], cwd=self.folder, env=environment, stderr=log
            )
        self.until(self._answers)

    def end(self, sign: signal.Signals) -> int:
        """Send *sign*; return the exit status."""
        assert self.process is not None
        self.process.send_signal(sign)
        status = self.process.wait(DEADLINE)
        self.process = None
        return status

    def until(self, come: Callable[[], Any]) -> Any:
        """Return what *come* returns, once that is true; fail after a while."""
        deadline = time.monotonic() + DEADLINE
        while not (found := come()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{come} never came true:\n{self.log()[-4000:]}")
            time.sleep(0.1)
        return found

    def get(self, path: str) -> Any:
        """Return what lies at *path*, as JSON."""
        return httpx.get(f"{self.url}{path}", timeout=60).raise_for_status().json()

    def messages(self, chat: str) -> list[Any]:
        """Return what a person sees in *chat* of our own Telegram, oldest first."""
        bot = f"/sandbox/bot{SANDBOX_TOKEN}"
        chat_id = self.get(f"{bot}/getChat?chat_id={chat}")["result"]["id"]
        seen: list[Any] = self.get(f"/sandbox/page/messages?chat={chat_id}")["messages"]
        return seen

    def say(self, person: int, text: str) -> None:
        """Have *person* write *text* to the bot."""
        wanted = {"person": person, "text": text}
        httpx.post(f"{self.url}/sandbox/page/say", json=wanted, timeout=60).raise_for_status()

    def log(self) -> str:
        """Return what the operator has read so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"it ended by itself:\n{self.log()}")
        try:
            return httpx.get(f"{self.url}/healthz", timeout=60).is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def run(tmp_path: Path) -> Iterator[FirstRun]:
    """Return a first run, not started; whatever the test does, nothing of it stays."""
    first = FirstRun(folder=tmp_path, port=free_port())
    yield first
    if first.process is not None:
        first.end(signal.SIGKILL)
