"""Pictures made with a compass and a rule, and the mark of the publication."""

import math

from sample_pictures.canvas import Canvas, Point, curve, star, turned

# The hollow corners of an eight-pointed star made of two crossed squares, over its points.
_HOLLOW = math.cos(math.radians(45)) / math.cos(math.radians(22.5))
_LOGO_SIDE = 512


def star_pattern() -> Canvas:
    """Draw eight-pointed stars and crosses, seen through an arch in a plain wall."""
    canvas = Canvas("#123a5e", "#0e2d4c")
    cell = 292
    reach = cell / 2
    for row in range(4):
        for column in range(4):
            centre = (column * cell + 600 - cell * 1.5, row * cell - 10)
            _cross(canvas, (centre[0] + reach, centre[1] + reach), reach)
            _rosette(canvas, centre, reach)
    for width, stops in (
        (310, ("#a5532f",)),
        (322, ("#f6e6c4", "#ecd3a4")),
        (346, ("#d9b880", "#c79f63")),
        (352, ("#f3dfba", "#e6c592")),
    ):
        canvas.shade(_wall_around(canvas, width), stops)
    canvas.rectangle((0, 640), (1200, 35), "#7d4f30")
    canvas.rectangle((0, 640), (1200, 7), "#a56c43")
    return canvas


def _wall_around(canvas: Canvas, half: float) -> list[Point]:
    """Return the wall without its arched opening, which is `half` units wide to either side."""
    middle, top, spring = canvas.width / 2, 380 - half, 640 - half
    left = [
        (middle - half, canvas.height),
        *curve((middle - half, spring), (middle - half, top + 60), (middle, top)),
    ]
    right = [(2 * middle - x, y) for x, y in reversed(left)]
    corners = [(canvas.width, canvas.height), (canvas.width, 0), (0, 0), (0, canvas.height)]
    return [*left, *right, *corners]


def _rosette(canvas: Canvas, centre: Point, reach: float) -> None:
    for share, colour in (
        (1, "#f3dfae"),
        (0.93, "#0b2440"),
        (0.885, "#1f7a8c"),
        (0.66, "#f3dfae"),
        (0.61, "#c8962f"),
    ):
        canvas.polygon(star(centre, reach * share, reach * share * _HOLLOW, 8), colour)
    canvas.polygon(star(centre, reach * 0.56, reach * 0.3, 8, 22.5), "#0b2440")
    canvas.polygon(star(centre, reach * 0.4, reach * 0.22, 8), "#f3dfae")
    canvas.circle(centre, reach * 0.12, "#c8553d")
    for order in range(8):
        angle = math.radians(order * 45)
        petal = (
            centre[0] + math.cos(angle) * reach * 0.75,
            centre[1] + math.sin(angle) * reach * 0.75,
        )
        canvas.polygon(
            turned(_diamond(petal, reach * 0.1, reach * 0.05), order * 45, petal), "#f3dfae"
        )


def _cross(canvas: Canvas, centre: Point, reach: float) -> None:
    for share, colour in ((0.78, "#c8962f"), (0.7, "#17507a"), (0.4, "#f3dfae"), (0.34, "#c8553d")):
        canvas.polygon(star(centre, reach * share, reach * share * 0.42, 4, 0), colour)
    canvas.circle(centre, reach * 0.07, "#f3dfae")


def _diamond(centre: Point, half_length: float, half_width: float) -> list[Point]:
    x, y = centre
    return [(x - half_length, y), (x, y - half_width), (x + half_length, y), (x, y + half_width)]


def star_construction() -> Canvas:
    """Draw a circle divided into eight, two squares in it, and the compass that drew them."""
    canvas = Canvas("#fbf3df", "#f6e8c8")
    for step in range(0, 1201, 40):
        canvas.line([(step, 0), (step, 675)], "#d9c49a38", 1)
        canvas.line([(0, step), (1200, step)], "#d9c49a38", 1)
    centre, radius = (520, 338), 250
    points = [_at(centre, radius, order * 45) for order in range(8)]
    for order in range(8):
        canvas.line([_at(centre, 480, order * 45), centre], "#9bb7c488", 2)
    for shift in (1, 3):
        for order, start in enumerate(points):
            canvas.line([start, points[(order + shift) % 8]], "#9bb7c466", 2)
    for ring in (radius, radius * math.cos(math.radians(45)), radius * _HOLLOW):
        canvas.ring(centre, ring, "#5d8aa0", 2.5)
    canvas.polygon(star(centre, radius, radius * _HOLLOW, 8), "#2a9d8f2e")
    for first, colour in ((0, "#1f6f8b"), (1, "#d1603d")):
        square = [points[(first + 2 * step) % 8] for step in range(5)]
        canvas.line(square, colour, 7)
    for point in points:
        canvas.circle(point, 10, "#fbf3df")
        canvas.circle(point, 6.5, "#c8962f")
    canvas.circle(centre, 8, "#2b3a55")
    _compass(canvas, centre, points[-1])
    return canvas


def _at(centre: Point, reach: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return (centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle))


def _compass(canvas: Canvas, needle: Point, pencil: Point) -> None:
    hinge = (930, 110)
    for foot, colour in ((needle, "#8d97ab"), (pencil, "#6f7a90")):
        dx, dy = foot[0] - hinge[0], foot[1] - hinge[1]
        length = math.hypot(dx, dy)
        nx, ny = -dy / length, dx / length
        knee = (hinge[0] + dx * 0.88, hinge[1] + dy * 0.88)
        leg = [
            (joint[0] + side * nx, joint[1] + side * ny)
            for joint, side in ((hinge, 12), (knee, 5), (knee, -5), (hinge, -12))
        ]
        canvas.polygon(leg, colour)
        canvas.polygon([leg[1], foot, leg[2]], "#2b3a55")
    canvas.line([hinge, (hinge[0] + 22, hinge[1] - 66)], "#2b3a55", 14)
    canvas.circle(hinge, 27, "#c8962f")
    canvas.circle(hinge, 12, "#f6e8c8")


def star_tiles() -> Canvas:
    """Draw a row of three square tiles that repeat one star in turquoise and saffron."""
    canvas = Canvas("#f6ead0", "#ecd5ab")
    side, gap = 340, 30
    glazes = (
        ("#1f8a8c", "#f2c14e", "#fbf1da"),
        ("#f0a93b", "#17506b", "#fbf1da"),
        ("#fbf1da", "#1f8a8c", "#d1603d"),
    )
    for order, glaze in enumerate(glazes):
        corner = (600 - 1.5 * side - gap + order * (side + gap), 168)
        canvas.rectangle((corner[0] + 7, corner[1] + 10), (side, side), "#7a4a2e66", 8)
        _tile(canvas, corner, side, glaze)
    for level in (96, 566):
        canvas.rectangle((0, level), (1200, 13), "#1f8a8c")
        canvas.rectangle((0, level + 19), (1200, 4), "#c8962f")
    return canvas


def _tile(canvas: Canvas, corner: Point, side: float, glaze: tuple[str, str, str]) -> None:
    ground, figure, line = glaze
    x, y = corner
    unit = side / 222
    centre = (x + side / 2, y + side / 2)
    canvas.rectangle(corner, (side, side), ground, 5)
    for colour, near, far in ((figure, 10, 72), (ground, 18, 50)):
        hook = [(x + a * unit, y + b * unit) for a, b in ((near, near), (far, near), (near, far))]
        for order in range(4):
            canvas.polygon(turned(hook, order * 90, centre), colour)
    for colour, reach in ((line, 100), (figure, 92)):
        canvas.polygon(star(centre, reach * unit, reach * unit * _HOLLOW, 8), colour)
    for colour, outer, inner in ((line, 66, 40), (ground, 57, 35)):
        canvas.polygon(star(centre, outer * unit, inner * unit, 8, 22.5), colour)
    canvas.circle(centre, 20 * unit, line)
    canvas.circle(centre, 13 * unit, figure)


def logo() -> Canvas:
    """Draw the mark of the publication: a strip of tape with dots and dashes, and a flash."""
    canvas = Canvas("#1a6f86", "#123f66", width=_LOGO_SIDE, height=_LOGO_SIDE)
    canvas.glow((256, 236), 300, "#4fc3c7", 0.5)
    _tape(canvas)
    flash = [(300, 66), (166, 286), (246, 286), (206, 446), (350, 216), (266, 216)]
    shadow = [(x + 9, y + 11) for x, y in flash]
    canvas.polygon(shadow, "#0b2a4566")
    canvas.line([*flash, flash[0]], "#ffffff", 20)
    canvas.polygon(flash, "#ffc94d")
    canvas.polygon([(300, 66), (166, 286), (212, 286), (290, 110)], "#ffdd87")
    return canvas


def _tape(canvas: Canvas) -> None:
    """Draw the strip in two waves, folded back at its right end."""
    upper = curve((-20, 200), (130, 120), (256, 200)) + curve((256, 200), (390, 285), (532, 190))
    lower = [(x, y + 104) for x, y in upper]
    canvas.polygon(
        [*((x, y + 10) for x, y in upper), *((x, y + 12) for x, y in reversed(lower))], "#0b2a4555"
    )
    canvas.polygon([*upper, *reversed(lower)], "#fdf4de")
    for start, end in ((2, 3), (7, 12), (36, 37), (41, 46)):
        canvas.line([(x, y + 52) for x, y in upper[start:end]], "#17405f", 24)
