"""A style tried out before anything depends on it: with an article that has everything.

Owns the example; sends nothing.
"""

from datetime import UTC, datetime
from html.parser import HTMLParser

from barqiya.domain.article import Article, Author, Content, Image, Label, article_id
from barqiya.domain.publication import Publication
from bot.locale import Locale
from bot.messages.filling import filled
from bot.messages.markup import CAPTION_UNITS, ENTITIES, Message, message, utf16
from bot.messages.post import channel_post
from bot.messages.rich import visible
from bot.messages.style import PostStyle
from bot.messages.template import TemplateError

#: What the fixed text of a template leaves of a caption, at the least, for the article's own.
_ROOM = CAPTION_UNITS // 2
_WHEN = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
_TEXT = """
<p>عاد أمس إلى الميناء القديم آخر القوارب الشراعية، بعد رحلة دامت أربعين يومًا.</p>
<h2>من هنا بدأت الحكاية</h2>
<p>يقول الربّان سالم: «لم نرَ مثل هذه الريح منذ عشرين سنة». ثم يضحك ويشير إلى البحر.</p>
<p>The crew had sailed from <a href="https://example.org/port">Port Said</a> in October.</p>
"""
_EXAMPLE = Article(
    id=article_id("example", "example"),
    public_id="urn:example",
    source="example",
    revision=2,
    content=Content(
        title="عودة القوارب الشراعية إلى الميناء القديم",
        content_html=_TEXT,
        summary="عادت القوارب بعد أربعين يومًا في البحر. ماذا حملت معها هذه المرة؟",
        language="ar",
        url="https://example.org/2026/11/boats",
        authors=(Author(name="سلمى النوري"), Author(name="Nora Reed")),
        categories=(Label(name="مجتمع"), Label(name="البحر المتوسط")),
        tags=(Label(name="ميناء"), Label(name="رحلات بحرية")),
        images=tuple(Image(url=f"https://example.org/boats-{n}.jpg") for n in (1, 2)),
        comments_url="https://example.org/2026/11/boats#comments",
        published_at=_WHEN,
    ),
    content_hash="",
    first_seen_at=_WHEN,
    updated_at=_WHEN,
    correction="صوّبنا عدد الأيام.",
)


def example() -> Article:
    """Return an article of our own that has everything an article can have."""
    return _EXAMPLE


def try_out(style: PostStyle, publication: Publication, locale: Locale) -> None:
    """Make the posts of an example in every form.

    Raises :class:`~bot.messages.template.TemplateError` where Telegram would not take them, or
    where the template leaves an article no room.
    """
    for template in (style.template, style.signature):
        fixed = message(filled(template, {}, locale.direction)) if template else None
        words = sum(
            utf16(piece.text)
            for line in (template.lines if template else ())
            for piece in line.pieces
        )
        if words > _ROOM or (fixed and utf16(fixed.text) > _ROOM):
            raise TemplateError(
                f"its own words take {words} of the {CAPTION_UNITS} characters of a caption; "
                f"at most {_ROOM} leave room for an article"
            )
    for form in (None, "text", "photo", "album"):
        post = channel_post(_EXAMPLE, publication, locale, style, corrected=True, form=form)
        for part in post.parts:
            _judge(part.message)


class _Tags(HTMLParser):
    """Counts tags, and notices one that closes another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.count = 0
        self.open: list[str] = []
        self.crossed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it; an address must have come into a link whole."""
        del attrs
        self.count += 1
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Compare it with the last that was opened."""
        self.crossed |= not self.open or self.open.pop() != tag


def _judge(made: Message) -> None:
    tags = _Tags()
    tags.feed(made.html)
    tags.close()
    if tags.crossed or tags.open:
        raise TemplateError("makes markup that Telegram does not take")
    if tags.count > ENTITIES:
        raise TemplateError(f"makes {tags.count} links and styles; Telegram shows {ENTITIES}")
    if not visible(made.text):
        raise TemplateError("makes an empty post")
