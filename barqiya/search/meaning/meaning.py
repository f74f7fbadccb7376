"""Articles and questions by what they mean. Owns what is made a vector, and how long is waited.

Follows the journal as the index does, a few articles at a time, for each takes a tenth of a second
or more; until then, and wherever anything fails, articles stand where their words put them.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.errors import StoreError
from barqiya.search.meaning.encoder import Encoder
from barqiya.search.meaning.order import nearness
from barqiya.search.meaning.vectors import Taken, Vectors
from barqiya.search.wanted import body_of
from barqiya.store import Transaction, articles, journal

_log = logging.getLogger(__name__)

_AT_ONCE = 4  # articles, between which a stop may come
_LOOKED_AT = 50  # changes
_PASSAGE = 800  # characters of an article: what it is about stands in its beginning
_QUESTION = 300
_RECIPE = 1  # to be raised where another piece of an article is made its vector
_PATIENCE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What is to be learned next: *texts* by article and hash of their content."""

    texts: Mapping[tuple[ArticleId, str], str]
    gone: Sequence[ArticleId]
    taken: Taken


class Meaning:
    """What articles mean: vectors of *model* in the file *path*. Safe from any thread.

    *encoder* is called once, when first needed or by :meth:`prepare`. A search waits for the
    meaning of its question for *patience* seconds at most.
    """

    def __init__(
        self,
        path: Path,
        model: str,
        encoder: Callable[[], Encoder],
        *,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._patience = patience
        self.vectors = Vectors(path, f"{model}, {_RECIPE}")
        self._load = encoder
        self._loading = threading.Lock()
        self._encoder: Encoder | None = None

    def prepare(self) -> None:
        """Load what makes vectors, so that the first question need not wait for it."""
        self._the_encoder()

    def near(self, question: str, among: Sequence[ArticleId]) -> dict[ArticleId, float]:
        """Return how near each article *among* is in meaning to *question*, from -1 to 1.

        Those without a vector are left out; all are where the question's own takes too long or
        cannot be made. Never raises.
        """
        try:
            vectors = self.vectors.of(among)
            asked = self._in_time(question[:_QUESTION]) if vectors else None
        except (StoreError, OSError, RuntimeError, ImportError) as error:
            _log.warning("a search goes by its words alone: %s", error)
            return {}
        if asked is None:
            return {}
        return {one: nearness(asked, vector) for one, vector in vectors.items()}

    def behind(self, tx: Transaction) -> int:
        """Return how many changes of the journal are still to be looked at."""
        head, taken = journal.head(tx), self._taken(tx)
        return max(0, head - taken.seq)

    def lesson(self, tx: Transaction) -> Lesson | None:
        """Return what is to be learned next, ``None`` where nothing is."""
        changes = journal.changes_after(tx, self._taken(tx).seq, _LOOKED_AT)
        texts: dict[tuple[ArticleId, str], str] = {}
        gone: list[ArticleId] = []
        taken = None
        there = {one.id: one for one in articles.get_many(tx, [c.article_id for c in changes])}
        made = self.vectors.contents(there)
        for change in changes:
            article = there.get(change.article_id)
            if article is None or article.status is not Status.PUBLISHED:
                gone.append(change.article_id)
            elif made.get(article.id) != article.content_hash:
                texts[article.id, article.content_hash] = _passage(article)
            taken = Taken.up_to(change)
            if len(texts) == _AT_ONCE:
                break
        return Lesson(texts=texts, gone=gone, taken=taken) if taken else None

    def learn(self, lesson: Lesson) -> None:
        """Make the vectors of *lesson* and keep them: seconds, to be spent in a thread.

        Raises :class:`~barqiya.errors.StoreError` where they cannot be kept.
        """
        encoder = self._the_encoder()
        made = {
            id_: (content, encoder.passage(text)) for (id_, content), text in lesson.texts.items()
        }
        self.vectors.keep(made, lesson.gone, lesson.taken)

    def _taken(self, tx: Transaction) -> Taken:
        """Return how far the journal of this store is taken in; vectors of another are gone."""
        taken = self.vectors.taken()
        if taken.seq:
            there = journal.changes_after(tx, taken.seq - 1, 1)
            if not there or Taken.up_to(there[0]) != taken:
                self.vectors.discard("of another store")
                return Taken()
        return taken

    def _the_encoder(self) -> Encoder:
        with self._loading:
            if self._encoder is None:
                self._encoder = self._load()
            return self._encoder

    def _in_time(self, question: str) -> bytes | None:
        made: Future[bytes] = Future()

        def make() -> None:
            try:
                made.set_result(self._the_encoder().question(question))
            except BaseException as error:  # noqa: BLE001 - whoever waits is told of it
                made.set_exception(error)

        # A thread that nobody waits for: a stop is not held up by it either.
        threading.Thread(target=make, name="meaning of a question", daemon=True).start()
        try:
            return made.result(self._patience)
        except FutureTimeoutError:
            _log.info("the meaning of a question took too long; it is answered by its words")
            return None


def _passage(article: Article) -> str:
    return f"{article.content.title}\n{body_of(article)}"[:_PASSAGE]
