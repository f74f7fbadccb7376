"""How a channel's posts look. Owns the choices and the named templates; renders nothing."""

from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from barqiya.domain.publication import Publication
from bot.messages.template import Template, TemplateError, read_template

Preview = Literal["large", "small", "above", "none"]
PreviewOf = Literal["article", "page", "picture"]
ButtonKind = Literal["read", "share", "discuss"]
DigestOrder = Literal["listed", "grouped"]

_TEXTS = {
    "standard": """
        <b>{title}</b>
        <i>{byline}</i>

        {summary}

        <i>{correction}</i>

        {hashtags}
        """,
    "headline": """
        <b><a href="{url}">{title}</a></b>
        <i>{category} · {authors}</i>

        <i>{correction}</i>
        """,
    "summary": """
        <b>{title}</b>

        {summary}

        <i>{authors} · {date}</i>

        <i>{correction}</i>
        """,
    "quote": """
        <b>{title}</b>
        <i>{byline}</i>

        <blockquote>{summary}</blockquote>

        <i>{correction}</i>

        {hashtags}
        """,
    "folded": """
        <b>{title}</b>
        <i>{byline}</i>

        <blockquote expandable>{text}</blockquote>

        <i>{correction}</i>

        {hashtags}
        """,
    "full": """
        <b>{title}</b>
        <i>{byline}</i>

        {text}

        <i>{correction}</i>

        {hashtags}
        """,
}
#: The templates that have a name.
NAMED: dict[str, Template] = {
    name: read_template("\n".join(line.strip() for line in text.strip().split("\n")))
    for name, text in _TEXTS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStyle:
    """How the posts of one channel look.

    *photo*: the article's picture is sent, with the text as its caption; *album*: all its pictures
    are, where there are several. Without one, *preview* is how the link preview looks and
    *preview_of* what it is of: the article at its source, our own reading page, or the picture.
    *discuss* is where readers talk, for articles that have no comments of their own; *hashtags* the
    most hashtags and *summary* the most characters of a summary. *signature* ends every post.
    *timezone* is the channel's, where it is another than the publication's.
    """

    template: Template = NAMED["standard"]
    signature: Template | None = None
    photo: bool = True
    album: bool = True
    preview: Preview = "large"
    preview_of: PreviewOf = "article"
    buttons: tuple[ButtonKind, ...] = ("read",)
    discuss: str | None = None
    hashtags: int = 5
    summary: int = 600
    digest: DigestOrder = "listed"
    timezone: ZoneInfo | None = None

    def in_zone(self, publication: Publication) -> Publication:
        """Return *publication* as the channel shows it: its dates in the channel's zone."""
        return replace(publication, timezone=self.timezone) if self.timezone else publication


STANDARD = PostStyle()


def template_of(text: str) -> Template:
    """Return the template of that name, or *text* itself as one.

    Raises :class:`~bot.messages.template.TemplateError`.
    """
    named = NAMED.get(text.strip().lower())
    if named is not None:
        return named
    template = read_template(text)
    if not template.places:
        raise TemplateError(
            "has no place for anything of an article, such as {title}; "
            f"the templates that have a name are {', '.join(NAMED)}"
        )
    return template
