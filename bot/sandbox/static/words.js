// The words of the page in both languages, and how each writes times and numbers.

const WORDS = {
  ar: {
    title: "تيليغرام المحلي",
    foot: "كل ما هنا على جهازك وحده، ولا يصل منه شيء إلى تيليغرام.",
    chats: "المحادثات",
    who: "اللغة والقارئ",
    workshop: "ورشة المطوّر",
    back: "رجوع إلى المحادثات",
    toEnd: "إلى آخر الرسائل",
    ok: "حسنًا",
    offline: "انقطع الاتصال بالخادم، وستعود المحادثات حين يعود.",
    bot: "بوت",
    channel: "قناة",
    typing: "يكتب…",
    sendingPhoto: "يرسل صورة…",
    you: "أنت",
    edited: "معدّلة",
    photo: "صورة",
    created: "أُنشئت القناة",
    forwarded: "أُعيد توجيهها من",
    today: "اليوم",
    yesterday: "أمس",
    earlier: "الرسائل الأقدم",
    empty: "لا رسائل هنا بعد.",
    emptyBot: "ما الذي يستطيع هذا البوت فعله؟",
    start: "ابدأ",
    restart: "إلغاء الحظر والبدء من جديد",
    readOnly: "القناة للقراءة، والبوت هو الذي ينشر فيها.",
    write: "اكتب رسالة",
    send: "أرسل",
    commands: "أوامر البوت",
    noCommands: "لم يعلن البوت أوامره بعد.",
    hidden: "نص مخفي، اضغط لإظهاره",
    noAnswer: "لم يُجب البوت بعد.",
    failed: "لم يتمّ ذلك: ",
    opens: "يفتح رابطًا",
    copied: "نُسخ",
    newMessages: "رسائل جديدة",
    messages: "رسائل",
    replyTo: "ردّ على",
    expand: "اعرض الكل",
    close: "إغلاق",
    faults: "أعطال مقبلة",
    noFaults: "لا أعطال. كل نداء ينجح كما في تيليغرام.",
    faultsIntro: "اختر ما يصيب نداءات البوت المقبلة، لترى كيف يتصرّف حين تسوء الأمور.",
    add: "أضف العطل",
    clear: "أزل الأعطال كلها",
    kind: "العطل",
    method: "النداء",
    any: "أيّ نداء",
    anyChat: "أيّ محادثة",
    chat: "المحادثة",
    times: "كم مرة",
    seconds: "ثوانٍ",
    rates: "طبّق حدود السرعة كما في تيليغرام",
    blocked: "احظر البوت (بصفتك القارئ الحالي)",
    calls: "آخر نداءات البوت",
    noCalls: "لم ينادِ البوت بعد.",
    drop_before: "قطع الاتصال قبل التنفيذ",
    drop_after: "قطع الاتصال بعد التنفيذ",
    delay: "تأخير التنفيذ",
    delay_answer: "تأخير الجواب",
    retry_after: "429: طلبات أكثر من المسموح",
    status_5xx: "502 قبل التنفيذ",
    status_5xx_after: "502 بعد التنفيذ",
    kind_blocked: "403: القارئ حظر البوت",
    kicked: "403: طُرد البوت من القناة",
    not_enough_rights: "400: لا صلاحية للنشر",
  },
  en: {
    title: "Local Telegram",
    foot: "All of this stays on your machine; none of it reaches Telegram.",
    chats: "Chats",
    who: "Language and reader",
    workshop: "Developer's workshop",
    back: "Back to the chats",
    toEnd: "To the last message",
    ok: "OK",
    offline: "The server is away. Your chats come back when it does.",
    bot: "bot",
    channel: "channel",
    typing: "is typing…",
    sendingPhoto: "is sending a photo…",
    you: "You",
    edited: "edited",
    photo: "Photo",
    created: "Channel created",
    forwarded: "Forwarded from",
    today: "Today",
    yesterday: "Yesterday",
    earlier: "Earlier messages",
    empty: "No messages here yet.",
    emptyBot: "What can this bot do?",
    start: "Start",
    restart: "Unblock and start again",
    readOnly: "A channel is for reading; the bot posts in it.",
    write: "Write a message",
    send: "Send",
    commands: "Bot commands",
    noCommands: "The bot has not announced any commands yet.",
    hidden: "Hidden text, press to show it",
    noAnswer: "The bot has not answered yet.",
    failed: "That did not work: ",
    opens: "opens a link",
    copied: "Copied",
    newMessages: "new messages",
    messages: "Messages",
    replyTo: "Reply to",
    expand: "Show all",
    close: "Close",
    faults: "Faults to come",
    noFaults: "None. Every call succeeds as it would at Telegram.",
    faultsIntro: "Choose what befalls the bot's next calls, and see how it copes.",
    add: "Add the fault",
    clear: "Clear all faults",
    kind: "Fault",
    method: "Call",
    any: "Any call",
    anyChat: "Any chat",
    chat: "Chat",
    times: "Times",
    seconds: "Seconds",
    rates: "Apply rate limits as Telegram does",
    blocked: "Block the bot (as the current reader)",
    calls: "The bot's last calls",
    noCalls: "The bot has not called yet.",
    drop_before: "Connection lost before it is done",
    drop_after: "Connection lost after it is done",
    delay: "Done late",
    delay_answer: "Answered late",
    retry_after: "429: too many requests",
    status_5xx: "502 before it is done",
    status_5xx_after: "502 after it is done",
    kind_blocked: "403: the reader blocked the bot",
    kicked: "403: kicked from the channel",
    not_enough_rights: "400: not enough rights",
  },
};

const LOCALES = { ar: "ar-EG", en: "en-GB" };
const KEPT_UNDER = "barqiya-sandbox-language";

export let language = "ar";

export function t(key) {
  return WORDS[language][key];
}

/** Take the language of the address, of the last visit, or Arabic. */
export function readLanguage() {
  const wanted = new URLSearchParams(location.search).get("lang");
  return [wanted, localStorage.getItem(KEPT_UNDER), "ar"].find((one) => one in WORDS);
}

/** Write every marked word of the page in that language, and turn the page's direction. */
export function setLanguage(chosen) {
  language = chosen;
  localStorage.setItem(KEPT_UNDER, chosen);
  document.documentElement.lang = chosen;
  document.documentElement.dir = chosen === "ar" ? "rtl" : "ltr";
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = t(element.dataset.label);
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
}

const format = (seconds, options) =>
  new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(seconds * 1000));

export const clockTime = (seconds) => format(seconds, { hour: "numeric", minute: "2-digit" });

export const fullTime = (seconds) => format(seconds, { dateStyle: "full", timeStyle: "medium" });

export const number = (value) => new Intl.NumberFormat(LOCALES[language]).format(value);

export const dayKey = (seconds) => new Date(seconds * 1000).toDateString();

/** The day of a message in words: today, yesterday, else the date. */
export function dayName(seconds) {
  const now = Date.now() / 1000;
  if (dayKey(seconds) === dayKey(now)) return t("today");
  if (dayKey(seconds) === dayKey(now - 86400)) return t("yesterday");
  const sameYear = new Date(seconds * 1000).getFullYear() === new Date().getFullYear();
  return format(seconds, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** For the list of chats: the time of today's messages, the date of older ones. */
export function listTime(seconds) {
  if (dayKey(seconds) === dayKey(Date.now() / 1000)) return clockTime(seconds);
  return format(seconds, { day: "numeric", month: "short" });
}
