"""Arabic words in Latin letters. Owns how the sounds are written, and names no sound leads to."""

from collections.abc import Callable, Iterator

from barqiya.domain.folding import fold

# Each sound with the Arabic letters it may stand for, the likeliest first. Longest match first.
_SOUNDS = {
    "tch": ("تش",),
    "sch": ("ش",),
    "kh": ("خ",),
    "gh": ("غ",),
    "sh": ("ش",),
    "ch": ("ش", "تش", "ك"),
    "th": ("ث", "ذ", "ت"),
    "dh": ("ذ", "ض", "ظ"),
    "ph": ("ف",),
    "ck": ("ك",),
    "gg": ("قج", "ج", "غ"),
    "zh": ("ج",),
    "ou": ("و", ""),
    "oo": ("و",),
    "ee": ("ي",),
    "aa": ("ا", "عا"),
    "ai": ("اي", "ي"),
    "ay": ("اي", "ي"),
    "ei": ("ي", "اي"),
    "ey": ("ي",),
    "au": ("او", "و"),
    "aw": ("او", "و"),
    "ie": ("ي", "يه"),
    "b": ("ب",),
    "p": ("ب",),
    "t": ("ت", "ط"),
    "j": ("ج",),
    "g": ("ج", "غ", "ق"),
    "h": ("ه", "ح"),
    "d": ("د", "ض"),
    "r": ("ر",),
    "z": ("ز", "ظ"),
    "s": ("س", "ص"),
    "f": ("ف",),
    "q": ("ق",),
    "k": ("ك", "ق"),
    "c": ("ك", "س"),
    "x": ("كس",),
    "l": ("ل",),
    "m": ("م",),
    "n": ("ن",),
    "w": ("و",),
    "v": ("ف",),
    "y": ("ي",),
    "a": ("ا", "", "ع"),
    "e": ("", "ي", "ا"),
    "i": ("ي", ""),
    "o": ("و", ""),
    "u": ("و", ""),
}
_FIRST = {
    "a": ("ا", "ع"),
    "e": ("ا", "اي", "ع"),
    "i": ("ا", "اي", "ع"),
    "o": ("او", "ا", "ع"),
    "u": ("ا", "او", "ع"),
}
_LAST = {
    "a": ("ا", "ه", "ي", "اء"),
    "ah": ("ه", "اه"),
    "e": ("", "ه", "ي"),
    "eh": ("ه",),
    "i": ("ي",),
    "y": ("ي",),
    "o": ("و",),
}
_LONGEST_SOUND = 3
_TRIED = 700  # spellings of one word
_SHORTEST, _LONGEST = 3, 16
_OTHER = 0.4  # how much less likely each further choice is

_NAMES = """
algeria الجزائر
america أمريكا
arabia العربية
austria النمسا
bahrain البحرين
britain بريطانيا
cairo القاهرة
china الصين
cyprus قبرص
daesh داعش
damascus دمشق
egypt مصر
emirates الإمارات
england إنجلترا
europe أوروبا
france فرنسا
germany ألمانيا
greece اليونان
hungary المجر
india الهند
iraq العراق
isil داعش
isis داعش
italy إيطاليا
japan اليابان
jerusalem القدس
jesus يسوع
jordan الأردن
lebanon لبنان
libya ليبيا
mecca مكة
morocco المغرب
moses موسى
muscat مسقط
netherlands هولندا
oman عمان
palestine فلسطين
poland بولندا
russia روسيا
saudi السعودية
spain إسبانيا
sweden السويد
switzerland سويسرا
syria سوريا
tunis تونس
tunisia تونس
turkey تركيا
ukraine أوكرانيا
washington واشنطن
yemen اليمن
abdullah عبدالله
ahmed أحمد
aisha عائشة
ali علي
david داود
fatima فاطمة
hussein حسين
ibrahim إبراهيم
isa عيسى
jacob يعقوب
joseph يوسف
khaled خالد
mahmoud محمود
mohamed محمد
mohammad محمد
mohammed محمد
muhammad محمد
mustafa مصطفى
omar عمر
othman عثمان
said سعيد
solomon سليمان
yahya يحيى
youssef يوسف
"""
_KNOWN = {
    latin: fold(arabic) for latin, arabic in (line.split() for line in _NAMES.split("\n") if line)
}


def arabic_for(word: str, frequency: Callable[[str, str], int]) -> str | None:
    """Return the known Arabic word that *word*, in small Latin letters, most likely spells."""
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return None
    if (name := _KNOWN.get(word)) and frequency("surface", name):
        return name
    weighed = {
        spelling: frequency("surface", spelling) * likely for spelling, likely in _spellings(word)
    }
    best = max(weighed, key=lambda spelling: (weighed[spelling], spelling), default="")
    return best if weighed.get(best) else None


def _spellings(word: str) -> Iterator[tuple[str, float]]:
    """Yield Arabic spellings of *word* with their likelihood; the likelier choices first."""
    spelled: list[tuple[str, float]] = [("", 1.0)]
    for choices in _choices(word):
        spelled = [
            (head + tail, likely * _OTHER**rank)
            for head, likely in spelled
            for rank, tail in enumerate(choices)
        ]
        spelled = sorted(spelled, key=lambda one: -one[1])[:_TRIED]
    yield from (one for one in spelled if len(one[0]) >= _SHORTEST)


def _choices(word: str) -> Iterator[tuple[str, ...]]:
    at = 0
    while at < len(word):
        if at and (last := _LAST.get(word[at:])):
            yield last
            return
        # A doubled consonant is written once.
        if at and word[at] == word[at - 1] and word[at] not in "aeiou":
            at += 1
            continue
        sound = next(
            word[at : at + size]
            for size in range(_LONGEST_SOUND, 0, -1)
            if size == 1 or word[at : at + size] in _SOUNDS
        )
        choices = _SOUNDS.get(sound, ("",))
        yield _FIRST.get(sound, choices) if at == 0 else choices
        at += len(sound)
