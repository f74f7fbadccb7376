"""What a post costs before it is sent: the processor's time to set it, for each named template.

    .venv/bin/python benchmarks/posts.py [--articles 200]

Articles of 3 kB with three pictures, each set once in every named template, in Arabic; then once
more, as for a second channel of the same style; then digests of twenty.
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from barqiya.domain.article import Article, Author, Content, Image, Label, article_id
from barqiya.domain.publication import Publication
from bot.locale import locale_for
from bot.messages import NAMED, Digest, PostStyle, channel_post, digest_post, digest_takes

NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
WORDS = ["الميناء", "المدينة", "القمر", "الريح", "كتاب", "قارب", "رحلة", "صباح.", "علم", "بيت،"]
PUBLICATION = Publication(
    title="منارة",
    description="",
    language="ar",
    timezone=ZoneInfo("Africa/Cairo"),
    public_url="https://feeds.manara.example",
)


def article(number: int, chance: random.Random) -> Article:
    """Return an article of about 3 kB."""
    paragraphs = (" ".join(chance.choices(WORDS, k=45)) for _ in range(6))
    content = Content(
        title=" ".join(chance.choices(WORDS, k=8)),
        content_html="".join(f"<p>{text}</p>" for text in paragraphs),
        summary=" ".join(chance.choices(WORDS, k=40)),
        language="ar",
        url=f"https://manara.example/{number}",
        authors=(Author(name="سلمى النوري"),),
        categories=(Label(name="علوم"),),
        tags=tuple(Label(name=word) for word in WORDS[:4]),
        images=tuple(Image(url=f"https://manara.example/{number}-{n}.jpg") for n in range(3)),
        published_at=NOON,
    )
    return Article(
        id=article_id("bench", str(number)),
        public_id=f"urn:bench:{number}",
        source="bench",
        revision=1,
        content=content,
        content_hash="",
        first_seen_at=NOON,
        updated_at=NOON,
    )


def cost(work: Callable[[], object], times: int) -> str:
    """Return the processor's milliseconds of one of *times* in *work*."""
    begun = time.process_time()
    work()
    return f"{(time.process_time() - begun) / times * 1000:.2f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=200)
    count = parser.parse_args().articles
    chance = random.Random(1)
    made = [article(number, chance) for number in range(count)]
    arabic = locale_for("ar")
    for name, template in NAMED.items():
        style = PostStyle(template=template)
        set_all = [channel_post(one, PUBLICATION, arabic, style) for one in made[:1]]
        fresh = cost(
            lambda style=style: [channel_post(a, PUBLICATION, arabic, style) for a in made], count
        )
        last = made[-50:]
        again = cost(
            lambda style=style, last=last: [
                channel_post(a, PUBLICATION, arabic, style) for a in last
            ],
            len(last),
        )
        print(f"{name:10} {set_all[0].form:6} {fresh} fresh, {again} again")
    digest = Digest(day=NOON, publication=PUBLICATION, locale=arabic)
    print(f"digest     {cost(lambda: digest_takes(made, digest), 1)} to split,", end=" ")
    print(f"{cost(lambda: digest_post(made[:18], digest), 1)} to set")


if __name__ == "__main__":
    main()
