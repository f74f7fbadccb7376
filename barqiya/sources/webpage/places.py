"""Where themes of WordPress, Sahifa before all, keep the parts of an article: XPath expressions.

Each list is tried in order. Nothing here looks at a page's header, where a clock shows the day of
the visit, but for that day itself.
"""


def has(name: str) -> str:
    """Return the condition that an element is of the class *name*."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


ROOTS = (
    f"//*[@id='the-post']//*[{has('entry')}]",
    f"//article//*[{has('entry')} or {has('entry-content')}]",
    f"//*[{has('entry-content')} or {has('post-content')} or {has('article-body')}]",
    "//*[@itemprop='articleBody']",
    f"//*[{has('article-content')} or {has('post-body')} or {has('td-post-content')}]",
    f"//*[{has('entry')}]",
)
TITLES = (
    f"//h1[{has('post-title')} or {has('entry-title')}]",
    "//article//h1",
    "//h1[@itemprop='headline' or @itemprop='name']",
)
AUTHORS = (
    f"//*[@id='the-post']//*[{has('post-meta-author')}]",
    f"//article//*[{has('post-meta-author')} or {has('author-name')} or {has('meta-author')}]",
    f"//article//*[{has('vcard')}]//*[{has('fn')}]",
    "//article//a[@rel='author']",
    f"//*[{has('byline')} or {has('entry-author')}]//*[{has('fn')} or {has('url')}]",
    f"//*[{has('post-meta-author')}]",
)
DATES = (
    f"//*[@id='the-post']//*[{has('tie-date')}]",
    f"//article//time[{has('published')} or {has('entry-date')}]",
    "//article//time[@datetime]",
    "//*[@itemprop='datePublished']",
    f"//article//*[{has('tie-date')} or {has('entry-date')} or {has('post-date')}]",
    f"//*[{has('post-meta')} or {has('entry-meta')}]//*[{has('tie-date')} or {has('date')}]",
    f"//*[@id='the-post']//*[{has('updated')}]",
)
CATEGORIES = (
    f"//*[{has('post-cats')}]//a",
    "//article//a[contains(concat(' ', @rel, ' '), ' category ')]",
)
TAGS = (f"//*[{has('post-tag')} or {has('tagcloud')} or {has('tags-links')}]//a[@rel='tag']",)
CLOCKS = (f"//*[{has('today-date')}]", "//*[@id='top-nav' or @id='top-bar']//*[not(*)]")
LEADS = (
    f"//*[{has('single-post-thumb')} or {has('post-thumbnail')} or {has('featured-image')}]//img",
)
RELATED = (
    "//*[@id='check-also-box']",
    "//*[@id='related_posts' or @id='related-posts']",
    f"//*[{has('related-posts')} or {has('jp-relatedposts')}]",
)
JUNK = (
    *("script", "style", "noscript", "iframe", "form", "nav", "button", "svg", "template"),
    *("*[@hidden]", "*[@aria-hidden='true']", "*[contains(@style, 'display:none')]"),
    *("*[contains(@style, 'display: none')]", "*[@id='author-box']", "*[@id='related_posts']"),
    *("*[@id='check-also-box']", "*[@id='comments']", "*[@id='respond']"),
    *(
        f"*[{has(name)}]"
        for name in (
            *("share-post", "sharedaddy", "jp-relatedposts", "post-tag", "post-meta", "e3lan"),
            *(
                "e3lan-post",
                "code-block",
                "adsbygoogle",
                "advertisement",
                "ads",
                "addtoany_share_save",
            ),
            *(
                "related-posts",
                "related_posts",
                "author-box",
                "post-navigation",
                "screen-reader-text",
            ),
            *(
                "wp-block-buttons",
                "tags-links",
                "entry-meta",
                "entry-footer",
                "post-views",
                "updated",
            ),
            *(
                "social-share",
                "share-buttons",
                "post-bottom-tags",
                "vcard",
                "sd-sharing",
                "inline-related",
            ),
        )
    ),
)
