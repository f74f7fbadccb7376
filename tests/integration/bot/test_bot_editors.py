"""Editors work from their chat; nobody else can, and each trouble is told once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from barqiya.domain.article import Article, ArticleId, Status
from barqiya.domain.delivery import DeliveryState, Destination
from barqiya.errors import Refusal, RefusedError
from barqiya.outbox import acts, planner
from barqiya.outbox.wishes import Wishes
from barqiya.store import Transaction, articles, deliveries, delivery_rows, destinations
from bot.connection import connect
from bot.editors import EDITOR_COMMANDS
from bot.editors.actions import Act, Say, Verb, Word, decoded, encoded, place_key
from bot.editors.refusing import refusal
from bot.editors.telling import Teller
from bot.locale import LANGUAGES, locale_for
from bot.sandbox import Message
from tests.integration.bot.conftest import TOKEN, House, make_article, until

NEWS = Destination(id="telegram:news", name="News", transport="telegram", address="@manara_news")
OPINION = Destination(
    id="telegram:opinion", name="Opinion", transport="telegram", address="@opinion", approval=True
)
STORY = make_article(1, title="حكاية المصباح")


class Desk:
    """A house whose English reader is an editor: what was shown, how often the relay was woken."""

    def __init__(self, house: House) -> None:
        self.shown: list[tuple[int, str, str]] = []
        self.woken = 0
        self.editor = house.sandbox.english_reader
        self.stranger = house.sandbox.arabic_reader
        self.database = house.resources.database
        resources = replace(
            house.resources,
            editors=frozenset({self.editor.id}),
            show=self.show,
            wake=self.wake,
        )
        self.house = replace(house, resources=resources)

    async def show(self, chat_id: int, place: Destination, article: Article) -> None:
        """Take note of what would be sent."""
        self.shown.append((chat_id, place.name, article.content.title))

    def wake(self) -> None:
        """Take note."""
        self.woken += 1

    async def open(self, *places: Destination) -> None:
        """Have these channels, and an article that is planned for them."""
        await self.database.write(destinations.set_destinations, places)
        await self.house.publish(STORY)
        while await self.database.write(planner.plan, datetime.now(UTC), Wishes()):
            pass

    async def states(self) -> dict[str, DeliveryState]:
        """Return how the newest delivery stands, by channel."""
        found = await self.database.read(deliveries.listing)
        return {one.destination.name: one.state for one in reversed(found)}

    async def tell(self) -> list[Message]:
        """Look once whether there is anything to tell; return the editor's new messages."""
        before = len(self.house.sandbox.messages(self.editor.id))
        bot = connect(TOKEN, self.house.api_url)
        try:
            await Teller(bot, self.house.resources, apart=timedelta(0)).tell()
        finally:
            await bot.release()
        return self.house.sandbox.messages(self.editor.id)[before:]


@pytest.fixture
def desk(house: House) -> Desk:
    """Return the desk of an editor."""
    return Desk(house)


def buttons(message: Message) -> list[dict[str, str]]:
    """Return the buttons of a message, one after the other."""
    rows = (message.buttons or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def labelled(message: Message, part: str) -> dict[str, str]:
    """Return the button whose label has *part*."""
    return next(button for button in buttons(message) if part in button["text"])


async def test_only_editors_have_the_desk(desk: Desk) -> None:
    """To everybody else its commands are unknown, and not in the menu."""
    await desk.open(NEWS)
    async with desk.house.bot():
        told = await desk.house.ask(desk.editor, "/status")
        refused = await desk.house.ask(desk.stranger, "/retract حكاية")
        menus = [c for c in desk.house.sandbox.calls if c.method.lower() == "setmycommands"]
    assert "News" in told.text
    assert "1 waiting" in told.text
    assert "لا أعرف" in refused.text
    assert [one for one in menus if "status" in str(one.parameters)]
    assert all("scope" in one.parameters for one in menus if "status" in str(one.parameters))
    assert (await desk.states())["News"] is DeliveryState.DUE


async def test_a_button_outlives_the_right_to_press_it(desk: Desk) -> None:
    """Who was an editor once still has the message, and nothing more."""
    await desk.open(OPINION)
    async with desk.house.bot():
        await desk.house.ask(desk.editor, "/start")
        (asked,) = await desk.tell()
    former = replace(desk.house.resources, editors=frozenset({desk.stranger.id}))
    house = replace(desk.house, resources=former)
    async with house.bot():
        data = labelled(asked, "✅")["callback_data"]
        answer = await house.press(desk.editor, asked, data)
    assert "for editors only" in answer["text"]
    assert (await desk.states())["Opinion"] is DeliveryState.AWAITING


async def test_a_post_that_asks_for_approval_goes_once_it_is_given(desk: Desk) -> None:
    """The very post is shown, then two buttons; told once, however often it is looked."""
    await desk.open(OPINION)
    async with desk.house.bot():
        await desk.house.ask(desk.editor, "/start")
        (asked,) = await desk.tell()
        assert desk.shown == [(desk.editor.id, "Opinion", "حكاية المصباح")]
        assert "Opinion" in asked.text
        assert await desk.tell() == []
        answer = await desk.house.press(desk.editor, asked, labelled(asked, "✅")["callback_data"])
    assert answer["text"] == "The post is approved."
    assert (await desk.states())["Opinion"] is DeliveryState.DUE
    assert desk.woken == 1
    assert buttons(desk.house.now(desk.editor, asked)) == []


async def test_a_hold_stops_an_article_until_it_is_let_go(desk: Desk) -> None:
    """By words that find it; the answer has the button that undoes it."""
    await desk.open(NEWS)
    async with desk.house.bot():
        done = await desk.house.ask(desk.editor, f"/hold {STORY.id.hex[:8]} the names are wrong")
        assert "on hold" in done.text
        assert (await desk.states())["News"] is DeliveryState.AWAITING
        await desk.house.press(desk.editor, done, labelled(done, "▶️")["callback_data"])
    assert (await desk.states())["News"] is DeliveryState.DUE


async def test_an_article_is_chosen_among_those_that_words_find(desk: Desk) -> None:
    """A retraction by button leaves a button to bring it back."""
    await desk.open(NEWS)
    async with desk.house.bot():
        which = await desk.house.ask(desk.editor, "/retract المصباح")
        assert "حكاية المصباح" in buttons(which)[0]["text"]
        await desk.house.press(desk.editor, which, buttons(which)[0]["callback_data"])
        gone = await _article(desk)
        assert (gone.status, gone.final) == (Status.RETRACTED, True)
        done = await until(lambda: _last(desk, "withdrawn"))
        await desk.house.press(desk.editor, done, labelled(done, "↩️")["callback_data"])
    assert (await _article(desk)).status is Status.PUBLISHED


async def test_a_preview_shows_the_post_and_offers_to_send_it(desk: Desk) -> None:
    """Of several channels the editor chooses one."""
    await desk.open(NEWS, OPINION)
    async with desk.house.bot():
        which = await desk.house.ask(desk.editor, f"/preview {STORY.id}")
        assert [button["text"] for button in buttons(which)] == ["News", "Opinion"]
        await desk.house.press(desk.editor, which, labelled(which, "Opinion")["callback_data"])
        shown = await until(lambda: _last(desk, "how it will look"))
        assert desk.shown == [(desk.editor.id, "Opinion", "حكاية المصباح")]
        await desk.house.press(desk.editor, shown, labelled(shown, "🚀")["callback_data"])
        await until(lambda: _last(desk, "is posted in Opinion now"))
    found = await desk.database.read(deliveries.listing)
    assert [(one.state, one.urgent) for one in found if one.destination.name == "Opinion"] == [
        (DeliveryState.DUE, True)
    ]


async def test_what_is_stuck_is_told_and_tried_again(desk: Desk) -> None:
    """A refused post, by button; then another by /resend; and the queue names both."""
    await desk.open(NEWS)
    await desk.database.write(_reject)
    async with desk.house.bot():
        await desk.house.ask(desk.editor, "/start")
        (told,) = await desk.tell()
        assert "wrong photo" in told.text
        listed = await desk.house.ask(desk.editor, "/queue")
        assert "refused by Telegram" in listed.text
        await desk.house.press(desk.editor, told, labelled(told, "🔁")["callback_data"])
        assert (await desk.states())["News"] is DeliveryState.DUE
        await desk.database.write(_reject)
        again = await desk.house.ask(desk.editor, f"/resend {STORY.id.hex[:8]}")
        assert "tried again" in again.text
        audited = await desk.house.ask(desk.editor, "/audit News")
        assert "waits its turn" in audited.text
    assert (await desk.states())["News"] is DeliveryState.DUE


async def test_a_lost_channel_is_told_once_and_so_is_its_return(desk: Desk) -> None:
    """Mended in between, it is a new trouble when it is lost again."""
    await desk.open(NEWS)
    async with desk.house.bot():
        await desk.house.ask(desk.editor, "/start")
        for _ in range(2):
            await desk.database.write(destinations.lose, NEWS, "bot was kicked")
            (told,) = await desk.tell()
            assert "bot was kicked" in told.text
            assert await desk.tell() == []
            await desk.database.write(destinations.revive, NEWS.id)
            (well,) = await desk.tell()
            assert "تستقبل منّا من جديد" in well.text
            assert await desk.tell() == []


async def test_what_cannot_be_done_says_why(desk: Desk) -> None:
    """An unknown channel, an article on no hold, no article at all, no words."""
    await desk.open(NEWS)
    async with desk.house.bot():
        house, editor = desk.house, desk.editor
        assert "No channel" in (await house.ask(editor, "/queue nowhere")).text
        assert "not on hold" in (await house.ask(editor, f"/release {STORY.id}")).text
        assert "no article" in (await house.ask(editor, "/hold qqqqq")).text
        assert "/hold" in (await house.ask(editor, "/hold")).text
        nowhere = await house.ask(editor, f"/post {STORY.id} nowhere")
        assert "No channel is called “nowhere”" in nowhere.text


async def test_a_refusal_is_told_in_the_editors_language(desk: Desk) -> None:
    """An Arabic editor is told in Arabic, and what can be done instead."""
    await desk.open(NEWS)
    arabic = replace(desk.house.resources, editors=frozenset({desk.stranger.id}))
    house, editor = replace(desk.house, resources=arabic), desk.stranger
    async with house.bot():
        kept = await house.ask(editor, f"/release {STORY.id}")
        await house.ask(editor, f"/retract {STORY.id}")
        again = await house.ask(editor, f"/retract {STORY.id}")
        withdrawn = await house.ask(editor, f"/post {STORY.id} News")
    assert kept.text.endswith("نشر هذا المقال ليس موقوفًا.")
    assert again.text.endswith("هذا المقال مسحوب من قبل.")
    assert "والمسحوب لا يُنشر" in withdrawn.text


async def test_of_two_editors_the_slower_is_told_so(desk: Desk) -> None:
    """The post that the first let go is not let go once more."""
    await desk.open(OPINION)
    async with desk.house.bot():
        await desk.house.ask(desk.editor, "/start")
        (asked,) = await desk.tell()
        (post,) = await desk.database.read(deliveries.listing)
        await desk.database.write(acts.approve, post.id, datetime.now(UTC))
        late = await desk.house.press(desk.editor, asked, labelled(asked, "✅")["callback_data"])
    assert "no longer awaits your word" in late["text"]
    assert desk.woken == 0


@pytest.mark.parametrize("why", Refusal)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_sentence(language: str, why: Refusal) -> None:
    """One that fits the alert over a pressed button, with the channel's name in it if need be."""
    error = RefusedError("for the log", why=why, channel="قناة المنارة")
    said = refusal(error, locale_for(language))
    assert said != f"refused.{why}"
    assert len(said) <= 200


@pytest.mark.parametrize("verb", Verb)
def test_a_button_says_what_it_does(verb: Verb) -> None:
    """In at most 64 bytes, with a channel and without."""
    for place in (None, place_key("telegram:قناة طويلة الاسم جدًا")):
        act = Act(verb=verb, article_id=STORY.id, place=place)
        assert len(encoded(act)) <= 64
        assert decoded(encoded(act)) == act


@pytest.mark.parametrize(
    "data", ["e:", "e:h:", "e:h:xx", "e:q:1", "e:y:abc", "e:h:%s:zz", "e:y:" + "9" * 30]
)
def test_a_strange_button_does_nothing(data: str) -> None:
    """Only what we make is understood."""
    assert decoded(data) is None
    say = Say(word=Word.RETRY, delivery_id=7)
    assert decoded(encoded(say)) == say


def test_every_command_of_the_desk_fits_telegrams_menu() -> None:
    """Latin letters, at most 32."""
    assert all(command.name.isascii() and len(command.name) <= 32 for command in EDITOR_COMMANDS)


async def _article(desk: Desk) -> Article:
    found: Article = await desk.database.read(articles.get, ArticleId(STORY.id))
    return found


def _last(desk: Desk, part: str) -> Any:
    last = desk.house.last(desk.editor)
    return last if part in last.text else None


def _reject(tx: Transaction) -> None:
    (one,) = deliveries.listing(tx)
    reason = "wrong photo"
    delivery_rows.put(
        tx, one.id, state=DeliveryState.REJECTED, reason=reason, attempts=one.attempts + 1
    )
