"""What one step of a visit leaves in the store: everything it found, in one transaction.

Owns the belief in what sources say of themselves: which claims are new, which vanishings are
believed. Fetches nothing, awaits nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from barqiya.domain.article import ArticleId, Rejected, SourceItem
from barqiya.domain.decide import Retract, alongside, may_change, withdraw
from barqiya.domain.sighting import Sighting, Withdrawn
from barqiya.domain.source_state import SetAside, SourceState
from barqiya.domain.visible import content_hash
from barqiya.ingest.committing import Announcing, Claims, Made, take
from barqiya.sources.flow import Found
from barqiya.store import Transaction, articles, sightings, source_states
from barqiya.store.sightings import Seen

# What was published so long before the last good look is no news but an archive.
_BACKDATED = timedelta(days=2)
_SIGHTINGS = 2  # missing from so many complete ones in a row, an article is believed to be gone
# So many may vanish at once whatever the size of the source; of more, this share.
_VANISHING, _VANISHING_SHARE = 5, 0.25
_CLAIM = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a visit found, of the source in *state*, at *now*.

    *ranks* is the authority of all sources. *one_key* says that no two items of the source are one
    article, so that an article seen under a new key is not there under the old one.
    """

    state: SourceState
    found: Found
    now: datetime
    ranks: Mapping[str, int]
    one_key: bool

    @property
    def voice(self) -> str:
        """The name under which the sightings of the step are kept."""
        return voice(self.state.name, secondhand=self.found.secondhand)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a step: the *state* of the source after it, and what was made of each item."""

    state: SourceState
    made: tuple[Made, ...]


def take_step(tx: Transaction, step: Step) -> Taken:
    """Take what was found into the store, with what the flow is to remember."""
    found, name = step.found, step.voice
    claims = [claim_of(item) for item in found.items]
    known = sightings.of_keys(tx, name, [item.source_key for item in found.items])
    made = _take_items(tx, step, known, claims)
    _see(tx, step, made, claims)
    sightings.there(tx, name, found.seen)
    gone, warning = _take_away(tx, step)
    _set_aside(tx, step)
    state = after(step, warning, changed=any(m.outcome != "unchanged" for m in (*made, *gone)))
    source_states.save(tx, state)
    return Taken(state=state, made=(*made, *gone))


def holds_nothing(found: Found) -> bool:
    """Return whether *found* leaves nothing in the store but the state of its source.

    Most visits find nothing new; they cost one write, at their end.
    """
    told = (found.items, found.rejected, found.seen, found.missing, found.withdrawn)
    return not any(told) and found.memory is None


def settle(tx: Transaction, state: SourceState, announce: int) -> None:
    """Announce the *announce* newest articles of a source, after its first whole visit.

    All of them were taken in quietly: which is the newest is known only now.
    """
    if announce:
        articles.announce(tx, articles.newest_of(tx, state.name, announce))


def voice(source: str, *, secondhand: bool) -> str:
    """Return the name under which sightings of *source* are kept."""
    return f"{source} (second voice)" if secondhand else source


def claim_of(item: SourceItem) -> str:
    """Return a hash of what a source says of an item: the same words make the same claim."""
    content = item.content
    said = "\n".join(
        (
            content_hash(content),
            *("" if one is None else str(one) for one in alongside(content)),
            item.correction or "",
            *(identity.key for identity in item.identities),
        )
    )
    return hashlib.sha256(said.encode()).hexdigest()[:_CLAIM]


def _take_items(
    tx: Transaction, step: Step, known: Mapping[str, Sighting], claims: Sequence[str]
) -> list[Made]:
    """Judge the items that say something new; what says the same as before costs no look."""
    same: dict[int, ArticleId] = {}
    for place, item in enumerate(step.found.items):
        seen = known.get(item.source_key)
        if seen is not None and seen.claim == claims[place]:
            same[place] = seen.article_id
    fresh = [item for place, item in enumerate(step.found.items) if place not in same]
    taken = iter(
        take(
            tx,
            Claims(
                source=step.state.name,
                items=fresh,
                now=step.now,
                announcing=_announcing(step),
                ranks=step.ranks,
                beside=[(same[place], step.found.items[place]) for place in same],
                reworded=_reworded(step, fresh, known),
            ),
        )
        if fresh
        else ()
    )
    return [
        _unchanged(item, same[place]) if place in same else next(taken)
        for place, item in enumerate(step.found.items)
    ]


def _reworded(
    step: Step, fresh: Sequence[SourceItem], known: Mapping[str, Sighting]
) -> frozenset[int]:
    """Return the places of items that a lesser voice tells for the first time.

    What it tells otherwise than before has changed; what it tells first is only worded otherwise.
    """
    if not step.found.secondhand:
        return frozenset()
    return frozenset(place for place, item in enumerate(fresh) if item.source_key not in known)


def _announcing(step: Step) -> Announcing:
    last = step.state.succeeded_at
    if not step.state.settled or last is None:
        return Announcing(newest=0)
    return Announcing(since=last - _BACKDATED)


def _unchanged(item: SourceItem, article: ArticleId) -> Made:
    return Made(
        origin=item.origin,
        outcome="unchanged",
        article_id=article,
        title=item.content.title,
        revision=0,
    )


def _see(tx: Transaction, step: Step, made: Sequence[Made], claims: Sequence[str]) -> None:
    name = step.voice
    seen = {
        item.source_key: Seen(key=item.source_key, article_id=one.article_id, claim=claim)
        for item, one, claim in zip(step.found.items, made, claims, strict=True)
    }
    if step.one_key:
        sightings.forget_others(tx, name, {key: one.article_id for key, one in seen.items()})
    sightings.see(tx, name, list(seen.values()))


def _take_away(tx: Transaction, step: Step) -> tuple[list[Made], str | None]:
    """Retract what is gone; return that, or why so much of it is not believed."""
    found, name = step.found, step.voice
    if not found.missing and not found.withdrawn:
        return [], None
    known = sightings.of_keys(tx, name, {*found.missing, *(w.key for w in found.withdrawn)})
    gone = [w for w in found.withdrawn if w.key in known]
    for_good = {w.key for w in gone}
    missed = {key for key in found.missing if key in known and key not in for_good}
    held = sightings.count(tx, name)
    vanished = len(for_good) + len(missed)
    if vanished > max(_VANISHING, held * _VANISHING_SHARE):
        return [], (
            f"{vanished} of {held} articles vanished at once: taken for a trouble of the source, "
            "nothing is retracted; look at it, and retract by hand what is really gone"
        )
    sightings.miss(tx, name, missed)
    gone += [
        Withdrawn(key=key, evidence=f"missing from {_SIGHTINGS} complete sightings in a row")
        for key in sorted(missed)
        if known[key].missing + 1 >= _SIGHTINGS
    ]
    return _retract(tx, step, gone, known), None


def _retract(
    tx: Transaction, step: Step, gone: Sequence[Withdrawn], known: Mapping[str, Sighting]
) -> list[Made]:
    name = step.voice
    sightings.forget(tx, name, [one.key for one in gone])
    elsewhere = sightings.shown(tx, name, [known[one.key].article_id for one in gone])
    evidence = {
        known[one.key].article_id: one.evidence
        for one in gone
        if known[one.key].article_id not in elsewhere
    }
    made: list[Made] = []
    decided: list[Retract] = []
    for article in articles.get_many(tx, list(evidence)):
        if not may_change(article.source, step.state.name, step.ranks):
            continue
        decision = withdraw(article, evidence[article.id], step.now)
        if isinstance(decision, Retract):
            decided.append(decision)
            made.append(
                Made(
                    origin=evidence[article.id],
                    outcome="retracted",
                    article_id=article.id,
                    title=article.content.title,
                    revision=decision.article.revision,
                )
            )
    articles.save(tx, decided)
    return made


def _set_aside(tx: Transaction, step: Step) -> None:
    found = step.found
    well = [item.origin for item in found.items if not item.notes]
    source_states.take_back(tx, step.state.name, well)
    aside = {one.origin: _refused(one, step.now) for one in found.rejected}
    for item in found.items:
        if item.notes:
            reason = "; ".join(item.notes)
            aside[item.origin] = SetAside(
                origin=item.origin, refused=False, reason=reason, at=step.now
            )
    source_states.put_aside(tx, step.state.name, list(aside.values()))


def _refused(rejected: Rejected, now: datetime) -> SetAside:
    return SetAside(origin=rejected.origin, refused=True, reason=rejected.reason, at=now)


def after(step: Step, warning: str | None = None, *, changed: bool = False) -> SourceState:
    """Return the state of the source after *step*; *warning* is what of it was not believed."""
    found, state = step.found, step.state
    return replace(
        state,
        memory=found.memory if found.memory is not None else state.memory,
        adopted=found.moved_to or state.adopted,
        changed_at=step.now if changed else state.changed_at,
        note=state.note if found.note is None else found.note or None,
        warning=warning or state.warning,
    )
