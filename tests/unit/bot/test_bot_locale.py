"""Every message is there in every language, with the same placeholders, and the code uses it."""

import ast
import string
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot import application
from bot.commands import COMMANDS
from bot.locale import LANGUAGES, locale_for, reader_locale

PARTS = ("", "commands/", "locale/", "messages/")  # the sandbox speaks for itself
CAIRO = ZoneInfo("Africa/Cairo")


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


def used_keys() -> set[str]:
    """Return every key that the code asks a locale for."""
    keys = {command.summary for command in COMMANDS}
    ours = Path(application.__file__).parent
    sources = [path for part in PARTS for path in ours.glob(f"{part}*.py")]
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                constants = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if name in ("text", "plural", "_note") and constants:
                    keys.add(str(constants[0]))
    return keys


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
