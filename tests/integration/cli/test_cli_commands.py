import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from barqiya.cli import COMMANDS, arguments, command_of
from barqiya.cli.arguments import parser
from feeds.formats import FORMATS

Barqiya = Callable[..., "subprocess.CompletedProcess[str]"]

KEYS = {
    "id",
    "public_id",
    "title",
    "url",
    "authors",
    "categories",
    "published_at",
    "summary",
}
MORE_KEYS = {"text", "content_html", "language", "direction", "revision", "status", "related"}

PAGE = """الثلاثاء , مارس 4 2025
هالة المنفلوطى

ساعة البلدية تدق من جديد بعد صمت طويل

بقلم/ هالة المنفلوطي

عادت ساعة البلدية إلى الدوران صباح أمس، بعد أن ظلت عقاربها واقفة عند الرابعة إلا ثلثا منذ شتاء بعيد.

وقال صاحب الدكان المقابل لها إنه احتاج إلى يومين كي يعتاد صوتها مرة أخرى، ثم ضبط عليه موعد الشاي.

أما الأطفال فقد عدّوا الدقات كلها، واختلفوا في العدد، ثم اتفقوا على أن يعودوا في الظهيرة.

شاهد أيضاً

مدينة

الرصيف الذي اتسع

سمير الأخضرىالإثنين 3 مارس 2025 صار الرصيف يكفي عربة طفل وعجوزين وكلبا …

اترك تعليقاً

لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a page as somebody copied it."""
    file = tmp_path / "page.txt"
    file.write_text(PAGE, encoding="utf-8")
    return file


def test_every_command_is_in_the_help_and_can_be_found(barqiya: Barqiya) -> None:
    """The help names each command; each leads to a function."""
    shown = barqiya("--help")
    assert shown.returncode == 0
    known = parser()._subparsers
    assert known is not None
    for name in COMMANDS:
        assert f"    {name}" in shown.stdout
        assert callable(command_of(name))


def test_a_page_goes_in_and_comes_out_whole(barqiya: Barqiya, page: Path) -> None:
    """Import, latest, show, search and feed tell of the same article."""
    done = barqiya("import", page)
    assert done.returncode == 0
    assert done.stdout.startswith("published")
    (listed,) = json.loads(barqiya("latest", "--json").stdout)
    assert listed.keys() >= KEYS
    (shown,) = json.loads(barqiya("show", listed["id"], "--json").stdout)
    assert shown.keys() >= KEYS | MORE_KEYS
    assert shown["title"] == "ساعة البلدية تدق من جديد بعد صمت طويل"
    assert shown["authors"] == ["هالة المنفلوطي"]
    assert shown["text"].count("\n\n") == 2
    assert "Akismet" not in shown["text"]
    assert "بقلم" not in shown["text"]
    assert (shown["published_at"], shown["seen_on"]) == (None, "2025-03-04")
    assert (shown["language"], shown["direction"]) == ("ar", "rtl")
    assert [r["title"] for r in shown["related"]] == ["الرصيف الذي اتسع"]
    (found,) = json.loads(barqiya("search", "ساعه البلديه", "--json").stdout)
    assert found["id"] == listed["id"]
    read = feedparser.parse(barqiya("feed", "author/هالة-المنفلوطى").stdout)
    assert [entry.title for entry in read.entries] == [shown["title"]]
    assert "published" not in read.entries[0]


def test_importing_again_changes_nothing_and_an_edit_makes_a_revision(
    barqiya: Barqiya, page: Path
) -> None:
    """The article stays one article, whatever the name of the file."""
    barqiya("import", page)
    again = barqiya("import", page)
    assert again.stdout.startswith("unchanged")
    elsewhere = page.with_name("elsewhere.txt")
    elsewhere.write_text(PAGE.replace("يومين", "ثلاثة أيام"), encoding="utf-8")
    edited = barqiya("import", elsewhere)
    assert edited.stdout.startswith("corrected")
    (listed,) = json.loads(barqiya("latest", "--json").stdout)
    (shown,) = json.loads(barqiya("show", listed["id"], "--json").stdout)
    assert shown["revision"] == 2
    assert "ثلاثة أيام" in shown["text"]


def test_what_cannot_be_read_is_refused_by_name_and_the_rest_goes_on(
    barqiya: Barqiya, page: Path
) -> None:
    """Exit status 1 says that something was refused; the good article is in."""
    (page.parent / "empty.txt").touch()
    (page.parent / "noise.txt").write_bytes(bytes(range(256)) * 8)
    done = barqiya("import", "empty.txt", page, "noise.txt", "missing.txt")
    assert done.returncode == 1
    refused = [line for line in done.stdout.splitlines() if line.startswith("refused")]
    assert [line.split(":")[0].split()[-1] for line in refused] == [
        "empty.txt",
        "noise.txt",
        "missing.txt",
    ]
    assert len(json.loads(barqiya("latest", "--json").stdout)) == 1


def test_windows_1256_is_read_right(barqiya: Barqiya, page: Path) -> None:
    """The encoding of old Arabic files is known without being told."""
    page.write_bytes(PAGE.encode("windows-1256"))
    assert barqiya("import", page).returncode == 0
    (listed,) = json.loads(barqiya("latest", "--json").stdout)
    assert listed["authors"] == ["هالة المنفلوطي"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "ffff"), 1),
        (("feed", "author/nobody"), 1),
        (("search", "  "), 1),
        (("deliveries", "retry", "7"), 1),
        (("deliveries", "list", "--state", "asleep"), 1),
        (("--config", "nowhere.toml", "latest"), 1),
        (("latest", "-n", "0"), 2),
        (("deliveries", "retry", "9" * 30), 2),
        (("feed", "all", "--format", "pdf"), 2),
        (("run", "--only", "kitchen"), 2),
        (("sing",), 2),
        ((), 2),
    ],
)
def test_what_fails_says_why_and_its_status_tells_how(
    barqiya: Barqiya, words: tuple[str, ...], status: int
) -> None:
    """One line for a person on standard error, nothing on standard output, no traceback."""
    done = barqiya(*words)
    assert done.returncode == status
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_an_empty_store_is_no_error(barqiya: Barqiya) -> None:
    """Nothing there is an answer too."""
    assert json.loads(barqiya("latest", "--json").stdout) == []
    assert barqiya("search", "شيء").stderr.strip() == "Nothing was found."
    assert feedparser.parse(barqiya("feed", "all").stdout).entries == []
    assert barqiya("deliveries").returncode == 0
    assert barqiya("upgrade").returncode == 0


def test_check_looks_at_everything_and_says_how_to_mend(
    barqiya: Barqiya, page: Path, tmp_path: Path
) -> None:
    """A sound store passes; a file that is no store fails with what to do."""
    barqiya("import", page)
    sound = barqiya("check")
    assert sound.returncode == 0
    assert "sound, 1 changes" in sound.stdout
    (tmp_path / "var" / "barqiya.db").write_bytes(b"this is no database, only words " * 200)
    for name in ("barqiya.db-wal", "barqiya.db-shm"):
        (tmp_path / "var" / name).unlink(missing_ok=True)
    broken = barqiya("check")
    assert broken.returncode == 1
    assert "FAILED  store" in broken.stdout


def test_check_says_what_readers_of_posts_could_not_open(
    barqiya: Barqiya, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a Telegram that is not ours, links to this machine lead nowhere; worth a note."""
    monkeypatch.setenv("BARQIYA_TELEGRAM__TOKEN", "123456:never-a-token-at-all-never")
    monkeypatch.setenv("BARQIYA_TELEGRAM__API_URL", "http://127.0.0.1:9")
    checked = barqiya("check")
    assert checked.returncode == 1
    assert "FAILED  telegram: http://127.0.0.1:9" in checked.stdout
    assert "note    http.public_url: http://127.0.0.1:8080" in checked.stdout
    assert "never-a-token" not in checked.stdout + checked.stderr
    monkeypatch.setenv("BARQIYA_HTTP__PUBLIC_URL", "https://feeds.example.org")
    assert "http.public_url" not in barqiya("check").stdout


def test_check_tells_what_of_a_channels_query_is_odd(
    barqiya: Barqiya, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that reads otherwise than it was meant works, and is worth a note."""
    channel = {"name": "news", "chat": "@news", "query": "قسم:ثقافة بعد:الفجر"}
    monkeypatch.setenv("BARQIYA_CHANNELS", json.dumps([channel]))
    checked = barqiya("check")
    assert checked.returncode == 0
    assert "note    channels: the query of news" in checked.stdout
    assert "No date that we know follows “بعد:”" in checked.stdout


def test_search_speaks_the_whole_language(barqiya: Barqiya, page: Path) -> None:
    """Fields, alternatives, beginnings and days; what is odd is said on standard error."""
    barqiya("import", page)
    for typed in (
        "كاتب:المنفلوطي الساع*",
        "غراب OR عنوان:ساعة -قسم:رياضة",
        "after:yesterday -before:today",
    ):
        assert len(json.loads(barqiya("search", typed, "--json").stdout)) == 1, typed
    odd = barqiya("search", "ساعة foo:bar")
    assert "There is no field “foo:”" in odd.stderr
    assert "ساعة" in odd.stdout


def test_a_reader_that_has_enough_is_no_error(
    barqiya: Barqiya, page: Path, program: list[str]
) -> None:
    """`barqiya show ID | head -c 1` ends quietly."""
    barqiya("import", page)
    newest = json.loads(barqiya("latest", "--json").stdout)[0]["id"]
    command = [*program, "show", newest]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=page.parent, stdout=pipe, stderr=pipe) as shown:  # noqa: S603 - our own program
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        complaint = shown.stderr.read()
    assert complaint == b""
    assert shown.returncode == 0


def test_every_feed_format_can_be_asked_for() -> None:
    """The grammar does not import the feeds, so it must be held to them here."""
    assert tuple(form.name for form in FORMATS) == arguments.FORMATS


def test_the_index_is_made_anew(barqiya: Barqiya, page: Path) -> None:
    """Reindex says what the index holds; a search then finds what it found, and nothing is left."""
    barqiya("import", page)
    before = barqiya("search", "ساعه البلديه", "--json").stdout
    done = barqiya("reindex")
    assert done.returncode == 0
    assert "1 changes" in done.stderr
    assert barqiya("search", "ساعه البلديه", "--json").stdout == before
