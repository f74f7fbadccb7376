"""What several pictures share: stars, hills, waves, palms, windows.

Owns pieces of landscape. Never makes a whole picture.
"""

import math
from itertools import pairwise

from sample_pictures.canvas import Canvas, Point, arc, chance, curve, moved


def starry(canvas: Canvas, count: int, seed: int, bottom: float) -> None:
    """Strew stars of different sizes over the sheet above `bottom`."""
    numbers = chance(seed)
    for _ in range(count):
        place = (next(numbers) * canvas.width, next(numbers) ** 1.2 * bottom)
        size = next(numbers)
        canvas.circle(place, 0.6 + 1.5 * size**3, f"#fff6df{round(90 + 150 * size):02x}")


def ridge(canvas: Canvas, level: float, height: float, seed: int) -> list[Point]:
    """Return the outline of soft hills around `level`, closed along the bottom of the sheet."""
    numbers = chance(seed)
    waves = [(next(numbers) * 2 + 0.6, next(numbers) * math.tau) for _ in range(4)]
    outline: list[Point] = [(canvas.width, canvas.height), (0, canvas.height)]
    for x in range(0, canvas.width + 8, 8):
        share = x / canvas.width * math.tau
        rise = sum(
            math.sin(share * pace + phase) / (order + 1)
            for order, (pace, phase) in enumerate(waves)
        )
        outline.append((x, level - height * rise / 2))
    return outline


def swell(canvas: Canvas, level: float, height: float, length: float, shift: float) -> list[Point]:
    """Return the outline of regular waves around `level`, closed along the bottom of the sheet."""
    crest: list[Point] = [
        (x, level - height * math.sin((x + shift) / length * math.tau))
        for x in range(0, canvas.width + 6, 6)
    ]
    return [(0, canvas.height), *crest, (canvas.width, canvas.height)]


def glitter(canvas: Canvas, centre: float, top: float, colour: str, width: float = 60) -> None:
    """Lay the broken path of a light on water, below `top`."""
    numbers = chance(round(centre + top))
    y, step = top + 6, 9.0
    while y < canvas.height:
        spread = width * (0.5 + (y - top) / 160)
        middle = centre + (next(numbers) - 0.5) * spread * 0.7
        half = spread * (0.25 + next(numbers) * 0.5)
        canvas.rectangle((middle - half, y), (2 * half, step * 0.42), f"{colour}99", step * 0.2)
        y += step
        step *= 1.07


def palm(canvas: Canvas, foot: Point, height: float, colours: tuple[str, str, str]) -> None:
    """Draw a date palm; `colours` are those of the trunk, the fronds and the dates."""
    trunk, frond, dates = colours
    lean = height * 0.06 * (1 if round(foot[0]) % 2 else -1)
    top = (foot[0] + lean, foot[1] - height)
    spine = curve(foot, (foot[0] - lean, foot[1] - height / 2), top)
    for order, (lower, upper) in enumerate(pairwise(spine)):
        canvas.line([lower, upper], trunk, height * (0.062 - 0.0009 * order))
    for angle in (-164, -142, -122, -104, -76, -58, -38, -16, 4, 178):
        _frond(canvas, top, angle, height * 0.42, frond)
    for side in (-1, 1):
        stalk = (top[0] + side * height * 0.055, top[1] + height * 0.1)
        canvas.line([top, stalk], dates, height * 0.012)
        canvas.ellipse(stalk, (height * 0.032, height * 0.055), dates)


def _frond(canvas: Canvas, top: Point, angle: float, length: float, colour: str) -> None:
    radians = math.radians(angle)
    reach = (math.cos(radians) * length, math.sin(radians) * length * 0.75)
    tip = (top[0] + reach[0], top[1] + reach[1] + length * 0.42)
    bend = (top[0] + reach[0] * 0.62, top[1] + reach[1] * 1.05 - length * 0.12)
    rib = curve(top, bend, tip)
    fringe = []
    for order, (x, y) in enumerate(rib[1:-1]):
        width = length * 0.2 * math.sin(math.pi * (order + 2) / len(rib)) ** 0.7
        hang = width if order % 3 else width * 0.35
        fringe.append((x + math.cos(radians) * width * 0.35, y + hang))
    canvas.polygon([*rib, *reversed(fringe)], colour)
    back = [(x, y - length * 0.055 * (order % 2)) for order, (x, y) in enumerate(rib[3:-2])]
    canvas.polygon([*rib[2:-1], *reversed(back)], colour)
    canvas.line(rib, colour, length * 0.03)


def bird(canvas: Canvas, place: Point, size: float, colour: str) -> None:
    """Draw a gull in the distance."""
    wings = [
        *curve((-1, -0.35), (-0.45, -0.7), (0, 0), 10),
        *curve((0, 0), (0.45, -0.7), (1, -0.35), 10),
    ]
    canvas.line(moved(wings, place, size), colour, size * 0.16)


def cloud(canvas: Canvas, place: Point, size: float, colour: str) -> None:
    """Draw a flat-bottomed cloud whose bottom centre is `place`."""
    x, y = place
    for shift, lift, radius in ((-0.9, 0.2, 0.28), (-0.35, 0.38, 0.44), (0.3, 0.3, 0.36)):
        canvas.circle((x + shift * size, y - lift * size), radius * size, colour)
    canvas.rectangle(
        (x - 1.5 * size, y - 0.28 * size), (2.8 * size, 0.28 * size), colour, 0.14 * size
    )


def dome(centre: Point, radius: float) -> list[Point]:
    """Return a pointed dome that stands on the line through `centre`."""
    x, y = centre
    left = curve((x - radius, y), (x - radius * 1.08, y - radius * 0.85), (x, y - radius * 1.4))
    right = curve((x, y - radius * 1.4), (x + radius * 1.08, y - radius * 0.85), (x + radius, y))
    return left + right


def arch(corner: Point, size: Point) -> list[Point]:
    """Return a window with a round head; `corner` is its top left corner."""
    (x, y), (width, height) = corner, size
    radius = width / 2
    head = arc((x + radius, y + radius), (radius, radius), 180, 360)
    return [(x, y + height), *head, (x + width, y + height)]
