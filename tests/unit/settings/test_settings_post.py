"""How a channel's posts look, as its settings say it: refused in one line, else a style."""

import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from barqiya.app import values
from barqiya.errors import ConfigError
from barqiya.settings import load
from barqiya.settings.tables import PostSettings
from bot.messages import NAMED, STANDARD, PostStyle
from bot.messages.template import PLACES

ROOT = Path(__file__).parents[3]


def style_of(tmp_path: Path, table: str) -> PostStyle:
    """Return the style of a channel with *table* in its settings."""
    file = tmp_path / "barqiya.toml"
    file.write_text(f'[[channels]]\nname = "n"\nchat = "@n"\n{table}', encoding="utf-8")
    return values.post_styles(load(file), sample=False)["telegram:n"]


def test_a_channel_that_says_nothing_has_the_standard_look(tmp_path: Path) -> None:
    """The defaults of the settings are those of the style."""
    assert style_of(tmp_path, "") == STANDARD


def test_every_choice_arrives(tmp_path: Path) -> None:
    """What the example file says of a channel is what its posts look like."""
    table = """
    template = "full"
    timezone = "Asia/Baghdad"
    [channels.post]
    photo = false
    album = false
    preview = "above"
    preview_of = "picture"
    buttons = ["share", "discuss"]
    discuss = "https://t.me/example_talk"
    hashtags = 0
    summary = 200
    signature = "📡 <b>{publication}</b>"
    digest = "grouped"
    """
    style = style_of(tmp_path, table)
    assert style.template is NAMED["full"]
    assert style.signature is not None
    assert style.signature.places == {"publication"}
    assert (style.photo, style.album, style.hashtags, style.summary) == (False, False, 0, 200)
    assert (style.preview, style.preview_of, style.digest) == ("above", "picture", "grouped")
    assert style.timezone == ZoneInfo("Asia/Baghdad")
    assert (style.buttons, style.discuss) == (("share", "discuss"), "https://t.me/example_talk")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            'template = "{titel}"',
            "channels.0.template: there is no place {titel}; did you mean {title}? Those that are",
        ),
        ('template = "<p>{title}</p>"', "channels.0.template: there is no tag <p>"),
        ('template = "<b>{title}"', "channels.0.template: <b> is not closed"),
        ('template = "standart"', "channels.0.template: has no place for anything of an article"),
        (f'template = "{{title}} {"كلمة " * 150}"', "channels.0.template: its own words take"),
        (
            '[channels.post]\nsignature = "{nobody}"',
            "channels.0.post.signature: there is no place {nobody}",
        ),
        ('[channels.post]\npreview = "huge"', "channels.0.post.preview: Input should be"),
        ("[channels.post]\npicture = true", "channels.0.post.picture: there is no such setting"),
        ('[channels.post]\nbuttons = ["like"]', "channels.0.post.buttons.0: Input should be"),
    ],
)
def test_a_look_that_cannot_be_is_refused_in_one_line(
    table: str, said: str, tmp_path: Path
) -> None:
    """The key, what is wrong with it and what would be right."""
    with pytest.raises(ConfigError) as caught:
        style_of(tmp_path, table)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_every_choice_of_a_look_is_documented() -> None:
    """docs/settings.md and the example name each key, docs/templates.md each place and template."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    example: dict[str, Any] = tomllib.loads(
        (ROOT / "docs/barqiya.example.toml").read_text(encoding="utf-8")
    )
    held = {key for channel in example["channels"] for key in channel.get("post", {})}
    assert held == set(PostSettings.model_fields)
    assert [key for key in held if f"`channels.post.{key}`" not in page] == []
    templates = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    assert [name for name in NAMED if f"| `{name}` |" not in templates] == []
    for place, names in PLACES.items():
        assert f"| `{{{place}}}` | `{{{names[0]}}}` |" in templates
