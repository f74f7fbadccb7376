"""The words of the operator's page. Reasons and notes are the program's own, and in English."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorWords:
    """The words of one language; counted words are by CLDR plural category."""

    title: str
    lead: str
    sources: str
    no_sources: str
    source: str
    state: str
    articles: str
    last_success: str
    last_try: str
    next_due: str
    set_aside: str
    never: str
    now: str
    states: Mapping[str, str]
    tries: Mapping[str, str]
    kinds: Mapping[str, str]
    aside_title: str
    aside_lead: str
    refused: str
    in_part: str
    hubs: str
    hub: str
    waiting: str
    since: str
    journal: str
    journal_what: str
    index: str
    index_level: str
    index_behind: Mapping[str, str]


ARABIC = OperatorWords(
    title="وراء الكواليس",
    lead="حال المصادر كما تركتها آخر زيارة. لا تُزار المصادر بفتح هذه الصفحة.",
    sources="المصادر",
    no_sources="لا مصادر في الإعدادات.",
    source="المصدر",
    state="الحال",
    articles="المقالات",
    last_success="آخر نجاح",
    last_try="آخر محاولة",
    next_due="الزيارة التالية",
    set_aside="المُستبعَد",
    never="لم يحدث",
    now="الآن",
    states={
        "well": "بخير",
        "failing": "متعثر",
        "waiting": "يطلب الانتظار",
        "stopped": "متوقف",
        "unvisited": "لم يُزر بعد",
    },
    tries={
        "zero": "لا محاولات",
        "one": "محاولة واحدة",
        "two": "محاولتان",
        "few": "{count} محاولات",
        "many": "{count} محاولة",
        "other": "{count} محاولة",
    },
    kinds={"wordpress": "ووردبريس", "feed": "خلاصة", "page": "صفحة", "files": "ملفات"},
    aside_title="ما استُبعد ولماذا",
    aside_lead="أحدث ما رُفض من كل مصدر، أو أُخذ ناقصًا منه شيء.",
    refused="مرفوض",
    in_part="أُخذ ناقصًا",
    hubs="من يُخبَر بالتغييرات",
    hub="الموزّع",
    waiting="خلاصات تنتظر إخباره",
    since="منذ",
    journal="سجل التغييرات",
    journal_what="رقم آخر تغيير",
    index="فهرس البحث",
    index_level="مواكب للسجل",
    index_behind={
        "zero": "مواكب للسجل",
        "one": "متأخر بتغيير واحد",
        "two": "متأخر بتغييرين",
        "few": "متأخر بـ {count} تغييرات",
        "many": "متأخر بـ {count} تغييرًا",
        "other": "متأخر بـ {count} تغيير",
    },
)

ENGLISH = OperatorWords(
    title="Behind the scenes",
    lead="The sources as their last visits left them. Opening this page visits none.",
    sources="Sources",
    no_sources="The settings name no sources.",
    source="Source",
    state="State",
    articles="Articles",
    last_success="Last success",
    last_try="Last try",
    next_due="Next due",
    set_aside="Set aside",
    never="never",
    now="now",
    states={
        "well": "well",
        "failing": "failing",
        "waiting": "asked to wait",
        "stopped": "stopped",
        "unvisited": "never visited",
    },
    tries={"one": "1 try", "other": "{count} tries"},
    kinds={"wordpress": "WordPress", "feed": "feed", "page": "page", "files": "files"},
    aside_title="What was set aside, and why",
    aside_lead="Of each source, the newest that was refused or taken without a part of it.",
    refused="refused",
    in_part="taken in part",
    hubs="Hubs",
    hub="Hub",
    waiting="Feeds still to be told",
    since="Since",
    journal="Journal of changes",
    journal_what="Number of the last change",
    index="Search index",
    index_level="abreast of the journal",
    index_behind={"one": "1 change behind", "other": "{count} changes behind"},
)

OPERATOR_WORDS: Mapping[str, OperatorWords] = {"ar": ARABIC, "en": ENGLISH}
