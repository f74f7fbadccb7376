// The page as a whole: who looks, which chat is open, what the server tells.

import { act, News, read } from "./server.js";
import { language, listTime, number, readLanguage, setLanguage, t } from "./words.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { element } from "./text.js";
import { Workshop } from "./workshop.js";

const get = (id) => document.getElementById(id);
const READERS = { ar: 700000001, en: 700000002 };
const HUES = [174, 205, 262, 338, 24, 140];
const PATIENT_SECONDS = 8;

const unread = new Map();
const pending = new Map();
const early = new Map();
let state = null;
let openId = null;
/** What happens in the chat that is being read, until it is shown. */
let meanwhile = null;

const conversation = new Conversation(get("log"), get("to-end"), {
  onPress: press,
  onCommand: (text) => send(text, { toBot: true }),
  onMention: openByName,
  onEarlier: loadEarlier,
  nameOf: (author) => (author === "bot" ? state.bot.name : chatOf(openId)?.title ?? ""),
});
const composer = new Composer(get("foot"), send);
const workshop = new Workshop(get("workshop"), () => ({ me: READERS[language], chats: state?.chats ?? [], bot: state?.bot, refresh }));
const news = new News({ onEvent: heard, onAway: () => (get("offline").hidden = false) });

const chatOf = (id) => state?.chats.find((chat) => chat.id === id);
const nameOf = (chat) => (chat.kind === "channel" ? chat.title : state.bot.name);
const addressOf = (chat) => (chat.kind === "channel" ? `@${chat.username}` : `@${state.bot.username}`);

function avatar(holder, chat) {
  const name = nameOf(chat);
  holder.textContent = [...name.replace(/^[@#«"\s]+/, "")][0] ?? "•";
  const hue = HUES[(chat.kind === "channel" ? Math.abs(chat.id) % 5 : 5) % HUES.length];
  holder.style.setProperty("--hue", hue);
}

function snippet(chat) {
  const last = chat.last;
  if (!last) return "";
  if (last.author === "service") return t("created");
  const mine = last.author === "person" ? `${t("you")}: ` : "";
  return mine + (last.text.replace(/\s+/g, " ").slice(0, 120) || t("photo"));
}

function drawChats() {
  get("chats").replaceChildren(
    ...state.chats.map((chat) => {
      const face = element("span", { className: "avatar", "aria-hidden": "true" });
      avatar(face, chat);
      const count = unread.get(chat.id) ?? 0;
      const badge = element("span", { className: "badge", hidden: count === 0 }, number(count));
      badge.setAttribute("aria-label", `${number(count)} ${t("newMessages")}`);
      const line = element(
        "button",
        { type: "button", className: "chat", dataset: { chat: chat.id } },
        face,
        element("span", { className: "chat-name" }, element("bdi", {}, nameOf(chat))),
        element("span", { className: "chat-time" }, chat.last ? listTime(chat.last.date) : ""),
        element("span", { className: "chat-last", dir: "auto" }, snippet(chat)),
        badge,
      );
      if (chat.id === openId) line.setAttribute("aria-current", "true");
      line.addEventListener("click", () => (location.hash = addressOf(chat)));
      return element("li", {}, line);
    }),
  );
}

function intro(chat) {
  const words = chat.kind === "private" ? state.bot.description : "";
  return element(
    "div",
    { className: "intro" },
    element("strong", {}, t(chat.kind === "private" && words ? "emptyBot" : "empty")),
    ...(words ? [element("p", { dir: "auto" }, words)] : []),
  );
}

async function openChat(chat) {
  openId = chat.id;
  unread.delete(chat.id);
  document.body.classList.add("in-chat");
  get("talk-name").textContent = nameOf(chat);
  get("log").setAttribute("aria-label", `${t("messages")} — ${nameOf(chat)}`);
  avatar(get("talk-avatar"), chat);
  setStatus("");
  drawChats();
  composer.show(chat, state.commands);
  const happened = (meanwhile = []);
  const { messages, more } = await read("page/messages", { chat: chat.id });
  if (meanwhile !== happened) return;
  meanwhile = null;
  conversation.show(messages, { more, intro: intro(chat) });
  for (const change of happened) change();
  composer.showKeyboard(conversation.keyboard());
}

async function loadEarlier(before) {
  const { messages, more } = await read("page/messages", { chat: openId, before });
  conversation.prepend(messages, more);
}

function openByName(name) {
  const wanted = name.replace(/^@/, "").toLowerCase();
  const chat = state.chats.find((one) => addressOf(one).toLowerCase() === `@${wanted}`);
  if (chat) location.hash = addressOf(chat);
}

function chatInAddress() {
  const wanted = decodeURIComponent(location.hash.slice(1)).toLowerCase();
  return state.chats.find((one) => addressOf(one).toLowerCase() === wanted);
}

function closeChat() {
  openId = null;
  meanwhile = null;
  document.body.classList.remove("in-chat");
  drawChats();
}

function followAddress() {
  const isWide = matchMedia("(min-width: 720px)").matches;
  const chat = chatInAddress() ?? (isWide ? state.chats[0] : null);
  if (!chat) return closeChat();
  return openChat(chat);
}

async function refresh() {
  state = await read("page/state", { person: READERS[language] });
  await followAddress();
}

function heard(event) {
  if (event.kind === "hello") {
    get("offline").hidden = true;
    // A pressed button waits for an answer that may have passed while the server was away.
    for (const id of [...pending.keys()]) settle(id, null);
    return refresh();
  }
  if (!state) return undefined;
  if (event.kind === "message") return arrived(event.message);
  if (event.kind === "deleted") return vanished(event);
  if (event.kind === "answer") return settle(event.callback_id, event.answer);
  if (event.kind === "action") return acting(event);
  if (event.kind === "chats" || event.kind === "commands") return reload();
  return workshop.heard(event);
}

async function reload() {
  state = await read("page/state", { person: READERS[language] });
  drawChats();
  const chat = chatOf(openId);
  if (chat) composer.show(chat, state.commands);
}

function arrived(message) {
  const chat = chatOf(message.chat_id);
  if (!chat) return undefined;
  if (!chat.last || message.id >= chat.last.id) {
    const isNew = !chat.last || message.id > chat.last.id;
    chat.last = message;
    if (isNew && (chat.id !== openId || document.hidden)) unread.set(chat.id, (unread.get(chat.id) ?? 0) + 1);
  }
  if (chat.id === openId) {
    setStatus("");
    inOpenChat(() => conversation.put(message));
  }
  return drawChats();
}

function inOpenChat(change) {
  if (meanwhile) meanwhile.push(change);
  else change();
  composer.showKeyboard(conversation.keyboard());
}

function vanished({ chat_id: chatId, message_id: messageId }) {
  if (chatId === openId) inOpenChat(() => conversation.drop(messageId));
  return reload();
}

function setStatus(words) {
  const chat = chatOf(openId);
  get("talk-status").textContent = words || (chat ? t(chat.kind === "channel" ? "channel" : "bot") : "");
  get("talk-status").classList.toggle("active", Boolean(words));
}

let actingUntil = 0;
function acting({ chat_id: chatId, action }) {
  if (chatId !== openId) return;
  setStatus(t(action === "upload_photo" ? "sendingPhoto" : "typing"));
  clearTimeout(actingUntil);
  actingUntil = setTimeout(() => setStatus(""), 5000);
}

async function send(text, { toBot = false } = {}) {
  const bot = state.chats.find((chat) => chat.kind === "private");
  if (toBot && openId !== bot.id) location.hash = addressOf(bot);
  try {
    await act("page/say", { person: state.me, text });
    composer.focus();
    return true;
  } catch (error) {
    toast(t("failed") + error.message);
    return false;
  }
}

async function press(message, row, column, button, key) {
  if (button.copy_text) {
    await navigator.clipboard?.writeText(button.copy_text.text);
    return toast(t("copied"));
  }
  if (key.getAttribute("aria-busy") === "true") return undefined;
  key.setAttribute("aria-busy", "true");
  try {
    const content = { person: state.me, chat_id: message.chat_id, message_id: message.id, row, column };
    const { callback_id: id } = await act("page/press", content);
    const late = setTimeout(() => settle(id, { text: t("noAnswer") }), PATIENT_SECONDS * 1000);
    pending.set(id, { key, late });
    // The bot may have been quicker than this page.
    if (early.has(id)) settle(id, early.get(id));
  } catch (error) {
    key.removeAttribute("aria-busy");
    toast(t("failed") + error.message);
  }
  return undefined;
}

function settle(id, answer) {
  const waiting = pending.get(id);
  if (!waiting) {
    early.clear();
    early.set(id, answer);
    return;
  }
  pending.delete(id);
  early.delete(id);
  clearTimeout(waiting.late);
  waiting.key.removeAttribute("aria-busy");
  if (answer?.url && /^https?:/i.test(answer.url)) window.open(answer.url, "_blank", "noopener");
  if (!answer?.text) return;
  if (answer.show_alert) alertWith(answer.text);
  else toast(answer.text);
}

let toastUntil = 0;
function toast(text) {
  const box = get("toast");
  box.replaceChildren(element("span", { dir: "auto" }, text));
  box.hidden = false;
  clearTimeout(toastUntil);
  toastUntil = setTimeout(() => (box.hidden = true), 3500);
}

function alertWith(text) {
  get("alert-text").textContent = text;
  get("alert").showModal();
}

async function choose(chosen) {
  setLanguage(chosen);
  composer.shown = "";
  if (state && chatInAddress()?.kind === "private") openId = null;
  unread.clear();
  news.listen(READERS[chosen]);
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => choose(button.dataset.language));
}
get("alert-close").addEventListener("click", () => get("alert").close());
get("workshop-open").addEventListener("click", () => workshop.open());
get("back").addEventListener("click", () => {
  history.replaceState(null, "", location.pathname + location.search);
  closeChat();
});
window.addEventListener("hashchange", () => state && followAddress());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && openId && unread.delete(openId)) drawChats();
});
choose(readLanguage());
