"""What a text would be if another keyboard layout had been on. Owns the two layouts.

The Arabic layout is that of PCs (Arabic 101), the Latin one QWERTY: the two that stand on one key.
"""

_KEYS = {
    "qwertyuiop[]": "ضصثقفغعهخحجد",
    "asdfghjkl;'": "شسيبلاتنمكط",
    "zxcvnm,./": "ئءؤرىةوزظ",
    "`": "ذ",
    "QWERTYUIOP[]": "ضصثقفغإهخحجد",
    "HNYBGT": "أآإلللل"[:6],
}
_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def _layout() -> dict[str, str]:
    keys: dict[str, str] = {}
    for latin, arabic in _KEYS.items():
        keys |= dict(zip(latin, arabic, strict=True))
    shifted = {key.upper(): letter for key, letter in keys.items() if key.isalpha()}
    # Keys that carry two letters, or another one with shift.
    pairs = {"b": "لا", "B": "لآ", "G": "لأ", "T": "لإ", "H": "أ", "N": "آ", "Y": "إ"}
    return shifted | keys | pairs


_TO_ARABIC = _layout()
_TO_LATIN = {
    letter: key for key, letter in _TO_ARABIC.items() if len(letter) == 1 and not key.isupper()
} | {"أ": "h", "إ": "y", "آ": "n"}
_SEEN_AS_B = "لا"


def other_layout(text: str) -> str:
    """Return the letters of the other layout on the keys of *text*; nothing of a mixed text."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and all(letter.isascii() for letter in letters):
        return "".join(_TO_ARABIC.get(key, key) for key in text)
    if letters and all(letter in _TO_LATIN for letter in letters):
        return "".join(_TO_LATIN.get(key, key) for key in text.replace(_SEEN_AS_B, "b"))
    return ""


def _neighbours() -> dict[str, str]:
    beside: dict[str, str] = {}
    for row in _ROWS:
        for place, letter in enumerate(row):
            beside[letter] = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    return beside


#: The letters on the keys to the left and the right of a letter's own.
NEIGHBOURS = _neighbours()
