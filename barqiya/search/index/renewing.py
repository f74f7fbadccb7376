"""Making the index anew beside the one in use, and putting it in its place. Owns the change-over.

Searches go on in the old one meanwhile, in this process and in others; what is published meanwhile
is taken into the new one by the next that follows.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from barqiya.errors import StoreError
from barqiya.search.index.following import SearchIndex

_log = logging.getLogger(__name__)

_MARK = ".renewing-"
_TRIES = 5  # another process may begin an empty index in the moment between two renamings


@contextmanager
def renewal(path: Path) -> Iterator[tuple[SearchIndex, Callable[[], None]]]:
    """Give an empty index to be filled, and what puts it in the place of the one at *path*.

    What is not put there is thrown away at the end of the block. Raises
    :class:`~barqiya.errors.StoreError`.
    """
    _clear(path)
    beside = path.with_name(f"{path.name}{_MARK}{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        yield SearchIndex.open(beside), lambda: _replace(path, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace(path: Path, beside: Path) -> None:
    aside = path.with_name(f"{path.name}.replaced-{os.getpid()}")
    for _ in range(_TRIES):
        # Whoever is writing to the old index must not write into the new one.
        with _nobody_writes(path):
            with suppress(FileNotFoundError):
                path.rename(aside)
            try:
                beside.rename(path)
            except OSError as error:
                _log.info("search index %s: begun by another process: %s", path, error)
                continue
            finally:
                shutil.rmtree(aside, ignore_errors=True)
        return
    raise StoreError(f"the search index {path} could not be replaced: others keep writing it")


@contextmanager
def _nobody_writes(path: Path) -> Iterator[None]:
    if not path.exists():
        yield
        return
    with SearchIndex.open(path).held():
        yield


def _clear(path: Path) -> None:
    """Throw away what a process that was killed left behind."""
    for left in path.parent.glob(f"{path.name}{_MARK}*"):
        number = left.name.rpartition("-")[2]
        if number.isdecimal() and not _lives(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
