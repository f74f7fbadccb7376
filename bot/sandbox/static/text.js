// A message's text with its entities, as elements. Text only ever becomes text nodes.
//
// Offsets of entities count UTF-16 units, as JavaScript strings do. Each line is laid out in
// the direction of its own first strong letter; a line without one follows the message.

import { t } from "./words.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const STYLES = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  date_time: "time",
};
const STRONG = /[\p{L}\u200e\u200f]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200f\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LONG_QUOTE = 3;

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  const { dataset, ...rest } = properties;
  for (const [key, value] of Object.entries(rest)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

/** `acts` says what links inside do: onCommand(text), onMention(name). */
export function renderText(text, entities, acts) {
  const body = element("div", { className: "text", dir: direction(text) });
  const ends = (entity) => entity.offset + entity.length;
  const blocks = entities.filter((one) => BLOCKS.has(one.type)).sort((a, b) => a.offset - b.offset);
  let position = 0;
  for (const block of blocks) {
    if (block.offset < position) continue;
    addLines(body, text, trimmed(text, position, block.offset), entities, acts);
    const holder = blockElement(block);
    holder.dir = direction(text.slice(block.offset, ends(block))) || body.dir;
    addLines(holder.firstElementChild ?? holder, text, trimmed(text, block.offset, ends(block)), entities, acts);
    body.append(holder);
    position = text[ends(block)] === "\n" ? ends(block) + 1 : ends(block);
  }
  addLines(body, text, { start: position, end: text.length }, entities, acts);
  return body;
}

/** The direction of the first strong letter. (dir=auto would not look into lines that have their own.) */
function direction(text) {
  const strong = STRONG.exec(text);
  if (!strong) return "";
  return RIGHT_TO_LEFT.test(strong[0]) ? "rtl" : "ltr";
}

/** A block stands on lines of its own: the line break beside it is not another empty line. */
function trimmed(text, start, end) {
  return { start, end: end > start && text[end - 1] === "\n" ? end - 1 : end };
}

function blockElement(block) {
  if (block.type === "pre") {
    const pre = element("pre", {}, element("code"));
    if (block.language) pre.dataset.language = block.language;
    return pre;
  }
  const quote = element("blockquote", { className: "quote" }, element("div"));
  if (block.type === "expandable_blockquote") {
    quote.classList.add("folded");
    const more = element("button", { type: "button", className: "unfold" }, t("expand"));
    more.addEventListener("click", () => quote.classList.remove("folded"));
    quote.append(more);
  }
  return quote;
}

function addLines(parent, text, { start, end }, entities, acts) {
  if (start >= end) return;
  const inline = entities.filter((one) => !BLOCKS.has(one.type));
  let from = start;
  while (from <= end) {
    const stop = text.indexOf("\n", from);
    const to = stop === -1 || stop > end ? end : stop;
    const line = element("div", { className: "line" });
    if (STRONG.test(text.slice(from, to))) line.dir = "auto";
    line.append(...pieces(text, from, to, inline, acts));
    if (from === to) line.append(element("br"));
    parent.append(line);
    from = to + 1;
  }
  if (parent.parentElement?.classList.contains("folded") && parent.childElementCount <= LONG_QUOTE) {
    parent.parentElement.classList.remove("folded");
  }
}

/** Nodes for text[from, to): entities are nested or apart, never crossing. */
function pieces(text, from, to, entities, acts) {
  const nodes = [];
  let position = from;
  const inside = entities
    .map((entity) => ({ entity, start: Math.max(entity.offset, from), end: Math.min(entity.offset + entity.length, to) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  for (const { entity, start, end } of inside) {
    if (start < position) continue;
    nodes.push(text.slice(position, start));
    const others = entities.filter((one) => one !== entity);
    const content = pieces(text, start, end, others, acts);
    nodes.push(wrapped(entity, text.slice(entity.offset, entity.offset + entity.length), content, acts));
    position = end;
  }
  nodes.push(text.slice(position, to));
  return nodes.filter((node) => node !== "");
}

function wrapped(entity, text, content, acts) {
  switch (entity.type) {
    case "url":
      return link(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`, content);
    case "text_link":
      return link(entity.url, content);
    case "email":
      return link(`mailto:${text}`, content);
    case "bot_command":
      return button("command", content, () => acts.onCommand(text));
    case "mention":
      return button("mention", content, () => acts.onMention(text.slice(1)));
    case "spoiler":
      return spoiler(content);
    case "hashtag":
    case "cashtag":
    case "text_mention":
      return element("span", { className: "tag" }, ...content);
    default:
      return element(STYLES[entity.type] ?? "span", {}, ...content);
  }
}

function link(address, content) {
  const isSafe = /^(https?|ftp|mailto|tg):/i.test(address);
  if (!isSafe) return element("span", { className: "tag" }, ...content);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, ...content);
}

// A real button would be a box of its own: its letters would not take part in the line's bidi order.
function button(name, content, act) {
  const made = element("span", { className: `inline ${name}`, role: "button", tabIndex: 0 }, ...content);
  made.addEventListener("click", act);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
  return made;
}

function spoiler(content) {
  const made = element("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": t("hidden") }, ...content);
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    made.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) made.removeAttribute(name);
  };
  made.addEventListener("click", reveal, { once: true });
  made.addEventListener("keydown", reveal);
  return made;
}
