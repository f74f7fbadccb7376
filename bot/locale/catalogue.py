"""Loads the catalogues and speaks from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from barqiya.domain.language import Direction, direction_of

#: Our languages and, for each, the one whose dates are written: "23 November", not "November 23".
LANGUAGES = {"ar": "ar", "en": "en_GB"}

#: The language for those for whom we have none.
ELSEWHERE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """One language of ours. Every text is plain: what is shown goes through bot.messages."""

    language: str
    catalogue: GNUTranslations

    @property
    def direction(self) -> Direction:
        """The direction in which the language is written."""
        return direction_of(self.language)

    def text(self, key: str, **values: object) -> str:
        """Return the message named *key* with *values* in their places."""
        return self.catalogue.gettext(key).format(**values)

    def plural(self, key: str, count: int, **values: object) -> str:
        """Return the message named *key* in the form that *count* of something takes."""
        return self.catalogue.ngettext(key, key, count).format(count=count, **values)

    def date(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return the day of *moment* (aware) in *zone*: «23 نوفمبر 2026»."""
        local = moment.astimezone(zone)
        return format_date(local.date(), "long", locale=LANGUAGES[self.language])

    def day(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return the day of *moment* (aware) in *zone* with its name: «الاثنين، 23 نوفمبر 2026»."""
        local = moment.astimezone(zone)
        return format_date(local.date(), "full", locale=LANGUAGES[self.language])

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return day and time of *moment* (aware) in *zone*."""
        local = moment.astimezone(zone)
        time = format_time(local.time(), "short", locale=LANGUAGES[self.language])
        return self.text("date.moment", date=self.date(moment, zone), time=time)

    def listed(self, names: Sequence[str]) -> str:
        """Return *names* joined as the language joins them: «أ وب وج», "a, b and c"."""
        return format_list(names, locale=LANGUAGES[self.language])


@cache
def locale_for(language: str) -> Locale:
    """Return our locale for a BCP 47 tag, English where we have none."""
    primary = language.casefold().replace("_", "-").split("-")[0]
    known = primary if primary in LANGUAGES else ELSEWHERE
    return Locale(language=known, catalogue=_loaded(known))


def reader_locale(language_code: str | None, publication_language: str) -> Locale:
    """Return the locale of a reader whose program speaks *language_code* (``None``: unknown).

    A reader with a program in Arabic or English gets that. Whoever reads this publication with a
    program in another language, French say, reads the publication's language; so they get that.
    """
    primary = (language_code or "").casefold().replace("_", "-").split("-")[0]
    return locale_for(primary if primary in LANGUAGES else publication_language)


def _loaded(language: str) -> GNUTranslations:
    source = files("bot.locale").joinpath(f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
