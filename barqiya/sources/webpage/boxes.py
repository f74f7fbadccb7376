"""What pages set round an article and into its text that is no part of it. Cuts; reads no article.

A box is known by its tag, by being hidden, or by the words its class and id are made of. Boxes that
hold the page's heading or most of its text are none, whatever they are called.
"""

import re
from collections.abc import Iterator

from barqiya.sources.webpage.tree import Element, drop

_NEVER_SHOWN = frozenset(
    {"script", "style", "noscript", "iframe", "form", "button", "svg", "template", "dialog"}
)
_CODE = frozenset({"script", "style", "template"})
_BESIDE_TAGS = frozenset({"nav", "aside", "footer", "header"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# The words of a class or an id are parted by "-", "_" and capitals: relatedNews, td_block_related.
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN_TEXT = re.compile(
    r"(?:^|-)(?:"
    r"share|shares|sharing|sharedaddy|social|socials|addtoany|addthis|heateor|ssba|sumo"
    r"|newsletter|subscribe|subscription|mc4wp|mailchimp|mailpoet"
    r"|e3lan|adsbygoogle|adsense|advert|adverts|advertisement|advertising|ads|adspot|adslot|a-rec"
    r"|sponsored|stream-item|code-block|quads|promo"
    r"|related|relatedposts|relpost|yarpp|rp4wp|crp|check-also|read-also|see-also|also-read"
    r"|comments|respond|disqus|author-box|authorbox|about-author|author-bio|author-info"
    r"|author-description|breadcrumb|breadcrumbs|crumbs|pagination|post-navigation|nav-links"
    r"|(?:post|entry|single)-meta|post-(?:tag|tags|views|ratings|author)|postviews|tags|tagcloud"
    r"|tags-links|cookie|cookies|gdpr|popular|trending|most-read|mostread|next-prev|post-footer"
    r"|entry-footer|screen-reader-text|sr-only|visually-hidden|toc|ez-toc|wp-block-buttons|wp-block-post-terms"
    r"|featured-image|post-thumbnail|print|follow|rating|listen"
    r")(?:-|$)|^(?:ad|vcard|updated|sd-.*|jp-.*)$"
)
_BESIDE = re.compile(
    r"(?:^|-)(?:"
    r"related|relatedposts|yarpp|check-also|comments|respond|disqus|author-box|authorbox"
    r"|about-author|author-bio|author-description|newsletter|cookie|cookies|gdpr|popular|trending"
    r"|most-read|mostread|next-prev|post-navigation|prev-next|sidebar|widget-area|colophon"
    r"|elementor-widget-posts|elementor-author-box|single-author-box"
    r")(?:-|$)|^(?:footer|site-footer|side)$"
)
_OTHERS = re.compile(r"(?:^|-)(?:related|relatedposts|yarpp|check-also|read-also|see-also)(?:-|$)")
_ALWAYS = re.compile(r"(?:^|-)(?:comments|respond|disqus)(?:-|$)")  # often longer than the text
_LAYOUT = frozenset({"html", "body", "main", "article"})
_PARTS = frozenset(
    {
        *("p", "figure", "ul", "ol", "dl", "table", "blockquote", "pre", "header", "footer", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "img", "picture", "br", "aside"),
    }
)
_NEARLY = 0.85
_LOOKED_AT = 400  # boxes: what has more is no page for people


def cut_from_text(root: Element) -> list[Element]:
    """Take out of *root* what is no part of its text; return the boxes that name other articles."""
    boxes = list(_found(root, _IN_TEXT, _NEVER_SHOWN | {"nav"}, _half(root)))
    for comment in [node for node in root.iter() if not isinstance(node.tag, str)]:
        drop(comment)
    for box in boxes:
        drop(box)
    return [box for box in boxes if _is_called(box, _OTHERS)]


def cut_from_page(tree: Element) -> None:
    """Take out of the page *tree* what stands beside its article."""
    for box in list(_found(tree, _BESIDE, _BESIDE_TAGS | _CODE, _half(tree))):
        drop(box)


def boxes_of_others(tree: Element) -> list[Element]:
    """Return the boxes of *tree* that name other articles, the outermost of each."""
    found = _found(tree, _OTHERS, frozenset(), _half(tree))
    return [box for box in found if _is_called(box, _OTHERS)]


def column_of(tree: Element) -> Element | None:
    """Return the element that holds the paragraphs of a page of no known theme, as they are.

    That is where nearly all of them stand side by side with little else; ``None`` where there is
    no such place. What stands there before the page's heading is taken out.
    """
    letters: dict[Element, int] = {}
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent.tag in _BESIDE_TAGS:
            continue
        letters[parent] = letters.get(parent, 0) + sum(map(len, paragraph.itertext()))
    column = max(letters, key=lambda element: letters[element], default=None)
    if column is None or column.tag == "body" or letters[column] < sum(letters.values()) * _NEARLY:
        return None
    others = [child for child in column if child.tag not in _PARTS]
    if sum(len(t) for o in others for t in o.itertext()) > letters[column] * (1 - _NEARLY):
        return None
    _cut_head(column)
    return column


def _cut_head(column: Element) -> None:
    """Take out of *column* its head with the page's heading, what is before it, and its foot."""
    heading = next(column.iter("h1"), None)
    head = next((c for c in column if heading is not None and heading in list(c.iter("h1"))), None)
    before = list(head.itersiblings(preceding=True)) if head is not None else []
    for part in (*before, *column.findall("header"), *column.findall("footer")):
        drop(part)
    if head is not None:
        drop(head)


def words_of_name(element: Element) -> Iterator[str]:
    """Yield the classes and the id of *element*, lower case and with their words parted by "-"."""
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        yield _CAPITAL.sub("-", name).replace("_", "-").casefold()


def _found(
    root: Element, called: re.Pattern[str], tags: frozenset[str], most: int
) -> Iterator[Element]:
    """Yield the outermost boxes in *root* of *tags*, hidden, or *called* so, of *most* letters."""
    stack = list(root)[::-1]
    looked_at = 0
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        if element.tag in _NEVER_SHOWN and element.tag in tags:
            yield element
            continue
        tagged = element.tag in tags and not _is_of_article(element)
        if tagged or _is_hidden(element) or _is_called(element, called):
            looked_at += 1
            if looked_at > _LOOKED_AT or not _is_much(element, most):
                yield element
                continue
        stack.extend(element[::-1])


def _is_of_article(element: Element) -> bool:
    """Return whether *element* is the head or foot of an article, with its sections and tags."""
    return (
        element.tag in ("header", "footer")
        and next(element.iterancestors("article", "main"), None) is not None
    )


def _is_called(element: Element, pattern: re.Pattern[str]) -> bool:
    if element.tag in _LAYOUT:
        return False
    return any(pattern.search(words) for words in words_of_name(element))


def _is_hidden(element: Element) -> bool:
    if element.tag in _LAYOUT:  # some are shown by a script once they are loaded
        return False
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and _HIDDEN.search(style) is not None)
    )


def _half(root: Element) -> int:
    return sum(len(text) for text in _prose(root)) // 2


def _is_much(element: Element, most: int) -> bool:
    """Return whether *element* holds the page's heading or more than *most* letters of prose."""
    if element.find(".//h1") is not None:
        return True
    if _is_called(element, _ALWAYS):
        return False
    return sum(len(text) for text in _prose(element)) > most


def _prose(element: Element) -> Iterator[str]:
    for paragraph in element.iter("p", "td", "li"):
        yield "".join(paragraph.itertext()).strip()
