"""Promises about the shape of the house, held by reading the code itself."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import barqiya.errors
from barqiya.settings import Settings

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for package in ("barqiya", "feeds", "bot")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "versions" not in path.parts
]
MOST_LINES_OF_A_FILE = 420
MOST_LINES_OF_A_FUNCTION = 48


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short_enough_to_read_whole(path: Path) -> None:
    """No file grows beyond what a newcomer reads in one go."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_FILE


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_stay_short(path: Path) -> None:
    """No function is longer than a screen."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_avoid_names_that_say_nothing(path: Path) -> None:
    """Words such as manager and utils name no room of this house."""
    empty = {
        "manager",
        "helper",
        "helpers",
        "utils",
        "util",
        "service",
        "processor",
        "data",
        "info",
    }
    assert not empty & set(path.stem.split("_"))


#: What belongs into the environment, and what means nothing without it.
SECRET_OR_WITH_ONE = frozenset({"token", "operator_password", "user"})


def test_every_setting_is_documented_and_in_the_example() -> None:
    """docs/settings.md names every key, and the example file holds each."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    example = tomllib.loads((ROOT / "docs/barqiya.example.toml").read_text(encoding="utf-8"))
    keys = list(setting_keys())
    assert keys
    assert "`source_passwords`" in page
    for table, key in keys:
        assert f"`{table}.{key}`" in page
        held = example[table]
        rows = held if isinstance(held, list) else [held]
        assert key in SECRET_OR_WITH_ONE or any(key in row for row in rows), f"{table}.{key}"


def test_the_example_settings_are_right() -> None:
    """The file that we tell people to copy is accepted."""
    example = tomllib.loads((ROOT / "docs/barqiya.example.toml").read_text(encoding="utf-8"))
    assert Settings(**example).channels[1].query == "category:ثقافة"


def test_every_error_stands_in_the_tree_of_its_docstring() -> None:
    """The drawing in barqiya.errors shows every error there is."""
    drawing = barqiya.errors.__doc__ or ""
    names = [
        name
        for name, value in vars(barqiya.errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert len(names) > 5
    assert [name for name in names if name not in drawing] == []


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_the_locks_name_no_index_and_pin_everything(name: str) -> None:
    """A lock holds exact versions only, so that it installs from any index."""
    lines = (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8").split("\n")
    pins = [line for line in lines if line]
    assert len(pins) > 20
    # Behind a pin may stand for which machines it is: not all have wheels of everything.
    pin_of = re.compile(
        r"[a-z0-9-]+==[0-9][\w.]*( ; [a-z_]+ == \"\w+\"( and [a-z_]+ == \"\w+\")*)?"
    )
    assert [pin for pin in pins if not pin_of.fullmatch(pin)] == []


def setting_keys() -> list[tuple[str, str]]:
    """Return every (table, key) that the settings know."""
    keys = []
    for table, field in Settings.model_fields.items():
        annotation = field.annotation
        model = getattr(annotation, "__args__", (annotation,))[0]
        keys += [(table, key) for key in getattr(model, "model_fields", ())]
    return keys
