"""Promises of finding, decoding and refusing files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barqiya.domain.article import Rejected, SourceItem
from barqiya.sources import files

ARABIC = "سيرة الفنار\n\nبُني الفنار قبل مئة عام، وما زال حارسه يصعد درجاته كل ليلة بلا مصباح.\n"
Write = Callable[[str, str | bytes], Path]
ReadOne = Callable[..., SourceItem]
Reason = Callable[[Path], str]


@pytest.mark.parametrize(
    "content",
    [
        ARABIC.encode(),
        ARABIC.encode("utf-8-sig"),
        ARABIC.encode("utf-16"),
        b"\xfe\xff" + ARABIC.encode("utf-16-be"),
        ARABIC.replace("\n", "\r\n").encode(),
        ARABIC.replace("ُ", "").encode("cp1256"),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "crlf", "windows-1256"],
)
def test_every_usual_encoding_is_read(write: Write, read_one: ReadOne, content: bytes) -> None:
    """UTF-8 with and without a byte order mark, UTF-16 with one, windows-1256."""
    item = read_one(write("a.txt", content))
    assert item.content.title == "سيرة الفنار"
    assert "وما زال حارسه يصعد درجاته كل ليلة" in item.content.content_html


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "windows-1256", "x"])
@pytest.mark.parametrize("true", ["utf-8", "cp1256"])
def test_a_false_declaration_does_not_win(
    write: Write, read_one: ReadOne, declared: str, true: str
) -> None:
    """What is plainly UTF-8, or plainly Arabic, is read so whatever the page says of itself."""
    body = "<h1>سيرة الفنار</h1><p>بني الفنار قبل مئة عام وما زال حارسه يصعد درجاته كل ليلة.</p>"
    page = f'<meta charset="{declared}">{body}'
    item = read_one(write("a.html", page.encode(true)))
    assert item.content.title == "سيرة الفنار"


def test_a_true_declaration_is_followed(write: Write, read_one: ReadOne) -> None:
    """A page in another legacy encoding that says so is read in it."""
    page = '<meta charset="windows-1251"><h1>Маяк</h1><p>Смотритель маяка поднимается ночью.</p>'
    assert read_one(write("a.html", page.encode("cp1251"))).content.title == "Маяк"
    page = "<h1>Café</h1><p>Le gardien du phare était là avant la fenêtre et le café.</p>"
    assert read_one(write("b.html", page.encode("cp1252"))).content.title == "Café"


def test_one_bad_byte_does_not_spoil_a_file(write: Write, read_one: ReadOne) -> None:
    """UTF-8 with a slip is read as UTF-8, the slip shown for what it is."""
    item = read_one(write("a.txt", ARABIC.encode() + b"\xff " + ARABIC.encode()))
    assert item.content.title == "سيرة الفنار"
    assert "\ufffd" in item.content.content_html


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t ", "empty"),
        ("a.txt", b"\xef\xbb\xbf \n", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "PNG picture"),
        ("a.md", b"PK\x03\x04rest", "ZIP archive"),
        ("a.html", b"%PDF-1.7 x", "PDF"),
        ("a.txt", bytes(range(256)) * 4, "binary"),
        ("a.txt", "text".encode("utf-16-le") * 9, "UTF-16"),
        ("a.txt", b"\xff\xfe" + b"\x00\xd8" * 9, "UTF-16"),
        ("a.txt", "اترك تعليقاً\nالرئيسية\nجميع الحقوق محفوظة\n".encode(), "no article"),
        ("a.txt", b"Hello", "no article"),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "no article"),
        ("a.html", b"<p> </p>", "no article"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"[]", "no article"),
        ("a.json", b"3", "expected an article"),
        ("a.json", b'{"title": "only a title"}', "no article"),
        ("a.json", b"[" * 100_000, "not JSON"),
        ("a.md", b"---\ntitle: [a\n---\n\ntext", "front matter, line"),
        ("a.md", b"---\ntitle: a\n\ntext without an end", "never ends"),
        ("a.md", b"---\n- a\n- b\n---\n\ntext", "front matter"),
        ("a.md", b"---\ntitle: a\ndate: tomorrow\n---\n\ntext", "“date”: 'tomorrow' is no date"),
        ("a.md", b"---\ntitle: {a: b}\n---\n\ntext", "title"),
        ("a.md", b"---\ntitle: a\n---\n", "no article"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(
    write: Write, reason: Reason, name: str, content: bytes, why: str
) -> None:
    """By name, in a plain sentence."""
    assert why in reason(write(name, content))


def test_what_cannot_be_opened_is_refused(tmp_path: Path, write: Write, reason: Reason) -> None:
    """No such file, a pipe, a file too large, a folder with nothing in it to read."""
    assert "no such file" in reason(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "pipe" in reason(tmp_path / "pipe.txt")
    large = write("large.txt", "x")
    os.truncate(large, files.LARGEST + 1)
    assert "too large" in reason(large)
    (tmp_path / "bare").mkdir()
    write("bare/picture.png", b"x")
    assert "holds no file" in reason(tmp_path / "bare")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_file_is_refused(write: Write, reason: Reason) -> None:
    """With the way to mend it."""
    path = write("closed.txt", ARABIC)
    path.chmod(0)
    assert "chmod" in reason(path)


def test_folders_are_walked_in_order(tmp_path: Path, write: Write) -> None:
    """Sorted; hidden files and unknown suffixes passed over; links in a circle end."""
    for name in ("b/2.txt", "a.txt", "b/1.md", "b/picture.png", ".hidden.txt", "b/.git/x.txt"):
        write(name, ARABIC)
    (tmp_path / "b" / "round").symlink_to(tmp_path, target_is_directory=True)
    found = [str(path.relative_to(tmp_path)) for path in files.walk([tmp_path])]
    assert found == ["a.txt", "b/1.md", "b/2.txt"]
    assert files.count([tmp_path, tmp_path / "a.txt"]) == 4


def test_a_corrected_version_stands_for_the_article(tmp_path: Path, write: Write) -> None:
    """In a folder the corrected file is read alone; both bear the same name as files."""
    write("a.md", "# One\n\nThe first version of a text about boats.")
    write("a.corrected.md", "# One\n\nThe second version of a text about boats.")
    (item,) = files.read([tmp_path])
    assert isinstance(item, SourceItem)
    assert "second" in item.content.content_html
    (original,) = files.read([tmp_path / "a.md"])
    assert isinstance(original, SourceItem)
    assert original.identities[-1] == item.identities[-1]


def test_files_are_read_one_at_a_time(write: Write) -> None:
    """The second file is not opened before the first has been taken."""
    first, second = write("1.txt", ARABIC), write("2.txt", ARABIC)
    results = files.read([first, second])
    assert isinstance(next(results), SourceItem)
    second.unlink()
    assert isinstance(next(results), Rejected)


def test_what_is_named_outright_is_tried(write: Write, read_one: ReadOne) -> None:
    """Without a suffix that tells, the beginning tells: a page, front matter, JSON, text."""
    text = "A keeper climbs the stairs of the lighthouse every night."
    for content in (
        f"<!doctype html><title>x</title><article><h1>T</h1><p>{text * 2}</p></article>",
        f"<h1>T</h1><p>{text}</p>",
        f"---\ntitle: T\n---\n\n{text}",
        f'{{"title": "T", "text": "{text}"}}',
        f"T\n\n{text}",
    ):
        item = read_one(write("named", content))
        assert item.content.title == "T"
        assert text in item.content.content_html


def test_an_address_belongs_to_one_article(write: Write) -> None:
    """The address given is the article's; a wrong one is refused."""
    path = write("a.txt", ARABIC)
    (item,) = files.read([path], url="https://Example.org/a/?utm_source=x")
    assert isinstance(item, SourceItem)
    assert item.identities[0].key == "url:example.org/a"
    assert item.identities[0].strong
    (refused,) = files.read([path], url="example")
    assert isinstance(refused, Rejected)
    several = write("b.json", '[{"title": "a", "text": "b c d"}, {"title": "e", "text": "f"}]')
    (refused,) = files.read([several], url="https://example.org/a")
    assert isinstance(refused, Rejected)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet="---\ntitle: [a]{}<>h1p/\"',#*شاهد أيضا0129", max_size=200).map(
            str.encode
        ),
    ),
    kind=st.sampled_from([None, "text", "html", "markdown", "json"]),
)
def test_no_file_can_break_the_reading(tmp_path: Path, content: bytes, kind: files.Kind) -> None:
    """Any bytes under any kind give articles or reasons, never an exception."""
    path = tmp_path / "any"
    path.write_bytes(content)
    results = list(files.read([path], kind=kind))
    assert results
    for result in results:
        assert result.reason if isinstance(result, Rejected) else result.content.content_html
