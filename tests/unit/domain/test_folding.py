import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from barqiya.domain.folding import fold, fold_hamza, label_key, name_key, slug

ARABIC = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from(" .-_\u200c\u200f\u0300\u0301ßİΣ"),
    )
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("أحمدُ", "احمد"),
        ("إسلام آمال ٱلله", "اسلام امال الله"),
        ("مصطفى", "مصطفي"),
        ("مدرسة", "مدرسه"),
        ("کتابی", "كتابي"),
        ("مـــديـــنة", "مدينه"),
        ("مَدْرَسَةٌ", "مدرسه"),
        ("١٢٣ ۴۵۶", "123 456"),
        ("ﻛﺘﺎﺏ", "كتاب"),
        ("نص\u200fعربي", "نصعربي"),
        ("Crème BRÛLÉE", "creme brulee"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
    ],
)
def test_spelling_variants_become_one(typed: str, folded: str) -> None:
    """Vowel marks, alef forms, final ya, ta marbuta, digits, letter forms and case do not count."""
    assert fold(typed) == folded


@given(st.text() | ARABIC)
@example("\u0345")
@example("ۀ")
@example("ا\u200dٔ")
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded is folded: keys can be compared with keys of keys."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("words", ["كلمة ثانية ثالثة", "one two three", "مَدْرَسَة  الـحي ١٢"])
def test_words_stay_words(words: str) -> None:
    """Folding neither joins nor splits: word n stays word n."""
    assert len(fold(words).split()) == len(words.split())


@pytest.mark.parametrize(
    "spellings",
    [
        ("أحمد الكومى", "احمد الكومي", "أحمَد الكوميّ", "أحمد  الكومى ", "أحمد\u00a0الكومي"),
        ("عبد الله سالم", "عبدالله سالم"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("نور الدين حسن", "نورالدين حسن"),
        ("أبو بكر", "ابوبكر", "أبوبكر"),
        ("فؤاد", "فواد"),
        ("رؤوف", "رءوف", "روف"),
        ("علاء سامي", "علا سامى"),
        ("رائد", "رايد"),
        (
            "د. منى سالم",
            "د/ منى سالم",
            "د منى سالم",
            "الدكتورة منى سالم",
            "الدكتورة/ منى سالم",
            "«د. منى سالم»",
            "- د/ منى سالم",
            "منى سالم",
        ),
        ("أ.د. منى سالم", "أ. د. منى سالم", "الأستاذ الدكتور منى سالم", "منى سالم"),
        ("بقلم/ أحمد الكومى", "بقلم: د. أحمد الكومي", "كتب/ أحمد الكومي", "أحمد الكومي"),
        ("Dr. José Núñez", "dr José Nunez", "By Jose Nunez", "JOSE NUNEZ"),
    ],
)
def test_one_person_has_one_key(spellings: tuple[str, ...]) -> None:
    """A name in any spelling, with or without a title, is the same author."""
    assert len({name_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد سالم", "حمد سالم"),
        ("منى سالم", "منى سليم"),
        ("م. علي", "س. علي"),
        ("دعاء حسن", "عاء حسن"),
        ("By", "Dr"),
    ],
)
def test_two_people_have_two_keys(one: str, other: str) -> None:
    """Folding goes no further than spelling."""
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["د.", "By", "الدكتور", "أ", "مهندس"])
def test_a_title_alone_is_kept_as_the_name(name: str) -> None:
    """Whoever signs with a title only still has a key."""
    assert name_key(name)


@given(st.text() | ARABIC)
@example("a_˥b")
def test_keys_hold_words_only(text: str) -> None:
    """No key begins, ends or is filled with marks or spaces; any text has one, maybe empty."""
    for key in (name_key(text), label_key(text)):
        assert key == " ".join(key.split())
        assert not any(mark in key for mark in "./_-\u200f\u0640")


def test_labels_meet_in_any_spelling() -> None:
    """A category with another alef, ta marbuta, underscore or case is the same category."""
    assert label_key("ثقافة وفنون") == label_key("ثقافه_وفنون") == label_key(" ثَقافة  وفنون ")
    assert label_key("Science-Fiction") == label_key("science fiction")
    assert label_key("ثقافة") != label_key("رياضة")


def test_a_slug_is_readable_and_safe_in_an_address() -> None:
    """The letters stay as they are written; marks, spaces and signs become single dashes."""
    assert slug("ثقافة وفنون") == "ثقافة-وفنون"
    assert slug("  مَدرسة/الحيّ؟ ") == "مدرسة-الحي"
    assert slug("Life & Style") == "life-style"


@given(st.text() | ARABIC)
def test_a_slug_never_leaves_its_place_in_an_address(text: str) -> None:
    """No slash, dot, question mark or space, whatever the name."""
    assert not set(slug(text)) & set("/.?#& \n\t\\%")


def test_hamza_off_leaves_its_seat() -> None:
    """Readers who leave hamzas out find those who write them."""
    assert fold_hamza("فواد") == fold_hamza("فؤاد")
    assert fold_hamza("سماء") == "سما"


@given(st.text() | ARABIC)
@example("㎏ 5")
@example("İstanbul")
@example("हिन्दी समाचार")
def test_a_slug_leads_back_to_its_label(text: str) -> None:
    """Every feed that is offered under a slug is found under it."""
    assert label_key(slug(text).replace("-", " ")) == label_key(text)


def test_vowel_signs_part_no_words() -> None:
    """Hindi and Thai write vowels as marks: two names that differ in them are two people."""
    assert name_key("राम") != name_key("रीमा")
    assert slug("हिन्दी समाचार") == "हिन्दी-समाचार"
    assert label_key("ภาษาไทย") == "ภาษาไทย"
