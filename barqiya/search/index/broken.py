"""The one condition for files of the index that cannot be used. Owns its recognition."""

from collections.abc import Iterator
from contextlib import contextmanager


class BrokenIndexError(Exception):
    """The files of the index cannot be used; they are to be made anew."""


@contextmanager
def broken_where_unreadable() -> Iterator[None]:
    """Turn whatever tantivy says of files it cannot read into one condition of ours."""
    try:
        yield
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenIndexError(str(error)) from error
    except BaseException as error:
        # A panic of Rust derives from BaseException and has no name that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise BrokenIndexError(str(error)) from error
