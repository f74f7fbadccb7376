"""What feeds say beside articles: of corrections and withdrawals. Owns these words only."""

from dataclasses import dataclass

from barqiya.domain.query import primary_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """The words of one language, as plain text."""

    correction: str
    withdrawn: str
    withdrawn_lead: str


_ENGLISH = "en"
_WORDS = {
    "ar": Notices(
        correction="تصويب:",
        withdrawn="سُحبت هذه المقالة",
        withdrawn_lead="سحب الناشر هذه المقالة بعد صدورها، فلم يبقَ منها هنا عنوان ولا نص.",
    ),
    _ENGLISH: Notices(
        correction="Correction:",
        withdrawn="This article was withdrawn",
        withdrawn_lead=(
            "Its publisher took it back after it had appeared: neither its title nor its text "
            "is shown any more."
        ),
    ),
}


def words(language: str) -> tuple[Notices, str]:
    """Return the words for those who read *language* (a BCP 47 tag), and the tag of their language.

    English stands in for languages that we have no words of.
    """
    found = _WORDS.get(primary_language(language))
    return (found, language) if found else (_WORDS[_ENGLISH], _ENGLISH)
