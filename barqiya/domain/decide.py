"""What to do with what a source claims: pure ``(current, item, now) -> Decision``.

Owns the judgement; never loads, saves or looks at a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from barqiya.domain.article import Article, ArticleId, Content, SourceItem, Status, article_id
from barqiya.domain.visible import content_hash, hash_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """Nothing that a reader could see has changed, or another source has the say."""

    article_id: ArticleId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """The article is new; *announce* says whether those who follow are to be told."""

    article: Article
    announce: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """The article is known and reads differently now, or is there again after a retraction."""

    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """The article reads as before, what stands :func:`alongside` it is another: nobody is told."""

    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract:
    """The article is withdrawn; ``article.evidence`` says by what that is known."""

    article: Article


Change = Publish | Correct | Amend | Retract
Decision = Ignore | Change


def decide(current: Article | None, item: SourceItem, source: str, now: datetime) -> Decision:
    """Return what becomes of *item*, of which the store holds *current* (or nothing) at *now*.

    Whoever's claim is taken has the say over the article from then on.
    """
    if current is None:
        return Publish(article=_new_article(item, source, now))
    if current.final:
        return Ignore(article_id=current.id, reason="an editor retracted it")
    content = _merged(current.content, item.content)
    if current.status is Status.RETRACTED or content_hash(content) != hash_of(current):
        return Correct(article=_revised(current, content, item, source, now))
    if alongside(content) != alongside(current.content):
        return Amend(article=replace(current, content=content, source=source))
    return Ignore(article_id=current.id, reason="unchanged")


def alongside(content: Content) -> tuple[str | None, str | None, int | None]:
    """Return what may change without a revision: the address, the comments' and their number."""
    return content.url, content.comments_url, content.comment_count


def withdraw(
    current: Article, evidence: str, now: datetime, *, final: bool = False
) -> Retract | Ignore:
    """Return the retraction of *current*; *evidence* says who or what withdrew it.

    A *final* one is an editor's: it stands until an editor undoes it, whatever sources show.
    """
    if current.status is Status.RETRACTED and current.final >= final:
        return Ignore(article_id=current.id, reason="retracted before")
    return Retract(
        article=replace(
            current,
            revision=current.revision + 1,
            status=Status.RETRACTED,
            updated_at=_after(current.updated_at, now, now),
            correction=None,
            evidence=evidence,
            final=final,
        )
    )


def restore(current: Article, now: datetime) -> Correct | Ignore:
    """Return *current* published again by an editor, as it was when it was retracted."""
    if current.status is Status.PUBLISHED:
        return Ignore(article_id=current.id, reason="not retracted")
    return Correct(article=_next(current, current.content, now, correction=None))


def rewrite(current: Article, content: Content, reason: str, now: datetime) -> Correct:
    """Return *current* corrected by an editor to *content*, for *reason* (may be empty)."""
    return Correct(article=_next(current, content, now, correction=reason or None))


def may_change(owner: str, claimant: str, ranks: Mapping[str, int]) -> bool:
    """Return whether the source *claimant* has a say over an article that *owner* has.

    *ranks* is the authority of every source that the settings name. Of equals, the first keeps the
    say. What is no source of the settings is a person's act (an import), which is always heard; and
    where the owner is none any more, whoever has the article now takes over.
    """
    if claimant == owner or claimant not in ranks:
        return True
    return owner not in ranks or ranks[claimant] > ranks[owner]


def _new_article(item: SourceItem, source: str, now: datetime) -> Article:
    new_id = article_id(source, item.identities[0].key)
    return Article(
        id=new_id,
        public_id=item.public_id or new_id.urn,
        source=source,
        revision=1,
        content=item.content,
        content_hash=content_hash(item.content),
        first_seen_at=now,
        updated_at=_sensible(item.updated_at, item.content.published_at, now),
    )


def _revised(
    current: Article, content: Content, item: SourceItem, source: str, now: datetime
) -> Article:
    at = _sensible(item.updated_at, now, now)
    revised = _next(current, content, now, correction=item.correction)
    return replace(revised, source=source, updated_at=_after(current.updated_at, at, now))


def _next(current: Article, content: Content, now: datetime, correction: str | None) -> Article:
    return replace(
        current,
        revision=current.revision + 1,
        content=content,
        content_hash=content_hash(content),
        updated_at=_after(current.updated_at, now, now),
        correction=correction,
        status=Status.PUBLISHED,
        evidence=None,
        final=False,
    )


def _merged(current: Content, claimed: Content) -> Content:
    """Keep what is known of address and date: an edit moves no date, silence erases neither."""
    return replace(
        claimed,
        published_at=current.published_at or claimed.published_at,
        url=claimed.url or current.url,
        comments_url=claimed.comments_url or current.comments_url,
        comment_count=(
            current.comment_count if claimed.comment_count is None else claimed.comment_count
        ),
        seen_on=current.seen_on or claimed.seen_on,
    )


def _sensible(claimed: datetime | None, otherwise: datetime | None, now: datetime) -> datetime:
    """Return the claimed moment unless it lies in the future."""
    for moment in (claimed, otherwise):
        if moment is not None and moment <= now:
            return moment
    return now


def _after(before: datetime, claimed: datetime, now: datetime) -> datetime:
    """Return when a correction was made: later than *before*, whatever source and clock say.

    It is the date that readers' programs watch; in RSS it has whole seconds.
    """
    return next((m for m in (claimed, now) if m > before), before + timedelta(seconds=1))
