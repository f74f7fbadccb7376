"""Sources whose documents are broken, in the wrong letters, or made to exhaust who reads them."""

import html

from tests.integration.hostile.composing import SENTENCE, Bad, answer, entry, rss, two

_NESTED = 30_000


def broken() -> list[Bad]:
    """Return sources whose documents are no XML, or no JSON."""
    cut = two("cut-off").removesuffix("</item></channel></rss>")
    raw = entry("raw-html", description=f"<p>{SENTENCE}<br>وبعدها <b>سطر</p>")
    amps = [
        entry("ampersands", 1, title="شاي &amp; قهوة & ماء"),
        entry("ampersands", 2, title="مقهى caf&eacute;&nbsp;البحر &unknown; &"),
    ]
    junk = "<br />\n<b>Notice</b>: Undefined index in <b>/srv/x.php</b> on line <b>3</b><br />\n"
    controls = entry("controls", title="خبر\x01 فيه\x0b حروف\x1f تحكم").replace("وقف", "و\x00قف")
    surrogates = entry("surrogates", title="قمر &#xD800; و&#55357;&#56832; و&#0; و&#x110000; نهاية")
    cdata = entry("torn-cdata", 1, description=f"<![CDATA[<p>{SENTENCE}</p>")
    ends = entry("cdata-ends", description=f"<![CDATA[<p>{SENTENCE} ]]]]><![CDATA[> تتمة</p>]]>")
    return [
        Bad(name="cut-off", says=answer(cut), articles=1, refused=1, note="breaks off"),
        Bad(name="raw-html", says=answer(rss(raw, entry("raw-html", 2))), articles=2),
        Bad(
            name="ampersands",
            says=answer(rss(*amps)),
            articles=2,
            holds=("شاي & قهوة & ماء", "café"),
        ),
        Bad(name="junk-before", says=answer(two("junk-before", before=junk)), articles=2),
        Bad(name="two-marks", says=answer("\ufeff\ufeff" + two("two-marks")), articles=2),
        Bad(name="controls", says=answer(rss(controls, entry("controls", 2))), articles=2),
        Bad(name="surrogates", says=answer(rss(surrogates)), articles=1, holds=("قمر",)),
        Bad(name="torn-cdata", says=answer(rss(cdata, entry("torn-cdata", 2))), articles=2),
        Bad(name="cdata-ends", says=answer(rss(ends)), articles=1, holds=("تتمة",)),
        Bad(
            name="undeclared",
            says=answer(rss(entry("undeclared", **{"foo:bar": "x", "dc:creator": "هدى"}))),
            articles=1,
            holds=("هدى",),
        ),
        Bad(name="empty-list", says=answer(rss())),
        Bad(name="nothing", says=answer(""), failure="no feed"),
        Bad(name="blank", says=answer(" \n" * 5000), failure="no feed"),
        Bad(name="a-picture", says=answer(b"\x89PNG\r\n\x1a\n" + bytes(5000)), failure="no feed"),
        Bad(
            name="a-page",
            says=answer("<!doctype html><html><body><h1>Hi</h1></body></html>"),
            failure="no feed",
        ),
        Bad(
            name="own-feed",
            says=answer('<html><link rel="alternate" type="application/rss+xml" href=""></html>'),
            failure="no feed",
        ),
        *_json(),
    ]


def _json() -> list[Bad]:
    head = '{"version":"https://jsonfeed.org/version/1.1","title":"ق","items":'
    one = (
        '{"id":"j%s","url":"http://json.example.org/%s","title":"خبر %s",'
        f'"content_text":"{SENTENCE} %s"}}'
    )

    def made(name: str) -> str:
        return one % ((name,) * 4)

    return [
        Bad(
            name="json-torn",
            says=answer(f"{head}[{made('torn')},{made('torn')[:60]}"),
            articles=1,
            note="breaks off",
        ),
        Bad(
            name="json-nan",
            says=answer(f'{head}[{made("nan")},{{"id":NaN}}]}}'),
            articles=1,
            note="breaks off",
        ),
        Bad(name="json-null", says=answer(f"{head}null}}")),
        Bad(name="json-object", says=answer(f'{head}{{"a":1}}}}'), refused=1),
        Bad(
            name="json-strings",
            says=answer(f'{head}["a",1,null,{made("strings")}]}}'),
            articles=1,
            refused=3,
        ),
        Bad(
            name="json-number",
            says=answer(f'{head}[{{"id":{"9" * 6000},"content_text":"{SENTENCE}"}}]}}'),
            failure="no feed",
        ),
        Bad(
            name="json-many",
            says=answer(f"{head}[{'1,' * 6_000}1]}}"),
            failure="more than 5,000 entries",
        ),
        Bad(
            name="json-exponent",
            says=answer(f'{head}[{{"id":1e999999,"title":5,"content_text":"{SENTENCE} أس"}}]}}'),
            articles=1,
        ),
        Bad(
            name="json-surrogate",
            says=answer(
                f'{head}[{{"id":"s","title":"ق \\ud800 م","content_text":"{SENTENCE} ب"}}]}}'
            ),
            articles=1,
        ),
        Bad(name="json-deep", says=answer(f"{head}{'[' * _NESTED}"), failure="no feed"),
        Bad(
            name="json-types",
            says=answer(
                f'{head}[{{"id":[1],"url":{{}},"title":false,"content_html":7,"authors":"x","tags":{{}},"attachments":[1],"date_published":[]}}]}}'
            ),
            articles=1,
        ),
    ]


def lettered() -> list[Bad]:
    """Return sources whose letters are not those they name."""

    def said(name: str, *, declared: str, written: str, **headers: str) -> Bad:
        before = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
        body = two(name, before=before).encode(written)
        return Bad(
            name=name,
            says=answer(body, **headers),
            articles=2,
            holds=(f"خبر 1 من {name}", "حارس المنارة"),
        )

    return [
        said("utf16-marked", declared="utf-16", written="utf-16"),
        said("utf16-bare", declared="utf-16", written="utf-16-le"),
        said(
            "utf16-as-utf8",
            declared="utf-8",
            written="utf-16",
            Content_Type="text/xml; charset=utf-8",
        ),
        said("arabic-as-utf8", declared="utf-8", written="cp1256"),
        said("utf8-as-arabic", declared="windows-1256", written="utf-8"),
        said(
            "header-lies",
            declared="",
            written="cp1256",
            Content_Type="text/xml; charset=iso-8859-1",
        ),
        said(
            "no-charset",
            declared="klingon",
            written="utf-8",
            Content_Type='text/xml; charset="\x01"',
        ),
    ]


def exhausting() -> list[Bad]:
    """Return sources made to eat the memory or the time of who reads them."""
    xxe = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    dtd = '<!DOCTYPE rss SYSTEM "http://127.0.0.1/evil.dtd">'
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE rss [<!ENTITY l0 "lolol">{lol}]>'
    blown = f'<!DOCTYPE rss [<!ENTITY b "{"blown" * 10_000}">]>'
    attributes = "".join(f' a{n}="x"' for n in range(100_000))
    deep = "<div>" * _NESTED + SENTENCE

    def with_two(name: str, *, before: str = "", **told: str) -> bytes:
        return answer(rss(entry(name, 1, **told), entry(name, 2), before=before))

    return [
        Bad(
            name="xxe",
            says=with_two("xxe", before=xxe, title="قبل &x; بعد"),
            articles=2,
            never=("root:",),
        ),
        Bad(name="dtd", says=with_two("dtd", before=dtd), articles=2),
        Bad(
            name="laughs",
            says=with_two("laughs", before=laughs, title="ضحك &l9;"),
            articles=2,
            never=("lolol",),
        ),
        Bad(
            name="blown-up",
            says=with_two("blown-up", before=blown, title="نفخ " + "&b;" * 1000),
            articles=2,
            never=("blownblown",),
        ),
        Bad(
            name="attributes",
            says=answer(
                rss(
                    entry("attributes").replace("<item>", f"<item{attributes}>"),
                    entry("attributes", 2),
                )
            ),
            articles=1,
            refused=1,
        ),
        Bad(
            name="html-attributes",
            says=with_two(
                "html-attributes", description=html.escape(f"<p{attributes}>{SENTENCE}</p>")
            ),
            articles=1,
            refused=1,
        ),
        Bad(
            name="deep-html", says=with_two("deep-html", description=html.escape(deep)), articles=2
        ),
        Bad(name="deep-xml", says=with_two("deep-xml", description=deep), articles=2),
        Bad(
            name="unclosed-tags",
            says=with_two("unclosed-tags", description=html.escape("<b>ك" * 20_000 + SENTENCE)),
            articles=2,
        ),
        Bad(
            name="one-long-text",
            says=with_two("one-long-text", description="كلام " * 4_000_000),
            articles=1,
            refused=1,
        ),
        Bad(
            name="open-items",
            says=answer(rss("<item>" * 6_000, entry("open-items"))),
            failure="more than 5,000 entries",
        ),
        Bad(
            name="open-cdata",
            says=answer(rss(*(f"<item><title>س{n}<![CDATA[</title></item>" for n in range(300)))),
            articles=300,
        ),
        Bad(
            name="many-cdata",
            says=with_two("many-cdata", description="<![CDATA[" * 100_000),
            articles=2,
        ),
        Bad(name="open-comments", says=answer("<!--" * 100_000 + two("open-comments")), articles=2),
        Bad(
            name="comments-inside",
            says=with_two("comments-inside", description=html.escape("<!--" * 50_000)),
            articles=2,
        ),
        Bad(name="no-tag-end", says=answer("<rss " + "a" * 3_000_000), failure="no feed"),
        Bad(
            name="left-angles",
            says=with_two("left-angles", description=html.escape("<" * 100_000)),
            articles=2,
        ),
        Bad(
            name="footers",
            says=with_two(
                "footers",
                description=html.escape("<p>" + SENTENCE + "<p>the post appeared first on " * 130),
            ),
            articles=2,
        ),
        Bad(
            name="plain-footers",
            says=with_two(
                "plain-footers", description="the post " * 60_000, **{"content:encoded": SENTENCE}
            ),
            articles=2,
        ),
        Bad(
            name="read-more",
            says=with_two(
                "read-more",
                description=html.escape(SENTENCE + "<a>المزيد</a>" * 100 + " " * 2600 + "x"),
            ),
            articles=2,
        ),
        Bad(
            name="dots",
            says=with_two("dots", description=SENTENCE + "…" * 300_000 + "x"),
            articles=2,
        ),
        Bad(
            name="blanks",
            says=with_two(
                "blanks",
                title="م " + " " * 500_000 + "ن",
                description=SENTENCE + " \n" * 300_000 + "x",
            ),
            articles=2,
        ),
        Bad(
            name="prefixes",
            says=with_two("prefixes", **{"a:x": "".join(f"<p{n}:a/>" for n in range(50_000))}),
            articles=1,
            refused=1,
        ),
        Bad(name="long-date", says=with_two("long-date", pubDate="1 يناير " * 50_000), articles=2),
        Bad(name="long-clock", says=with_two("long-clock", pubDate="1: " * 100_000), articles=2),
        Bad(name="long-people", says=with_two("long-people", author="هدى و" * 100_000), articles=2),
        Bad(
            name="long-category",
            says=with_two("long-category", category="<![CDATA[" + "<b> & " * 100_000 + "]]>"),
            articles=2,
        ),
        Bad(
            name="long-title-tags",
            says=with_two("long-title-tags", title="<![CDATA[" + "<b>ك" * 100_000 + "]]>"),
            articles=2,
        ),
        Bad(
            name="long-address",
            says=with_two(
                "long-address", link="http://long-address.example.org/?" + "a=%&" * 100_000
            ),
            articles=2,
        ),
        Bad(
            name="many-links",
            says=with_two(
                "many-links",
                description=html.escape(SENTENCE + "<a href='http://x.example.org/'>ر</a>" * 4_000),
            ),
            articles=2,
        ),
        Bad(
            name="many-pictures",
            says=with_two(
                "many-pictures",
                description=html.escape(SENTENCE + "<img src='/a.jpg?x=1'>" * 4_000),
            ),
            articles=2,
        ),
        Bad(
            name="many-enclosures",
            says=answer(
                rss(
                    entry("many-enclosures").replace(
                        "</item>",
                        "".join(
                            f"<enclosure url='http://x.example.org/{n}.mp3' type='audio/mpeg'/>"
                            for n in range(1_000)
                        )
                        + "</item>",
                    )
                )
            ),
            articles=1,
        ),
        Bad(
            name="many-related",
            says=with_two(
                "many-related",
                description=html.escape(SENTENCE + "<p>اقرأ أيضاً: <a href='/x'>ر</a></p>" * 1_500),
            ),
            articles=2,
        ),
        Bad(name="one-line", says=with_two("one-line", description="ك" * 1_000_000), articles=2),
        Bad(
            name="links-in-head",
            says=answer(
                rss(entry("links-in-head"), head="<atom:link rel='self' href='x'/>" * 12_000)
            ),
            articles=1,
        ),
    ]
