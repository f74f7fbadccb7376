"""A publication is exported, and its feeds printed as the files hold them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Barqiya = Callable[..., "subprocess.CompletedProcess[str]"]

SETTINGS = """
[publication]
title = "صحيفة الساحل"

[http]
public_url = "https://feeds.example.org"

[feeds]
items = 3

[[feeds.named]]
slug = "tides"
title = "المدّ والجزر"
query = "مدّ"
"""


@pytest.fixture
def publication(barqiya: Barqiya, tmp_path: Path) -> Path:
    """Return the folder of a publication with eight articles and short feeds."""
    (tmp_path / "barqiya.toml").write_text(SETTINGS, encoding="utf-8")
    articles = [
        {
            "title": f"مدّ الليلة {number}",
            "text": f"ارتفع المدّ {number} أشبار عند الرصيف القديم، ثم عاد كما كان قبل الفجر.",
            "authors": ["هدى سالم"],
            "categories": ["بحر"],
            "published_at": f"2026-03-0{number}T08:00:00Z",
        }
        for number in range(1, 9)
    ]
    (tmp_path / "articles.json").write_text(json.dumps(articles), encoding="utf-8")
    assert barqiya("import", "articles.json").returncode == 0
    return tmp_path


def test_the_site_is_written_and_printed_in_the_same_bytes(
    barqiya: Barqiya, publication: Path
) -> None:
    """Feeds, named ones and archives too; a second export has nothing to do."""
    done = barqiya("export", "site")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "files written, 0 unchanged, 0 deleted" in done.stderr
    feeds = publication / "site" / "feeds"
    for words, file in (
        (("all",), "all.rss"),
        (("all", "--page", "2"), "all/2.rss"),
        (("all/2", "--format", "json"), "all/2.json"),
        (("tides", "--format", "atom"), "tides.atom"),
        (("tides", "--page", "1", "--format", "atom"), "tides/1/1-3.atom"),
        (("category/بحر",), "category/بحر.rss"),
        (("author/هدى-سالم", "--page", "1"), "author/هدى-سالم/1/1-3.rss"),
    ):
        assert barqiya("feed", *words).stdout == (feeds / file).read_text(encoding="utf-8")
    found = barqiya("feed", "search", "--query", "title:مدّ", "--format", "json")
    assert len(json.loads(found.stdout)["items"]) == 3
    assert barqiya("feed", "search").returncode == 1
    again = barqiya("export", "site")
    assert again.stderr.startswith("0 files written")
    assert "0 deleted" in again.stderr


def test_a_file_in_the_way_is_told_of(barqiya: Barqiya, tmp_path: Path) -> None:
    """It stays, the rest is written, and the status says that something is missing."""
    (tmp_path / "barqiya.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("theirs", encoding="utf-8")
    done = barqiya("export", "site")
    assert done.returncode == 1
    assert "index.html: left out: there is a file that no export wrote" in done.stderr
    assert (tmp_path / "site" / "index.html").read_text(encoding="utf-8") == "theirs"
    assert (tmp_path / "site" / "feeds" / "all.rss").exists()
