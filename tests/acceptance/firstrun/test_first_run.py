"""`make run` as a newcomer meets it, and what is left of it after a kill at any moment."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

import feedparser
import httpx

from barqiya.app.values import SANDBOX_TOKEN

ARCHIVE = 22  # sample articles that are there from the start
CHANNEL = "@barqiya_news"
ARABIC_READER, ENGLISH_READER = 700000001, 700000002


def titles(messages: list[Any]) -> list[str]:
    """Return the first line of each post of a channel; of an album the first picture has one."""
    return [m["text"].split("\n")[0] for m in messages if m["author"] == "channel" and m["text"]]


def feed_ids(url: str, suffix: str = "rss") -> list[str]:
    """Return the ids of the entries of the feed of everything, as a reader's program does."""
    answer = httpx.get(f"{url}/feeds/all.{suffix}", timeout=60).raise_for_status()
    if suffix == "json":
        return [item["id"] for item in answer.json()["items"]]
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    return [entry.id for entry in parsed.entries]


def barqiya(run: Any, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Return what another ``barqiya WORDS…`` in the folder of *run* came to."""
    program = f"from barqiya.cli import main; raise SystemExit(main({list(words)}))"
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        cwd=run.folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_first_run_shows_feed_channel_and_chat(run: Any) -> None:
    """Articles are in the feed at once, posts fill the channel, one more appears, the bot answers.

    Stopping and starting again posts nothing twice.
    """
    run.start()
    ids = feed_ids(run.url)
    assert len(ids) == len(set(ids)) >= ARCHIVE
    assert feed_ids(run.url, "atom") == feed_ids(run.url, "json") == ids
    log = run.log()
    for address in ("/", "/feeds/all.rss", "/sandbox/"):
        assert f"{run.url}{address}\n" in log

    run.until(lambda: len(titles(run.messages(CHANNEL))) > ARCHIVE)
    assert len(feed_ids(run.url)) > ARCHIVE
    run.say(ARABIC_READER, "/latest")
    run.say(ENGLISH_READER, "/latest")
    answer = run.until(lambda: run.messages(str(ARABIC_READER))[1:])[0]
    assert answer["buttons"]
    assert "أحدث المقالات" in answer["text"]
    english = run.until(lambda: run.messages(str(ENGLISH_READER))[1:])[0]
    assert "Latest articles" in english["text"]
    run.say(ARABIC_READER, "/search المناره")
    found = run.until(lambda: run.messages(str(ARABIC_READER))[3:])[0]
    assert "المنارة تعود إلى عملها" in found["text"]

    assert run.end(signal.SIGTERM) == 0
    assert "Traceback" not in run.log()
    run.start()
    run.until(lambda: "the bot listens" in run.log().split("stopping")[-1])
    posted = titles(run.messages(CHANNEL))
    assert len(posted) == len(set(posted))
    assert run.end(signal.SIGINT) == 0


def test_killed_at_any_moment_it_loses_and_doubles_nothing(run: Any) -> None:
    """Kill -9 while the channel fills, several times: feed, channel and store are whole."""
    for moment in (0.3, 0.9, 1.7, 2.6):
        run.start()
        time.sleep(moment)
        run.end(signal.SIGKILL)
    run.start()
    run.until(lambda: len(titles(run.messages(CHANNEL))) >= ARCHIVE)
    ids = feed_ids(run.url)
    assert len(ids) == len(set(ids)) >= ARCHIVE
    assert run.end(signal.SIGTERM) == 0
    check = barqiya(run, "check")
    assert check.returncode == 0, check.stdout + check.stderr
    run.start()
    posted = titles(run.messages(CHANNEL))
    assert len(posted) == len(set(posted)) >= ARCHIVE


def test_the_store_has_one_master(run: Any) -> None:
    """A second run on the same store is refused with one line, and disturbs nothing."""
    run.start()
    second = barqiya(run, "run", BARQIYA_HTTP__PORT=str(run.port))
    assert second.returncode == 1
    assert second.stderr.startswith("barqiya: http.port: cannot listen on 127.0.0.1")
    third = barqiya(run, "run", "--only", "bot")
    assert third.returncode == 1
    assert "another `barqiya run` uses this store" in third.stderr
    assert httpx.get(f"{run.url}/healthz", timeout=60).is_success


def test_the_sandbox_opens_to_its_own_token_only(run: Any) -> None:
    """A wrong token gets what Telegram says to it."""
    run.start()
    assert httpx.get(f"{run.url}/sandbox/bot{SANDBOX_TOKEN}/getMe", timeout=60).json()["ok"]
    refused = httpx.get(f"{run.url}/sandbox/bot10000000:another/getMe", timeout=60)
    assert refused.status_code == 401
