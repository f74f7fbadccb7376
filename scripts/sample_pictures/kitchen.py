"""Pictures of food: a baker's board and a pot of beans."""

import math

from sample_pictures.canvas import Canvas, Point, arc, chance, curve, happens, moved, star, turned
from sample_pictures.scenery import arch


def bread() -> Canvas:
    """Draw three loaves on a board before a warm window, with ears of wheat."""
    canvas = Canvas("#f7c98b", "#f4b572", "#e99a5a")
    canvas.polygon(arch((390, 50), (420, 420)), "#fff0cf")
    canvas.polygon(arch((408, 68), (384, 400)), "#bfe3e0")
    canvas.circle((690, 200), 46, "#ffdf8e")
    for rise, colour in ((330, "#9ac7a2"), (368, "#76b08a")):
        hill = [
            (408, 440),
            *curve((408, rise + 30), (560, rise - 60), (792, rise + 24)),
            (792, 440),
        ]
        canvas.polygon(hill, colour)
    canvas.rectangle((594, 60), (12, 400), "#fff0cf")
    canvas.rectangle((400, 262), (400, 12), "#fff0cf")
    canvas.rectangle((0, 452), (1200, 223), "#8c4f2f")
    canvas.rectangle((0, 452), (1200, 18), "#a9643d")
    canvas.rectangle((170, 560), (860, 46), "#5f321d80", 23)
    canvas.rectangle((150, 528), (900, 54), "#d9a066", 27)
    canvas.rectangle((150, 528), (900, 20), "#e9b77e", 10)
    for x, lean in ((118, -8), (76, -18), (1090, 9), (1130, 20)):
        _wheat(canvas, (x, 590), lean)
    _loaf(canvas, (365, 534), (180, 178))
    _baton(canvas, (790, 500), 480)
    _bun(canvas, (640, 534), 96)
    numbers = chance(9)
    for _ in range(70):
        place = (180 + next(numbers) * 840, 530 + next(numbers) * 12)
        canvas.circle(place, 1 + 1.6 * next(numbers), "#fff6e2")
    return canvas


def _loaf(canvas: Canvas, foot: Point, radii: Point) -> None:
    x, y = foot
    canvas.polygon(arc(foot, radii, 180, 360), "#b86b33")
    canvas.polygon(arc((x - 10, y), (radii[0] * 0.9, radii[1] * 0.92), 180, 360), "#cb7f40")
    for shift in (-1, 0, 1):
        middle = x + shift * radii[0] * 0.48
        top = y - radii[1] * (0.9 if shift == 0 else 0.74)
        cut = [
            *curve((middle - 34, top + 86), (middle - 22, top + 10), (middle + 30, top)),
            *curve((middle + 30, top), (middle + 16, top + 40), (middle - 34, top + 86)),
        ]
        canvas.polygon(cut, "#f5dcae")


def _bun(canvas: Canvas, foot: Point, radius: float) -> None:
    canvas.polygon(arc(foot, (radius, radius * 0.92), 180, 360), "#d78f47")
    canvas.polygon(arc((foot[0] - 8, foot[1]), (radius * 0.84, radius * 0.8), 180, 360), "#e5a55c")
    numbers = chance(31)
    for _ in range(40):
        angle = math.radians(190 + next(numbers) * 160)
        reach = radius * (0.3 + 0.5 * next(numbers))
        place = (foot[0] + math.cos(angle) * reach, foot[1] + math.sin(angle) * reach * 0.88)
        canvas.ellipse(place, (4.4, 2.8), "#fff0cc")


def _baton(canvas: Canvas, centre: Point, length: float) -> None:
    x, y = centre
    half, thick = length / 2, 46
    crust = []
    for degree in range(0, 360, 4):
        across, up = math.cos(math.radians(degree)), math.sin(math.radians(degree))
        crust.append((x + half * across, y + thick * math.copysign(abs(up) ** 0.75, up)))
    canvas.polygon(turned(crust, -5, centre), "#a85c2a")
    shine = [(px - 4, py - 5 if py < y else py - 15) for px, py in crust]
    canvas.polygon(turned(moved(moved(shine, (-x, -y)), (x, y), 0.96), -5, centre), "#c57a3b")
    for order in range(5):
        left = x - half * 0.72 + order * half * 0.33
        cut = [*curve((left, y + 12), (left + 10, y - 26), (left + 74, y - 30)),
               *curve((left + 74, y - 30), (left + 56, y - 2), (left, y + 12))]  # fmt: skip
        canvas.polygon(turned(cut, -5, centre), "#f5dcae")


def _wheat(canvas: Canvas, foot: Point, lean: float) -> None:
    x, y = foot
    stalk = turned(curve(foot, (x, y - 170), (x + lean, y - 330)), lean, foot)
    canvas.line(stalk, "#c98f2e", 5)
    for order in range(8):
        base = stalk[-1 - order * 2]
        for side in (-1, 1):
            grain = [
                (0, 0),
                *curve((0, 0), (17, -16), (6, -42)),
                *curve((6, -42), (-8, -20), (0, 0)),
            ]
            placed = [(base[0] + side * gx, base[1] + gy) for gx, gy in grain]
            canvas.polygon(
                turned(placed, lean + side * 10, base), "#f2c14e" if side < 0 else "#dba93c"
            )


def fava_pot() -> Canvas:
    """Draw a copper pot with a narrow neck over embers before dawn, with a laid tray beside it."""
    canvas = Canvas("#172447", "#3b3a68", "#8a5468", "#d98a63")
    for order in range(5):
        canvas.rectangle((order * 250 - 30, 150 - 40 * (order % 2)), (210, 420), "#141c3a")
        corner = (order * 250 + 40, 230 - 40 * (order % 2))
        canvas.polygon(arch(corner, (34, 56)), "#f6c667" if order in {2, 4} else "#26305a")
    canvas.rectangle((0, 520), (1200, 155), "#5a3324")
    canvas.rectangle((0, 520), (1200, 14), "#7a4a33")
    canvas.glow((370, 545), 330, "#ff9a3d", 0.75)
    for order in range(13):
        x = 222 + order * 25
        canvas.ellipse((x, 566 + 6 * (order % 2)), (22, 16), "#3a1d17" if order % 3 else "#7a2a17")
        canvas.ellipse(
            (x - 3, 562 + 6 * (order % 2)), (11, 7), "#ff8a2b" if order % 2 else "#ffc14f"
        )
    _copper_pot(canvas, (370, 550))
    for shift, height in ((-34, 120), (4, 160), (42, 128)):
        _steam(canvas, (370 + shift, 196), height)
    canvas.ellipse((850, 600), (300, 50), "#3a1d1780")
    canvas.ellipse((850, 590), (300, 50), "#c9ccd6")
    canvas.ellipse((850, 586), (280, 42), "#e6e8ee")
    _plate(canvas, (800, 560))
    for x, y, wide in ((1010, 566, 92), (1032, 546, 86), (1004, 528, 80)):
        canvas.ellipse((x, y), (wide, 21), "#c98a4b")
        canvas.ellipse((x - 3, y - 4), (wide * 0.94, 17), "#e3b173")
        for dx in (-36, 8, 40):
            canvas.ellipse((x + dx, y - 5), (9, 3.4), "#b9763a")
    for x in (600, 650):
        canvas.circle((x, 588), 26, "#f2c12e")
        canvas.circle((x, 588), 22, "#fff3c9")
        for segment in range(8):
            wedge = arc((x, 588), (19, 19), segment * 45 - 16, segment * 45 + 16)
            canvas.polygon([(x, 588), *wedge], "#f9d95c")
    return canvas


def _copper_pot(canvas: Canvas, foot: Point) -> None:
    x, y = foot

    def side(sign: float) -> list[Point]:
        belly = curve((x + sign * 82, y), (x + sign * 240, y - 76), (x + sign * 142, y - 200))
        neck = curve((x + sign * 142, y - 200), (x + sign * 58, y - 268), (x + sign * 54, y - 312))
        return [*belly, *neck, (x + sign * 76, y - 334)]

    canvas.line([(x + 30, y - 330), (x + 104, y - 452)], "#d7d9e0", 9)
    canvas.polygon([*side(-1), *reversed(side(1))], "#b5622f")
    canvas.polygon([*side(-1), *reversed(side(0.25))], "#cf7c42")
    canvas.line(side(-0.64)[6:40], "#f0b27a", 12)
    canvas.ellipse((x, y - 334), (76, 14), "#8a4520")
    canvas.ellipse((x, y - 334), (61, 9), "#4b2412")
    canvas.line([(x + 30, y - 334), (x + 48, y - 362)], "#d7d9e0", 9)
    canvas.polygon(arc((x, y), (84, 15), 0, 180), "#9c5226")
    for reach, level in ((141, 200), (124, 220)):
        band = curve((x - reach, y - level), (x, y - level + 34), (x + reach, y - level))
        canvas.line(band, "#8a4520", 4)


def _steam(canvas: Canvas, foot: Point, height: float) -> None:
    x, y = foot
    third = height / 2
    path = [*curve((x, y), (x - 34, y - third / 2), (x, y - third)),
            *curve((x, y - third), (x + 34, y - third * 1.5), (x, y - height))]  # fmt: skip
    canvas.line(path, "#fff3e270", 12)


def _plate(canvas: Canvas, centre: Point) -> None:
    x, y = centre
    canvas.polygon(
        [*arc((x, y), (130, 26), 0, 180), *arc((x, y + 34), (62, 10), 180, 0)], "#2f7f86"
    )
    canvas.polygon(arc((x, y + 34), (62, 10), 0, 180), "#2f7f86")
    canvas.ellipse(centre, (130, 26), "#4ba3a6")
    canvas.ellipse(centre, (112, 20), "#7a4326")
    numbers = chance(71)
    for _ in range(46):
        angle, reach = next(numbers) * math.tau, next(numbers) ** 0.5
        place = (x + math.cos(angle) * reach * 96, y - 5 + math.sin(angle) * reach * 15)
        canvas.ellipse(place, (11, 6), "#9c5a34" if happens(numbers, 0.5) else "#b5713f")
        canvas.ellipse((place[0] - 3, place[1] - 2), (4, 1.6), "#d99a63")
    for dx, dy in ((-40, -8), (10, -14), (46, -4), (-8, 2)):
        canvas.polygon(star((x + dx, y + dy), 9, 4, 5, dx), "#5ea65a")
