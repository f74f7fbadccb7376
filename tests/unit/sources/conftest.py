"""What the tests of sources share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from barqiya.domain.article import Rejected, SourceItem
from barqiya.sources import files

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file into the test's folder."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


@pytest.fixture
def read_one() -> Callable[..., SourceItem]:
    """Return a function that reads the one article in a file."""

    def read(path: Path, **options: object) -> SourceItem:
        (item,) = files.read([path], **options)  # type: ignore[arg-type] # passed on as they are
        assert isinstance(item, SourceItem), item
        return item

    return read


@pytest.fixture
def reason() -> Callable[[Path], str]:
    """Return a function that reads a file that must be refused, and gives the reason."""

    def read(path: Path) -> str:
        (refused,) = files.read([path])
        assert isinstance(refused, Rejected), refused
        assert str(path) in refused.origin
        return refused.reason

    return read
