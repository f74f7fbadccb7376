from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from barqiya.domain.article import Article, Author, Content, Label, article_id
from barqiya.domain.query import parse
from barqiya.search import SavedQueries, matches

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TITLES = ("سوق المدينة القديمة", "مدارس القرية", "The night train", "خبر", "كتاب عن السوق")
BODIES = (
    "في السوق كتبٌ نادرة ومدرسةٌ لتعليم الخط",
    "A slow train runs past the old café",
    "روى أحمد قصة المدينة والقرية عام ٢٠٢٤",
    "كتب عبد الله كتاباً وعبدالله آخر",
    "",
)
TYPED = (
    *("سوق", "المدينة", "كتب", "مدرسه", "في", "train", "2024", "زرافة", "كتا*", "المد*", "tra*"),
    *('"المدينة القديمة"', '"night train"', "title:سوق", "عنوان:مدا*", 'title:"night train"'),
    *("author:سالم", "كاتب:منى", 'author:"سالم منى"', "category:ثقافة", "قسم:رياضة", "tag:شعر"),
    *("lang:en", "لغة:عربي", "source:tests", "source:elsewhere", "after:أمس", "before:2026-03-09"),
    *("after:7d", "after:24h", "عبدالله", "عبد الله", '"كتب عبدالله"', "عبد*"),
)


def article(number: int, title: str, body: str, **told: Iterable[str] | str | datetime) -> Article:
    """Return an article; *told* are names of authors, categories and tags, a language, a date."""
    at = told.get("at", NOW)
    assert isinstance(at, datetime)
    return Article(
        id=article_id("tests", str(number)),
        public_id=f"urn:{number}",
        source=str(told.get("source", "Tests")),
        revision=1,
        content=Content(
            title=title,
            content_html=f"<p>{body}</p>",
            summary="",
            language=str(told.get("language", "ar")),
            authors=tuple(Author(name=name) for name in told.get("authors", ())),  # type: ignore[union-attr]
            categories=tuple(Label(name=name) for name in told.get("categories", ())),  # type: ignore[union-attr]
            tags=tuple(Label(name=name) for name in told.get("tags", ())),  # type: ignore[union-attr]
            published_at=at,
        ),
        content_hash="",
        first_seen_at=NOW,
        updated_at=NOW,
    )


ARTICLES = st.builds(
    article,
    st.just(1),
    st.sampled_from(TITLES),
    st.sampled_from(BODIES),
    authors=st.lists(st.sampled_from(["منى سالم", "أحمد الكومى", "سالم علي"]), max_size=2),
    categories=st.lists(st.sampled_from(["ثقافة", "رياضه"]), max_size=2),
    tags=st.lists(st.just("شعر"), max_size=1),
    language=st.sampled_from(["ar", "ar-EG", "en"]),
    source=st.sampled_from(["Tests", "elsewhere"]),
    at=st.sampled_from([NOW - timedelta(hours=h) for h in (1, 20, 30, 60, 400)]),
)
QUERIES = st.recursive(
    st.sampled_from(TYPED),
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' '.join(some)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(
    article=ARTICLES,
    typed=st.lists(QUERIES | st.just(""), max_size=8),
    gone=st.sets(st.integers(0, 7)),
)
def test_saved_queries_want_what_each_alone_would(
    article: Article, typed: list[str], gone: set[int]
) -> None:
    """The index of queries answers as the matcher does, query by query, after any removals."""
    saved = SavedQueries[int]()
    queries = {number: parse(text, NOW) for number, text in enumerate(typed)}
    for number, query in queries.items():
        saved.add(number, query)
    for number in gone:
        saved.remove(number)
        queries.pop(number, None)
    alone = {number for number, query in queries.items() if matches(query, article)}
    assert saved.wanting(article, NOW) == alone
    assert len(saved) == len(queries)


def test_a_key_holds_its_last_query() -> None:
    """Saving under a key again replaces; removing what is not there does nothing."""
    saved = SavedQueries[str]()
    saved.add("a", parse("سوق", NOW))
    saved.add("b", parse("سوق", NOW))
    saved.add("a", parse("قطار", NOW))
    saved.remove("c")
    market = article(1, "سوق", "")
    assert saved.wanting(market, NOW) == {"b"}
    saved.remove("b")
    assert saved.wanting(market, NOW) == set()
    assert len(saved) == 1


def test_nothing_is_left_of_what_was_removed() -> None:
    """Memory follows what is saved, not what ever was."""
    saved = SavedQueries[int]()
    for number in range(100):
        saved.add(number, parse(f"كلمة{number} OR سوق{number} -قسم:ثقافة author:منى", NOW))
    for number in range(100):
        saved.remove(number)
    kept = (saved._by_key, saved._by_wanted, saved._waiting, saved._restless)
    assert not any(kept)


def test_a_saved_day_goes_with_the_time() -> None:
    """«أمس» is the day before the day on which an article comes."""
    saved = SavedQueries[str]()
    saved.add("fresh", parse("بعد:أمس", NOW))
    old = article(1, "خبر", "", at=NOW - timedelta(days=1))
    assert saved.wanting(old, NOW) == {"fresh"}
    assert saved.wanting(old, NOW + timedelta(days=2)) == set()
