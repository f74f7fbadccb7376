"""From claims to what the store holds: which known article an item is, what becomes of it.

Owns the choice of what is announced. Judges no content itself: that is done in
:mod:`barqiya.domain.decide`; fetches and reads nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from barqiya.domain.article import Article, ArticleId, Identity, SourceItem
from barqiya.domain.decide import (
    Amend,
    Change,
    Correct,
    Decision,
    Ignore,
    Publish,
    Retract,
    alongside,
    decide,
    may_change,
)
from barqiya.domain.visible import alike
from barqiya.store import Database, Transaction, articles
from barqiya.store.known import Known

#: So many new articles without a date are no news but an archive: of them the newest is announced.
NEWS_AT_MOST = 20

MadeOf = Literal["published", "corrected", "moved", "retracted", "unchanged"]
_OUTCOMES: dict[type[Decision], MadeOf] = {
    Publish: "published",
    Correct: "corrected",
    Amend: "moved",
    Retract: "retracted",
    Ignore: "unchanged",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made of one item of a source."""

    origin: str
    outcome: MadeOf
    article_id: ArticleId
    title: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing:
    """Which of the new articles are told to those who follow.

    Of the *newest* many (``None``: all), those that were not published before *since*. Of more than
    :data:`NEWS_AT_MOST` without a date, which are no news but an archive, only the newest.
    """

    newest: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What *source* claims at *now*: *items*, in the order they came in.

    *ranks* is the authority of every source in the settings, as
    :func:`~barqiya.domain.decide.may_change` takes it. *beside* are articles that the source shows
    along with the items, as it did before. Items
    whose places are *reworded* are told for the first time by a lesser voice of the source, which
    words the same text otherwise: they correct nothing that they are like.
    """

    source: str
    items: Sequence[SourceItem]
    now: datetime
    announcing: Announcing = Announcing()
    ranks: Mapping[str, int] = field(default_factory=dict)
    beside: Sequence[tuple[ArticleId, SourceItem]] = ()
    reworded: frozenset[int] = frozenset()


async def commit(database: Database, claims: Claims) -> list[Made]:
    """Take *claims* into the store in one transaction; return what was made of each, in order."""
    if not claims.items:
        return []
    return await database.write(take, claims)


def take(tx: Transaction, claims: Claims) -> list[Made]:
    """Take *claims* into the store; return what was made of each item, in order."""
    taking = _Taking(tx, claims)
    for place, item in enumerate(claims.items):
        taking.judge(place, item)
    return taking.save()


class _Taking:
    """Items being judged, one after the other, each knowing what became of those before it."""

    def __init__(self, tx: Transaction, claims: Claims) -> None:
        self._tx = tx
        self._claims = claims
        self._known = Known(tx, claims.items)
        for article, item in claims.beside:
            self._known.show(article, item)
        public = {item.public_id for item in claims.items if item.public_id}
        self._public_ids = articles.public_ids_known(tx, public)
        self._decided: list[Change] = []
        self._names: list[tuple[ArticleId, Identity]] = []
        self._made: list[Made] = []

    def judge(self, place: int, item: SourceItem) -> None:
        """Decide what becomes of *item* and take note of it."""
        current = self._known.article_of(item)
        claim = item if current else self._as_new(item)
        decision = self._decide(current, claim, place)
        article = current if isinstance(decision, Ignore) else decision.article
        if article is None:
            raise AssertionError("what is not known yet cannot be unchanged")
        if not isinstance(decision, Ignore):
            self._decided.append(decision)
        self._names += self._known.add(article, claim)
        self._made.append(_made(item, decision, article))

    def save(self) -> list[Made]:
        """Write what was decided; return what was made of each item."""
        decided, made = _without_detours(self._known, self._decided, self._made)
        for wave in _waves(_announcing(decided, self._claims.announcing), self._claims.now):
            articles.save(self._tx, wave)
        articles.remember(self._tx, self._names)
        return made

    def _as_new(self, item: SourceItem) -> SourceItem:
        claim = self._known.under_free_name(item, self._claims.source)
        if claim.public_id is None:
            return claim
        if claim.public_id in self._public_ids:
            return replace(claim, public_id=None)  # two articles cannot publish one identity
        self._public_ids.add(claim.public_id)
        return claim

    def _decide(self, current: Article | None, claim: SourceItem, place: int) -> Decision:
        claims = self._claims
        if current is not None:
            if not may_change(current.source, claims.source, claims.ranks):
                return Ignore(article_id=current.id, reason=f"{current.source} has the say")
            if place in claims.reworded and alike(current.content, claim.content):
                return Ignore(article_id=current.id, reason="the same in other words")
        # One was seen after another: without dates of their own they keep the order they came in.
        return decide(current, claim, claims.source, claims.now + timedelta(microseconds=place))


def _made(item: SourceItem, decision: Decision, article: Article) -> Made:
    return Made(
        origin=item.origin,
        outcome=_OUTCOMES[type(decision)],
        article_id=article.id,
        title=article.content.title,
        revision=article.revision,
    )


def _without_detours(
    known: Known, decided: list[Change], made: list[Made]
) -> tuple[list[Change], list[Made]]:
    """Leave out what leads an article, by way of other states, back to the one it is in.

    Two files of one article in two states, imported again, say nothing new.
    """
    last = {decision.article.id: decision.article for decision in decided}
    back: dict[ArticleId, Article] = {}
    for one, article in last.items():
        stored = known.stored(one)
        if stored is not None and _is_same_state(stored, article):
            back[one] = stored
    return (
        [decision for decision in decided if decision.article.id not in back],
        [
            replace(one, outcome="unchanged", revision=back[one.article_id].revision)
            if one.article_id in back
            else one
            for one in made
        ],
    )


def _is_same_state(stored: Article, article: Article) -> bool:
    ours = (stored.content_hash, stored.status, alongside(stored.content))
    return ours == (article.content_hash, article.status, alongside(article.content))


def _announcing(decided: Sequence[Change], announcing: Announcing) -> list[Change]:
    """Return *decided*, of the new articles only those to be announced that are news."""
    new = sorted(
        (decision.article.ordered_at, place)
        for place, decision in enumerate(decided)
        if isinstance(decision, Publish)
    )
    undated = [p for _, p in new if decided[p].article.content.published_at is None]
    archive = set(undated[:-1]) if len(undated) > NEWS_AT_MOST else set()
    newest = new if announcing.newest is None else new[max(0, len(new) - announcing.newest) :]
    since = announcing.since
    told = {place for at, place in newest if since is None or at >= since} - archive
    return [
        replace(decision, announce=place in told) if isinstance(decision, Publish) else decision
        for place, decision in enumerate(decided)
    ]


def _waves(decided: Sequence[Change], now: datetime) -> list[list[Change]]:
    """Return *decided* in order of publication; a second of one article in a second wave."""
    waves: list[list[Change]] = []
    times: Counter[ArticleId] = Counter()
    for decision in decided:
        number = times[decision.article.id]
        times[decision.article.id] += 1
        if number == len(waves):
            waves.append([])
        waves[number].append(decision)
    return [sorted(wave, key=lambda d: d.article.content.published_at or now) for wave in waves]
