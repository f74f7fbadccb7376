"""Every word of the pages that no article says, in every language they speak.

Owns words only; a language is complete or mypy refuses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from barqiya.domain.language import Direction, direction_of
from barqiya.domain.query import Note, NoteKind
from feeds.text import opening

_LONGEST_ECHO = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. *locale* is Babel's; counted words are by CLDR plural category."""

    language: str
    locale: str
    own_name: str
    skip: str
    search: str
    search_what: str
    search_hint: str
    latest: str
    follow: str
    follow_lead: str
    feeds: str
    everything: str
    named: str
    categories: str
    authors: str
    more: str
    copy: str
    copied: str
    how: str
    steps: tuple[str, ...]
    formats: str
    telegram: str
    telegram_lead: str
    talk_to_bot: str
    channel: str
    opml: str
    opml_lead: str
    written_by: str
    published: str
    seen_on: str
    corrected: str
    see_also: str
    source: str
    feeds_of_page: str
    home: str
    results_for: str
    exactly: str
    results: Mapping[str, str]
    nothing: str
    nothing_lead: str
    newer: str
    older: str
    empty: str
    empty_lead: str
    not_found: str
    not_found_lead: str
    withdrawn: str
    withdrawn_lead: str
    bad_request: str
    bad_request_lead: str
    not_allowed: str
    not_allowed_lead: str
    locked: str
    locked_lead: str
    unavailable: str
    unavailable_lead: str
    failed: str
    failed_lead: str
    back_home: str
    made_with: str
    list_separator: str
    follow_search: str
    nothing_asked: str
    notes: Mapping[NoteKind, str]

    @property
    def direction(self) -> Direction:
        """The direction in which the language is written."""
        return direction_of(self.language)

    def said_of(self, note: Note) -> str:
        """Return the sentence about a part of a query that was read otherwise than meant."""
        return self.notes[note.kind].format(text=opening(note.text, _LONGEST_ECHO))


ARABIC = Words(
    language="ar",
    locale="ar_EG",
    own_name="العربية",
    skip="إلى المحتوى",
    search="بحث",
    search_what="ابحث في المقالات",
    search_hint="كلمة أو اسم كاتب أو عبارة بين علامتي تنصيص",
    latest="أحدث المقالات",
    follow="تابعنا",
    follow_lead="كل مقال كاملًا فور نشره، في قارئك أو في تيليجرام، بلا حساب ولا إعلانات.",
    feeds="الخلاصات",
    everything="كل المقالات",
    named="خلاصات مختارة",
    categories="الأقسام",
    authors="الكتّاب",
    more="المزيد",
    copy="نسخ الرابط",
    copied="نُسخ",
    how="كيف أشترك؟",
    steps=(
        "اختر تطبيقًا لقراءة الخلاصات على هاتفك أو حاسوبك؛ كثير منها مجاني.",
        "انسخ رابط الخلاصة التي تريدها من هذه الصفحة.",
        "ألصقه في التطبيق حيث يقول «إضافة» أو «Add feed»، وتصلك المقالات الجديدة من نفسها.",
    ),
    formats="إن لم تعرف أيّ صيغة تختار فخذ RSS: يقرؤها كل تطبيق.",
    telegram="في تيليجرام",
    telegram_lead="المقالات الجديدة في القناة، والبحث والقراءة في محادثة مع البوت.",
    talk_to_bot="حدّث البوت",
    channel="القناة",
    opml="كل الخلاصات في ملف واحد (OPML)",
    opml_lead="لمن يريد إضافتها كلها دفعة واحدة.",
    written_by="بقلم",
    published="نُشر في",
    seen_on="شوهد في",
    corrected="صُحّح في",
    see_also="اقرأ أيضًا",
    source="المقال في موقعه الأصلي",
    feeds_of_page="تابع ما يشبه هذا المقال",
    home="الصفحة الأولى",
    results_for="نتائج البحث عن",
    exactly="ابحث عمّا كتبتُ كما هو",
    results={
        "zero": "لا نتائج",
        "one": "نتيجة واحدة",
        "two": "نتيجتان",
        "few": "{count} نتائج",
        "many": "{count} نتيجة",
        "other": "{count} نتيجة",
    },
    nothing="لم نجد شيئًا",
    nothing_lead="جرّب كلمة أقصر أو أعمّ، أو احذف إحدى الكلمات.",
    newer="النتائج السابقة",
    older="النتائج التالية",
    empty="لا مقالات بعد",
    empty_lead="ستظهر هنا أول ما تُنشر. اشترك منذ الآن ولن يفوتك أولها.",
    not_found="لا شيء في هذا العنوان",
    not_found_lead="ربما تغيّر الرابط، أو نقص منه حرف عند النسخ.",
    withdrawn="سُحبت هذه المقالة",
    withdrawn_lead="سحبها ناشرها بعد صدورها، فلم تعد تُقرأ هنا.",
    bad_request="لم نفهم هذا الطلب",
    bad_request_lead="في العنوان ما لا يصلح. ابدأ من الصفحة الأولى.",
    not_allowed="هذا العنوان للقراءة فقط",
    not_allowed_lead="لا يقبل إرسال شيء إليه.",
    locked="هذه الصفحة مقفلة",
    locked_lead="يفتحها من يدير هذا الموقع بكلمة مروره.",
    unavailable="نعود بعد لحظات",
    unavailable_lead="تعذّر الوصول إلى المقالات الآن. أعد المحاولة بعد قليل.",
    failed="حدث خطأ عندنا",
    failed_lead="ليس الخطأ منك، وقد سُجّل. أعد المحاولة بعد قليل.",
    back_home="إلى الصفحة الأولى",
    made_with="تُوزّعها برقية",
    list_separator="، ",
    follow_search="تابع جديد هذا البحث في قارئ الخلاصات",
    nothing_asked="لا شيء هنا نبحث عنه: اكتب كلمة أو اسمًا أو رقمًا.",
    notes={
        NoteKind.QUOTE: "علامة تنصيص بلا نظيرتها، فبحثنا عن كلماتها متفرقة.",
        NoteKind.PARENTHESIS: "قوس بلا نظيره، فلم نعتدّ به.",
        NoteKind.FIELD: "لا حقل باسم «{text}»، فبحثنا عنه مع الكلمات.",
        NoteKind.EMPTY: "لا شيء بعد «{text}»، فبحثنا عنه مع الكلمات.",
        NoteKind.DATE: (
            "لم نجد بعد «{text}» تاريخًا نعرفه، فبحثنا عنه مع الكلمات. اكتب مثلًا: بعد:أمس أو "
            "قبل:2025-03-01."
        ),
        NoteKind.LANGUAGE: (
            "«{text}» ليست لغة نعرفها، فبحثنا عنها مع الكلمات. اكتب مثلًا: لغة:عربي."
        ),
        NoteKind.EITHER: "تحتاج «{text}» إلى كلمة عن يمينها وأخرى عن يسارها، فتجاوزناها.",
        NoteKind.STAR: "تصلح النجمة بعد حرفين فأكثر من أول الكلمة، مثل: كتا*. فبحثنا بلا نجمة.",
        NoteKind.LENGTH: "نص طويل: بحثنا عن أوله وتركنا بقيته.",
        NoteKind.PARTS: "كلمات كثيرة: بحثنا عن أولها وتركنا بقيتها.",
        NoteKind.DEPTH: "أقواس داخل أقواس أكثر مما نقرأ، فتجاوزنا أعمقها.",
    },
)

ENGLISH = Words(
    language="en",
    locale="en_GB",
    own_name="English",
    skip="Skip to content",
    search="Search",
    search_what="Search the articles",
    search_hint="A word, an author’s name, or a phrase in quotation marks",
    latest="Latest articles",
    follow="Follow us",
    follow_lead="Every article in full as it is published, in your reader or in Telegram. "
    "No account, no advertising.",
    feeds="Feeds",
    everything="All articles",
    named="Selected feeds",
    categories="Categories",
    authors="Authors",
    more="More",
    copy="Copy link",
    copied="Copied",
    how="How do I subscribe?",
    steps=(
        "Choose a feed reader for your phone or computer; many are free.",
        "Copy the link of the feed you want from this page.",
        "Paste it where the reader says “Add feed”. New articles then arrive by themselves.",
    ),
    formats="Not sure which format to take? Take RSS: every reader knows it.",
    telegram="In Telegram",
    telegram_lead="New articles in the channel; searching and reading in a chat with the bot.",
    talk_to_bot="Chat with the bot",
    channel="Channel",
    opml="All feeds in one file (OPML)",
    opml_lead="For those who want to add them all at once.",
    written_by="By",
    published="Published",
    seen_on="Seen on",
    corrected="Corrected on",
    see_also="See also",
    source="The article at its own site",
    feeds_of_page="Follow more like this",
    home="Front page",
    results_for="Results for",
    exactly="Search for exactly what I typed",
    results={"one": "1 result", "other": "{count} results"},
    nothing="Nothing found",
    nothing_lead="Try a shorter or more general word, or leave one of the words out.",
    newer="Previous results",
    older="More results",
    empty="No articles yet",
    empty_lead="They will appear here as they are published. Subscribe now and miss none.",
    not_found="There is nothing at this address",
    not_found_lead="The link may have changed, or lost a letter when it was copied.",
    withdrawn="This article was withdrawn",
    withdrawn_lead="Its publisher took it back after it had appeared, so it cannot be read here.",
    bad_request="We could not make sense of that",
    bad_request_lead="Something in the address is not right. Start from the front page.",
    not_allowed="This address is for reading only",
    not_allowed_lead="Nothing can be sent to it.",
    locked="This page is locked",
    locked_lead="Whoever runs this site opens it with their password.",
    unavailable="Back in a moment",
    unavailable_lead="The articles cannot be reached right now. Please try again shortly.",
    failed="Something went wrong on our side",
    failed_lead="It was not you, and it has been recorded. Please try again shortly.",
    back_home="To the front page",
    made_with="Distributed by Barqiya",
    list_separator=", ",
    follow_search="Follow this search in a feed reader",
    nothing_asked="There is nothing to search for: type a word, a name or a number.",
    notes={
        NoteKind.QUOTE: (
            "A quotation mark has no other half, so its words were searched for one by one."
        ),
        NoteKind.PARENTHESIS: "A parenthesis has no other half, so it was passed over.",
        NoteKind.FIELD: "There is no field “{text}”, so it was searched for among the words.",
        NoteKind.EMPTY: "Nothing follows “{text}”, so it was searched for among the words.",
        NoteKind.DATE: (
            "No date that we know follows “{text}”, so it was searched for among the words. "
            "Write after:yesterday, for example, or before:2025-03-01."
        ),
        NoteKind.LANGUAGE: (
            "“{text}” is no language that we know, so it was searched for among the words. "
            "Write lang:en, for example."
        ),
        NoteKind.EITHER: "“{text}” needs something on both its sides, so it was passed over.",
        NoteKind.STAR: (
            "A star goes after the first two letters or more of a word, as in mark*, so it was "
            "left out."
        ),
        NoteKind.LENGTH: (
            "That is a long text: its beginning was searched for and the rest left out."
        ),
        NoteKind.PARTS: (
            "Those are many words: the first of them were searched for and the rest left out."
        ),
        NoteKind.DEPTH: (
            "There are more parentheses within parentheses than we read: the deepest were "
            "passed over."
        ),
    },
)

WORDS: Mapping[str, Words] = {"ar": ARABIC, "en": ENGLISH}


def words_for(publication_language: str, asked: str | None) -> Words:
    """Return the words of the language *asked* for, else of the publication's, else English."""
    if asked is not None and asked in WORDS:
        return WORDS[asked]
    return WORDS.get(publication_language.casefold().split("-")[0], ENGLISH)
