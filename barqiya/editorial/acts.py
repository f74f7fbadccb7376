"""An editor's acts on an article: retract it, bring it back, correct it. Each in one transaction.

Owns what an act means for the article; who is told of it follows from the journal, as with any
other change. Who may act is for the command line and the bot to ask.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from barqiya.domain.article import Article, Content, Status
from barqiya.domain.decide import Change, Ignore, restore, rewrite, withdraw
from barqiya.errors import Refusal, RefusedError
from barqiya.store import Transaction, articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an editor changes; ``None`` leaves a part as it is.

    *text* is the content of a file or a form: its ``content_html``, pictures and language replace
    those of the article, and its title and summary where neither is given.
    """

    reason: str = ""
    title: str | None = None
    summary: str | None = None
    text: Content | None = None


def retract(tx: Transaction, article: Article, reason: str, now: datetime) -> Article:
    """Withdraw *article* for good, whatever its source shows; return it as it is then.

    Raises :class:`~barqiya.errors.RefusedError` where an editor has retracted it already.
    """
    decision = withdraw(article, reason, now, final=True)
    if isinstance(decision, Ignore):
        raise RefusedError(
            f"«{article.content.title}» is retracted already: {article.evidence}",
            why=Refusal.RETRACTED_ALREADY,
        )
    return _saved(tx, decision)


def bring_back(tx: Transaction, article: Article, now: datetime) -> Article:
    """Publish *article*, which was retracted, again; return it as it is then.

    Raises :class:`~barqiya.errors.RefusedError` where it is not retracted.
    """
    decision = restore(article, now)
    if isinstance(decision, Ignore):
        raise RefusedError(
            f"«{article.content.title}» is not retracted: nothing to undo",
            why=Refusal.NOT_RETRACTED,
        )
    return _saved(tx, decision)


def correct(tx: Transaction, article: Article, correction: Correction, now: datetime) -> Article:
    """Make a new revision of *article* with *correction*; return it.

    It stands until the source itself says something new. Raises
    :class:`~barqiya.errors.RefusedError` where the article is retracted, or nothing changes and
    no reason is given.
    """
    if article.status is Status.RETRACTED:
        raise RefusedError(
            f"«{article.content.title}» is retracted: undo that first "
            f"(barqiya retract {article.id.hex[:8]} --undo)",
            why=Refusal.RETRACTED_FIRST,
        )
    content = _changed(article.content, correction)
    if content == article.content and not correction.reason:
        raise RefusedError(
            "nothing to correct: give a title, a summary, a file or a reason",
            why=Refusal.NOTHING_CORRECTED,
        )
    return _saved(tx, rewrite(article, content, correction.reason, now))


def _changed(content: Content, correction: Correction) -> Content:
    text = correction.text
    if text is not None:
        content = replace(
            content,
            content_html=text.content_html,
            language=text.language,
            title=text.title or content.title,
            summary=text.summary,
            images=text.images or content.images,
            enclosures=text.enclosures or content.enclosures,
        )
    if correction.title is not None:
        content = replace(content, title=correction.title)
    if correction.summary is not None:
        content = replace(content, summary=correction.summary)
    return content


def _saved(tx: Transaction, decision: Change) -> Article:
    articles.save(tx, [decision])
    return decision.article
