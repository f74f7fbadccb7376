"""Every message is there in every language, with the same placeholders, and the code uses it."""

import ast
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from barqiya.editorial.audit import Cause
from barqiya.editorial.notices import Matter
from barqiya.errors import Refusal
from bot import application
from bot.commands import COMMANDS
from bot.editors import EDITOR_COMMANDS
from bot.editors.actions import Verb, Word
from bot.locale import LANGUAGES, locale_for, reader_locale

PARTS = ("", "commands/", "editors/", "locale/", "messages/")  # the sandbox speaks for itself
CAIRO = ZoneInfo("Africa/Cairo")
_WAITING = ("due", "claimed", "uncertain", "awaiting", "held", "rejected")
PUT_TOGETHER = {
    *(f"desk.waits_{state}" for state in _WAITING),
    *(f"desk.count_{state}" for state in _WAITING),
    *(f"desk.cause_{cause.name.lower()}" for cause in Cause),
    *(f"desk.which_{verb.name.lower()}" for verb in Verb if verb is not Verb.BRING_BACK),
    *(f"desk.said_{word.name.lower()}" for word in Word),
    *(f"button.{word.name.lower()}" for word in Word),
    *(f"button.{verb.name.lower()}" for verb in (Verb.HOLD, Verb.RELEASE, Verb.BRING_BACK)),
    *(f"refused.{why}" for why in Refusal),
    *(f"notice.{matter}" for matter in Matter),
    *(f"notice.{matter}_mend" for matter in Matter),
}


def catalogue(language: str) -> Catalog:
    """Return a catalogue as it stands in the repository."""
    return read_po(BytesIO(files("bot.locale").joinpath(f"{language}.po").read_bytes()))


def messages(language: str) -> dict[str, tuple[str, ...]]:
    """Return every form of every message by its key."""
    found: dict[str, tuple[str, ...]] = {}
    for one in catalogue(language):
        if one.id:
            key = one.id[0] if isinstance(one.id, tuple | list) else one.id
            found[key] = (
                tuple(one.string) if isinstance(one.string, tuple | list) else (one.string,)
            )
    return found


def places(text: str) -> set[str]:
    """Return the placeholders of a message."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def asked_keys() -> Iterator[ast.expr]:
    """Yield what the code asks a locale for, or gives to what asks for it."""
    ours = Path(application.__file__).parent
    for path in (path for part in PARTS for path in ours.glob(f"{part}*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                places = {"text": 0, "plural": 0, "_note": 2, "_tell": 1, "_done": 2}
                if len(node.args) > places.get(name, len(node.args)):
                    yield node.args[places[name]]


def used_keys() -> set[str]:
    """Return every key that the code asks a locale for; of those it puts together, all it can."""
    keys = {command.summary for command in (*COMMANDS, *EDITOR_COMMANDS)} | PUT_TOGETHER
    for key in asked_keys():
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            keys.add(key.value)
    return keys


def test_keys_that_are_put_together_are_known() -> None:
    """Each such key in the code is one that the list of them stands for."""
    made = [key for key in asked_keys() if isinstance(key, ast.JoinedStr)]
    beginnings = {
        str(key.values[0].value) for key in made if isinstance(key.values[0], ast.Constant)
    }
    for beginning in beginnings:
        assert any(key.startswith(beginning) for key in PUT_TOGETHER), beginning


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there(language: str) -> None:
    """What the code asks for is in the catalogue, and nothing else is."""
    assert set(messages(language)) == used_keys()
    assert all(form.strip() for forms in messages(language).values() for form in forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_everywhere(language: str) -> None:
    """Every language fills in the same values; only a plural form may leave the number out."""
    english = messages("en")
    for key, forms in messages(language).items():
        expected = set().union(*(places(form) for form in english[key]))
        for form in forms:
            assert places(form) | {"count"} == expected | {"count"}, key


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "لا نتائج"),
        (1, "نتيجة واحدة"),
        (2, "نتيجتان"),
        (3, "3 نتائج"),
        (10, "10 نتائج"),
        (11, "11 نتيجةً"),
        (99, "99 نتيجةً"),
        (100, "100 نتيجة "),
        (103, "103 نتائج"),
        (111, "111 نتيجةً"),
    ],
)
def test_arabic_plurals(count: int, expected: str) -> None:
    """The six forms of Arabic, each for its numbers."""
    assert locale_for("ar").plural("search.found", count, query="س").startswith(expected)


def test_dates_in_the_publications_zone() -> None:
    """A late evening in UTC is the next day in Cairo, in the month names of the language."""
    moment = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    assert locale_for("ar").date(moment, CAIRO) == "23 نوفمبر 2026"
    assert locale_for("en").moment(moment, CAIRO) == "23 November 2026, 00:30"
    assert locale_for("ar").listed(["أ", "ب", "ج"]) == "أ وب وج"


@pytest.mark.parametrize(
    ("code", "publication", "expected"),
    [
        ("ar", "en", "ar"),
        ("ar-EG", "en", "ar"),
        ("en_US", "ar", "en"),
        ("fr", "ar", "ar"),
        (None, "ar", "ar"),
        ("fr", "de", "en"),
        ("", "en", "en"),
    ],
)
def test_the_readers_language(code: str | None, publication: str, expected: str) -> None:
    """Arabic and English programs get theirs, others the publication's, else English."""
    assert reader_locale(code, publication).language == expected
