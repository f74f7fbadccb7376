"""Whether one article is what a query wants, without an index. For channels and subscriptions.

What matches here is found by the index too. The index finds more: any of the words, not all, and
words that are only alike. Filters, phrases and exclusions mean the same in both.
"""

from barqiya.domain.article import Article
from barqiya.domain.query import Query, primary_language
from barqiya.search.analysis import words
from barqiya.search.wanted import Sequence, texts_of, wanted_by


def matches(query: Query, article: Article) -> bool:
    """Return whether *article* has every word and phrase of *query*, none it excludes, and passes.

    A word is there in any spelling and with any clitic. Of the values of one filter any will do;
    all filters must hold.
    """
    return _passes(query, article) and (not query.has_text or _reads(query, article))


def _passes(query: Query, article: Article) -> bool:
    content = article.content
    borne = (
        (query.authors, {author.key for author in content.authors}),
        (query.categories, {label.key for label in content.categories}),
        (query.tags, {label.key for label in content.tags}),
        (query.languages, {primary_language(content.language)}),
    )
    return all(not keys or not there.isdisjoint(keys) for keys, there in borne)


def _reads(query: Query, article: Article) -> bool:
    wanted = wanted_by(query)
    texts = [tuple(words(text)) for text in texts_of(article)]
    there = {word.clitic for text in texts for word in text}
    return (
        all(word.clitic in there for word in wanted.words)
        and all(_in_a_row(phrase, texts) for phrase in wanted.phrases)
        and not any(_in_a_row(one, texts) for one in wanted.excluded)
    )


def _in_a_row(sequence: Sequence, texts: list[Sequence]) -> bool:
    sought = [word.clitic for word in sequence]
    for text in texts:
        clitics = [word.clitic for word in text]
        starts = (i for i, clitic in enumerate(clitics) if clitic == sought[0])
        if any(clitics[i : i + len(sought)] == sought for i in starts):
            return True
    return False
