"""Pictures of dusk and of the night."""

from itertools import pairwise

from sample_pictures.canvas import Canvas, Point, arc, chance, curve, happens
from sample_pictures.scenery import arch, bird, dome, glitter, palm, ridge, starry, swell


def telegraph() -> Canvas:
    """Draw poles that walk to the horizon at sunset, with birds on the wires."""
    canvas = Canvas("#3f3a6b", "#8a4f7d", "#e9756b", "#f9b76b", "#fde3a7")
    canvas.glow((330, 470), 420, "#fff1c1", 0.8)
    canvas.circle((330, 470), 92, "#fff3cf")
    for level, height, seed, colour in (
        (505, 60, 3, "#a85a75"),
        (545, 46, 8, "#6f3f68"),
        (596, 40, 5, "#38274f"),
    ):
        canvas.polygon(ridge(canvas, level, height, seed), colour)
    poles = [_pole(canvas, 0.66**order) for order in range(6)]
    for near, far in pairwise(poles):
        for start, end in zip(near, far, strict=True):
            sag = abs(start[0] - end[0]) * 0.1
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
            canvas.line(curve(start, middle, end), "#241a38", 2)
    for share in (0.22, 0.3, 0.36, 0.55):
        _perched(canvas, _between(poles[0][0], poles[1][0], share))
    for place, size in (((520, 170), 20), ((590, 135), 16), ((470, 120), 13)):
        bird(canvas, place, size, "#38274f")
    return canvas


def _pole(canvas: Canvas, nearness: float) -> list[Point]:
    """Draw one pole; return where its wires hang."""
    x, foot, height = 300 + 780 * nearness, 545 + 150 * nearness, 600 * nearness
    colour = "#241a38"
    canvas.line([(x, foot), (x, foot - height)], colour, 17 * nearness)
    hooks = []
    for drop, half in ((0.06, 0.19), (0.16, 0.15)):
        y = foot - height * (1 - drop)
        canvas.line([(x - height * half, y), (x + height * half, y)], colour, 11 * nearness)
        for side in (-1, 1):
            hook = (x + side * height * half * 0.9, y - 16 * nearness)
            canvas.line([hook, (hook[0], y)], "#f7d9a0", 7 * nearness)
            hooks.append(hook)
    return hooks


def _between(start: Point, end: Point, share: float) -> Point:
    sag = abs(start[0] - end[0]) * 0.2 * share * (1 - share)
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share + sag,
    )


def _perched(canvas: Canvas, place: Point) -> None:
    x, y = place
    canvas.ellipse((x, y - 9), (7, 10), "#1a1229")
    canvas.circle((x - 4, y - 20), 5, "#1a1229")
    canvas.polygon([(x + 2, y - 6), (x + 14, y + 9), (x + 7, y - 10)], "#1a1229")
    canvas.polygon([(x - 8, y - 21), (x - 14, y - 18), (x - 8, y - 17)], "#f0a04b")


def lighthouse() -> Canvas:
    """Draw a striped lighthouse on its rock, its beam over the sea."""
    canvas = Canvas("#071531", "#0e2a52", "#1c4b7c", "#3b7ba3")
    starry(canvas, 190, 4, 420)
    lamp = (800, 178)
    canvas.glow(lamp, 330, "#ffe9a8", 0.55)
    for step in range(9):
        spread, alpha = 9 - step, f"{13 + step:02x}"
        for side, reach in ((-1, 900), (1, 520)):
            far = lamp[0] + side * reach
            lift = 60 if side < 0 else -10
            canvas.polygon(
                [lamp, (far, lamp[1] - lift - 13 * spread), (far, lamp[1] - lift + 13 * spread)],
                f"#fff0b8{alpha}",
            )
    for order, colour in enumerate(("#1b4f78", "#15416a", "#0f3259")):
        level = 470 + order * 46
        canvas.polygon(swell(canvas, level, 7 + order * 2, 190 + order * 50, order * 70), colour)
    _rock(canvas)
    _tower(canvas, lamp)
    canvas.polygon(swell(canvas, 618, 10, 260, 40), "#0a2447")
    canvas.polygon(swell(canvas, 646, 8, 200, 140), "#071a38")
    return canvas


def _rock(canvas: Canvas) -> None:
    canvas.polygon(
        [(560, 640), (610, 560), (680, 540), (715, 505), (880, 500), (930, 540), (1010, 560),
         (1070, 600), (1110, 650)],
        "#131b33",
    )  # fmt: skip
    canvas.polygon([(715, 505), (760, 560), (850, 530), (880, 500)], "#232f52")
    canvas.polygon([(930, 540), (900, 590), (980, 600), (1010, 560)], "#1b2542")
    canvas.polygon(
        [(905, 500), (905, 452), (935, 430), (965, 452), (965, 545), (905, 530)], "#2d3a61"
    )
    canvas.rectangle((926, 470), (18, 24), "#ffd777", 3)


def _tower(canvas: Canvas, lamp: Point) -> None:
    x, bands = lamp[0], 6

    def half(y: float) -> float:
        return 30 + (y - 215) * 0.075

    for band in range(bands):
        top, bottom = 215 + band * 48.5, 215 + (band + 1) * 48.5
        light, dark = ("#f6efe2", "#d3cdd0") if band % 2 else ("#d8504d", "#a93a45")
        canvas.polygon(
            [(x - half(top), top), (x + half(top), top), (x + half(bottom), bottom),
             (x - half(bottom), bottom)],
            light,
        )  # fmt: skip
        canvas.polygon(
            [(x + half(top) * 0.3, top), (x + half(top), top), (x + half(bottom), bottom),
             (x + half(bottom) * 0.3, bottom)],
            dark,
        )  # fmt: skip
    for y in (300, 395):
        canvas.polygon(arch((x - 14, y), (15, 26)), "#3a2a44")
    canvas.rectangle((x - 46, 206), (92, 11), "#2b2440", 3)
    canvas.rectangle((x - 24, 150), (48, 58), "#ffefb5")
    canvas.circle(lamp, 17, "#ffffff")
    for shift in (-24, -8, 8, 21):
        canvas.rectangle((x + shift, 150), (3, 58), "#2b2440")
    canvas.polygon(dome((x, 152), 32), "#b83f45")
    canvas.line([(x, 108), (x, 88)], "#2b2440", 4)


def constellations() -> Canvas:
    """Draw the winter giant, the bull's eye that he faces, and the great dog, over dark hills."""
    canvas = Canvas("#050b24", "#0b1b47", "#1d3a78", "#42609c")
    for step in range(16):
        canvas.glow((120 + step * 62, 620 - step * 40), 210, "#9fb6ee", 0.13)
    starry(canvas, 330, 11, 560)
    giant = {
        "hand": (640, 130), "shoulder": (770, 150), "belt1": (722, 262), "belt2": (702, 272),
        "belt3": (682, 282), "foot": (790, 392), "knee": (660, 405), "head": (712, 92),
    }  # fmt: skip
    paths = (
        ("hand", "head", "shoulder", "belt1", "belt2", "belt3", "hand"),
        ("belt1", "foot", "knee", "belt3"),
    )
    for path in paths:
        canvas.line([giant[name] for name in path], "#a9c3ff8c", 2)
    bull = [(905, 52), (1005, 118), (975, 128), (952, 138), (985, 142), (1018, 150), (1005, 118)]
    dog = [(455, 430), (400, 395), (372, 420), (455, 430), (440, 500), (400, 545), (452, 540),
           (440, 500)]  # fmt: skip
    for figure in (bull, dog):
        canvas.line(figure, "#a9c3ff8c", 2)
    for name, place in giant.items():
        bright = name in {"hand", "foot"}
        _star(canvas, place, 6.5 if bright else 4.2, "#ffb37a" if name == "hand" else "#ffffff")
    for place in (*bull, *dog):
        _star(canvas, place, 3.4, "#f1f4ff")
    _star(canvas, (975, 128), 6, "#ffb37a")
    _star(canvas, (455, 430), 8, "#ffffff")
    for place in ((1120, 70), (1132, 60), (1140, 76), (1128, 84), (1150, 64), (1117, 58)):
        _star(canvas, place, 2.6, "#cfe0ff")
    for level, height, seed, colour in ((585, 60, 6, "#12204a"), (628, 46, 9, "#080f2a")):
        canvas.polygon(ridge(canvas, level, height, seed), colour)
    return canvas


def _star(canvas: Canvas, place: Point, size: float, colour: str) -> None:
    canvas.glow(place, size * 5, colour, 0.6)
    canvas.circle(place, size, colour)


def night_train() -> Canvas:
    """Draw a lit train on a bridge of arches at dusk."""
    canvas = Canvas("#1d1b4b", "#4b2f6f", "#a54a78", "#ee8a67", "#fbc687")
    starry(canvas, 90, 7, 230)
    canvas.glow((960, 150), 190, "#fff0d0", 0.45)
    outer, inner = arc((960, 150), (54, 54), -91, 133), arc((942, 143), (50, 50), 112, -70)
    canvas.polygon([*outer, *inner], "#fff3da")
    for level, height, seed, colour in (
        (430, 110, 2, "#8b4277"),
        (480, 90, 12, "#5c3069"),
        (545, 60, 21, "#3a2356"),
    ):
        canvas.polygon(ridge(canvas, level, height, seed), colour)
    canvas.shade(swell(canvas, 596, 2, 300, 0), ["#3a2356", "#3a2356", "#8b4277", "#2a1a44"])
    glitter(canvas, 960, 600, "#fbc687", 60)
    _bridge(canvas)
    _carriages(canvas)
    return canvas


def _bridge(canvas: Canvas) -> None:
    canvas.rectangle((0, 438), (1200, 24), "#1c1233")
    for pier in range(9):
        x = pier * 150 - 30
        outline = [(x, 460), (x + 150, 460), (x + 150, 675), (x + 128, 675)]
        opening = arc((x + 75, 545), (53, 62), 0, -180)
        canvas.polygon([*outline, *opening, (x + 22, 675), (x, 675)], "#251840")
    canvas.rectangle((0, 432), (1200, 7), "#4a2f63")


def _carriages(canvas: Canvas) -> None:
    numbers = chance(6)
    for carriage in range(4):
        x = -40 + carriage * 232
        canvas.rectangle((x, 352), (224, 78), "#20345f", 10)
        canvas.rectangle((x, 352), (224, 16), "#131f42", 8)
        canvas.rectangle((x, 404), (224, 6), "#e9a55b")
        for window in range(6):
            lit = happens(numbers, 0.84)
            canvas.rectangle(
                (x + 15 + window * 34, 374), (24, 24), "#ffdf8e" if lit else "#33477a", 4
            )
        for wheel in (34, 66, 158, 190):
            canvas.circle((x + wheel, 430), 10, "#120b24")
    body = [(890, 430), (890, 346), (1010, 346), *curve((1010, 346), (1092, 352), (1112, 430))]
    canvas.polygon(body, "#c4473f")
    canvas.polygon([(1006, 360), (1040, 362), (1064, 388), (1006, 388)], "#ffe7b0")
    canvas.rectangle((890, 404), (210, 6), "#f6c667")
    canvas.rectangle((916, 364), (62, 24), "#ffdf8e", 4)
    for x in (922, 956, 1040, 1074):
        canvas.circle((x, 430), 11, "#120b24")
    canvas.glow((1112, 412), 120, "#fff3c4", 0.9)
    canvas.polygon([(1108, 408), (1200, 386), (1200, 440), (1108, 418)], "#fff3c455")


def moonrise() -> Canvas:
    """Draw a huge orange moon behind hills, palms and a village."""
    canvas = Canvas("#1b1f4a", "#3d2f68", "#7d3f6e", "#c9605f")
    starry(canvas, 110, 15, 300)
    moon = (620, 340)
    canvas.glow(moon, 470, "#ffb35c", 0.7)
    canvas.circle(moon, 206, "#ffb454")
    canvas.circle((604, 324), 184, "#ffc26c")
    for dx, dy, radius in (
        (-80, -60, 38),
        (40, -95, 26),
        (85, 20, 46),
        (-30, 45, 30),
        (-120, 40, 20),
    ):
        canvas.circle((moon[0] + dx, moon[1] + dy), radius, "#f2a24d70")
    canvas.polygon(ridge(canvas, 470, 70, 14), "#5b2a58")
    canvas.polygon(ridge(canvas, 520, 60, 31), "#3a1d48")
    for x, size in ((700, 26), (745, 34), (800, 24), (842, 30), (660, 20)):
        canvas.rectangle((x, 512 - size), (40, size + 40), "#2a1339")
        canvas.rectangle((x + 12, 520 - size), (8, 11), "#ffcf7a", 2)
    canvas.polygon(dome((770, 480), 17), "#2a1339")
    canvas.polygon(ridge(canvas, 588, 44, 17), "#1b0d2b")
    dark = ("#170a26", "#170a26", "#170a26")
    for x, foot, height in ((250, 600, 270), (330, 612, 200), (990, 606, 300), (1075, 600, 210)):
        palm(canvas, (x, foot), height, dark)
    return canvas


def skyline() -> Canvas:
    """Draw a small town with low lamps, under the Milky Way."""
    canvas = Canvas("#060a20", "#0d1638", "#1c2a5a", "#3a3f74")
    numbers = chance(23)
    for step in range(22):
        canvas.glow((200 + step * 42, 560 - step * 27), 150, "#b9a8e6", 0.16)
    for _ in range(900):
        along = next(numbers)
        across = (next(numbers) + next(numbers) + next(numbers) - 1.5) * 120
        place = (180 + along * 960 + across * 0.5, 570 - along * 600 + across)
        canvas.circle(
            place, 0.5 + next(numbers) ** 4 * 1.4, f"#fff4e0{round(70 + along * 120):02x}"
        )
    starry(canvas, 170, 29, 480)
    canvas.polygon(ridge(canvas, 512, 60, 41), "#151b42")
    for row, (level, colour) in enumerate(((530, "#1b2250"), (570, "#141a3e"), (612, "#0c1029"))):
        _houses(canvas, level, colour, 50 + row)
    for x in (150, 370, 610, 850, 1080):
        canvas.glow((x, 640), 95, "#ffb866", 0.75)
        canvas.rectangle((x - 2, 604), (4, 71), "#05070f")
        canvas.rectangle((x - 11, 600), (22, 6), "#05070f", 3)
        canvas.rectangle((x - 7, 606), (14, 4), "#ffe3ae", 2)
    return canvas


def _houses(canvas: Canvas, level: float, colour: str, seed: int) -> None:
    numbers = chance(seed)
    x = -20.0
    while x < canvas.width:
        width, height = 48 + next(numbers) * 62, 24 + next(numbers) * 62
        canvas.rectangle((x, level - height), (width, height + 160), colour)
        kind = int(next(numbers) * 8)
        if kind == 0:
            canvas.polygon(dome((x + width / 2, level - height + 1), width * 0.36), colour)
        elif kind == 1:
            canvas.rectangle((x + width * 0.4, level - height - 70), (13, 74), colour)
            canvas.polygon(dome((x + width * 0.4 + 6.5, level - height - 68), 10), colour)
        for column in range(int(width // 24)):
            if happens(numbers, 0.4):
                corner = (x + 9 + column * 24, level - height + 12 + 20 * (column % 2))
                canvas.polygon(arch(corner, (9, 14)), "#f9c677")
        x += width + 1


def tide() -> Canvas:
    """Draw a full moon over layered waves."""
    canvas = Canvas("#0a1838", "#123a66", "#2b6f94", "#6fb3b8")
    starry(canvas, 120, 33, 300)
    moon = (600, 210)
    canvas.glow(moon, 400, "#e9f6ff", 0.5)
    canvas.circle(moon, 108, "#f6f4e6")
    for dx, dy, radius in (
        (-36, -30, 22),
        (30, -44, 14),
        (42, 22, 26),
        (-20, 40, 17),
        (-62, 22, 11),
    ):
        canvas.circle((moon[0] + dx, moon[1] + dy), radius, "#dcdccb")
    canvas.ring(moon, 168, "#e9f6ff3c", 2)
    canvas.ring(moon, 240, "#e9f6ff28", 2)
    colours = ("#2c7d9b", "#216b8d", "#185a7e", "#114a6e", "#0b395b", "#072a47")
    for order, colour in enumerate(colours):
        level, height, length = 392 + order * 46, 11 + order * 3.5, 240 + order * 46
        outline = swell(canvas, level, height, length, order * 97)
        canvas.polygon(outline, colour)
        canvas.line(outline[1:-1], "#bfe6ea60", 2.5)
        for dash in range(3):
            half = 70 - dash * 14 + order * 8
            y = level + 15 + dash * 9
            canvas.rectangle(
                (600 - half + order * 7 * (-1) ** order, y), (2 * half, 3), "#fbf6d86e", 1.5
            )
    return canvas
