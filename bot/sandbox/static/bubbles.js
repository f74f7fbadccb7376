// One message as a bubble: forwarded from, reply, photo, text, time, buttons.

import { clockTime, fullTime, t } from "./words.js";
import { element, renderText } from "./text.js";

/** `acts`: onPress(message, row, column, button), onReply(id), onCommand, onMention. */
export function bubble(message, acts) {
  if (message.author === "service") {
    return element("div", { className: "pill", dataset: { id: message.id } }, t("created"));
  }
  const body = element("div", { className: "bubble" });
  if (message.forwarded_from) body.append(forwarded(message.forwarded_from));
  if (message.reply) body.append(reply(message.reply, acts));
  const text = message.text ? renderText(message.text, message.entities, acts) : null;
  const photo = message.photo ? picture(message) : null;
  body.append(...[message.caption_above ? text : photo, message.caption_above ? photo : text].filter(Boolean));
  body.append(stamp(message));
  const row = element("article", {
    className: `row ${message.author}${photo ? " with-photo" : ""}${photo && !text ? " bare" : ""}`,
    dataset: { id: message.id },
  });
  row.append(element("div", { className: "stack" }, body, ...keyboard(message, acts)));
  return row;
}

/** The pictures of one album as one bubble, with the caption that one of them has. */
export function albumBubble(messages, acts) {
  const first = messages[0];
  const captions = messages.filter((one) => one.text).map((one) => renderText(one.text, one.entities, acts));
  const pictures = element("div", { className: `album n${Math.min(messages.length, 5)}` });
  for (const message of messages) {
    const made = picture(message);
    made.dataset.id = message.id;
    pictures.append(made);
  }
  const body = element("div", { className: "bubble" });
  if (first.forwarded_from) body.append(forwarded(first.forwarded_from));
  if (first.reply) body.append(reply(first.reply, acts));
  body.append(...(first.caption_above ? [...captions, pictures] : [pictures, ...captions]));
  body.append(stamp({ ...first, edited: messages.some((one) => one.edited) }));
  const row = element("article", {
    className: `row ${first.author} with-photo${captions.length ? "" : " bare"}`,
    dataset: { album: first.album },
  });
  row.append(element("div", { className: "stack" }, body));
  return row;
}

function forwarded(name) {
  return element("p", { className: "forwarded" }, `${t("forwarded")} `, element("bdi", {}, name));
}

function reply(replied, acts) {
  const words = replied.text || (replied.photo ? t("photo") : "");
  const quote = element(
    "button",
    { type: "button", className: "reply", "aria-label": `${t("replyTo")} ${words}` },
    element("strong", {}, replied.author === "person" ? t("you") : acts.nameOf(replied.author)),
    element("span", { dir: "auto" }, words),
  );
  quote.addEventListener("click", () => acts.onReply(replied.id));
  return quote;
}

function picture(message) {
  const { url, width, height } = message.photo;
  const image = element("img", { src: url, width, height, alt: t("photo"), decoding: "async" });
  return element("div", { className: "photo" }, image);
}

function stamp(message) {
  const when = element(
    "time",
    { dateTime: new Date(message.date * 1000).toISOString(), title: fullTime(message.date) },
    clockTime(message.date),
  );
  const edited = message.edited ? [element("span", { className: "edited" }, t("edited")), " "] : [];
  return element("span", { className: "stamp" }, ...edited, when);
}

function keyboard(message, acts) {
  if (message.buttons.length === 0) return [];
  const rows = message.buttons.map((row, r) =>
    element("div", { className: "keys-row" }, ...row.map((one, c) => key(message, one, r, c, acts))),
  );
  return [element("div", { className: "keys" }, ...rows)];
}

function key(message, button, row, column, acts) {
  const label = element("span", { dir: "auto" }, button.text);
  if (button.url) {
    const address = /^(https?|tg|ton|tonsite):/i.test(button.url) ? button.url : "#";
    const arrow = element("span", { className: "arrow", "aria-hidden": "true" }, "↗");
    return element(
      "a",
      { className: "key", href: address, target: "_blank", rel: "noopener noreferrer", title: button.url },
      label,
      arrow,
    );
  }
  const made = element("button", { type: "button", className: "key" }, label);
  made.addEventListener("click", () => acts.onPress(message, row, column, button, made));
  return made;
}
