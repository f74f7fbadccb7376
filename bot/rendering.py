"""What a turn shows: which of the messages' forms it takes. Owns the choice; sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from barqiya.domain.article import Article
from barqiya.domain.delivery import DeliveryKind, Destination, PostForm, Turn
from barqiya.domain.publication import Publication
from barqiya.outbox.transport import Shape
from bot.locale import locale_for
from bot.messages import (
    STANDARD,
    Digest,
    Post,
    PostStyle,
    channel_post,
    digest_post,
    digest_takes,
)

_MARK = 60  # letters and digits: the heading and some more, alike in every form of a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Makes posts of turns; *styles* by the destination's id, the standard one elsewhere."""

    publication: Publication
    styles: Mapping[str, PostStyle] = field(default_factory=dict)

    def shape(self, turn: Turn) -> Shape:
        """Return what the post of *turn*, not yet begun, would be."""
        takes = 1
        if len(turn.articles) > 1:
            takes = digest_takes(turn.articles, self._digest(turn))
            turn = Turn(deliveries=turn.deliveries[:takes], articles=turn.articles[:takes])
        post = self.post(turn)
        return Shape(
            form=post.form,
            count=post.count,
            takes=takes,
            marks=marks_of(post),
            pictures=post.parts[0].photos,
        )

    def post(self, turn: Turn, form: PostForm | None = None, count: int | None = None) -> Post:
        """Return what *turn* shows: of several articles a digest, of one its post.

        *form* and *count* are those of what lies there already.
        """
        changed = turn.kind is not DeliveryKind.POST
        if len(turn.articles) > 1:
            since = turn.posted_at
            corrected = {
                one.id for one in turn.articles if changed and since and one.updated_at > since
            }
            return digest_post(turn.articles, self._digest(turn), corrected=corrected)
        return channel_post(
            turn.articles[0],
            self.publication,
            locale_for(turn.destination.language),
            self._style(turn),
            corrected=changed,
            form=form,
            count=count,
        )

    def preview(self, destination: Destination, article: Article, form: PostForm | None) -> Post:
        """Return the post that *destination* would get of *article*, as it reads now."""
        return channel_post(
            article,
            self.publication,
            locale_for(destination.language),
            self.styles.get(destination.id, STANDARD),
            corrected=False,
            form=form,
        )

    def _style(self, turn: Turn) -> PostStyle:
        return self.styles.get(turn.destination.id, STANDARD)

    def _digest(self, turn: Turn) -> Digest:
        return Digest(
            day=turn.posted_at or turn.delivery.due_at,
            publication=self.publication,
            locale=locale_for(turn.destination.language),
            style=self._style(turn),
        )


def marks_of(post: Post) -> tuple[str, ...]:
    """Return by what each of the parts of *post* is known again."""
    return tuple(mark_of(part.message.text) for part in post.parts)


def mark_of(text: str) -> str:
    """Return by what a message that shows *text* is known: its first letters and digits.

    Telegram cleans what it is sent (marks of direction, spaces); letters it leaves alone.
    """
    return "".join(character for character in text if character.isalnum())[:_MARK]
