"""Pictures of things that people make and use: books, a game, a press, an oud."""

import math

from sample_pictures.canvas import Canvas, Point, arc, chance, curve, happens, moved, star, turned
from sample_pictures.scenery import arch, ridge


def library() -> Canvas:
    """Draw shelves of coloured books, a chair, a lamp and the night at the window."""
    canvas = Canvas("#24504f", "#1d4344", "#183739")
    canvas.glow((905, 250), 380, "#ffd98c", 0.6)
    _shelves(canvas)
    canvas.polygon(arch((1010, 70), (150, 250)), "#d7b27a")
    canvas.polygon(arch((1022, 82), (126, 226)), "#12244d")
    canvas.circle((1100, 150), 22, "#fff3cf")
    for place in ((1050, 130), (1068, 190), (1120, 220), (1046, 246), (1098, 262)):
        canvas.circle(place, 2.2, "#fff3cf")
    canvas.rectangle((1082, 82), (6, 226), "#d7b27a")
    canvas.rectangle((1002, 308), (166, 14), "#d7b27a", 4)
    canvas.rectangle((0, 585), (1200, 90), "#6b4226")
    canvas.rectangle((0, 585), (1200, 10), "#84552f")
    canvas.ellipse((905, 628), (245, 32), "#b5483a")
    canvas.ellipse((905, 626), (212, 24), "#d96c4f")
    canvas.ellipse((905, 625), (170, 16), "#e9a15f")
    _lamp(canvas, (790, 618))
    _armchair(canvas, (945, 620))
    return canvas


def _shelves(canvas: Canvas) -> None:
    canvas.rectangle((50, 36), (640, 560), "#8a5a33", 8)
    canvas.rectangle((66, 52), (608, 528), "#4b2d1b")
    spines = (
        "#d1495b",
        "#edae49",
        "#3d8f8a",
        "#f4e3c1",
        "#2f5d86",
        "#8ab17d",
        "#e07a3f",
        "#7a4e7e",
    )
    numbers = chance(44)
    for shelf in range(4):
        board, x, end = 176 + shelf * 134, 74.0, 640
        while x < end:
            width, height = 15 + next(numbers) * 23, 70 + next(numbers) * 36
            if happens(numbers, 0.06):
                x += 34
                continue
            colour = spines[int(next(numbers) * len(spines))]
            lean = 10 if happens(numbers, 0.07) else 0
            corners = [
                (x, board - height),
                (x + width, board - height),
                (x + width, board),
                (x, board),
            ]
            canvas.polygon(turned(corners, -lean, (x + width, board)), colour)
            for band in (0.16, 0.78):
                low = board - height * band
                stripe = [(x, low - 4), (x + width, low - 4), (x + width, low), (x, low)]
                canvas.polygon(turned(stripe, -lean, (x + width, board)), "#fff3cf90")
            x += width + 2 + lean * 1.6
        canvas.rectangle((60, board), (620, 14), "#a9713f")


def _lamp(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    canvas.ellipse(foot, (44, 9), "#d7b27a")
    canvas.line([(x, y), (x, y - 345)], "#d7b27a", 8)
    canvas.glow((x, y - 330), 210, "#fff0bf", 0.7)
    canvas.polygon(
        [(x - 42, y - 420), (x + 42, y - 420), (x + 78, y - 330), (x - 78, y - 330)], "#f6c667"
    )
    canvas.polygon(
        [(x - 42, y - 420), (x - 8, y - 420), (x - 22, y - 330), (x - 78, y - 330)], "#fbdc95"
    )


def _armchair(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    for shift in (-84, 84):
        canvas.line([(x + shift, y - 26), (x + shift * 1.08, y)], "#4b2d1b", 12)
    canvas.rectangle((x - 92, y - 250), (184, 210), "#c8553d", 46)
    canvas.rectangle((x - 70, y - 230), (140, 150), "#d96c4f", 34)
    canvas.rectangle((x - 100, y - 108), (200, 84), "#b5483a", 20)
    canvas.rectangle((x - 84, y - 118), (168, 44), "#e58b68", 20)
    for left in (x - 124, x + 76):
        canvas.rectangle((left, y - 150), (48, 130), "#c8553d", 24)
    book = [(x - 46, y - 128), (x, y - 116), (x + 46, y - 128), (x + 46, y - 142), (x, y - 130),
            (x - 46, y - 142)]  # fmt: skip
    canvas.polygon(book, "#2f5d86")
    canvas.polygon([(x - 42, y - 143), (x, y - 131), (x + 42, y - 143), (x, y - 150)], "#fff6e2")


def chess() -> Canvas:
    """Draw a rook, a king and a pawn on a board that runs to the horizon."""
    canvas = Canvas("#f4a261", "#f7bd7a", "#fbe0ac")
    canvas.circle((600, 300), 205, "#fdf0cf")
    canvas.polygon(ridge(canvas, 380, 26, 22), "#d97e4a")
    squares, top, bottom = 12, 396, 720
    for row in range(7):
        near, far = (top + (bottom - top) * (step / 7) ** 1.7 for step in (row + 1, row))
        for column in range(-8, squares + 8):
            corners = [
                (600 + (edge - squares / 2) * (40 + (level - top) * 0.42), level)
                for edge, level in (
                    (column, far),
                    (column + 1, far),
                    (column + 1, near),
                    (column, near),
                )
            ]
            canvas.polygon(corners, "#fbecc9" if (row + column) % 2 else "#8c3b2e")
    canvas.rectangle((0, 392), (1200, 6), "#5e241f")
    _piece(canvas, (600, 560), _KING, (400, "#3f5478", "#2b3a55"))
    _piece(canvas, (285, 610), _ROOK, (345, "#f8efdc", "#e2cfaa"))
    _piece(canvas, (900, 606), _PAWN, (265, "#f8efdc", "#e2cfaa"))
    return canvas


# Half outlines of the pieces, from the foot up: (distance from the axis, height), piece height 1.
_BASE = [(0.25, 0), (0.25, 0.06), (0.2, 0.09), (0.2, 0.13), (0.15, 0.17)]
_HEAD = [
    (0.17 * math.sin(math.radians(angle)), 0.79 - 0.17 * math.cos(math.radians(angle)))
    for angle in range(32, 181, 8)
]
_PAWN = [*_BASE, (0.09, 0.52), (0.17, 0.57), (0.17, 0.61), (0.09, 0.64), *_HEAD]
_ROOK = [*_BASE, (0.13, 0.66), (0.2, 0.72), (0.2, 0.96), (0.135, 0.96), (0.135, 0.88), (0.06, 0.88),
         (0.06, 0.96)]  # fmt: skip
_CROWN = [(0.085, 0.58), (0.17, 0.62), (0.17, 0.65), (0.1, 0.67), (0.18, 0.84), (0.1, 0.88)]
_FINIAL = [
    (0.05 * math.sin(math.radians(angle)), 0.94 - 0.05 * math.cos(math.radians(angle)))
    for angle in range(40, 181, 10)
]
_KING = [*_BASE, *_CROWN, (0.03, 0.89), *_FINIAL]


def _piece(canvas: Canvas, foot: Point, outline: list[Point], look: tuple[float, str, str]) -> None:
    x, y = foot
    height, light, dark = look
    canvas.ellipse((x + height * 0.06, y - 2), (height * 0.33, height * 0.055), "#3a151480")
    left = [(x - across * height, y - up * height) for across, up in outline]
    right = [(x + across * height, y - up * height) for across, up in reversed(outline)]
    canvas.polygon([*left, *right], light)
    middle = [(x + across * height * 0.35, y - up * height) for across, up in outline]
    canvas.polygon([*middle, *right], dark)


def hand_press() -> Canvas:
    """Draw an iron hand press beside a case of type sorts."""
    canvas = Canvas("#f3dfbd", "#ecd0a2", "#dfb983")
    canvas.circle((330, 290), 230, "#f8ebd0")
    canvas.rectangle((0, 590), (1200, 85), "#7a4a2e")
    canvas.rectangle((0, 590), (1200, 10), "#94603c")
    _press(canvas, (330, 594))
    _type_case(canvas, (640, 70))
    return canvas


_IRON, _STEEL, _BRASS = "#24304a", "#3b4b6e", "#d9a441"


def _press(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    _frame(canvas, foot)
    canvas.rectangle((x - 19, y - 400), (38, 150), _BRASS, 5)
    for turn in range(5):
        canvas.line([(x - 19, y - 380 + turn * 26), (x + 19, y - 392 + turn * 26)], "#a8761f", 4)
    canvas.rectangle((x - 104, y - 262), (208, 34), _STEEL, 6)
    canvas.line([(x + 10, y - 300), (x + 120, y - 316), (x + 262, y - 268)], _IRON, 14)
    canvas.line([(x + 226, y - 280), (x + 272, y - 264)], "#a5532f", 22)
    canvas.rectangle((x - 250, y - 198), (440, 24), "#94603c", 5)
    canvas.rectangle((x - 98, y - 220), (196, 22), "#8d97ab", 3)
    for sort in range(14):
        canvas.rectangle((x - 94 + sort * 13.6, y - 226), (9, 10), "#596680", 1)
    for leg in (-226, 160):
        canvas.rectangle((x + leg, y - 176), (16, 176), "#7d4f30")
    sheet = [(x - 258, y - 206), (x - 108, y - 206), (x - 140, y - 338), (x - 290, y - 338)]
    canvas.polygon(sheet, "#fffaf0")
    for row in range(7):
        level, left = y - 224 - row * 16, x - 252 - row * 4
        canvas.line([(left, level), (left + 100 - (row * 37 % 5) * 9, level)], "#8d97ab", 4)


def _frame(canvas: Canvas, foot: Point) -> None:
    """Draw the posts, the crown, and the counterweight in the shape of a fish."""
    x, y = foot
    for sign in (-1, 1):
        inner, outer = (x + sign * 110, y - 60), (x + sign * 150, y - 60)
        canvas.polygon([(x + sign * 150, y), (x + sign * 190, y), outer, inner], _IRON)
        canvas.rectangle((x + sign * 130 - 22, y - 430), (44, 385), _IRON, 8)
        canvas.rectangle((x + sign * 130 - 14, y - 420), (8, 365), _STEEL, 4)
    canvas.rectangle((x - 165, y - 92), (330, 40), _IRON, 6)
    arched = curve((x - 168, y - 470), (x, y - 530), (x + 168, y - 470))
    canvas.polygon([(x - 168, y - 418), *arched, (x + 168, y - 418)], _IRON)
    canvas.polygon(arc((x, y - 418), (78, 44), 180, 360), "#f8ebd0")
    fish = [
        *curve((x - 70, y - 530), (x, y - 592), (x + 62, y - 530)),
        *((x + 98, y - 562), (x + 98, y - 500)),
        *curve((x + 62, y - 530), (x, y - 476), (x - 70, y - 530)),
    ]
    canvas.polygon(fish, _BRASS)
    canvas.circle((x - 36, y - 536), 5, _IRON)
    for scale in range(3):
        canvas.line(arc((x - 10 + scale * 24, y - 530), (14, 18), 110, 250), "#a8761f", 3)


def _type_case(canvas: Canvas, corner: Point) -> None:
    x, y = corner
    colours = ("#c8553d", "#d9a441", "#2f7f86", "#3b4b6e", "#8a9a5b")
    canvas.rectangle((x - 16, y - 16), (532, 512), "#6b3f25", 10)
    numbers = chance(88)
    for row in range(7):
        for column in range(7):
            left, top = x + 4 + column * 71, y + 4 + row * 69
            canvas.rectangle((left, top), (64, 62), "#4a2917", 4)
            colour = colours[int(next(numbers) * len(colours))]
            canvas.rectangle((left + 7, top + 6), (50, 50), colour, 5)
            canvas.rectangle((left + 7, top + 46), (50, 10), "#00000038", 4)
            _face(canvas, (left + 32, top + 28), row * 7 + column)


def _face(canvas: Canvas, centre: Point, kind: int) -> None:
    """Cut an ornament, not a letter, into the face of a sort."""
    x, y = centre
    cream = "#fbeed3"
    match kind * 5 % 8:
        case 0:
            canvas.circle(centre, 12, cream)
        case 1:
            canvas.polygon(star(centre, 16, 8, 8), cream)
        case 2:
            canvas.polygon(
                turned(
                    [(x - 10, y - 10), (x + 10, y - 10), (x + 10, y + 10), (x - 10, y + 10)],
                    45,
                    centre,
                ),
                cream,
            )
        case 3:
            canvas.line(arc((x, y - 5), (13, 13), 10, 170), cream, 6)
            canvas.circle((x, y + 16), 3.5, cream)
        case 4:
            for shift in (-9, 0, 9):
                canvas.line([(x - 13, y + shift), (x + 13, y + shift)], cream, 4)
        case 5:
            canvas.ring(centre, 13, cream, 5)
        case 6:
            canvas.polygon(star(centre, 16, 6, 4), cream)
        case _:
            for shift in (-9, 0, 9):
                canvas.circle((x + shift, y + abs(shift) / 2 - 2), 4.2, cream)


def oud() -> Canvas:
    """Draw an oud, with the waves of its strings."""
    canvas = Canvas("#3a1c3f", "#5b2649", "#8a3a4d", "#c65f4a")
    for order, colour in enumerate(("#f6c667", "#f08a4b", "#59c1bd", "#f4e3c1")):
        for side in (0, 1):
            points = [
                (across, 330 + (order - 1.5) * 46
                 + math.sin((across + order * 60) / (150 - order * 28) * math.tau)
                 * (62 - order * 9) * math.sin(math.pi * across / 1200) ** 1.3 * (1 - 2 * side))
                for across in range(0, 1201, 6)
            ]  # fmt: skip
            canvas.line(points, f"{colour}{'b0' if side == 0 else '50'}", 4)
    _oud_body(canvas, (520, 350))
    return canvas


_TILT = -14  # how the oud lies, in degrees


def _oud_body(canvas: Canvas, centre: Point) -> None:
    x, y = centre

    def lay(points: list[Point], fill: str) -> None:
        canvas.polygon(turned(points, _TILT, centre), fill)

    for grow, shift, fill in ((1.05, 14, "#2a122d"), (1.04, 0, "#5b2c17"), (0.99, 0, "#e2a55c")):
        lay(moved(_PEAR, (x + shift * 0.7, y + shift), grow), fill)
    for strip in (-2, -1, 1, 2):
        start, end = x - 282 + abs(strip) * 22, x + 60 - abs(strip) * 26
        seam = [(start, y + strip * 52), (end, y + strip * 52)]
        canvas.line(turned(seam, _TILT, centre), "#cf8f49", 3)
    lay([(x + 170, y - 30), (x + 470, y - 22), (x + 470, y + 22), (x + 170, y + 30)], "#3b1a12")
    back = [(x + 466, y - 24), (x + 500, y - 24), (x + 470, y + 150), (x + 436, y + 144)]
    lay([*back, (x + 462, y + 22)], "#5b2c17")
    for order in range(5):
        level = y + 44 + order * 21
        peg = turned([(x + 424, level), (x + 506, level + 10)], _TILT, centre)
        canvas.line(peg, "#e2b98a", 6)
        canvas.circle(peg[1], 7, "#f4e3c1")
    for across, down, radius in ((-20, 0, 66), (100, -62, 24), (100, 62, 24)):
        _sound_hole(canvas, turned([(x + across, y + down)], _TILT, centre)[0], radius)
    lay([(x - 226, y - 62), (x - 206, y - 62), (x - 206, y + 62), (x - 226, y + 62)], "#3b1a12")
    _strings(canvas, centre)


def _upper_edge() -> list[Point]:
    edge = curve((250, -26), (120, -60), (40, -150))
    edge += curve((40, -150), (-70, -262), (-210, -190))
    return edge + curve((-210, -190), (-300, -130), (-300, 0))


_PEAR = [*_upper_edge(), *((x, -y) for x, y in reversed(_upper_edge()))]


def _sound_hole(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.circle(centre, radius, "#5b2c17")
    canvas.circle(centre, radius * 0.9, "#2a122d")
    canvas.polygon(star(centre, radius * 0.86, radius * 0.56, 8), "#d98e4a")
    canvas.polygon(star(centre, radius * 0.58, radius * 0.3, 8, 22.5), "#2a122d")
    canvas.circle(centre, radius * 0.2, "#d98e4a")


def _strings(canvas: Canvas, centre: Point) -> None:
    """Draw one bass string and five pairs."""
    x, y = centre
    for order in range(6):
        level = order - 2.5
        for apart in (-1.6, 1.6) if order else (0,):
            string = [(x - 212, y + level * 19 + apart), (x + 470, y + level * 6.4 + apart * 0.6)]
            canvas.line(turned(string, _TILT, centre), "#fff6e2", 1.6)
