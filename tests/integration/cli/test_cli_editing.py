"""An editor's acts from the command line, as an editor does them."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from barqiya.domain.delivery import Destination
from barqiya.store import Database, destinations

Barqiya = Callable[..., "subprocess.CompletedProcess[str]"]

ARTICLE = """---
title: نافذة على النهر
author: سلمى عاشور
date: 2025-03-04
---
جلس الصياد على الحافة حتى غابت الشمس، ثم عاد كما جاء.
"""
SETTINGS = """
[publication]
title = "صحيفة الضفة"

[[channels]]
name = "الأخبار"
chat = "@bank_news"
"""


@pytest.fixture
def known(barqiya: Barqiya, tmp_path: Path) -> str:
    """Return the id of an article that was taken in."""
    (tmp_path / "barqiya.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "river.md").write_text(ARTICLE, encoding="utf-8")
    barqiya("import", "river.md")
    (listed,) = json.loads(barqiya("latest", "--json").stdout)
    return str(listed["id"])


def _shown(barqiya: Barqiya, known: str) -> dict[str, object]:
    (shown,) = json.loads(barqiya("show", known, "--json").stdout)
    return dict(shown)


def test_a_retracted_article_is_gone_until_it_is_undone(barqiya: Barqiya, known: str) -> None:
    """Even where its file is imported again: the editor has the last word."""
    gone = barqiya("retract", known[:8], "--why", "الخبر غير صحيح")
    assert gone.returncode == 0
    assert "نافذة على النهر" in gone.stderr
    assert json.loads(barqiya("latest", "--json").stdout) == []
    assert barqiya("import", "river.md").stdout.startswith("unchanged")
    shown = _shown(barqiya, known)
    assert (shown["status"], shown["evidence"]) == ("retracted", "الخبر غير صحيح")
    again = barqiya("retract", known, "--why", "مرة أخرى")
    assert (again.returncode, "retracted already" in again.stderr) == (1, True)
    assert barqiya("retract", known, "--undo").returncode == 0
    assert _shown(barqiya, known)["status"] == "published"


def test_a_retraction_wants_a_reason(barqiya: Barqiya, known: str) -> None:
    """Who reads the record in a year must know why."""
    assert barqiya("retract", known).returncode == 2
    assert barqiya("retract", known, "--why", "  ").returncode == 2


def test_a_correction_changes_what_is_given_and_says_why(
    barqiya: Barqiya, known: str, tmp_path: Path
) -> None:
    """A title alone; then a whole text from a file."""
    done = barqiya("correct", known, "--title", "نافذة على النيل", "--why", "سهو في الاسم")
    assert done.returncode == 0
    shown = _shown(barqiya, known)
    assert (shown["title"], shown["revision"]) == ("نافذة على النيل", 2)
    assert shown["correction"] == "سهو في الاسم"
    (tmp_path / "new.md").write_text(ARTICLE.replace("غابت الشمس", "طلع القمر"), encoding="utf-8")
    assert barqiya("correct", known, "--file", "new.md").returncode == 0
    assert "طلع القمر" in str(_shown(barqiya, known)["text"])
    refused = barqiya("correct", known)
    assert (refused.returncode, "nothing to correct" in refused.stderr) == (1, True)


def test_the_audit_says_what_a_channel_lacks_and_why(barqiya: Barqiya, known: str) -> None:
    """For people and for scripts; a channel nobody knows is told with those there are."""
    # Channels are put into the store by `run`; until then there is none to lack anything.
    assert "as it reads now" in barqiya("deliveries", "audit").stderr
    asked = barqiya("deliveries", "audit", "--channel", "غيرها")
    assert (asked.returncode, "no channel is called" in asked.stderr) == (1, True)
    assert json.loads(barqiya("deliveries", "audit", "--json").stdout) == []
    assert json.loads(barqiya("deliveries", "list", "--json").stdout) == []
    assert known


def test_an_article_is_held_let_go_and_posted_by_hand(
    barqiya: Barqiya, known: str, tmp_path: Path
) -> None:
    """What cannot be done says why: no such channel, not on hold."""
    asyncio.run(_open_channels(tmp_path / "var" / "barqiya.db"))
    assert "on hold" in barqiya("hold", known[:8], "--why", "ننتظر الصورة").stderr
    assert barqiya("hold", known, "--release").returncode == 0
    again = barqiya("hold", known, "--release")
    assert (again.returncode, "not on hold" in again.stderr) == (1, True)
    nowhere = barqiya("post", known, "--to", "غيرها")
    assert (nowhere.returncode, "no channel is called" in nowhere.stderr) == (1, True)
    done = barqiya("post", known, "--to", "الأخبار")
    assert (done.returncode, "goes to الأخبار now" in done.stderr) == (0, True)
    (listed,) = json.loads(barqiya("deliveries", "list", "--json").stdout)
    assert (listed["state"], listed["urgent"], listed["channel"]) == ("due", True, "الأخبار")
    (gap,) = json.loads(barqiya("deliveries", "audit", "--json").stdout)
    assert (gap["cause"], gap["channel"]) == ("waiting", "الأخبار")
    assert "waits for its turn" in barqiya("deliveries", "audit").stdout


async def _open_channels(file: Path) -> None:
    """Put the channel into the store, as `run` does."""
    place = Destination(
        id="telegram:الأخبار", name="الأخبار", transport="telegram", address="@bank_news"
    )
    database = Database.open(f"sqlite:///{file}")
    await database.write(destinations.set_destinations, [place])
    await database.close()
