"""The names of authors where REST hides the users: the site's feed still tells them.

What is learnt is the name of an account, from the newest pieces, and holds for all its pieces; so
a piece does not lose its author when it leaves the feed.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from barqiya.domain.article import Rejected
from barqiya.domain.normalize import address_key
from barqiya.errors import FetchError, UnreadableError
from barqiya.sources.flow import Flow, Request, ask, checked
from barqiya.sources.syndication import read_feed
from barqiya.sources.wordpress import embedded
from barqiya.sources.wordpress.api import Record
from barqiya.sources.wordpress.going import Going
from barqiya.sources.wordpress.links import ACCEPT_FEED, feed_of
from barqiya.sources.wordpress.posts import origin_of, tells_author

_EVERY = timedelta(hours=1)


def learn(going: Going, posts: Sequence[Record]) -> Flow:
    """Learn from the feed who the hidden authors of *posts* are; seldom, and nothing if it fails.

    A text with a byline of its own teaches nothing: the feed's author is then taken from there.
    """
    past = going.past
    hidden = [post for post in posts if _is_unknown(going, post)]
    if not hidden or not going.elapsed(past.people_at, _EVERY):
        return
    past.people_at = going.visit.now
    try:
        request = Request(url=feed_of(past, going.source), accept=ACCEPT_FEED)
        response = checked((yield from ask(request)), going.source)
        told = {
            address_key(draft.url): list(draft.authors)
            for draft in read_feed(response, going.source)
            if not isinstance(draft, Rejected) and draft.url
        }
    except (FetchError, UnreadableError):
        return
    for account, link in _accounts(going, hidden):
        if link in told:
            past.people[account] = told[link]


def _is_unknown(going: Going, post: Record) -> bool:
    return (
        embedded.authors(post) is None
        and isinstance(post.get("author"), int)
        and str(post["author"]) not in going.past.people
    )


def _accounts(going: Going, posts: Sequence[Record]) -> Iterator[tuple[str, str]]:
    for post in posts:
        if not tells_author(post, going.context):
            yield str(post["author"]), address_key(origin_of(post, going.source))
