"""The sheet that every picture is drawn on, in units of the finished picture.

Owns supersampling, gradients and glows. Never knows what it is a picture of.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]

WIDTH: Final = 1200
HEIGHT: Final = 675
_OVERSAMPLING: Final = 3
# The value that Pillow's radial gradient has reached where its circle touches the square's sides:
# it goes on to 255 in the corners.
_RIM: Final = 181


class Canvas:
    """A sheet of `width` × `height` units whose origin is the top left corner."""

    def __init__(self, *stops: str, width: int = WIDTH, height: int = HEIGHT) -> None:
        """Fill the sheet with a vertical gradient through the colours `stops`, top to bottom."""
        self.width = width
        self.height = height
        size = (width * _OVERSAMPLING, height * _OVERSAMPLING)
        self._image = vertical_gradient(stops, size)
        self._pen = ImageDraw.Draw(self._image, "RGBA")

    def polygon(self, points: Iterable[Point], fill: str) -> None:
        """Fill a closed shape. `fill` may carry an alpha: `#rrggbbaa`."""
        self._pen.polygon([_scaled(point) for point in points], fill=fill)

    def line(self, points: Iterable[Point], fill: str, width: float = 2) -> None:
        """Draw a path `width` units wide with round ends and joints."""
        path = [_scaled(point) for point in points]
        pixels = max(1, round(width * _OVERSAMPLING))
        if len(fill) == len("#rrggbb"):
            _draw_line(self._pen, path, fill, pixels)
            return
        # A translucent line must not darken where its pieces overlap: it goes through a mask.
        *colour, alpha = ImageColor.getrgb(fill)
        mask = Image.new("L", self._image.size)
        _draw_line(ImageDraw.Draw(mask), path, alpha, pixels)
        self._image.paste(tuple(colour), (0, 0), mask)

    def circle(self, centre: Point, radius: float, fill: str) -> None:
        """Fill a circle."""
        self.ellipse(centre, (radius, radius), fill)

    def ring(self, centre: Point, radius: float, fill: str, width: float = 2) -> None:
        """Draw the outline of a circle."""
        box = _scaled_box(centre, (radius, radius))
        self._pen.ellipse(box, outline=fill, width=max(1, round(width * _OVERSAMPLING)))

    def ellipse(self, centre: Point, radii: Point, fill: str) -> None:
        """Fill an upright ellipse."""
        self._pen.ellipse(_scaled_box(centre, radii), fill=fill)

    def rectangle(self, corner: Point, size: Point, fill: str, rounding: float = 0) -> None:
        """Fill a rectangle whose top left corner is `corner`."""
        (x0, y0) = _scaled(corner)
        (x1, y1) = _scaled((corner[0] + size[0], corner[1] + size[1]))
        self._pen.rounded_rectangle((x0, y0, x1, y1), rounding * _OVERSAMPLING, fill=fill)

    def glow(self, centre: Point, radius: float, colour: str, strength: float = 1) -> None:
        """Lay a light over the sheet that fades to nothing at `radius`."""
        side = round(2 * radius * _OVERSAMPLING)
        fading = Image.radial_gradient("L").point(
            [round(255 * strength * max(0, 1 - step / _RIM) ** 2) for step in range(256)]
        )
        mask = fading.resize((side, side), Image.Resampling.BICUBIC)
        x, y = _scaled((centre[0] - radius, centre[1] - radius))
        self._image.paste(ImageColor.getrgb(colour), (round(x), round(y)), mask)

    def shade(self, points: Iterable[Point], stops: Sequence[str]) -> None:
        """Fill a closed shape with a vertical gradient over the whole sheet's height."""
        mask = Image.new("L", self._image.size)
        ImageDraw.Draw(mask).polygon([_scaled(point) for point in points], fill=255)
        self._image.paste(vertical_gradient(stops, self._image.size), (0, 0), mask)

    def finished(self) -> Image.Image:
        """Return the picture at its real size, with smooth edges."""
        return self._image.reduce(_OVERSAMPLING)


def vertical_gradient(stops: Sequence[str], size: tuple[int, int]) -> Image.Image:
    """Return an image that runs evenly through the colours `stops` from top to bottom."""
    column = Image.new("RGB", (1, len(stops)))
    for row, stop in enumerate(stops):
        column.putpixel((0, row), ImageColor.getrgb(stop))
    if len(stops) == 1:
        return column.resize(size)
    # Sampling from the centre of the first row to the centre of the last keeps both ends exact.
    box = (0, 0.5, 1, len(stops) - 0.5)
    return column.resize(size, Image.Resampling.BILINEAR, box=box)


def chance(seed: int) -> Iterator[float]:
    """Yield numbers in [0, 1) that look random and are the same on every machine."""
    state = seed * 2654435761 % 2**32
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def happens(numbers: Iterator[float], share: float) -> bool:
    """Draw a lot that wins in this share of cases."""
    return next(numbers) < share


def turned(points: Iterable[Point], degrees: float, about: Point = (0, 0)) -> list[Point]:
    """Return the points turned clockwise about a point."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = about
    return [
        (cx + (x - cx) * cosine - (y - cy) * sine, cy + (x - cx) * sine + (y - cy) * cosine)
        for x, y in points
    ]


def moved(points: Iterable[Point], by: Point, scale: float = 1) -> list[Point]:
    """Return the points enlarged from the origin, then shifted."""
    return [(by[0] + x * scale, by[1] + y * scale) for x, y in points]


def arc(centre: Point, radii: Point, start: float, end: float) -> list[Point]:
    """Return the points of a piece of an ellipse; 0° is to the right, 90° is down."""
    steps = max(8, round(abs(end - start) / 3))
    angles = (math.radians(start + (end - start) * step / steps) for step in range(steps + 1))
    return [
        (centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle))
        for angle in angles
    ]


def curve(start: Point, bend: Point, end: Point, steps: int = 24) -> list[Point]:
    """Return the points of a quadratic curve from `start` to `end`, pulled towards `bend`."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        points.append(
            (a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1])
        )
    return points


def star(centre: Point, outer: float, inner: float, count: int, tilt: float = 0) -> list[Point]:
    """Return a star of `count` points."""
    points = []
    for step in range(2 * count):
        radius = inner if step % 2 else outer
        angle = math.radians(tilt + 180 * step / count)
        points.append((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)))
    return points


def _draw_line(pen: ImageDraw.ImageDraw, path: list[Point], fill: str | int, pixels: int) -> None:
    pen.line(path, fill=fill, width=pixels, joint="curve")
    half = pixels / 2
    for x, y in (path[0], path[-1]):
        pen.ellipse((x - half, y - half, x + half, y + half), fill=fill)


def _scaled(point: Point) -> Point:
    return (point[0] * _OVERSAMPLING, point[1] * _OVERSAMPLING)


def _scaled_box(centre: Point, radii: Point) -> tuple[float, float, float, float]:
    (x, y), (rx, ry) = _scaled(centre), _scaled(radii)
    return (x - rx, y - ry, x + rx, y + ry)
