"""Pictures of the town by day: its race and its roofs."""

from collections.abc import Iterator

from sample_pictures.canvas import Canvas, Point, arc, chance, curve, happens
from sample_pictures.scenery import arch, bird, cloud, dome, ridge, swell


def harbour_race() -> Canvas:
    """Draw runners on the promenade in the morning."""
    canvas = Canvas("#8fd3e8", "#c3e8ea", "#fdf0d0", "#fde2b3")
    canvas.glow((930, 210), 260, "#fffbe8", 0.9)
    canvas.circle((930, 210), 58, "#ffd166")
    for place, size in (((250, 140), 66), ((620, 90), 44)):
        cloud(canvas, place, size, "#ffffff")
    canvas.polygon(ridge(canvas, 330, 60, 36), "#8fbcc4")
    for order, colour in enumerate(("#3fa7bf", "#2f93b2", "#2380a3")):
        canvas.polygon(swell(canvas, 352 + order * 36, 5, 150 + 40 * order, 50 * order), colour)
    canvas.polygon([(176, 352), (184, 236), (206, 236), (214, 352)], "#fbf5e6")
    for y in (262, 306):
        canvas.polygon(
            [(182 - y * 0.01, y), (208 + y * 0.01, y), (210, y + 20), (180, y + 20)], "#d8504d"
        )
    canvas.polygon(dome((195, 236), 13), "#d8504d")
    canvas.polygon([(140, 362), (170, 344), (230, 342), (262, 364)], "#5f7f86")
    for x, size in ((470, 42), (1090, 54)):
        _sail(canvas, (x, 392), size)
    canvas.polygon([(0, 470), (1200, 444), (1200, 675), (0, 675)], "#f3e3c3")
    canvas.polygon([(0, 470), (1200, 444), (1200, 456), (0, 484)], "#cdb48a")
    for x in range(30, 1200, 78):
        canvas.rectangle((x, 424 - x * 0.021), (6, 48), "#5d7f87")
    canvas.line([(0, 426), (1200, 400)], "#5d7f87", 6)
    canvas.polygon([(0, 600), (1200, 560), (1200, 572), (0, 614)], "#e2cb9e")
    kit = ("#e4572e", "#17708a", "#f2a541", "#6a4c93", "#2a9d8f", "#d1495b")
    skin = ("#8d5a3c", "#a86f4a", "#c08a5f", "#7a4a30", "#b57a52", "#94623f")
    for order, (x, foot, size) in enumerate(
        (
            (130, 600, 190),
            (300, 622, 205),
            (490, 592, 188),
            (670, 634, 212),
            (870, 590, 190),
            (1050, 612, 204),
        )
    ):
        _runner(canvas, (x, foot), size, (kit[order], skin[order], order))
    return canvas


def _sail(canvas: Canvas, foot: Point, size: float) -> None:
    x, y = foot
    canvas.polygon(
        [
            (x - size, y),
            (x + size, y),
            (x + size * 0.7, y + size * 0.3),
            (x - size * 0.7, y + size * 0.3),
        ],
        "#7a4a30",
    )
    canvas.polygon([(x, y - 4), (x + 4, y - size * 2), (x + size * 0.9, y - 4)], "#fff8e7")
    canvas.polygon([(x - 5, y - 4), (x, y - size * 1.7), (x - size * 0.7, y - 4)], "#f6c667")


def _runner(canvas: Canvas, foot: Point, size: float, look: tuple[str, str, int]) -> None:
    kit, skin, phase = look
    x, y = foot

    def at(across: float, up: float) -> Point:
        return (x + across * size, y - up * size)

    limb, dark = size * 0.075, "#2b3a55"
    swap = -1 if phase % 2 else 1
    near, far = (skin, _darker(skin))
    canvas.ellipse((x, y + 4), (size * 0.3, size * 0.035), "#7a5a3a55")
    legs = (
        (at(0.02, 0.46), at(0.2, 0.34), at(0.16, 0.08), at(0.24, 0.06)),
        (at(-0.02, 0.46), at(-0.06, 0.24), at(-0.3, 0.22), at(-0.33, 0.3)),
    )
    for shade, leg in zip((far, near), legs[::swap], strict=True):
        canvas.line(leg[:3], shade, limb)
        canvas.line(leg[2:], "#ffffff", limb * 1.1)
    back = (at(0.03, 0.74), at(-0.15, 0.64), at(-0.1, 0.52))
    front = (at(0.05, 0.74), at(0.12, 0.58), at(0.26, 0.66))
    arms = (back, front)[::swap]
    canvas.line(arms[0], far, limb * 0.8)
    canvas.polygon([at(-0.06, 0.52), at(0.08, 0.52), at(0.13, 0.38), at(-0.1, 0.36)], dark)
    canvas.line([at(0.01, 0.52), at(0.045, 0.72)], kit, size * 0.17)
    canvas.line(arms[1], near, limb * 0.8)
    canvas.line(arms[1][:2], kit, limb * 0.95)
    canvas.line([at(0.05, 0.78), at(0.065, 0.86)], near, limb * 0.9)
    canvas.circle(at(0.085, 0.92), size * 0.075, near)
    canvas.polygon(arc(at(0.075, 0.935), (size * 0.082, size * 0.078), 150, 345), "#2a1a16")


def _darker(colour: str) -> str:
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(channel * 0.75):02x}" for channel in channels)


def rooftops() -> Canvas:
    """Draw roofs in steps, with green beds, domes and washing lines."""
    canvas = Canvas("#a8dadc", "#d9efe6", "#fdf1d3")
    canvas.circle((180, 130), 60, "#ffc857")
    for place, size in (((480, 150), 54), ((930, 110), 62)):
        cloud(canvas, place, size, "#ffffff")
    for place in ((700, 190), (745, 165), (660, 160)):
        bird(canvas, place, 14, "#5b7f86")
    rows = (
        (360, 95, ("#e7cfa8", "#dcc096", "#efdcb9"), 3),
        (465, 130, ("#e0b088", "#d39d73", "#e8c19c"), 8),
        (580, 170, ("#c97b5a", "#b96a4b", "#d68c69"), 13),
    )
    for level, width, colours, seed in rows:
        _terrace(canvas, level, width, (colours, seed))
    return canvas


def _terrace(canvas: Canvas, level: float, width: float, look: tuple[tuple[str, ...], int]) -> None:
    colours, seed = look
    numbers = chance(seed)
    x, order = -next(numbers) * width, 0
    while x < canvas.width:
        breadth, top = width * (0.8 + 0.6 * next(numbers)), level - 70 * next(numbers)
        scale = width / 130
        match order % 4:
            case 2:
                canvas.polygon(dome((x + breadth / 2, top + 1), breadth * 0.3), colours[1])
                canvas.polygon(dome((x + breadth / 2 - 4, top + 1), breadth * 0.2), colours[2])
            case 3:
                _washing(canvas, (x + 8, top), breadth - 16, scale)
            case _:
                _bed(canvas, (x + 8, top), breadth - 16, (scale, numbers))
        canvas.rectangle((x, top), (breadth, 700 - top), colours[order % len(colours)])
        canvas.rectangle((x - 3, top - 2), (breadth + 6, 11 * scale), "#fff6e3")
        for column in range(int(breadth // (44 * scale))):
            corner = (x + (14 + column * 44) * scale, top + 32 * scale)
            canvas.polygon(arch(corner, (19 * scale, 34 * scale)), "#4d6a78")
            canvas.rectangle((corner[0] - 3, corner[1] + 34 * scale), (25 * scale, 4), "#fff6e3")
        x += breadth
        order += 1


def _bed(canvas: Canvas, corner: Point, width: float, look: tuple[float, Iterator[float]]) -> None:
    scale, numbers = look
    x, y = corner
    greens = ("#2f7d4f", "#4c9f5b", "#78b95f", "#38906a")
    count = max(3, int(width / (20 * scale)))
    for plant in range(count):
        middle = x + (plant + 0.5) * width / count
        height = (18 + 30 * next(numbers)) * scale
        green = greens[int(next(numbers) * len(greens))]
        canvas.ellipse((middle, y - 14 * scale - height * 0.4), (13 * scale, height * 0.62), green)
        if happens(numbers, 0.45):
            for dx, dy in ((-5, -4), (4, 5), (2, -12)):
                fruit = (middle + dx * scale, y - 18 * scale - height * 0.4 + dy * scale)
                canvas.circle(fruit, 3.6 * scale, "#e4572e")
    canvas.rectangle((x, y - 20 * scale), (width, 20 * scale), "#8a5a3b", 3)


def _washing(canvas: Canvas, corner: Point, width: float, scale: float) -> None:
    x, y = corner
    for post in (x, x + width):
        canvas.line([(post, y), (post, y - 62 * scale)], "#6d4a33", 4 * scale)
    canvas.line(
        curve((x, y - 60 * scale), (x + width / 2, y - 48 * scale), (x + width, y - 60 * scale)),
        "#6d4a33",
        2,
    )
    cloths = ("#e76f51", "#ffffff", "#2a9d8f", "#e9c46a")
    step = width / len(cloths)
    for order, colour in enumerate(cloths):
        length = (30 + 8 * (order % 2)) * scale
        canvas.rectangle(
            (x + order * step + step * 0.15, y - 55 * scale), (step * 0.7, length), colour, 2
        )
