"""Where themes of WordPress, Sahifa before all, keep the parts of an article: XPath expressions.

Known are Sahifa and Jannah (TieLabs), Newspaper (tagDiv), JNews, GeneratePress, Astra, Elementor,
the themes that come with WordPress, Blogger, Drupal, and words that sites of news call things by.
Each list is tried in order. They are read on a page whose boxes were cut out (see
:mod:`barqiya.sources.webpage.boxes`), but for the clock in its header and its trail of crumbs.
"""


def has(*names: str) -> str:
    """Return the condition that an element is of one of the classes *names*."""
    padded = "concat(' ', normalize-space(@class), ' ')"
    return " or ".join(f"contains({padded}, ' {name} ')" for name in names)


ROOTS = (
    f"//*[@id='the-post']//*[{has('entry')}]",
    f"//article//*[{has('entry', 'entry-content')}]",
    f"//*[{has('tdb_single_content', 'td-post-content')}]",
    f"//*[{has('elementor-widget-theme-post-content')}]",
    f"//*[{has('entry-content', 'post-content', 'article-body')}]",
    "//*[contains(@itemprop, 'articleBody')]",
    f"//*[{has('article-content', 'post-body', 'content-inner', 'field--name-body')}]",
    f"//*[{has('articleBody', 'articleCont', 'article-text', 'article__body', 'story-body')}]",
    f"//*[{has('news-content', 'news-body', 'news-details', 'newsContent', 'entry')}]",
    "//*[@id='articleBody' or @id='article-body' or @id='articleContent' or @id='newsContent']",
)
TITLES = (
    f"//h1[{has('post-title', 'entry-title', 'jeg_post_title', 'tdb-title-text')}]",
    f"//*[{has('wp-block-post-title')}][self::h1]",
    f"//*[{has('elementor-widget-theme-post-title')}]//h1",
    "//article//h1",
    "//h1[@itemprop='headline' or @itemprop='name']",
    f"//*[{has('hentry')}]//*[self::h2 or self::h3][{has('post-title', 'entry-title')}]",
)
AUTHORS = (
    f"//*[{has('post-meta-author', 'meta-author')}]",
    f"//*[{has('td-post-author-name', 'jeg_meta_author')}]//a",
    f"//*[{has('tdb-author-name', 'author-name', 'wp-block-post-author-name')}]",
    f"//*[{has('wp-block-post-author__name', 'elementor-post-info__item--type-author')}]",
    f"//*[{has('vcard', 'byline')}]//*[{has('fn')}]",
    f"//*[{has('byline', 'entry-author', 'posts-author')}]//a",
    "//*[@itemprop='author']//*[@itemprop='name'] | //*[@itemprop='author'][not(*)]",
    "//a[@rel='author']",
    f"//*[{has('byline', 'writeBy', 'writer', 'article-author', 'news-author')}]",
    f"//*[{has('author', 'field--name-uid', 'editor')}]",
)
DATES = (
    f"//*[@id='the-post']//*[{has('tie-date')}]",
    f"//time[@datetime][{has('published')}]",
    f"//time[@datetime][not({has('updated')}) or {has('entry-date')}]",
    "//*[contains(@itemprop, 'datePublished')]",
    f"//abbr[{has('published')}]",
    f"//*[{has('single-post-meta', 'post-meta')}]//*[{has('date', 'tie-date')}]",
    f"//*[{has('tie-date', 'entry-date', 'post-date', 'published', 'posted-on')}]",
    f"//*[{has('jeg_meta_date', 'elementor-post-info__item--type-date', 'date-header')}]",
    f"//*[{has('newsStoryDate', 'news-date', 'article-date', 'publish-date')}]",
    f"//*[{has('field--name-created')}]",
    f"//*[{has('entry-meta', 'article-meta', 'story-meta')}]//*[{has('date')}]",
    f"//*[@id='the-post']//*[{has('updated')}]",
)
UPDATES = (
    f"//time[@datetime][{has('updated')}][not({has('entry-date', 'published')})]",
    "//*[@itemprop='dateModified']",
    f"//*[{has('last-updated', 'post-modified', 'modified-date')}]",
    f"//*[{has('posted-on')}]//*[{has('updated')}]",
)
CATEGORIES = (
    f"//*[{has('post-cats', 'post-cat-wrap', 'td-category', 'tdb-category', 'cat-links')}]//a",
    f"//*[{has('ast-terms-link', 'jeg_meta_category', 'taxonomy-category')}]//a",
    "//a[contains(concat(' ', @rel, ' '), ' category ')]",
)
CRUMBS = f"//*[{has('breadcrumb', 'breadcrumbs', 'crumbs')} or @id='crumbs' or @id='breadcrumb']//a"
TAGS = (
    f"//*[{has('post-tag', 'tagcloud', 'tags-links', 'post-labels')}]//a[@rel='tag']",
    f"//*[{has('td-tags', 'tdb-tags', 'jeg_post_tags', 'taxonomy-post_tag')}]//a",
    f"//*[{has('field--name-field-tags', 'tags', 'article-tags', 'post-tags', 'keywords')}]//a",
    "//article//footer//a[@rel='tag']",
)
CLOCKS = (
    f"//*[{has('today-date', 'topbar-today-date', 'td_data_time', 'jeg_top_date')}]",
    "//*[@id='top-nav' or @id='top-bar']//*[not(*)]",
)
LEADS = (
    f"//*[{has('single-post-thumb', 'single-featured-image', 'td-post-featured-image')}]//img",
    f"//*[{has('tdb_single_featured_image', 'wp-block-post-featured-image')}]//img",
    f"//*[{has('jeg_featured', 'featured-image', 'post-thumbnail')}]//img",
    f"//*[{has('elementor-widget-theme-post-featured-image')}]//img",
    f"//img[{has('wp-post-image')}]",
    f"//*[{has('field--name-field-image', 'img-cont', 'article-image', 'main-image')}]//img",
    "//*[@itemprop='image_url' or @itemprop='image'][@content or @src]",
)
