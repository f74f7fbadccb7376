"""An article as a channel post: what is sent, message by message. Owns the form; sends nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from barqiya.domain.article import Article, Status
from barqiya.domain.delivery import PostForm
from barqiya.domain.publication import Publication
from bot.locale import Locale
from bot.messages.article import heading
from bot.messages.filling import Value, filled
from bot.messages.links import link_address
from bot.messages.markup import CAPTION_UNITS, TEXT_UNITS, Message, Size, limit_of, message, size_of
from bot.messages.pages import sheets, shortened
from bot.messages.pictures import photos_of
from bot.messages.rich import Paragraph, Run, Style, clean, line, visible
from bot.messages.style import STANDARD, PostStyle, Preview
from bot.messages.telling import LONGEST_TITLE, values_of

_SHORTEST_SUMMARY = 40
_NUMBERED = 24  # units kept free for "12/34" under a part
# What gives way, in this order, where even without a summary a post is too long.
_GIVING_WAY = ("hashtags", "url", "page", "comments", "categories", "byline", "authors", "category")
_SEPARATOR = " · "
_SHARED = 200  # characters of a title in an address
_KEPT = 128  # posts, of some kilobytes each


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that opens *url*."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPreview:
    """The preview under (or above) a text; without *url* there is none."""

    url: str | None = None
    size: Preview = "large"


NO_PREVIEW = LinkPreview()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one call sends: *message*, as a text or as the caption of *photos* (addresses).

    Several photos are an album, which bears no buttons; its caption belongs to the first.
    """

    message: Message
    photos: tuple[str, ...] = ()
    preview: LinkPreview = NO_PREVIEW
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post in one form: its parts in order, at least one; all but the first are texts."""

    form: PostForm
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """Of how many messages the post is made."""
        return sum(max(1, len(part.photos)) for part in self.parts)


def form_of(article: Article, style: PostStyle = STANDARD) -> PostForm:
    """Return the form in which *article* is best posted."""
    photos = len(photos_of(article, 2)) if style.photo else 0
    if photos > 1 and style.album:
        return "album"
    return "photo" if photos else "text"


@lru_cache(maxsize=_KEPT)
def channel_post(  # noqa: PLR0913 - a post, and where it lies already its form and size
    article: Article,
    publication: Publication,
    locale: Locale,
    style: PostStyle = STANDARD,
    *,
    corrected: bool = False,
    form: PostForm | None = None,
    count: int | None = None,
) -> Post:
    """Return the post of *article*; *corrected* where it takes the place of an earlier one.

    *form* is the one to take instead of the best: that of a post that lies there already, or the
    next where a picture was refused (without pictures of its own a caption stands alone). *count*
    is the number of messages that it has to be: of an album the most pictures, else a longer text
    is cut, with a link to the rest, and what a shorter one leaves free says so.

    The last posts made are kept: one article goes to many channels of one style.
    """
    publication = style.in_zone(publication)
    if article.status is Status.RETRACTED:
        return _notice(article, publication, locale, form=form, count=count)
    values = values_of(article, publication, locale, style, corrected=corrected)
    setting = _Setting(article, values, locale, style)
    wanted = form or form_of(article, style)
    if wanted == "album":
        album = _album(setting, count)
        if album is not None:
            return album
        if form == "album":
            return replace(_cut_off(setting, _whole(setting, "photo"), 1), form="album")
        wanted = "photo"
    if "text" not in style.template.places:
        return _sized(setting, _single(setting, wanted), count)
    return _sized(setting, _whole(setting, wanted), count)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a post is set from."""

    article: Article
    values: Mapping[str, Value]
    locale: Locale
    style: PostStyle

    @property
    def link(self) -> str | None:
        return self.values["url"].text or None


def _single(setting: _Setting, form: PostForm) -> Post:
    """Return a post of one message."""
    units = TEXT_UNITS if form == "text" else CAPTION_UNITS
    part = Part(message=message(_fitted(setting, units)), buttons=_buttons(setting))
    return Post(form=form, parts=(_dressed(setting, part, form),))


def _dressed(setting: _Setting, part: Part, form: PostForm) -> Part:
    """Return the first part of a post with its picture or its preview."""
    if form == "text":
        return replace(part, preview=_preview(setting))
    return replace(part, photos=photos_of(setting.article, 1))


def _album(setting: _Setting, count: int | None) -> Post | None:
    """Return the pictures with a caption that has the links; ``None`` where it cannot hold all."""
    links = _links(setting)
    if "text" in setting.style.template.places:
        caption = _filled(setting, setting.values, links)
        if not _total(caption).within(limit_of(CAPTION_UNITS)):
            return None
    else:
        caption = _fitted(setting, CAPTION_UNITS, links)
    photos = photos_of(setting.article)[:count]
    return Post(form="album", parts=(Part(message=message(caption), photos=photos),))


def _whole(setting: _Setting, form: PostForm) -> Post:
    """Return a post that holds the whole text, in as many messages as that takes."""
    paragraphs = _filled(setting, setting.values)
    first = TEXT_UNITS if form == "text" else CAPTION_UNITS
    spread = sheets(paragraphs, TEXT_UNITS, first)
    if len(spread) > 1:
        spread = sheets(paragraphs, TEXT_UNITS - _NUMBERED, first - _NUMBERED)
        spread = [
            [*sheet, _number(setting, number, len(spread))]
            for number, sheet in enumerate(spread, 1)
        ]
    parts = [Part(message=message(sheet)) for sheet in spread]
    parts[-1] = replace(parts[-1], buttons=_buttons(setting))
    parts[0] = _dressed(setting, parts[0], form)
    return Post(form=form, parts=tuple(parts))


def _number(setting: _Setting, number: int, of: int) -> Paragraph:
    return line(f"{number}/{of}", direction=setting.locale.direction)


def _sized(setting: _Setting, post: Post, count: int | None) -> Post:
    """Return *post* in *count* messages, where that many lie there already."""
    if count is None or count == len(post.parts):
        return post
    if len(post.parts) < count:
        ended = line("⬆️ ", setting.locale.text("post.shorter"), direction=setting.locale.direction)
        rest = [Part(message=message([ended]))] * (count - len(post.parts))
        return replace(post, parts=(*post.parts, *rest))
    return _cut_off(setting, post, count)


def _cut_off(setting: _Setting, post: Post, count: int) -> Post:
    """Return the first *count* messages of *post*; the last says where the rest is."""
    told = setting.locale.text("post.more")
    more = line("… ", told, direction=setting.locale.direction)
    room = size_of(more).units + _NUMBERED
    first = TEXT_UNITS if post.form == "text" else CAPTION_UNITS
    spread = sheets(_filled(setting, setting.values), TEXT_UNITS - room, first - room)[:count]
    parts = [Part(message=message(sheet)) for sheet in spread[:-1]]
    linked = line("… ", Run(text=told, link=setting.link), direction=setting.locale.direction)
    units = TEXT_UNITS if parts else first
    fits = _total([*spread[-1], linked]).within(limit_of(units))
    last = message([*spread[-1], linked if fits else more])
    parts.append(Part(message=last, buttons=_buttons(setting)))
    parts[0] = _dressed(setting, parts[0], post.form)
    return replace(post, parts=tuple(parts))


def _fitted(setting: _Setting, units: int, below: Sequence[Paragraph] = ()) -> list[Paragraph]:
    """Return the template filled, and *below* it, so that all stays within *units*.

    The summary gives way first, then what a post is readable without; last of all the title.
    """
    limit = limit_of(units)
    for values in _ever_less(setting):
        made = _filled(setting, values, below)
        if _total(made).within(limit):
            return made
    title = heading(setting.article, setting.locale, LONGEST_TITLE)
    return [title, *below] if _total([title, *below]).within(limit) else [title]


def _ever_less(setting: _Setting) -> Iterator[Mapping[str, Value]]:
    values = setting.values
    summary = values["summary"]
    longest = min(setting.style.summary, len(summary.text))
    while visible(summary.text) and longest >= min(_SHORTEST_SUMMARY, len(summary.text)):
        yield {**values, "summary": replace(summary, text=shortened(summary.text, longest))}
        longest -= max(1, longest // 8)
    less = {name: value for name, value in values.items() if name != "summary"}
    yield less
    for name in _GIVING_WAY:
        less = {one: value for one, value in less.items() if one != name}
        yield less


def _filled(
    setting: _Setting, values: Mapping[str, Value], below: Sequence[Paragraph] = ()
) -> list[Paragraph]:
    """Return the template filled, *below* it and the signature."""
    style, direction = setting.style, setting.locale.direction
    made = filled(style.template, values, direction)
    if "correction" in values and "correction" not in style.template.places:
        made.append(line(values["correction"].text, direction=direction))
    if not any(visible(paragraph.text) for paragraph in made):
        made = [heading(setting.article, setting.locale, LONGEST_TITLE)]
    signed = filled(style.signature, values, direction) if style.signature else []
    return [*made, *below, *signed]


def _total(paragraphs: Sequence[Paragraph]) -> Size:
    return sum((size_of(paragraph) for paragraph in paragraphs), Size())


def _preview(setting: _Setting) -> LinkPreview:
    style = setting.style
    if style.preview == "none":
        return NO_PREVIEW
    url = setting.link
    if style.preview_of == "picture":
        url = next(iter(photos_of(setting.article, 1)), url)
    elif style.preview_of == "page":
        url = setting.values["page"].text or url
    return LinkPreview(url=url, size=style.preview)


def _buttons(setting: _Setting) -> tuple[tuple[Button, ...], ...]:
    """Return the rows of buttons: reading has its own where there are others."""
    offered = list(_offered(setting))
    reading = tuple(button for kind, button in offered if kind == "read")
    others = tuple(button for kind, button in offered if kind != "read")
    return tuple(row for row in (reading, others) if row)


def _offered(setting: _Setting) -> Iterator[tuple[str, Button]]:
    """Yield what can be done with the post, in the order of the style, as far as it has a link."""
    title = clean(setting.values["title"].text[:_SHARED])
    comments = setting.values["comments"].text
    link, locale = setting.link, setting.locale
    words = {
        "read": locale.text("post.read"),
        "share": locale.text("post.share"),
        "discuss": locale.text("post.discuss"),
    }
    for kind in dict.fromkeys(setting.style.buttons):
        url = comments if kind == "discuss" else link
        if kind == "share" and link:
            url = f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(title)}"
        if url:
            yield kind, Button(text=words[kind], url=url)


def _links(setting: _Setting) -> list[Paragraph]:
    """Return the buttons as links in one line, for what can bear no buttons."""
    runs: list[Run] = []
    for _, button in _offered(setting):
        runs += [Run(text=_SEPARATOR)] if runs else []
        runs.append(Run(text=button.text, link=link_address(button.url)))
    return [line(*runs, direction=setting.locale.direction)] if runs else []


def _notice(
    article: Article,
    publication: Publication,
    locale: Locale,
    *,
    form: PostForm | None,
    count: int | None,
) -> Post:
    """Return what stands in the place of a post whose article was withdrawn."""
    when = locale.moment(article.updated_at, publication.timezone)
    words = Run(text=locale.text("post.withdrawn", when=when), styles=frozenset({Style.ITALIC}))
    sign = line("⛔ ", words, direction=locale.direction)
    first = Part(message=message([heading(article, locale, LONGEST_TITLE), sign]))
    rest = [Part(message=message([sign]))] * ((count or 1) - 1)
    form = form or "text"
    return Post(form=form, parts=(first,) if form == "album" else (first, *rest))
