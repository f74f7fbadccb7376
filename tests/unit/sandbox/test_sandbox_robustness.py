import inspect
import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.sandbox import Rates, Sandbox, SandboxChannel
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.keyboards import reply_markup
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params
from bot.sandbox.photos import photo_from
from bot.sandbox.text import entity_json, message_text

FIELDS = {
    "chat_id": ["@barqiya_test", "-1002000000001", "700000001", "700000002", "x", "9" * 40],
    "from_chat_id": ["@barqiya_test", "700000001"],
    "message_id": ["1", "2", "3", "-1", "9" * 40, "x"],
    "user_id": ["1", "700000001", "7", "9" * 40],
    "text": ["خبر", "<b>خبر</b>", "<p>", " ", "ب" * 5000],
    "parse_mode": ["HTML", "MarkdownV2", "html", "XML"],
    "photo": ["AgAC", "AgACAgSandboxs1", "AgACAgSandbox", "attach://x"],
    "callback_query_id": ["1", "x"],
    "action": ["typing", "x"],
    "language_code": ["ar", "", "arabic"],
    "offset": ["0", "-5", "9" * 40],
    "limit": ["0", "1000"],
}
NESTED = (
    "entities",
    "caption_entities",
    "reply_markup",
    "reply_parameters",
    "link_preview_options",
    "commands",
    "scope",
    "allowed_updates",
)
KEYS = [
    "type", "offset", "length", "url", "user", "id", "unix_time", "inline_keyboard", "keyboard",
    "text", "callback_data", "copy_text", "message_id", "command", "description", "chat_id",
    "remove_keyboard", "is_disabled", "switch_inline_query", "date_time_format", "language",
]  # fmt: skip
atoms = st.none() | st.booleans() | st.integers() | st.sampled_from(
    ["bold", "text_link", "text_mention", "pre", "date_time", "default", "http://a.b", "x", ""]
)  # fmt: skip
junk = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)
kinds = ["bold", "text_link", "text_mention", "pre", "date_time", "custom_emoji", "url", "x"]
entities = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(kinds), "offset": st.integers(-1, 4), "length": junk},
        optional=dict.fromkeys(("url", "user", "unix_time", "language"), junk),
    ),
    max_size=3,
)
buttons = st.fixed_dictionaries(
    {"text": st.sampled_from(["", "زر", "\r"]) | junk},
    optional=dict.fromkeys(("url", "callback_data", "copy_text", "web_app", "login_url"), junk),
)
rows = st.lists(st.lists(buttons | junk, max_size=2) | junk, max_size=2)
keyboards = st.sampled_from(["inline_keyboard", "keyboard"]).flatmap(
    lambda name: rows.map(lambda made: {name: made})
)
shaped = {
    "entities": (entities | junk).map(json.dumps),
    "caption_entities": (entities | junk).map(json.dumps),
    "reply_markup": (keyboards | junk).map(json.dumps),
}
plain = {name: st.sampled_from(values) for name, values in FIELDS.items()}
nested = dict.fromkeys(NESTED, junk.map(json.dumps) | st.just("{"))
parameters = st.fixed_dictionaries({}, optional={**plain, **nested, **shaped})


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    """Open a channel with a post, and one reader who has written."""
    made = Sandbox(
        None,
        token="1:x",
        bot_name="برقية",
        bot_username="barqiya_bot",
        channels=[SandboxChannel(username="barqiya_test", title="قناة")],
    )
    made.say(made.arabic_reader, "سلام")
    made.post("@barqiya_test", "منشور")
    return made


@settings(max_examples=600, deadline=None)
@given(method=st.sampled_from(sorted(METHODS)), values=parameters)
def test_no_parameters_whatever_break_the_server(
    sandbox: Sandbox, method: str, values: dict[str, str]
) -> None:
    """Every method answers nonsense with a result or with a refusal in the API's form."""
    with suppress(ApiError):
        result = METHODS[method](sandbox.state, Params(values=values))
        if inspect.iscoroutine(result):
            with pytest.raises((StopIteration, ApiError)):
                result.send(None)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_pictures_are_measured_in_every_common_form(form: str) -> None:
    """Width and height are read from the first bytes, as a real encoder writes them."""
    content = io.BytesIO()
    Image.new("RGB", (321, 123)).save(content, form)
    photo = photo_from(content.getvalue())
    assert (photo.width, photo.height, photo.media_type) == (321, 123, f"image/{form.lower()}")


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False, "exif": b"Exif"}])
def test_webp_in_its_other_forms(options: dict[str, Any]) -> None:
    """Lossless and extended WebP keep their sizes elsewhere."""
    content = io.BytesIO()
    Image.new("RGBA", (70, 50), (1, 2, 3, 4)).save(content, "WEBP", **options)
    assert (photo_from(content.getvalue()).width, photo_from(content.getvalue()).height) == (70, 50)


def test_cut_and_oversized_pictures_are_refused() -> None:
    """A JPEG that ends in its head is no picture; 10 MB is the most, and the error says so."""
    content = io.BytesIO()
    Image.new("RGB", (30, 30)).save(content, "JPEG")
    with pytest.raises(ApiError, match="IMAGE_PROCESS_FAILED"):
        photo_from(content.getvalue()[:30])
    with pytest.raises(ApiError, match="file of size 10485761 bytes is too big for a photo"):
        photo_from(b"\0" * (10 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ([], "object expected as reply markup"),
        ({"inline_keyboard": 5}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": [5]}, 'field "inline_keyboard" must be an Array of Arrays'),
        ({"inline_keyboard": [[5]]}, "InlineKeyboardButton must be an Object"),
        ({"inline_keyboard": [[{}]]}, 'Can\'t find field "text"'),
        ({"inline_keyboard": [[{"text": "\r", "callback_data": "x"}]]}, "must be non-empty"),
        ({"inline_keyboard": [[{"text": "x", "copy_text": "y"}]]}, "BUTTON_COPY_TEXT_INVALID"),
        ({"keyboard": [[5]]}, "KeyboardButton must be a String or an Object"),
        ({"keyboard": [[{}]]}, 'Can\'t find field "text"'),
    ],
)
def test_broken_markup_is_refused(markup: Any, error: str) -> None:
    """Each way to get reply_markup wrong is named."""
    params = Params(values={"reply_markup": json.dumps(markup)})
    with pytest.raises(ApiError, match=error):
        reply_markup(params, in_channel=False, inline_only=False)


def test_links_to_users_are_fit_for_buttons() -> None:
    """A tg://user link stays as it is; a web link gains what Telegram adds."""
    rows = [[{"text": "a", "url": "tg://user?id=5"}, {"text": "b", "url": "Example.com"}]]
    params = Params(values={"reply_markup": json.dumps({"inline_keyboard": rows})})
    buttons, _ = reply_markup(params, in_channel=True, inline_only=True)
    assert buttons is not None
    urls = [one["url"] for one in buttons["inline_keyboard"][0]]
    assert urls == ["tg://user?id=5", "http://example.com/"]


@pytest.mark.parametrize("mode", ["MarkdownV2", "Markdown"])
def test_markdown_is_refused_rather_than_misread(mode: str) -> None:
    """The sandbox says that it reads HTML only."""
    with pytest.raises(ApiError, match="this sandbox reads parse_mode HTML only"):
        message_text(Params(values={"text": "*x*", "parse_mode": mode}), too_long="")


def test_a_fault_that_could_never_happen_is_refused() -> None:
    """Zero times and negative seconds are mistakes."""
    sandbox = Sandbox(None, token="x", bot_name="x", bot_username="x_bot", channels=[])
    for wrong in ({"times": 0}, {"seconds": -1}):
        with pytest.raises(ValueError, match="a fault"):
            sandbox.inject(Fault(kind=FaultKind.DELAY, **wrong))
    sandbox.rates = Rates()
    assert sandbox.rates == Rates()
    sandbox.close()


@settings(max_examples=300, deadline=None)
@given(sent=entities | junk)
def test_described_entities_are_read_or_refused(sandbox: Sandbox, sent: Any) -> None:
    """Whatever a bot describes becomes entities that can be stored and shown, or a refusal."""
    params = Params(values={"text": "خبر x", "entities": json.dumps(sent)})
    with suppress(ApiError):
        text, made = message_text(params, too_long="")
        users = {sandbox.arabic_reader.id: {"id": sandbox.arabic_reader.id}}
        assert all(one.end <= len(text) for one in made)
        json.dumps([entity_json(one, users) for one in made])


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"type": "text_link", "url": "a.b"}, {"type": "text_link", "url": "http://a.b/"}),
        ({"type": "text_mention", "user": {"id": 7}}, {"type": "text_mention", "user": {"id": 7}}),
        ({"type": "text_mention", "user": {"id": 8}}, None),
        ({"type": "pre", "language": "python"}, {"type": "pre", "language": "python"}),
        (
            {"type": "date_time", "unix_time": 9, "date_time_format": "Dw"},
            {"type": "date_time", "unix_time": 9, "date_time_format": "wD"},
        ),
        (
            {"type": "custom_emoji", "custom_emoji_id": "5"},
            {"type": "custom_emoji", "custom_emoji_id": "5"},
        ),
    ],
)
def test_described_entities_keep_their_arguments(sent: Any, shown: Any) -> None:
    """Links are written out, known people named, strangers dropped, dates put in order."""
    place = {"offset": 0, "length": 3}
    params = Params(values={"text": "خبر", "entities": json.dumps([{**place, **sent}])})
    _, made = message_text(params, too_long="")
    got = entity_json(made[0], {7: {"id": 7}})
    assert got == (None if shown is None else {**place, **shown})


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ([5], "expected an Object"),
        ([{"type": "bold"}], "can't parse MessageEntity"),
        ([{"type": "bold", "offset": -1, "length": 1}], "incorrect offset -1"),
        ([{"type": "date_time", "offset": 0, "length": 1}], "invalid date specified"),
    ],
)
def test_badly_described_entities_are_refused(sent: Any, error: str) -> None:
    """Each way to get an entity wrong is named."""
    params = Params(values={"text": "خبر", "entities": json.dumps(sent)})
    with pytest.raises(ApiError, match=error):
        message_text(params, too_long="")
