"""The words that pages put round an article, in Arabic and English. Judges one line at a time.

Every pattern is matched against a line as :func:`barqiya.domain.folding.fold` leaves it, whole and
without the punctuation at its edges: a sentence that merely holds such words is no furniture.
"""

import re
from enum import StrEnum

from barqiya.domain.folding import fold

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


class Furniture(StrEnum):
    """What a line is that is no part of an article's text."""

    RELATED = "related"  # heads a block of other articles
    COMMENTS = "comments"  # heads comments or their form; nothing of the article follows
    AUTHOR_BOX = "author box"
    TAGS = "tags"
    NEIGHBOURS = "neighbours"  # the previous and the next article
    SIDE = "side"  # heads a block of the side bar or the footer
    CATEGORY = "category"
    SHARE = "share"
    COUNT = "count"
    MENU = "menu"
    NOTICE = "notice"
    COPYRIGHT = "copyright"


def _pattern(written: str) -> str:
    """Return a pattern written over several lines: a line break and its indentation say nothing."""
    return re.sub(r"\n\s*", "", written)


_RELATED = _pattern(
    r"""
    (?:شاهد|اقرا|اقرؤوا|اقراوا|طالع|انظر|تابع|قد يهمك|قد يعجبك|ربما يعجبك|ربما تعجبك
    |قد تعجبك|يمكنك قراءه)(?:\s+(?:ايضا|المزيد|كذلك|ايضا هذا))?(?:\s+(?:من المقالات
    |من الموضوعات|في الموقع))?
    |(?:مقالات|مواضيع|موضوعات|اخبار|منشورات|مشاركات|قصص|محتوي|تدوينات)\s+(?:ذات\s+صله|مشابهه
    |متعلقه|مرتبطه|مقترحه|ذات علاقه|قد تعجبك|قد تهمك|اخري قد تعجبك|اخري
    |مماثله)(?:\s+(?:بالموضوع|به))?
    |(?:المقالات|المواضيع|الموضوعات|الاخبار)\s+(?:ذات\s+الصله|المشابهه|المتعلقه|المرتبطه)
    |ذات صله|مرتبط|مواضيع قد تهمك|من نفس القسم|المزيد من المقالات|المزيد من هذا القسم
    |في نفس السياق|لا تفوتك?
    |(?:see|read|check)\s+(?:also|more|next)|related(?:\s+(?:posts?|articles?|stories|news
    |content|topics|reading))?
    |(?:you|you'?ll)\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy|be interested in)|also read
    |more like this|more (?:from|in) [\w ]{2,30}|recommended(?:\s+(?:for you|posts
    |reading))?|don'?t miss|similar posts?|more stories|more articles|up next
    |continue reading|read this next|what to read next
    """
)
_COMMENTS = _pattern(
    r"""
    (?:اترك|اضف|اكتب|ضع|شارك)\s+(?:تعليقا?ك?|ردا?ك?|رايك|تعليق جديد)(?:\s+(?:هنا|الان
    |علي هذا المقال|بتعليقك))?(?:\s+الغاء الرد)?
    |(?:التعليقات|تعليقات|الردود|التعليق)(?:\s*[(:]?\s*\d+\s*\)?)?(?:\s+(?:مغلقه|الزوار
    |القراء|فيسبوك))?
    |\d+\s+(?:تعليقا?|تعليقان|تعليقين|تعليقات|ردا?|ردود)(?:\s+(?:علي|في)\s+.{1,160})?
    |(?:تعليق واحد|تعليقان|لا توجد تعليقات|لا يوجد تعليقات|بدون تعليقات
    |لا تعليقات)(?:\s+علي.{1,160})?
    |لن يتم نشر عنوان بريدك الالكتروني.*|الحقول الالزاميه مشار اليها.*
    |هذا الموقع يستخدم akismet.*|يستخدم هذا الموقع (?:akismet|خدمه اكيسميت).*
    |احفظ اسمي.{0,20}بريدي.*
    |(?:leave|post|write|add)\s+(?:a\s+|your\s+)?(?:reply|comment
    |response)(?:\s+cancel reply)?|cancel reply
    |(?:\d+|one|no)\s+(?:comments?|responses?|replies|thoughts?|reply)(?:\s+(?:on
    |to)\s+.{1,160})?|comments?(?:\s*\(?\d+\)?)?|comments are (?:closed|off).*
    |(?:facebook|disqus) comments|join the (?:discussion|conversation)
    |your email address will not be published.*|required fields are marked.*
    |this site uses akismet.*|save my name.*|notify me of .{0,40}(?:comments|posts).*
    """
)
_AUTHOR_BOX = _pattern(
    r"""
    (?:عن|حول|نبذه عن|معلومات عن|بقلم)\s+(?:ال)?(?:كاتب|كاتبه|مؤلف|مولف|ناشر|محرر)(?:ه
    |\s+المقال)?|عن صاحب المقال
    |about\s+(?:the\s+)?(?:author|writer|contributor)s?|author bio|meet the author
    |posts? author
    |(?:جميع|كل|المزيد من)?\s*(?:مقالات|مشاركات|مواضيع)\s+(?:الكاتب|اخري للكاتب|كاتب المقال)
    |(?:view|see)\s+all\s+(?:posts|articles)(?:\s+by.*)?|(?:عرض|مشاهده)\s+(?:كل
    |جميع)\s+(?:مقالات|مشاركات|المقالات|المشاركات).*
    """
)
_TAGS = _pattern(
    r"""
    (?:الوسوم|وسوم|الاوسمه|اوسمه|الكلمات المفتاحيه|كلمات مفتاحيه|الكلمات الدلاليه
    |كلمات دلاليه|تاجات|التاجات|الهاشتاج|علامات|سمات
    |التسميات)(?:\s*[:/].*)?
    |(?:tags?|labels|tagged(?:\s+(?:with|as|in))?|keywords?|topics)(?:\s*[:/].*)?|tagged\s+.{2,200}
    """
)
_NEIGHBOURS = _pattern(
    r"""
    (?:المقال|المقاله|الموضوع|الخبر|التدوينه|المنشور|المشاركه|الصفحه)?\s*(?:ال)?(?:سابق
    |سابقه|تالي|تاليه)(?:\s*[:»«›‹←→|-]+.*)?
    |(?:المقال|المقاله|الموضوع|الخبر|التدوينه|المنشور|المشاركه)\s+(?:السابق|السابقه|التالي
    |التاليه|القادم)(?:\s.*)?
    |(?:previous|next|prev|older|newer)(?:\s+(?:post|article|story|entry
    |posts))?(?:\s*[:»«›‹←→|-]+.*)?
    |(?:previous|next)\s+(?:post|article|story)\s+.{2,200}|post navigation|تصفح المقالات
    |(?:[\d.…]+\s+)+(?:التالي|التاليه|الاخيره|next|last).{0,20}
    |التنقل بين المقالات
    """
)
_SIDE = _pattern(
    r"""
    (?:احدث|اخر|اهم|ابرز|جديد)\s+(?:ال)?(?:مقالات|اخبار|مواضيع|موضوعات|تعليقات|تدوينات
    |منشورات)(?:\s+المضافه)?
    |(?:الاكثر|المقالات الاكثر|الاخبار الاكثر|الموضوعات الاكثر)\s+(?:قراءه|مشاهده|تعليقا
    |شعبيه|رواجا|تداولا)
    |(?:تابعنا|تابعونا|انضم الينا|اشترك معنا|تواصل معنا|ابق علي تواصل)(?:\s+علي.{0,60}
    |\s+في.{0,60})?
    |النشره (?:البريديه|الاخباريه)|القائمه البريديه|اشترك في (?:ال)?(?:نشره|قائمه|نشرتنا
    |قائمتنا).*|ارشيف|الارشيف|التصنيفات|روابط (?:مهمه|سريعه|هامه)|مواقع صديقه|استطلاع راي
    |استفتاء|اعلانات|من نحن وفريق العمل
    |(?:recent|latest|popular|trending|top|most read)(?:\s+(?:posts?|comments?|news|articles
    |stories|now))?|most (?:read|popular|viewed)
    |archives?|categories|follow us(?:\s+on.{0,40})?|stay connected|newsletter
    |subscribe to .{2,80}|sign up for .{2,80}|blogroll|meta
    """
)
_CATEGORY = _pattern(
    r"""
    (?:القسم|التصنيف|تصنيفات|التصنيفات|الباب|نشر في قسم|نشرت في قسم|الاقسام|مدرج تحت
    |مصنف تحت|منشور في)\s*[:/].{2,80}
    |(?:posted in|filed under|filed in|categor(?:y|ies)|section)\s*:?\s+.{2,80}
    """
)
_NETWORKS = _pattern(
    r"""
    (?:فيس ?بوك|فايسبوك|تويتر|اكس|واتس ?اب|واتساب|تلغرام|تليجرام|تيليجرام|تيلقرام|لينكد ?ان
    |لينكدان|بينتيريست|بنترست|ماسنجر|مسنجر|فايبر|انستغرام|انستجرام|يوتيوب|سناب شات|رديت
    |ريديت|تمبلر|تمبلير|سكايب|بوكيت|لاين|اودنوكلاسنيكي|بريد|البريد|ايميل|ثريدز|facebook
    |twitter|x|whats ?app|telegram|linkedin|pinterest|messenger|viber|instagram|youtube
    |reddit|tumblr|skype|pocket|line|vk|vkontakte|odnoklassniki|email|e-mail|threads
    |mastodon|bluesky|google\+?|mix|digg|stumbleupon|snapchat|tiktok|rss|print)
    """
)
_SHARE = _pattern(
    r"""
    (?:(?:شارك|شاركها|شاركه|شاركونا|شير|مشاركه|انشر|انشرها|غرد|تغريده|tweet|share|pin|post
    |save|send|like)?\s*(?:علي|عبر|في|on|via|to)?\s*NETWORKS[\s|،,·•/+0-9.k-]*)+
    |(?:شارك|شاركها|شاركه|شير|مشاركه|مشاركات|المشاركه|شارك المقال|شارك الموضوع|شارك الخبر|شارك هذا
    |شارك هذا المقال|شارك هذا الموضوع|شاركها مع اصدقائك|مشاركه عبر البريد|مشاركه المقال
    |شارك مع اصدقائك|مشاركه هذا|انشر علي|غرد|اعجبني|طباعه|اطبع|نسخ الرابط|نسخ|تم النسخ|حفظ
    |انشرها)(?:\s+(?:عبر|علي|مع).{0,40})?
    |(?:share|tweet|pin(?: it)?|print|like|send|email|save|copy(?: link| url)?|link copied
    |shares?|\d+ shares?|share this(?: (?:post|article|story|page|entry))?|share (?:on|via
    |with) .{2,40}|click to (?:share|print|email).{0,80}|like this|like loading|loading
    |listen(?: to this article)?|استمع(?: الي)? (?:المقال|الخبر|الموضوع)|share this:?
    |share article|opens in new window)
    """
).replace("NETWORKS", _NETWORKS)
_COUNT = _pattern(
    r"""
    [\d.,٬،\s]+[km]?
    |(?:عدد\s+)?(?:ال)?(?:مشاهدات|مشاهده|زيارات|زياره|قراءات|قراءه
    |قراء)\s*[:/]?\s*[\d.,٬]+[km]?
    |[\d.,٬]+[km]?\s*(?:مشاهده|مشاهدات|زياره|زيارات|قراءه|قراءات|مشاركه|مشاركات|اعجاب
    |اعجابات|views?|reads?|likes?|shares?|comments?)
    |views?\s*[:/]?\s*[\d.,]+[km]?|post views\s*:?\s*[\d.,]+
    |(?:(?:مده|وقت|زمن)\s+القراءه\s*[:/]?\s*)?(?:اقل من دقيقه|دقيقه واحده|دقيقه|دقيقتان
    |دقيقتين|\d+\s*(?:دقائق|دقيقه))(?:\s*(?:قراءه|للقراءه))?
    |(?:[\d\s.,٬،k]*\s+)?(?:دقيقه واحده|اقل من دقيقه|دقيقتان|\d+\s+(?:دقائق|دقيقه))
    |(?:reading time\s*:?\s*)?(?:\d+|one|a|less than a)\s*(?:min|mins|minute
    |minutes)(?:\s+(?:read|reading))?
    |(?:اضف تعليقا?|لا تعليقات|0 تعليق|التعليقات علي .{1,160} مغلقه
    |اترك تعليقا? \d* ?(?:زياره|مشاهده)?)
    """
)
_MENU = _pattern(
    r"""
    (?:الصفحه )?الرئيسيه|القائمه(?: الرئيسيه| الجانبيه)?|(?:ال)?بحث(?: عن)?|ابحث(?: عن
    | هنا)?|من نحن|اتصل بنا|تواصل معنا|سياسه الخصوصيه|تسجيل الدخول|تسجيل دخول|دخول
    |اشترك(?: الان)?|تخطي الي المحتوي|التخطي الي المحتوي|انتقل الي المحتوي|الوضع المظلم
    |مقال عشوائي|اضافه عمود جانبي|قائمه|اغلاق|حجم الخط|تكبير الخط|تصغير الخط|عاجل
    |اخبار عاجله|شريط الاخبار|اخر الاخبار|شروط الاستخدام|اعلن معنا|فريق العمل|هيئه التحرير
    |home(?: ?page)?|menu|main menu|search(?: for)?|about(?: us)?|contact(?: us)?
    |privacy policy|log ?in|sign in|sign up|subscribe|register|skip to (?:main )?content
    |skip to navigation|toggle navigation|close|navigation|breaking news|switch skin
    |random article|sidebar|terms(?: of use)?|advertise|rss feed
    |(?:اكمل|تابع|اقرا)\s+(?:القراءه|المزيد|باقي المقال)|read more|continue reading|more
    |المزيد
    """
)
_NOTICE = _pattern(
    r"""
    اعلان|اعلانات|مساحه اعلانيه|advertisements?|ads?|sponsored|ad|story continues below.*
    |article continues below.*|scroll to continue.*|اعلان ممول|الاعلان|دعايه
    |ارسل بريدا الكترونيا|صوره العضو|send an email|follow on \w+|website|موقع الويب
    |الموقع الالكتروني
    |(?:photo|صوره) (?:of|العضو) .{2,60}
    |(?:نستخدم|يستخدم (?:هذا )?(?:ال)?موقع(?:نا)?).{0,40}(?:ملفات تعريف الارتباط|الكوكيز|كوكيز).*
    |(?:we|this (?:web)?site|our (?:web)?site) uses? cookies.*
    |(?:موافق|اوافق|قبول|قبول الكل|رفض|رفض الكل|ارفض)
    |(?:accept|reject|decline)(?: all)?(?: cookies)?|بقلم|بقلم الكاتب|written by|follow(?:ing)?
    |got it|i (?:agree|accept)|cookie (?:settings|preferences)
    """
)
_COPYRIGHT = _pattern(
    r"""
    (?:©|\(c\)|copyright|حقوق النشر|جميع الحقوق|كافه الحقوق|كل الحقوق
    |الحقوق).{0,200}(?:محفوظه|reserved|\d{4}|©).{0,120}
    |all rights reserved.{0,120}|(?:proudly )?powered by .{2,80}
    |theme(?: by)?\s*:?\s+.{2,60}|designed by .{2,60}|تصميم وتطوير.{2,60}
    |تصميم وبرمجه.{0,60}
    """
)


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z")


# In this order: the first that fits says what a line is.
_KINDS = tuple(
    (kind, _whole(patterns))
    for kind, patterns in (
        (Furniture.COMMENTS, _COMMENTS),
        (Furniture.COUNT, _COUNT),
        (Furniture.MENU, _MENU),
        (Furniture.RELATED, _RELATED),
        (Furniture.AUTHOR_BOX, _AUTHOR_BOX),
        (Furniture.SHARE, _SHARE),
        (Furniture.TAGS, _TAGS),
        (Furniture.NEIGHBOURS, _NEIGHBOURS),
        (Furniture.SIDE, _SIDE),
        (Furniture.CATEGORY, _CATEGORY),
        (Furniture.NOTICE, _NOTICE),
        (Furniture.COPYRIGHT, _COPYRIGHT),
    )
)
_INLINE_RELATED = re.compile(
    _pattern(
        r"""
        ^\W*(?:(?:شاهد|اقرا|اقراوا|اقرؤوا|طالع|انظر|قد يهمك|قد يعجبك)(?:\s+(?:ايضا|كذلك|المزيد))+
        |(?:اقرا|للمزيد|لقراءه المزيد|قد يهمك|(?:مقال|موضوع|خبر|مقالات|مواضيع) ذ(?:و|ات) صله)
        |(?:read|see|also|check)\s+(?:also|more|read|next)
        |related(?:\s+(?:article|story|post|reading)s?)?|more on this)\s*[:：|»›]+\s*(?=\S)
        """
    )
)
_LONGEST = 260
_SHORT = 40
# Their patterns end openly; «المقال السابق أثار جدلًا.» is a sentence, not a way to another page.
_NEVER_SENTENCES = frozenset(
    {
        Furniture.RELATED,
        Furniture.AUTHOR_BOX,
        Furniture.TAGS,
        Furniture.NEIGHBOURS,
        Furniture.SIDE,
        Furniture.CATEGORY,
        Furniture.SHARE,
    }
)


def kind_of(text: str) -> Furniture | None:
    """Return what furniture the line *text* is, ``None`` where it may be of the article."""
    if len(text) > _LONGEST:
        return None
    if text.lstrip().startswith("©"):
        return Furniture.COPYRIGHT
    folded = bare(text)
    if not folded:
        return Furniture.COUNT
    for kind, pattern in _KINDS:
        if pattern.match(folded):
            sentence = len(text) > _SHORT and text.rstrip().endswith((".", "؟", "!", "،"))
            return None if sentence and kind in _NEVER_SENTENCES else kind
    return None


def bare(text: str) -> str:
    """Return *text* folded, without the punctuation and pictures at its edges."""
    return _EDGES.sub("", fold(text))


def inline_related(text: str) -> str | None:
    """Return the title in a line such as «اقرأ أيضاً: …», ``None`` for any other line."""
    if len(text) > _LONGEST or not _INLINE_RELATED.match(fold(text)):
        return None
    title = re.split(r"[:：|»›]+", text, maxsplit=1)[1].strip(' «»"“”\u200f')
    return title if len(title.split()) > 1 else None
