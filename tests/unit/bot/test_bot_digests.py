"""How several articles become one post of a channel."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from barqiya.domain.article import Article, Label, Status
from barqiya.domain.publication import Publication
from bot.locale import locale_for
from bot.messages import (
    Digest,
    Post,
    PostStyle,
    channel_post,
    digest_post,
    digest_takes,
    template_of,
)
from bot.messages.direction import RLM

Make = Callable[..., Article]


def texts(post: Post) -> list[str]:
    """Return what each message shows."""
    return [part.message.text for part in post.parts]


def a_digest(publication: Publication, **style: Any) -> Digest:
    """Return what a digest of the 23rd is made of."""
    day = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # past midnight in Cairo
    return Digest(
        day=day, publication=publication, locale=locale_for("ar"), style=PostStyle(**style)
    )


def test_a_digest_is_the_day_its_titles_and_a_line_of_each(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """The day is the zone's; titles are links; authors and a line of the summary follow."""
    other = article(title="Reuters: ميناء جديد", authors=(), url="https://manara.example/port")
    post = digest_post([article(), other], a_digest(publication))
    parsed = telegram.parse(post.parts[0].message.html)
    assert parsed.text.split("\n") == [
        "🗞 أخبار الاثنين، 23 نوفمبر 2026",
        "",
        "▪️ القمر يعود",
        "سلمى النوري — ملخّص قصير.",
        "",
        f"{RLM}▪️ Reuters: ميناء جديد",
        "ملخّص قصير.",
    ]
    assert [url for kind, _, url in parsed.entities if kind == "TextUrl"] == [
        "https://manara.example/moon",
        "https://manara.example/port",
    ]


def test_a_digest_can_be_in_groups(publication: Publication, article: Make) -> None:
    """By first category whatever its spelling, in the order in which the categories come up."""
    made = [
        article(title=title, categories=(Label(name=name),) if name else ())
        for title, name in (("أ", "ثقافة"), ("ب", "علوم"), ("ج", "ثقافه"), ("د", ""))
    ]
    post = digest_post(made, a_digest(publication, digest="grouped"))
    shown = [line for line in texts(post)[0].split("\n") if line and "—" not in line][1:]
    assert shown == ["ثقافة", "▪️ أ", "▪️ ج", "علوم", "▪️ ب", "▪️ د"]


def test_a_digest_tells_what_became_of_its_articles(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """A correction says when; of a withdrawn one the struck title stays, without a link."""
    withdrawn = replace(article(title="خبر ملغى"), status=Status.RETRACTED)
    post = digest_post([article(), withdrawn], a_digest(publication), corrected=[article().id])
    parsed = telegram.parse(post.parts[0].message.html)
    assert "✏️ صُحِّح في 23 نوفمبر 2026، 2:05 م" in parsed.text
    assert parsed.of("Strikethrough") == ["خبر ملغى"]
    assert parsed.of("TextUrl") == ["القمر يعود"]
    assert parsed.text.endswith("⛔ خبر ملغى — سُحب")


def test_a_long_digest_is_split_so_that_each_message_is_whole(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """No article is torn or left out, and each message still fits once all were corrected."""
    waiting = [
        article(title=f"عنوان رقم {n} " + "طويل " * (n % 30), summary="جملة عن المدينة. " * 20)
        for n in range(70)
    ]
    digest = a_digest(publication)
    seen = 0
    while waiting:
        takes = digest_takes(waiting, digest)
        assert 1 <= takes <= 20
        made, waiting = waiting[:takes], waiting[takes:]
        (part,) = digest_post(made, digest, corrected=[one.id for one in made]).parts
        parsed = telegram.parse(part.message.html)
        assert len(parsed.text) <= 4096
        assert len(parsed.of("TextUrl")) == takes
        assert parsed.text.count("✏️") == takes
        seen += takes
    assert seen == 70


def test_a_digest_fits_whatever_its_articles_have_become(
    publication: Publication, article: Make, telegram: Any
) -> None:
    """Forty articles that have all grown: less is said of each, and none is left out."""
    made = [article(title="عنوان طويل " * 30, summary="كلام كثير " * 99)] * 40
    (part,) = digest_post(made, a_digest(publication)).parts
    parsed = telegram.parse(part.message.html)
    assert (len(parsed.text) <= 4096, len(parsed.of("TextUrl"))) == (True, 40)


def test_a_channel_has_a_zone_of_its_own(publication: Publication, article: Make) -> None:
    """Dates, corrections and the day of a digest are the channel's, else the publication's."""
    look = PostStyle(
        template=template_of("{date}\n{correction}"), timezone=ZoneInfo("America/New_York")
    )
    post = channel_post(article(), publication, locale_for("ar"), look, corrected=True)
    assert texts(post) == ["22 نوفمبر 2026\n✏️ صُحِّح في 23 نوفمبر 2026، 7:05 ص"]
    withdrawn = replace(article(), status=Status.RETRACTED)
    assert "7:05 ص" in texts(channel_post(withdrawn, publication, locale_for("ar"), look))[0]
    digest = replace(a_digest(publication), style=look)
    assert "الأحد، 22 نوفمبر" in texts(digest_post([article()], digest))[0]
