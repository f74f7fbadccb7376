"""Pictures of what works by day: a grove, the sea, satellites, a market."""

import math

from sample_pictures.canvas import Canvas, Point, arc, chance, curve, turned
from sample_pictures.scenery import bird, cloud, palm, ridge, starry, swell


def palms() -> Canvas:
    """Draw a grove of date palms at sunrise, with a channel of water."""
    canvas = Canvas("#f5c98b", "#fbdca6", "#fdebc8", "#fbd9a0")
    canvas.glow((600, 330), 460, "#fff8e0", 0.9)
    canvas.circle((600, 330), 120, "#f58f4c")
    canvas.polygon(ridge(canvas, 400, 70, 19), "#e8b27a")
    canvas.polygon(ridge(canvas, 440, 50, 27), "#cf9661")
    pale = ("#a9805a", "#8fa36b", "#b8693e")
    for x, height in ((130, 190), (235, 220), (390, 180), (800, 190), (930, 215), (1075, 185)):
        palm(canvas, (x, 470), height, pale)
    canvas.polygon(ridge(canvas, 478, 18, 9), "#8a9a55")
    canvas.polygon(ridge(canvas, 545, 22, 4), "#64803f")
    water = [
        *curve((560, 470), (640, 540), (420, 675)),
        *curve((800, 675), (720, 540), (584, 470)),
    ]
    canvas.polygon(water, "#4b7d78")
    canvas.shade(water, ["#ffffff", "#f9c98f", "#6fb0ac", "#2f7480"])
    for y, half in ((520, 14), (548, 26), (580, 40), (618, 60), (650, 84)):
        canvas.rectangle((610 - half, y), (half * 1.3, 3), "#fff1d2b0", 1.5)
    for x, foot, height in ((215, 640, 500), (990, 650, 540), (70, 668, 360), (1130, 670, 380)):
        palm(canvas, (x, foot), height, ("#6d4a33", "#2f5d3a", "#c8572b"))
    for x in (*range(0, 400, 26), *range(810, 1220, 26)):
        _tuft(canvas, (x, 675), 34 + 14 * math.sin(x))
    for place, size in (((420, 150), 17), ((470, 122), 13), ((735, 175), 15)):
        bird(canvas, place, size, "#9c5f3c")
    return canvas


def _tuft(canvas: Canvas, foot: Point, height: float) -> None:
    for lean in (-16, -7, 2, 11, 19):
        tip = (foot[0] + lean, foot[1] - height + abs(lean))
        canvas.polygon([(foot[0] - 5, foot[1]), tip, (foot[0] + 5, foot[1])], "#3f6a36")


def desalination() -> Canvas:
    """Draw the sea, three pressure tubes and a drop of sweet water."""
    canvas = Canvas("#fbeed3", "#f7e0b5", "#f2d29b")
    canvas.circle((1020, 120), 62, "#f6a44c")
    for place, size in (((300, 130), 60), ((760, 95), 42)):
        cloud(canvas, place, size, "#ffffff")
    _salt_sea(canvas)
    sand = [(505, 675), *curve((520, 560), (580, 340), (760, 326)), (1200, 312), (1200, 675)]
    canvas.polygon(sand, "#d99d5e")
    canvas.polygon(
        [(560, 675), *curve((560, 600), (720, 560), (1200, 600)), (1200, 675)], "#b97a45"
    )
    intake = [(250, 590), (470, 590), (470, 468), (560, 468)]
    outlet = [(925, 468), (1030, 468)]
    for path, colour in ((intake, "#2c3e59"), (outlet, "#2c3e59")):
        canvas.line(path, colour, 34)
    canvas.line(intake, "#2f86a8", 20)
    canvas.line(outlet, "#9be0e6", 20)
    canvas.rectangle((226, 564), (26, 52), "#2c3e59", 6)
    for order in range(3):
        _membrane(canvas, (560, 396 + order * 54))
    _drop(canvas, (1072, 500), 74)
    return canvas


def _salt_sea(canvas: Canvas) -> None:
    for order, colour in enumerate(("#4fb0c6", "#2e8fb0", "#1d6e96", "#145479")):
        outline = swell(canvas, 352 + order * 78, 10, 210 + 40 * order, 60 * order)
        canvas.polygon(outline, colour)
    numbers = chance(12)
    # Above the pipe, beside it, and below it.
    for left, top, width, height in ((16, 385, 520, 60), (16, 450, 195, 210), (260, 625, 230, 40)):
        for _ in range(round(width * height / 2400)):
            x, y = left + next(numbers) * width, top + next(numbers) * height
            canvas.polygon([(x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5)], "#e8fbff")


def _membrane(canvas: Canvas, corner: Point) -> None:
    x, y = corner
    canvas.rectangle((x - 10, y), (385, 42), "#2c3e59", 21)
    canvas.rectangle((x + 8, y + 7), (349, 28), "#f4f7f5", 14)
    for coil in range(22):
        share = coil / 21
        red, green, blue = (47 + 108 * share, 134 + 90 * share, 168 + 62 * share)
        colour = f"#{round(red):02x}{round(green):02x}{round(blue):02x}"
        left = x + 14 + coil * 15.4
        canvas.polygon(
            [(left + 5, y + 8), (left + 13, y + 8), (left + 8, y + 34), (left, y + 34)], colour
        )
    for cap in (x + 4, x + 349):
        canvas.rectangle((cap, y - 4), (11, 50), "#f08a4b", 4)


def _drop(canvas: Canvas, centre: Point, radius: float) -> None:
    x, y = centre
    tip = (x, y - radius * 2.05)
    left = curve(tip, (x - radius * 0.25, y - radius * 1.3), (x - radius * 0.88, y - radius * 0.47))
    right = curve(
        (x + radius * 0.88, y - radius * 0.47), (x + radius * 0.25, y - radius * 1.3), tip
    )
    canvas.polygon([*left, *arc(centre, (radius, radius), 208, -28), *right], "#ffffff")
    inner = radius * 0.87
    tip = (x, y - radius * 1.8)
    left = curve(tip, (x - inner * 0.25, y - inner * 1.3), (x - inner * 0.88, y - inner * 0.47))
    right = curve((x + inner * 0.88, y - inner * 0.47), (x + inner * 0.25, y - inner * 1.3), tip)
    canvas.polygon([*left, *arc(centre, (inner, inner), 208, -28), *right], "#5cc7d8")
    canvas.line(arc((x, y), (inner * 0.7, inner * 0.7), 100, 165), "#e8fbff", 8)


def satellites() -> Canvas:
    """Draw four satellites whose signals meet at one place on the globe."""
    canvas = Canvas("#0b1036", "#151c52", "#27307a")
    starry(canvas, 170, 18, 675)
    _globe(canvas, (600, 830), 470)
    place = (690, 470)
    orbits = ((150, 250, -24), (430, 110, -8), (790, 100, 10), (1060, 240, 26))
    for x, y, _tilt in orbits:
        canvas.line([(x, y), place], "#ffd97a66", 2.5)
        direction = math.degrees(math.atan2(place[1] - y, place[0] - x))
        for ring in range(4):
            reach = 66 + ring * 26
            path = arc((x, y), (reach, reach), direction - 17, direction + 17)
            canvas.line(path, f"#ffd97a{220 - ring * 45:02x}", 5)
    for x, y, tilt in orbits:
        _satellite(canvas, (x, y), tilt)
    _pin(canvas, place)
    return canvas


# Two lands that resemble no country.
_WEST: list[Point] = [(300, 560), (390, 470), (500, 450), (560, 500), (520, 560), (560, 620),
                      (470, 690), (330, 700)]  # fmt: skip
_EAST: list[Point] = [(640, 430), (760, 410), (860, 480), (930, 560), (900, 640), (800, 600),
                      (720, 640), (660, 540)]  # fmt: skip


def _globe(canvas: Canvas, centre: Point, radius: float) -> None:
    x, y = centre
    canvas.glow(centre, radius * 1.36, "#7fd3ff", 0.55)
    canvas.circle(centre, radius, "#2178b5")
    for land in (_WEST, _EAST):
        canvas.polygon(_smooth(land), "#57b894")
    for share in (0.32, 0.68):
        canvas.line(arc(centre, (radius * share, radius), 180, 360), "#ffffff38", 2)
    canvas.line([(x, y - radius), (x, canvas.height)], "#ffffff38", 2)
    for level in (470, 575):
        reach = math.sqrt(radius**2 - (y - level) ** 2)
        parallel = curve((x - reach, level), (x, level - 46), (x + reach, level))
        canvas.line(parallel, "#ffffff38", 2)


def _smooth(corners: list[Point]) -> list[Point]:
    points: list[Point] = []
    for order, corner in enumerate(corners):
        before, after = corners[order - 1], corners[(order + 1) % len(corners)]
        start = ((before[0] + corner[0]) / 2, (before[1] + corner[1]) / 2)
        end = ((after[0] + corner[0]) / 2, (after[1] + corner[1]) / 2)
        points += curve(start, corner, end, 8)
    return points


def _satellite(canvas: Canvas, centre: Point, tilt: float) -> None:
    x, y = centre

    def box(left: float, top: float, width: float, height: float, colour: str) -> None:
        right, bottom = left + width, top + height
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        canvas.polygon(turned([(x + a, y + b) for a, b in corners], tilt, centre), colour)

    box(-84, -3, 168, 6, "#c9d3ea")
    for side in (-86, 34):
        box(side, -21, 52, 42, "#3f8fd8")
        for line in (17, 34):
            box(side + line, -21, 2, 42, "#bfe3ff")
        box(side, -1, 52, 2, "#bfe3ff")
    box(-21, -26, 42, 52, "#f3ead6")
    box(-21, -26, 42, 14, "#f08a4b")
    box(-10, 26, 20, 9, "#c9d3ea")


def _pin(canvas: Canvas, point: Point) -> None:
    x, y = point
    canvas.ellipse((x, y + 2), (24, 8), "#0b103670")
    head = arc((x, y - 66), (34, 34), 150, 390)
    canvas.polygon([(x, y), *head], "#ef5b4c")
    canvas.circle((x, y - 66), 14, "#ffffff")


def market_chart() -> Canvas:
    """Draw bars and a line that rises and falls, behind lemons on a market table."""
    canvas = Canvas("#fdf1d8", "#fbe6bd", "#f7d796")
    for level in range(5):
        canvas.rectangle((120, 120 + level * 92), (960, 2), "#d9b77666")
    heights = (170, 215, 262, 318, 372, 330, 272, 232, 204)
    rising = ("#2a9d8f", "#3fae94", "#7dbb83", "#e9c46a")
    colours = (*rising, "#e76f51", *reversed(rising))
    tops = []
    for order, (height, colour) in enumerate(zip(heights, colours, strict=True)):
        x = 150 + order * 103
        canvas.rectangle((x, 520 - height), (66, height + 20), colour, 8)
        tops.append((x + 33, 520 - height - 34))
    canvas.line(tops, "#264653", 6)
    for top in tops:
        canvas.circle(top, 11, "#264653")
        canvas.circle(top, 5, "#fdf1d8")
    canvas.rectangle((0, 512), (1200, 163), "#a8643a")
    canvas.rectangle((0, 512), (1200, 16), "#c77f4c")
    for x in (170, 480, 790, 1100):
        canvas.rectangle((x, 528), (3, 147), "#8d5230")
    for x, y, size, tilt in (
        (260, 560, 58, -14),
        (350, 590, 62, 16),
        (188, 606, 54, 8),
        (960, 582, 64, -20),
    ):
        _lemon(canvas, (x, y), size, tilt)
    _half_lemon(canvas, (1060, 596), 58)
    for order in range(4):
        canvas.ellipse((668, 610 - order * 13), (56, 19), "#b9862f")
        canvas.ellipse((668, 605 - order * 13), (56, 19), "#f4c95d")
    canvas.ellipse((668, 566), (40, 12), "#e2ab3b")
    return canvas


def _lemon(canvas: Canvas, centre: Point, size: float, tilt: float) -> None:
    x, y = centre
    outline = [
        (
            x + size * (math.cos(angle) * 1.08 + 0.16 * math.cos(angle) ** 9),
            y + size * 0.72 * math.sin(angle),
        )
        for angle in (math.radians(degree) for degree in range(0, 360, 4))
    ]
    canvas.ellipse((x, y + size * 0.7), (size, size * 0.16), "#5d331c80")
    canvas.polygon(turned(outline, tilt, centre), "#f9d03f")
    shine = arc((x - size * 0.1, y - size * 0.06), (size * 0.8, size * 0.48), 195, 265)
    canvas.line(turned(shine, tilt, centre), "#fff0a8", size * 0.1)
    stem, tip = (x + size, y - 6), (x + size * 1.9, y - size * 0.5)
    leaf = [
        *curve(stem, (x + size * 1.3, y - size * 0.7), tip),
        *curve(tip, (x + size * 1.5, y), stem),
    ]
    canvas.polygon(turned(leaf, tilt, centre), "#4f8a4b")


def _half_lemon(canvas: Canvas, centre: Point, size: float) -> None:
    x, y = centre
    canvas.ellipse((x, y + size * 0.85), (size, size * 0.16), "#5d331c80")
    canvas.circle(centre, size, "#f2bd2b")
    canvas.circle(centre, size * 0.9, "#fff6d6")
    for segment in range(8):
        middle = segment * 45
        wedge = arc(centre, (size * 0.78, size * 0.78), middle - 18, middle + 18)
        angle = math.radians(middle)
        inner = (x + math.cos(angle) * size * 0.12, y + math.sin(angle) * size * 0.12)
        canvas.polygon([inner, *wedge], "#fbdc5e")
