"""Visiting sources by hand, and asking how they are."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

Barqiya = Callable[..., "subprocess.CompletedProcess[str]"]

_LONG_AGO = 1_700_000_000
ARTICLE = "# {title}\n\nA paragraph about {title}, long enough to be an article of its own.\n"
HEALTH_KEYS = {
    "name",
    "kind",
    "address",
    "state",
    "articles",
    "failures",
    "reason",
    "warning",
    "note",
    "last_try",
    "last_success",
    "last_change",
    "next_due",
    "set_aside",
    "newest_set_aside",
}


class _Troubled(BaseHTTPRequestHandler):
    """Is in trouble, asks to be left alone, or is gone."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(410 if self.path.startswith("/gone") else 503)
        if self.path.startswith("/wait"):
            self.send_header("Retry-After", "7200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


class Troubled:
    """A server of troubles, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        handler = type("Handler", (_Troubled,), {"asked": self.asked})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def troubled() -> Iterator[Troubled]:
    """Serve troubles."""
    made = Troubled()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of two articles and one file that is none, in the settings as «مجلد»."""
    made = tmp_path / "articles"
    made.mkdir()
    for title in ("Bread", "Harbour"):
        (made / f"{title}.md").write_text(ARTICLE.format(title=title), encoding="utf-8")
    (made / "noise.txt").write_bytes(bytes(range(256)) * 8)
    for file in made.iterdir():
        # What was written a moment ago waits for the next visit.
        os.utime(file, (_LONG_AGO, _LONG_AGO))
    settings = '[[sources]]\nname = "مجلد"\nkind = "files"\npath = "articles"\n'
    (tmp_path / "barqiya.toml").write_text(settings, encoding="utf-8")
    return made


@pytest.fixture
def followed(folder: Path, troubled: Troubled) -> Path:
    """Return the settings file, which names the folder and some sources in trouble."""
    file = folder.parent / "barqiya.toml"
    text = file.read_text(encoding="utf-8")
    for name, path in (("wait", "/wait?token=kept-to-us"), ("gone", "/gone")):
        text += (
            f'[[sources]]\nname = "{name}"\nkind = "feed"\nurl = "{troubled.url}{path}"\n'
            "allow_private = true\n"
        )
    file.write_text(text, encoding="utf-8")
    return file


def test_a_source_is_visited_by_hand(barqiya: Barqiya, folder: Path) -> None:
    """A line an article and a refusal, a sentence at the end; what is as before is counted."""
    first = barqiya("refresh")
    assert first.returncode == 0
    lines = sorted(first.stdout.splitlines())
    assert [line.split()[0] for line in lines] == ["published", "published", "refused"]
    assert first.stderr.strip() == "مجلد: 2 published, 1 refused."
    bread = folder / "Bread.md"
    bread.write_text(ARTICLE.format(title="Bread") + "\nAnd more.\n", encoding="utf-8")
    os.utime(bread, (_LONG_AGO + 60, _LONG_AGO + 60))
    again = barqiya("refresh", "مجلد")
    assert [line.split()[0] for line in again.stdout.splitlines()] == ["corrected"]
    whole = barqiya("refresh", "--whole")
    assert whole.stderr.strip() == "مجلد: 2 unchanged, 1 refused."


def test_troubles_are_told_and_those_who_asked_for_rest_get_it(
    barqiya: Barqiya, followed: Path, troubled: Troubled
) -> None:
    """Exit status 1 says that a visit failed; a source that is named is asked all the same."""
    assert followed.exists()
    first = barqiya("refresh")
    assert first.returncode == 1
    assert "wait: failed: " in first.stderr
    assert "gone: failed: " in first.stderr
    assert "مجلد: 2 published" in first.stderr
    assert len(troubled.asked) == 2
    second = barqiya("refresh")
    assert second.returncode == 0
    assert "wait: left alone, as it asked to be left alone until" in second.stderr
    assert "gone: left alone, as it is not asked any more" in second.stderr
    assert len(troubled.asked) == 2
    assert barqiya("refresh", "wait").returncode == 1
    assert len(troubled.asked) == 3
    assert "kept-to-us" not in first.stderr + first.stdout + second.stderr


def test_what_cannot_be_refreshed_is_told_in_a_sentence(barqiya: Barqiya, tmp_path: Path) -> None:
    """No sources at all, or none of that name."""
    for command in ("refresh", "sources"):
        none = barqiya(command)
        assert (none.returncode, none.stdout) == (1, "")
        assert "sources: the settings name none" in none.stderr
    settings = '[[sources]]\nname = "one"\nkind = "files"\npath = "a"\n'
    (tmp_path / "barqiya.toml").write_text(settings, encoding="utf-8")
    for command in ("refresh", "sources"):
        unknown = barqiya(command, "two")
        assert unknown.returncode == 1
        assert "no source is named 'two'; the settings name: one" in unknown.stderr


def test_the_health_of_sources_is_a_table(barqiya: Barqiya, followed: Path) -> None:
    """A row a source; why it is not well stands below; one source tells what it refused."""
    assert followed.exists()
    before = barqiya("sources").stdout
    assert before.count("never visited") == 3
    barqiya("refresh")
    shown = barqiya("sources")
    assert shown.returncode == 0
    rows = shown.stdout.splitlines()
    assert rows[0].split()[:4] == ["source", "kind", "state", "articles"]
    assert "well" in rows[1]
    assert "asked to wait, 1 try" in rows[2]
    assert "stopped" in rows[3]
    assert "answered 503" in rows[4]
    one = barqiya("sources", "مجلد").stdout
    assert "articles: 2" in one
    assert "noise.txt: this is a binary file" in one
    assert "kept-to-us" not in shown.stdout


def test_scripts_get_the_same_as_json(barqiya: Barqiya, followed: Path) -> None:
    """Every key is there for every source; moments are RFC 3339."""
    assert followed.exists()
    barqiya("refresh")
    found = json.loads(barqiya("sources", "--json").stdout)
    assert [one["state"] for one in found] == ["well", "waiting", "stopped"]
    assert all(one.keys() == HEALTH_KEYS for one in found)
    assert found[0]["last_success"].endswith("+00:00")
    (one,) = json.loads(barqiya("sources", "مجلد", "--json").stdout)
    assert one["set_aside"] == len(one["newest_set_aside"]) == 1
    assert one["newest_set_aside"][0]["refused"] is True


def test_check_tells_how_the_sources_are_and_asks_none(
    barqiya: Barqiya, followed: Path, troubled: Troubled, folder: Path
) -> None:
    """Never visited is worth a note; failing, stopped and a folder that is not there are faults."""
    first = barqiya("check")
    assert first.returncode == 0
    assert first.stdout.count("note    source") == 3
    assert troubled.asked == []
    barqiya("refresh")
    asked = len(troubled.asked)
    second = barqiya("check")
    assert second.returncode == 1
    assert "ok      source مجلد: well; articles held: 2" in second.stdout
    assert "note    source مجلد: 1 item refused" in second.stdout
    assert "FAILED  source wait: failed once" in second.stdout
    assert "FAILED  source gone: not asked any more" in second.stdout
    assert len(troubled.asked) == asked
    folder.rename(followed.parent / "elsewhere")
    assert "FAILED  source مجلد: there is no folder or file" in barqiya("check").stdout
