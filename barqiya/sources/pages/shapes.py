"""What an address tells of what lies there: an article, a list, a file. Fetches nothing."""

import re
from enum import IntEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from barqiya.domain.folding import fold
from barqiya.domain.normalize import address_key


class Shape(IntEnum):
    """How much an address looks like that of an article."""

    OTHER = 0  # a list, a form, a file, another site
    PLAIN = 1  # says nothing: /about, /world/egypt
    ARTICLE = 2


_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|ico|pdf|docx?|xlsx?|pptx?|zip|rar|gz|mp[34]|m4[av]|ogg|wav"
    r"|avi|mov|webm|css|js|xml|rss|atom|json|txt|apk|exe)$"
)
_PAGE = re.compile(r"\.(?:html?|php|aspx?|jsp|shtml|cfm)$")
# Where systems of publishing keep what is no article: WordPress, Blogger, Drupal, Joomla.
_LISTS = frozenset(
    fold(word)
    for word in (
        *("tag", "tags", "category", "categories", "cat", "topic", "topics", "label", "labels"),
        *("author", "authors", "writer", "writers", "user", "users", "profile", "page", "feed"),
        *("rss", "search", "archive", "archives", "login", "register", "signin", "signup"),
        *(
            "account",
            "cart",
            "checkout",
            "shop",
            "wp-admin",
            "wp-content",
            "wp-json",
            "wp-includes",
        ),
        *("wp-login.php", "xmlrpc.php", "comments", "attachment", "embed", "trackback", "print"),
        *("share", "contact", "contact-us", "about", "about-us", "privacy", "privacy-policy"),
        *("terms", "sitemap", "cdn-cgi", "subscribe", "newsletter", "advertise"),
        *("وسم", "وسوم", "تصنيف", "تصنيفات", "قسم", "اقسام", "كاتب", "الكاتب", "كتاب", "بحث"),
        *("ارشيف", "صفحة", "من-نحن", "اتصل-بنا", "سياسة-الخصوصية"),
    )
)
_STATIC = re.compile(r"^/p/[^/]+\.html$")  # Blogger's pages beside its posts
_ARCHIVE = re.compile(r"^/(?:blog/)?\d{4}(?:/\d{1,2}){0,2}/?$")
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?/[^/]+")
_NOT_ASKED = frozenset(
    {
        *("s", "q", "share", "replytocom", "cat", "tag", "author", "paged", "page", "page_id"),
        *("feed", "label", "search", "attachment_id", "action", "redirect_to", "m", "format"),
        *("updated-max", "max-results", "orderby", "add-to-cart", "print", "lang"),
    }
)
_NUMBERED = re.compile(r"(?:p|id|aid|nid|sid|tid|news_?id|art_?id|article|article_?id|story_?id)")
_WORDS = re.compile(r"[\w\u064b-\u0652]+")
_MANY_WORDS = 3
_LONG_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")


def shape_of(url: str) -> Shape:
    """Return how the address *url* looks, which is absolute."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    pairs = parse_qsl(parts.query)
    asked = {name.casefold() for name, _ in pairs}
    if any(_NUMBERED.fullmatch(name.casefold()) and value.isdecimal() for name, value in pairs):
        return Shape.OTHER if asked & {"share", "replytocom", "feed"} else Shape.ARTICLE
    if asked & _NOT_ASKED or _is_other(path):
        return Shape.OTHER
    last = _PAGE.sub("", path.rstrip("/").rpartition("/")[2].casefold())
    if _DATED.search(path) or _LONG_NUMBER.search(last) or _LONG_NUMBER.search(path):
        return Shape.ARTICLE
    words = _WORDS.findall(last.replace("_", " "))
    return Shape.ARTICLE if len(words) >= _MANY_WORDS else Shape.PLAIN


def is_home(url: str) -> bool:
    """Return whether *url* is the front page of its site."""
    parts = urlsplit(url)
    path = _PAGE.sub("", parts.path.casefold()).strip("/")
    return path in ("", "index", "home", "default") and not parts.query


def site_of(url: str) -> str:
    """Return what all addresses of one site share."""
    return address_key(url).partition("/")[0].partition("?")[0]


def _is_other(path: str) -> bool:
    folded = path.casefold().rstrip("/")
    segments = [fold(segment) for segment in folded.split("/") if segment]
    if not segments or segments[-1] in {"feed", "amp", "embed", "trackback"}:
        return True
    # A section may come first, a number of the page after: /ar/category/x, /x/page/2.
    if any(segment in _LISTS for segment in segments[:2]) or "page" in segments[-2:-1]:
        return True
    return bool(_FILE.search(folded) or _STATIC.match(folded) or _ARCHIVE.match(f"{folded}/"))
