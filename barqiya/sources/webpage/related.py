"""The parts of a page that name other articles: boxes beside the text, and lines inside it."""

from collections.abc import Iterator
from itertools import islice

from barqiya.domain.article import RelatedArticle
from barqiya.domain.dates import find_date
from barqiya.domain.normalize import absolute, clean_text
from barqiya.sources.copied.furniture import Furniture, inline_related, kind_of
from barqiya.sources.copied.lines import is_paragraph, is_teaser, without_teaser_end
from barqiya.sources.webpage.places import has
from barqiya.sources.webpage.tree import Element, drop, words_of

_HEADINGS = ".//h2[.//a] | .//h3[.//a] | .//h4[.//a] | .//h5[.//a]"
_FEWEST_WORDS = 2
_MOST = 20
_LONGEST = 260  # letters of a line
_FURTHER = 12  # elements after a heading «read also» that may be its list


def related_in(block: Element, base_url: str | None) -> Iterator[RelatedArticle]:
    """Yield the articles that a box of other articles names: headings with a link, else links."""
    headings = block.xpath(_HEADINGS)[:_MOST]
    for heading in headings:
        link = heading.find(".//a")
        title = words_of(heading)
        if not title or kind_of(title) is not None:
            continue
        item = heading.getparent()
        alone = item is not None and len(item.xpath(_HEADINGS)) == 1
        url = absolute(link.get("href") or "", base_url)
        yield _described(item if alone else None, title, url)
    if not headings:
        yield from _linked(block, base_url)


def take_out(root: Element, base_url: str | None) -> list[RelatedArticle]:
    """Take the lines and lists that lead to other articles out of a text; return what they name.

    «اقرأ أيضاً: …» in one line, or alone over links that fill the lines, list or box below.
    """
    related: list[RelatedArticle] = []
    for line in list(
        root.iter("p", "h2", "h3", "h4", "h5", "h6", "div", "li", "blockquote", "span")
    ):
        if not _is_below(line, root) or (line.tag == "span" and not _heads_links(line)):
            continue
        text = words_of(line) if _is_short(line) else ""
        if not text:
            continue
        title = inline_related(text)
        if title is not None:
            related.append(_of_line(line, title, base_url))
            drop(line)
        elif kind_of(text) is Furniture.RELATED:
            related += _below(line, root, base_url)
        elif _is_label_and_links(line, text):
            related += _linked(line, base_url)
            drop(line)
    return related


def _is_below(element: Element, root: Element) -> bool:
    """Return whether *element* was not taken out with something else before."""
    return element is not root and any(parent is root for parent in element.iterancestors())


def _is_short(element: Element) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST * 4:  # what is indented is not yet folded
            return False
    return True


def _heads_links(span: Element) -> bool:
    """Return whether a span stands alone on its line, as the heading of a box does."""
    parent = span.getparent()
    return parent.tag in ("div", "section", "aside") and not (span.tail or "").strip()


def _of_line(line: Element, title: str, base_url: str | None) -> RelatedArticle:
    link = line.find(".//a")
    url = absolute(link.get("href") or "", base_url) if link is not None else None
    return RelatedArticle(title=clean_text(title), url=url)


def _is_label_and_links(line: Element, text: str) -> bool:
    """Return whether a line is «read also» and then nothing but links."""
    rest = text
    for link in line.iter("a"):
        rest = rest.replace(words_of(link), " ", 1)
    return rest != text and kind_of(clean_text(rest)) is Furniture.RELATED


def _below(heading: Element, root: Element, base_url: str | None) -> list[RelatedArticle]:
    """Take out the links that *heading* stands over, and *heading* itself."""
    box = heading
    while box.getparent() is not root and _is_links(box.getparent(), heading):
        box = box.getparent()
    if box is not heading:
        related = list(_linked(box, base_url))
        drop(box)
        return related
    related = []
    for following in list(islice(heading.itersiblings(), _FURTHER)):
        if not isinstance(following.tag, str) or following.tag == "br" or _is_blank(following):
            continue
        if not _is_links(following, None):
            break
        related += _linked(following, base_url)
        drop(following)
    drop(heading)
    return related


def _is_blank(element: Element) -> bool:
    return not words_of(element) and element.find(".//img") is None


def _is_links(element: Element, heading: Element | None) -> bool:
    """Return whether *element* holds links to articles, and else dates and *heading* at most."""
    if not _is_short(element):
        return False
    rest = words_of(element)
    if heading is not None:
        rest = rest.replace(words_of(heading), " ", 1)
    titles = [words_of(link) for link in element.iter("a")]
    for title in titles:
        rest = rest.replace(title, " ", 1) if title else rest
    written = find_date(rest)
    if written is not None:
        rest = rest[: written.start] + rest[written.end :]
    named = any(len(title.split()) >= _FEWEST_WORDS for title in titles)
    return named and not any(map(str.isalpha, rest))


def _linked(block: Element, base_url: str | None) -> Iterator[RelatedArticle]:
    """Yield an article for every address that a link with words leads to."""
    seen: set[str] = set()
    for link in islice(block.iter("a"), _MOST):
        title, url = words_of(link), absolute(link.get("href") or "", base_url)
        if len(title.split()) < _FEWEST_WORDS or kind_of(title) is not None:
            continue
        if (url or title) not in seen:
            seen.add(url or title)
            item = link.getparent()
            alone = len(list(islice(item.iter("a"), 2))) == 1
            yield _described(item if alone else None, title, url)


def _described(item: Element | None, title: str, url: str | None) -> RelatedArticle:
    if item is None:
        return RelatedArticle(title=title, url=url)
    date_place = item.xpath(f".//*[{has('tie-date', 'date', 'published')}] | .//time")
    author = item.xpath(f".//*[{has('post-meta-author', 'author')}]")
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
