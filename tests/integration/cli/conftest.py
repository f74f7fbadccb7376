"""A folder of its own for each test, and the command line run in it as a person runs it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Barqiya = Callable[..., "subprocess.CompletedProcess[str]"]

PROGRAM = [sys.executable, "-c", "from barqiya.cli import main; raise SystemExit(main())"]


@pytest.fixture
def program() -> list[str]:
    """Return the words that start ``barqiya``."""
    return PROGRAM


@pytest.fixture
def barqiya(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Barqiya:
    """Return what runs ``barqiya WORDS…`` in an empty folder."""
    monkeypatch.setenv("PYTHONUTF8", "1")

    def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [*PROGRAM, *(str(word) for word in words)]
        return subprocess.run(  # noqa: S603 - our own program
            command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )

    return run
