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
_BESIDE_TAGS = frozenset({"nav", "aside", "footer"})
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
    """Take out of the page *tree* what stands beside its article, the site's own head apart."""
    for box in list(_found(tree, _BESIDE, _BESIDE_TAGS, _half(tree))):
        drop(box)


def boxes_of_others(tree: Element) -> list[Element]:
    """Return the boxes of *tree* that name other articles, the outermost of each."""
    found = _found(tree, _OTHERS, frozenset(), _half(tree))
    return [box for box in found if _is_called(box, _OTHERS)]


def words_of_name(element: Element) -> Iterator[str]:
    """Yield the classes and the id of *element*, lower case and with their words parted by "-"."""
    for name in f"{element.get('class') or ''} {element.get('id') or ''}".split():
        yield _CAPITAL.sub("-", name).replace("_", "-").casefold()


def _found(
    root: Element, called: re.Pattern[str], tags: frozenset[str], most: int
) -> Iterator[Element]:
    """Yield the outermost boxes in *root*: of *tags*, hidden, or *called* so, up to *most* letters."""
    stack = list(root)[::-1]
    looked_at = 0
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        if element.tag in _NEVER_SHOWN and element.tag in tags:
            yield element
            continue
        if (
            (element.tag in tags and not _is_of_article(element))
            or _is_hidden(element)
            or _is_called(element, called)
        ):
            looked_at += 1
            if looked_at > _LOOKED_AT or not _is_much(element, most):
                yield element
                continue
        stack.extend(element[::-1])


def _is_of_article(element: Element) -> bool:
    """Return whether *element* is the foot of an article, where themes keep sections and tags."""
    return element.tag == "footer" and next(element.iterancestors("article"), None) is not None


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
