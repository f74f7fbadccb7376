"""One visit to a page: what it is, which articles it leads to, what became of those read before.

Owns the order of a visit and what counts as evidence. An article is withdrawn where the server says
of its own address that it is not there (404, 410); it is missing where a page says so (a soft 404),
or where its address leads elsewhere; an error of any other kind says nothing. That an index no
longer links to an article says nothing either: indexes forget.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import datetime

from barqiya.domain.article import Rejected, SourceItem
from barqiya.domain.normalize import address_key
from barqiya.domain.sighting import Withdrawn
from barqiya.errors import FetchError, RefusedFetchError, TransientFetchError, UnreadableError
from barqiya.sources.draft import Reading
from barqiya.sources.flow import (
    Answer,
    Flow,
    Found,
    Memory,
    Request,
    Response,
    Source,
    Step,
    Visit,
    ask,
    checked,
    tell,
)
from barqiya.sources.pages import robots
from barqiya.sources.pages.answers import ACCEPT, is_gone, is_not_found, item_of, text_of
from barqiya.sources.pages.links import articles_in, next_page
from barqiya.sources.pages.remembered import Mark, Page, Remembered
from barqiya.sources.pages.shapes import is_home
from barqiya.sources.webpage.tree import parsed
from barqiya.sources.when import due

_NEW_A_VISIT = 20
_AGAIN_A_VISIT = 20
_AGAIN_IF_THOROUGH = 200
_PAGES_AT_FIRST = 5
_TOLD_AT_ONCE = 10
_FAILURES = 3  # in a row: the site is down, and whatever else was asked of it would fail as well
_LEFT_ALONE = frozenset({429, 503})  # the server asks to be let be
_TROUBLES = frozenset({408, 425})
_CLOSED = frozenset({401, 403})  # one page is for members; one after another, robots are shut out
_SERVER_ERROR, _CLIENT_ERROR = 500, 400

Steps = Generator[Step, Answer, None]


def flow(source: Source, visit: Visit) -> Flow:
    """Visit the page *source.address*: an article, or an index whose links are followed.

    The key of an article is its address in the form in which spellings of it meet. Raises a
    :class:`~barqiya.errors.FetchError` where the page cannot be had, is closed to robots, or holds
    neither an article nor links to articles.
    """
    walk = _Walk(source=source, visit=visit)
    try:
        yield from walk.whole()
    except FetchError:
        yield from walk.report()
        raise


@dataclass(slots=True, kw_only=True)
class _Walk:
    """A visit under way: what is remembered by now, and what was found since it was last told."""

    source: Source
    visit: Visit
    kept: Remembered = field(init=False)
    reading: Reading = field(init=False)
    found: Found = field(init=False, default_factory=Found)
    failures: int = 0
    told: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.kept = Remembered.of(self.visit.memory, whole=self.visit.whole)
        self.reading = replace(self.source.reading, now=self.visit.now)
        self.told = self.visit.memory

    @property
    def now(self) -> datetime:
        """The moment of the visit."""
        return self.visit.now

    def whole(self) -> Steps:
        """Go through the visit from its beginning to its end."""
        address = self.source.address
        self.kept.robots = yield from robots.asked(address, self.kept.robots, self.now)
        if not self.kept.robots.allow(address):
            raise self.refused(f"the site's robots.txt asks robots not to visit {address}")
        asked = Request(url=address, accept=ACCEPT, validators=self.kept.front.validators)
        response = yield from ask(asked)
        if self.kept.single is not None:
            yield from self.article(response)
        else:
            yield from self.front(response)

    # The source's own address

    def front(self, response: Response) -> Steps:
        """Read the page for the first time, or again as an index."""
        checked(response, self.source)
        if self.kept.front.meets(response):
            self.adopt(response)
        else:
            text = self.text(response)
            item = self.item(text, response)
            if item is not None:
                yield from self.single(item, response)
                return
            yield from self.index(text, response)
        yield from self.links()
        yield from self.again()
        yield from self.report()

    def article(self, response: Response) -> Steps:
        """Look again at the page of the one article that this source was until now."""
        key = self.kept.single or ""
        if is_gone(response):
            self.withdraw(key, response)
            yield from self.report()
            checked(response, self.source)
        checked(response, self.source)
        if self.kept.front.meets(response):
            self.saw(key)
            self.adopt(response)
        elif is_home(response.url) and not is_home(self.source.address):
            self.miss(key)
        else:
            yield from self.reread(key, response)
            return
        yield from self.report()

    def reread(self, key: str, response: Response) -> Steps:
        """Read the page of the one article anew; it may have become an index."""
        try:
            text = text_of(response)
            item = item_of(text, response.url, self.reading)
        except UnreadableError as error:
            if is_not_found(error):
                self.miss(key)
                yield from self.report()
                return
            self.kept.single, self.kept.front = None, Mark()
            yield from self.front(response)
            return
        if address_key(response.url) == address_key(self.source.address):
            item = replace(item, key=key)
        elif item.source_key != key:
            self.miss(key)
        yield from self.single(item, response)

    def single(self, item: SourceItem, response: Response) -> Steps:
        """Tell the one article that the source is."""
        if self.add_item(item):
            self.kept.single, self.kept.front = item.source_key, Mark.of(response)
        self.found = replace(self.found, total=1)
        self.adopt(response)
        yield from self.report()

    def text(self, response: Response) -> str:
        """Return the text of the source's page."""
        try:
            return text_of(response)
        except UnreadableError as error:
            raise self.refused(f"{response.url} cannot be read: {error}") from error

    def item(self, text: str, response: Response) -> SourceItem | None:
        """Return the article that the source's page is, ``None`` where it may be an index."""
        if is_home(response.url):
            return None
        try:
            return item_of(text, response.url, self.reading)
        except UnreadableError:
            return None

    def index(self, text: str, response: Response) -> Steps:
        """Note which articles the index leads to; at first sight, also those of its next pages."""
        first = not self.kept.known
        links, following = self.linked(text, response)
        pages = 1
        while first and following and pages < _PAGES_AT_FIRST and self.kept.robots.allow(following):
            try:
                answer = yield from ask(Request(url=following, accept=ACCEPT))
                more, following = self.linked(text_of(checked(answer, self.source)), answer)
            except (FetchError, UnreadableError):
                break  # what the first page leads to is enough to begin with
            if not set(more) - set(links):
                break
            links += more
            pages += 1
        if not links and first:
            raise self.refused(
                f"{response.url} holds neither an article nor links to articles that could be "
                "told from its menus; give the page that lists the articles, or the site's feed"
            )
        note = "" if links else f"no link to an article was found on {response.url}"
        self.kept.front = Mark.of(response)
        self.kept.wait_for(links, self.now)
        self.found = replace(self.found, note=note)
        self.adopt(response)

    def linked(self, text: str, response: Response) -> tuple[list[str], str | None]:
        """Return the articles that a page leads to, and the page that goes on from it."""
        try:
            tree = parsed(text)
        except UnreadableError:
            return [], None
        return articles_in(tree, response.url), next_page(tree, response.url)

    # The articles of an index

    def links(self) -> Steps:
        """Read the newest of the articles that wait; the others wait for the next visit."""
        todo = self.kept.waiting[:_NEW_A_VISIT]
        self.found = replace(self.found, total=len(todo))
        if todo:
            yield from self.report()
        for place, url in enumerate(todo):
            following = todo[place + 1] if place + 1 < len(todo) else None
            if self.kept.robots.allow(url):
                yield from self.new(url, following)
            else:
                self.drop(url, "the site's robots.txt asks robots not to visit it")
            if len(self.found.items) + len(self.found.rejected) >= _TOLD_AT_ONCE:
                yield from self.report()

    def new(self, url: str, following: str | None) -> Steps:
        """Read a page that was not read before."""
        try:
            response = yield from self.asked(Request(url=url, accept=ACCEPT, ahead=following))
        except RefusedFetchError as error:
            self.drop(url, str(error))
            return
        if response is None:
            return
        if response.status >= _CLIENT_ERROR:
            self.drop(url, f"the server answered {response.status}")
            return
        try:
            item = self.new_item(url, response)
        except UnreadableError as error:
            self.drop(url, str(error))
            return
        if self.add_item(item):
            self.kept.read(url, item.source_key, response, self.now)
            self.settle(url)

    def new_item(self, url: str, response: Response) -> SourceItem:
        if is_home(response.url) and not is_home(url):
            raise UnreadableError("it holds no article: its address leads to the front page")
        return item_of(text_of(response), response.url, self.reading)

    def again(self) -> Steps:
        """Look again at articles that were read before, the young ones often, the old ones not."""
        most = _AGAIN_IF_THOROUGH if self.visit.thorough else _AGAIN_A_VISIT
        for page in self.kept.due(self.now, thorough=self.visit.thorough)[:most]:
            yield from self.revisit(page)
            if len(self.found.items) >= _TOLD_AT_ONCE:
                yield from self.report()

    def revisit(self, page: Page) -> Steps:
        """Look again at the article of *page*."""
        if not self.kept.robots.allow(page.url):
            self.kept.looked_at(page, self.now)
            return
        try:
            response = yield from self.asked(
                Request(url=page.url, accept=ACCEPT, validators=page.mark.validators)
            )
        except RefusedFetchError as error:
            self.reject(page.url, str(error))
            response = None
        if response is None:
            return
        self.kept.looked_at(page, self.now)
        if is_gone(response):
            self.withdraw(page.key, response)
        elif response.status >= _CLIENT_ERROR:
            reason = f"the server answered {response.status}"
            self.reject(page.url, reason)
        elif page.mark.meets(response):
            self.saw(page.key)
        elif is_home(response.url):
            self.miss(page.key)
        else:
            self.compare(page, response)

    def compare(self, page: Page, response: Response) -> None:
        """Read the changed *page*. A way to another article is no proof that this one lives on."""
        try:
            item = item_of(text_of(response), response.url, self.reading)
        except UnreadableError as error:
            if is_not_found(error):
                self.miss(page.key)
            else:
                self.reject(page.url, str(error))
            return
        stayed = address_key(response.url) == address_key(page.url)
        if stayed or item.source_key == page.key:
            if self.add_item(replace(item, key=page.key)):
                self.kept.read(page.url, page.key, response, self.now)
            return
        if self.add_item(item):
            self.kept.read(response.url, item.source_key, response, self.now)
        self.miss(page.key)

    def asked(self, request: Request) -> Generator[Step, Answer, Response | None]:
        """Return the response, ``None`` where the server failed; raise where it keeps failing."""
        try:
            response = yield from ask(request)
        except TransientFetchError as error:
            self.failures += 1
            if self.failures >= _FAILURES or error.retry_after is not None:
                raise
            return None
        troubled = response.status in _TROUBLES or response.status >= _SERVER_ERROR
        self.failures = self.failures + 1 if troubled or response.status in _CLOSED else 0
        if response.status in _LEFT_ALONE or self.failures >= _FAILURES:
            checked(response, self.source)
        return None if troubled else response

    # What was found

    def add_item(self, item: SourceItem) -> bool:
        """Take *item* up, unless its date is still to come: then it is read again when it is."""
        ready = due((item,), self.now)
        moments = [one for one in (self.found.revisit_at, ready.revisit_at) if one is not None]
        self.found = replace(
            self.found,
            items=(*self.found.items, *ready.items),
            revisit_at=min(moments, default=None),
        )
        return bool(ready.items)

    def withdraw(self, key: str, response: Response) -> None:
        """Note that the server says there is no such page any more."""
        gone = Withdrawn(key=key, evidence=f"{response.url} answered {response.status}")
        self.found = replace(self.found, withdrawn=(*self.found.withdrawn, gone))

    def drop(self, url: str, reason: str) -> None:
        """Refuse a page that was not read before; it is let be for a week."""
        self.reject(url, reason)
        self.kept.refuse(url, self.now)
        self.settle(url)

    def settle(self, url: str) -> None:
        """Let *url* wait no longer."""
        self.kept.waiting = [waiting for waiting in self.kept.waiting if waiting != url]

    def reject(self, url: str, reason: str) -> None:
        """Note that *url* could not be read."""
        refused = Rejected(origin=url, reason=reason)
        self.found = replace(self.found, rejected=(*self.found.rejected, refused))

    def saw(self, key: str) -> None:
        """Note that the article *key* is there as it was."""
        self.found = replace(self.found, seen=self.found.seen | {key})

    def miss(self, key: str) -> None:
        """Note that the article *key* is not where it was."""
        self.found = replace(self.found, missing=self.found.missing | {key})

    def adopt(self, response: Response) -> None:
        """Note what the answer to the source's own address says of that address."""
        self.found = replace(self.found, moved_to=response.moved_to, fresh_for=response.fresh_for)

    def refused(self, said: str) -> RefusedFetchError:
        """Return the error for a source that a person has to look at."""
        return RefusedFetchError(said, source=self.source.name, url=self.source.address)

    def report(self) -> Steps:
        """Have committed what was found since the last time."""
        memory = self.kept.as_memory()
        found, self.found = self.found, Found()
        if found != Found() or memory != self.told:
            yield from tell(replace(found, memory=None if memory == self.told else memory))
        self.told = memory
