"""Days and counts as people write them in a language. Owns no word: Babel and words.py have them.

Digits are European (0-9) in every language, as in the articles' own text.
"""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_timedelta

from feeds.pages.words import WORDS, Words

_PATTERN = "d MMMM y"


def day(moment: date | datetime, words: Words, zone: ZoneInfo) -> str:
    """Return the day of *moment* in *zone*, e.g. «20 نوفمبر 2026»."""
    local = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return format_date(local, _PATTERN, locale=words.locale)


def minute(moment: datetime, words: Words, zone: ZoneInfo) -> str:
    """Return day and minute of *moment* in *zone*, e.g. «20 نوفمبر 2026، 14:05»."""
    local = moment.astimezone(zone)
    return f"{day(local, words, zone)}{words.list_separator}{local:%H:%M}"


def away(moment: datetime, now: datetime, words: Words, at_once: str) -> str:
    """Return how far *moment* is from *now*, e.g. «قبل 3 دقائق»; *at_once* where it is not."""
    between = moment - now
    if abs(between).total_seconds() < 1:
        return at_once
    return format_timedelta(between, add_direction=True, locale=words.locale)


def results(count: int, words: Words) -> str:
    """Return how many results there are, in words that agree with the number."""
    return counted(count, words.results, words)


def counted(count: int, forms: Mapping[str, str], words: Words) -> str:
    """Return *count* in the one of *forms*, by CLDR plural category, that agrees with it."""
    category = Locale.parse(words.locale).plural_form(count)
    return forms.get(category, forms["other"]).format(count=count)


def words_of(language: str, otherwise: Words) -> Words:
    """Return the words for a text in *language*: an English article has an English date."""
    return WORDS.get(language.casefold().split("-")[0], otherwise)
