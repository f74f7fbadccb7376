"""The blocks of a page that name other articles."""

from collections.abc import Iterator

from barqiya.domain.article import RelatedArticle
from barqiya.domain.dates import find_date
from barqiya.domain.normalize import absolute
from barqiya.sources.copied.lines import is_paragraph, is_teaser, without_teaser_end
from barqiya.sources.webpage.places import has
from barqiya.sources.webpage.tree import Element, words_of


def related_in(block: Element, base_url: str | None) -> Iterator[RelatedArticle]:
    """Yield the articles that a block of other articles names: a heading with a link each."""
    for heading in block.xpath(".//h2[.//a] | .//h3[.//a] | .//h4[.//a]"):
        link = heading.find(".//a")
        title = words_of(heading)
        if not title:
            continue
        item = heading.getparent()
        alone = len(item.xpath(".//h2[.//a] | .//h3[.//a] | .//h4[.//a]")) == 1
        yield _described(item if alone else None, title, absolute(link.get("href") or "", base_url))


def _described(item: Element | None, title: str, url: str | None) -> RelatedArticle:
    if item is None:
        return RelatedArticle(title=title, url=url)
    date_place = item.xpath(f".//*[{has('tie-date')} or {has('date')}] | .//time")
    author = item.xpath(f".//*[{has('post-meta-author')} or {has('author')}]")
    category = item.xpath(f".//*[{has('post-cats')}]//a | .//a[@rel='category tag']")
    openings = [words_of(p) for p in item.iter("p")]
    opening = next((o for o in openings if is_teaser(o) or is_paragraph(o)), "")
    written = find_date(words_of(date_place[0])) if date_place else None
    return RelatedArticle(
        title=title,
        url=url,
        author=words_of(author[0]) or None if author else None,
        category=words_of(category[0]) or None if category else None,
        published_on=written.day if written else None,
        opening=without_teaser_end(opening) or None,
    )
