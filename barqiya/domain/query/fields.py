"""The fields by all their names, and what a value of each means. Reads no query's text."""

from collections.abc import Callable
from enum import StrEnum

from barqiya.domain.folding import fold, label_key, name_key
from barqiya.domain.query.tree import Author, Category, Language, Name, Source, Tag


class Field(StrEnum):
    """What a value can be asked of, by the name that is printed."""

    AUTHOR = "author"
    CATEGORY = "category"
    TAG = "tag"
    SOURCE = "source"
    LANGUAGE = "lang"
    AFTER = "after"
    BEFORE = "before"
    TITLE = "title"


_NAMES = {
    Field.AUTHOR: ("author", "by", "كاتب", "كاتبة", "مؤلف", "مؤلفة", "بقلم"),
    Field.CATEGORY: ("category", "section", "قسم", "تصنيف", "فئة", "باب"),
    Field.TAG: ("tag", "وسم", "هاشتاق", "هاشتاج"),
    Field.SOURCE: ("source", "مصدر"),
    Field.LANGUAGE: ("lang", "language", "لغة"),
    Field.AFTER: ("after", "since", "بعد", "منذ"),
    Field.BEFORE: ("before", "until", "قبل"),
    Field.TITLE: ("title", "intitle", "عنوان"),
}
_BY_NAME = {
    fold(prefix + name): field
    for field, names in _NAMES.items()
    for name in names
    for prefix in ("", "ال")
}
_LANGUAGES = {
    fold(name): primary
    for primary, names in {
        "ar": ("arabic", "عربي", "عربية", "العربية", "العربي"),
        "en": ("english", "إنجليزي", "إنجليزية", "الإنجليزية", "انكليزي", "انكليزية"),
        "fr": ("french", "فرنسي", "فرنسية", "الفرنسية"),
        "de": ("german", "ألماني", "ألمانية", "الألمانية"),
        "es": ("spanish", "إسباني", "إسبانية", "الإسبانية"),
        "tr": ("turkish", "تركي", "تركية", "التركية"),
        "fa": ("persian", "farsi", "فارسي", "فارسية", "الفارسية"),
        "ur": ("urdu", "أردو", "الأردية"),
    }.items()
    for name in names
}
_PRIMARY_LENGTHS = range(2, 9)  # letters of a primary subtag: RFC 5646, § 2.1
_STEPS = 8


def field_named(name: str) -> Field | None:
    """Return the field that *name* stands for, in any spelling and case."""
    return _BY_NAME.get(fold(name))


def name_in(field: Field, value: str) -> Name | None:
    """Return the name that *value* stands for in *field*, ``None`` where it stands for none."""
    key = _stable(_KEYS[field], value)
    if not any(character.isalnum() for character in key):
        return None
    if field is Field.LANGUAGE and not (
        key.isascii() and key.isalpha() and len(key) in _PRIMARY_LENGTHS
    ):
        return None
    return _TYPES[field](key)


def primary_language(tag: str) -> str:
    """Return the primary subtag of a BCP 47 *tag*: ``ar`` of ``ar-EG``."""
    return tag.strip().replace("_", "-").split("-")[0].casefold()


def _language(value: str) -> str:
    return _LANGUAGES.get(fold(value).strip()) or primary_language(value)


def _stable(key_of: Callable[[str], str], value: str) -> str:
    """Return the key of *value* and of itself: a printed key must parse to the same."""
    key = key_of(value)
    for _ in range(_STEPS):
        again = key_of(key)
        if again == key:
            break
        key = again
    return key


_KEYS: dict[Field, Callable[[str], str]] = {
    Field.AUTHOR: name_key,
    Field.CATEGORY: label_key,
    Field.TAG: label_key,
    Field.SOURCE: label_key,
    Field.LANGUAGE: _language,
}
_TYPES: dict[Field, Callable[[str], Name]] = {
    Field.AUTHOR: Author,
    Field.CATEGORY: Category,
    Field.TAG: Tag,
    Field.SOURCE: Source,
    Field.LANGUAGE: Language,
}
