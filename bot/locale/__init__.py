"""The bot's own words in the languages of its readers: gettext catalogues, dates, lists.

Catalogues are read from their ``.po`` files at start (Babel), so that nothing compiled lies in the
repository. Owns which language a reader gets; never an article's text.

A new language is one ``.po`` file here and one entry in :data:`LANGUAGES`.
"""

from bot.locale.catalogue import ELSEWHERE, LANGUAGES, Locale, locale_for, reader_locale

__all__ = ["ELSEWHERE", "LANGUAGES", "Locale", "locale_for", "reader_locale"]
