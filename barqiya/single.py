"""One process at a time: a lock that dies with its process.

So no two relays post from one store, and no two visits to one source cross.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from barqiya.errors import StoreBusyError


@contextmanager
def only_one(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock file *path*; the kernel lets go of it however the process ends.

    Raises :class:`~barqiya.errors.StoreBusyError`, with the sentence *busy*, where another process
    holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreBusyError(busy) from None
        yield
    finally:
        os.close(handle)
