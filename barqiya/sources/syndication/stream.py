"""A document as a window that moves over it: searched ahead, taken from the front.

Owns the reading ahead, and that it costs no more than the document is long, whatever stands there.
Knows nothing of feeds.
"""

import re
from collections.abc import Iterator

_HELD_BACK = 200  # characters: what is cut by the end of a piece, and searched for, is not longer
_DROPPED_AT = 250_000  # characters before the window, after which they are let go


class Stream:
    """The text that *pieces* make up, from :attr:`start` on.

    Places are places in :attr:`text`; they hold until the next :meth:`take`.
    """

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._vain: dict[re.Pattern[str], tuple[int, int]] = {}
        self.text = ""
        self.start = 0
        self.ended = False

    @property
    def size(self) -> int:
        """How many characters were read and not taken."""
        return len(self.text) - self.start

    def search(self, wanted: re.Pattern[str], at: int, most: int) -> re.Match[str] | None:
        """Return the first of *wanted* from place *at* on, reading about *most* characters ahead.

        What a search went over in vain is not searched for the same again.
        """
        begun, over = self._vain.get(wanted, (0, 0))
        begun, here = (begun, over) if begun <= at < over else (at, at)
        while (found := wanted.search(self.text, here)) is None:
            here = max(here, at, len(self.text) - _HELD_BACK)
            if self.ended or self.size > most:
                self._vain[wanted] = begun, here
                return None
            self.fill()
        return found

    def take(self, end: int) -> str:
        """Return the text up to place *end*, and move the window behind it."""
        taken = self.text[self.start : end]
        self.start = max(self.start, end)
        if self.start > _DROPPED_AT:
            self._drop()
        return taken

    def replace(self, text: str) -> None:
        """Have *text* stand in place of what was read and not taken."""
        self.text, self.start, self._vain = text, 0, {}

    def _drop(self) -> None:
        """Let go of what stands before the window."""
        gone, self.text, self.start = self.start, self.text[self.start :], 0
        self._vain = {w: (begun - gone, over - gone) for w, (begun, over) in self._vain.items()}

    def fill(self) -> None:
        """Read one more piece."""
        piece = next(self._pieces, None)
        if piece is None:
            self.ended = True
        else:
            self.text += piece
