"""Draws every picture into the folder of the sample publication.

Owns the list of pictures, their file names and their compression.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image

from sample_pictures import crafts, day, kitchen, night, patterns, town
from sample_pictures.canvas import Canvas

FOLDER: Final = Path(__file__).parents[2] / "barqiya" / "samples" / "pictures"
MOST_BYTES: Final = 70_000

PICTURES: Final[tuple[Callable[[], Canvas], ...]] = (
    night.telegraph,
    kitchen.bread,
    night.lighthouse,
    day.palms,
    night.constellations,
    crafts.library,
    day.desalination,
    day.satellites,
    crafts.chess,
    night.night_train,
    day.market_chart,
    patterns.star_pattern,
    patterns.star_construction,
    patterns.star_tiles,
    kitchen.fava_pot,
    crafts.hand_press,
    night.moonrise,
    night.skyline,
    town.harbour_race,
    crafts.oud,
    night.tide,
    town.rooftops,
)


def main() -> None:
    """Draw all pictures and the logo, saying what was written."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for draw in PICTURES:
        content = as_jpeg(draw().finished())
        path = FOLDER / f"{draw.__name__.replace('_', '-')}.jpg"
        path.write_bytes(content)
        print(f"{path.name}: {len(content) // 1000} kB")
    patterns.logo().finished().save(FOLDER / "logo.png", optimize=True)


def as_jpeg(picture: Image.Image) -> bytes:
    """Return the picture at the best quality that keeps it small, within reason."""
    content = b""
    for quality in range(88, 58, -4):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        content = buffer.getvalue()
        if len(content) <= MOST_BYTES:
            break
    return content


if __name__ == "__main__":
    main()
