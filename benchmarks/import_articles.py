"""How fast, and in how much memory, a folder of articles is taken into a new store.

    .venv/bin/python benchmarks/import_articles.py [--articles 10000] [--kind markdown|text|html]

Writes a corpus of its own into a temporary folder (about 3 kB an article, Arabic and English), then
imports it in a process of its own, twice: into an empty store, and again, where nothing is new.
"""

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from barqiya import ingest
from barqiya.store import Database


def _split(words: str) -> list[str]:
    return words.split()


_WORDS = {
    "ar": _split(
        "المدينة البحر الطريق الحكاية النافذة الكتاب السوق المدرسة الصباح المطر الجيران القطار "
        "الحارس الفنار الرسالة الخبز الحديقة الجسر النهر الذاكرة تعود تمشي تكتب تسأل تعرف تحمل "
        "قديمة جديدة بعيدة هادئة واسعة صغيرة قرب بعد حين كلما ربما دائما أحيانا هناك اليوم أمس"
    ),
    "en": _split(
        "city sea road story window book market school morning rain neighbours train keeper "
        "lighthouse letter bread garden bridge river memory returns walks writes asks "
        "knows carries old new distant quiet wide small near after when whenever perhaps always"
    ),
}
_AUTHORS = {
    "ar": ["ليلى الشناوي", "مازن السراجي", "هدى المرساوي", "سليم النخلاوي"],
    "en": ["Nora Halloway", "Idris Penhall"],
}
_BYTES = 3000
_FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)
_SUFFIX = {"markdown": "md", "text": "txt", "html": "html"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--kind", choices=sorted(_SUFFIX), default="markdown")
    parser.add_argument("--measure", nargs=2, metavar=("FOLDER", "STORE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        folder, store = chosen.measure
        print(json.dumps(asyncio.run(_measure(Path(folder), store))))
        return
    with tempfile.TemporaryDirectory(prefix="barqiya-import-") as made:
        folder = Path(made) / "articles"
        size = _write_corpus(folder, chosen.articles, chosen.kind)
        average = size / chosen.articles / 1000
        print(f"{chosen.articles} articles, {chosen.kind}, {average:.1f} kB each")
        for name in ("first import", "again"):
            print(_line(name, _in_own_process(folder, Path(made) / "store.db"), chosen.articles))


async def _measure(folder: Path, store: str) -> dict[str, float]:
    database = Database.open(f"sqlite:///{store}")
    begun = time.perf_counter()
    summary = await ingest.import_files(database, "files", [folder], now=lambda: datetime.now(UTC))
    seconds = time.perf_counter() - begun
    await database.close()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1000,
        "published": summary.published,
        "unchanged": summary.unchanged,
        "other": summary.corrected + len(summary.rejected),
    }


def _in_own_process(folder: Path, store: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", str(folder), str(store)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 # ourselves
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _line(name: str, found: dict[str, float], articles: int) -> str:
    return (
        f"{name}: {found['seconds']:.1f} s ({articles / found['seconds']:.0f} a second), "
        f"{found['processor']:.1f} s of processor time, peak {found['peak_mb']:.0f} MB; "
        f"{found['published']:.0f} published, {found['unchanged']:.0f} unchanged, "
        f"{found['other']:.0f} corrected or refused"
    )


def _write_corpus(folder: Path, articles: int, kind: str) -> int:
    """Write the corpus; return its size in bytes. The same every time."""
    lots = random.Random(7)
    folder.mkdir()
    size = 0
    for number in range(articles):
        text = _article(number, kind, lots)
        path = folder / f"{number:06}.{_SUFFIX[kind]}"
        size += path.write_bytes(text.encode())
    return size


def _article(number: int, kind: str, lots: random.Random) -> str:
    language = lots.choice(["ar", "ar", "en"])
    title = f"{_words(language, 5, lots).capitalize()} {number}"
    author = lots.choice(_AUTHORS[language])
    paragraphs = _paragraphs(language, lots)
    if kind == "markdown":
        written = (_FIRST_DAY + timedelta(hours=7 * number)).isoformat()
        front = (
            f"title: {title}\nauthors: [{author}]\nlanguage: {language}\npublished_at: {written}"
        )
        return f"---\n{front}\n---\n\n" + "\n\n".join(paragraphs)
    if kind == "html":
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return f'<h1>{title}</h1><p>{author}</p><div class="entry">{body}</div>'
    byline = f"بقلم/ {author}" if language == "ar" else f"By {author}"
    return "\n\n".join([title, byline, *paragraphs, "شاهد أيضاً", "اترك تعليقاً"])


def _paragraphs(language: str, lots: random.Random) -> list[str]:
    paragraphs: list[str] = []
    size = 0
    while size < _BYTES:
        paragraphs.append(_words(language, lots.randint(25, 60), lots) + ".")
        size += len(paragraphs[-1].encode())
    return paragraphs


def _words(language: str, number: int, lots: random.Random) -> str:
    return " ".join(lots.choices(_WORDS[language], k=number))


if __name__ == "__main__":
    main()
