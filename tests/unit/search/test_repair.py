from collections import Counter
from datetime import UTC, datetime

import pytest

from barqiya.domain.query import parse
from barqiya.search.analysis import Word, words
from barqiya.search.repair import Effort, Mended, RepairKind, mend
from barqiya.search.wanted import wanted_by

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = """
المدرسة مدرسة مدرسة المدينة المدينة المدينة المدينة رئيس الوزراء رئيس الحكومة التعليم
خاشقجي محمد ألمانيا واشنطن فلسطين كرة القدم الاستراتيجية عبدالله في دولة الصين
train night market the
"""


class Archive:
    """A small archive that knows the words of one text."""

    def __init__(self, text: str = TEXT) -> None:
        self._held = {
            channel: Counter(getattr(word, channel) for word in words(text))
            for channel in ("surface", "clitic", "skeleton")
        }

    def frequency(self, channel: str, term: str) -> int:
        """Return how often *term* occurs in *channel*."""
        return self._held[channel][term]

    def knows(self, word: Word) -> bool:
        """Return whether *word* occurs, inflected or not."""
        return any(self._held[channel][getattr(word, channel)] for channel in self._held)

    def beginning(self, channel: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the terms that begin with *prefix*."""
        there = [one for one in self._held[channel].items() if one[0].startswith(prefix)]
        return there[:limit]


def mended(typed: str, archive: Archive | None = None) -> Mended:
    """Return *typed*, mended as a search mends it."""
    query = parse(typed, NOW)
    return mend(query, wanted_by(query).words, archive or Archive(), Effort())


def told(typed: str) -> list[tuple[str, str, str]]:
    """Return the repairs of *typed*."""
    return [(one.kind.value, one.typed, one.used) for one in mended(typed).repairs]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("المدرصة", "المدرسه"),
        ("المدرة", "المدرسه"),
        ("المدررسة", "المدرسه"),
        ("المردسة", "المدرسه"),
        ("بالمدرصة", "مدرسه"),
        ("trian", "train"),
        ("tain", "train"),
        ("الاسترانيحية", "الاستراتيجيه"),
        ("المدرررسة", "المدرسه"),
        ("المدييييينة", "المدينه"),
        ("maaarkeeet", "market"),
    ],
)
def test_slips_are_mended(typed: str, meant: str) -> None:
    """A letter wrong, missing, doubled or two swapped; in a long word two: the known word."""
    assert told(typed) == [("slip", typed, meant)]
    assert [word.surface for word in mended(typed).words] == [meant]


@pytest.mark.parametrize(
    ("typed", "kind", "as_typed", "used"),
    [
        ("رئيسالوزراء", "joined", "رئيسالوزراء", "رئيس الوزراء"),
        ("كرةالقدم", "joined", "كرةالقدم", "كره القدم"),
        ("فيالصين", "joined", "فيالصين", "في الصين"),
        ("رئيسالحكومةالمدينة", "joined", "رئيسالحكومةالمدينة", "رئيس الحكومة المدينة"),
        ("فلس طين", "parted", "فلس طين", "فلسطين"),
        ("khashoggi", "latin", "khashoggi", "خاشقجي"),
        ("Mohammed", "latin", "Mohammed", "محمد"),
        ("germany", "latin", "germany", "المانيا"),
        ("washington", "latin", "washington", "واشنطن"),
        ("hgl]vsm", "keyboard", "hgl]vsm", "المدرسة"),
        ("],gm hgwdk", "keyboard", "],gm hgwdk", "دولة الصين"),
        ("فقشهى", "keyboard", "فقشهى", "train"),
    ],
)
def test_other_ways_to_miss_a_word(typed: str, kind: str, as_typed: str, used: str) -> None:
    """Joined, parted, in Latin letters, with the other keyboard on: mended and told."""
    (repair,) = told(typed)
    spelled = " ".join(word.surface for word in words(used))
    assert (repair[0], repair[1]) == (kind, as_typed)
    assert " ".join(word.surface for word in words(repair[2])) == spelled


@pytest.mark.parametrize(
    "typed", ["زرافة", "مدر", "2024", "x" * 60, '"المدرصة"', "المدرسة القديمه", "hgl", "zzzz"]
)
def test_what_is_not_near_is_left_alone(typed: str) -> None:
    """Short words, numbers, monsters, what is quoted, what has no neighbour are not guessed at."""
    assert told(typed) == []


def test_crumbs_between_the_keys_are_no_words() -> None:
    """Arabic letters on , . ; [ ] part the Latin ones: that archives know those says nothing."""
    archive = Archive(f"{TEXT} hgl dkm وزارة")
    assert all(map(archive.knows, words("hgl]dkm")))
    (repair,) = mended(",.hvm hgl]dkm", archive).repairs
    assert (repair.kind, repair.used) == (RepairKind.KEYBOARD, "وزارة المدينة")


def test_known_words_are_never_mended() -> None:
    """However rare a word is and however near a frequent one."""
    assert mended("مدينة مدرسة").repairs == ()
    assert mended("المدينة خاشقجي").words == tuple(words("المدينة خاشقجي"))


def test_what_stays_unknown_is_told() -> None:
    """The word that nothing mends is looked for by its letters, and shown so."""
    assert [word.surface for word in mended("زرافة المدينة").unknown] == ["زرافه"]


def test_likelier_slips_come_first() -> None:
    """ص for س is a likelier slip than any other letter, unless another word is far commoner."""
    archive = Archive("سبحان " * 3 + "مبحان " * 5)
    assert [word.surface for word in mended("صبحان", archive).words] == ["سبحان"]


def test_a_thousand_slips_are_not_all_mended() -> None:
    """Mending costs some hundreds of look-ups a word: beyond a dozen words none is mended."""
    typed = " ".join(f"المدرصة{letter}{other}" for letter in "بتثجحخ" for other in "دذرزسش")
    assert len(mended(typed).repairs) <= 12


def test_every_kind_has_a_name() -> None:
    """What outputs tell their readers by."""
    assert {kind.value for kind in RepairKind} == {"slip", "joined", "parted", "keyboard", "latin"}


def test_a_slip_beside_many_known_words_is_left() -> None:
    """A pasted paragraph is found by its other words: to mend it would only cost."""
    known = "المدرسة المدينة رئيس الوزراء الحكومة التعليم محمد ألمانيا واشنطن فلسطين كرة القدم"
    pasted = mended(f"{known} المدرصة")
    assert pasted.repairs == ()
    assert [word.surface for word in pasted.unknown] == ["المدرصه"]


def test_an_answer_takes_so_much_effort() -> None:
    """However many questions are tried for an answer, so many words are mended and no more."""
    effort = Effort(words=2, far=1)
    query = parse("المدرصة الحكومه خاشقحي الاسترتيجبة", NOW)
    first = mend(query, wanted_by(query).words, Archive(), effort)
    assert [one.used for one in first.repairs] == ["المدرسه", "خاشقجي"]
    assert mend(query, wanted_by(query).words, Archive(), effort).repairs == ()


def test_two_slips_are_looked_for_in_few_words() -> None:
    """It takes as long as ten words with one: the first that needs it has it."""
    query = parse("الاسترتيجبة الاستراثيحية", NOW)
    tried = mend(query, wanted_by(query).words, Archive(), Effort(far=1))
    assert [one.typed for one in tried.repairs] == ["الاسترتيجبة"]


def test_a_word_with_kin_alone_may_be_a_slip() -> None:
    """By its consonants it is an inflection of something else: both are looked for, and told."""
    archive = Archive("الجوازات جوازات السفر جوز المطار")
    tried = mended("الجوزات المطار", archive)
    assert [(one.kind, one.typed, one.used) for one in tried.repairs] == [
        (RepairKind.SLIP, "الجوزات", "الجوازات")
    ]
    assert [word.surface for word in tried.words] == ["الجوزات", "الجوازات", "المطار"]
    assert tried.unknown == frozenset()


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("الجوازات", "الجوازات الجوازات جوز الجوزات"),  # stands so
        ("بجوازات", "جوازات الجوازات"),  # stands so without its clitics
        ("الجوزات", "الجوازات جوز"),  # the other stands in one article: it may be the slip
        ("الجوزات في يوم من أيام السفر إلى المطار مع سائق المدينة", "الجوازات الجوازات جوز"),
    ],
)
def test_who_has_more_than_kin_is_left_alone(typed: str, held: str) -> None:
    """What stands somewhere was meant; beside six words a slip in one does no harm."""
    archive = Archive(f"{held} يوم أيام السفر المطار سائق المدينة")
    assert mended(typed, archive).repairs == ()


def test_one_word_that_is_oftener_written_so_is_looked_for_too() -> None:
    """Some write «فيس بوك», more «فيسبوك»: who types the one wants both."""
    tried = mended("حساب فيس بوك", Archive("فيسبوك فيسبوك فيسبوك فيس بوك حساب"))
    assert [(one.kind, one.typed, one.used) for one in tried.repairs] == [
        (RepairKind.PARTED, "فيس بوك", "فيسبوك")
    ]
    assert [word.surface for word in tried.words] == ["حساب", "فيس", "فيسبوك", "بوك"]
    assert mended("حساب فيس بوك", Archive("فيسبوك فيس فيس بوك بوك حساب")).repairs == ()


@pytest.mark.parametrize("typed", ["بور سعيد", "بور-سعيد"])
def test_what_is_one_word_is_told_once(typed: str) -> None:
    """As it was typed, with a sign between the halves or none; neither half is mended besides."""
    archive = Archive("بورسعيد بورسعيد بورسعيد بور سعدان سعير سعير")
    assert archive.knows(words("سعيد")[0])
    tried = mended(typed, archive)
    assert [(one.typed, one.used) for one in tried.repairs] == [(typed, "بورسعيد")]
