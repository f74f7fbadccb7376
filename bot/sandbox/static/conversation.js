// The open chat: its messages in order, kept in place while they come, change and go.

import { dayKey, dayName, t } from "./words.js";
import { element } from "./text.js";
import { albumBubble, bubble } from "./bubbles.js";

const NEAR_END = 120;

export class Conversation {
  /** `log` is the scrolling element; `acts` as for bubbles, plus onEarlier(). */
  constructor(log, toEnd, acts) {
    this.log = log;
    this.toEnd = toEnd;
    this.acts = { ...acts, onReply: (id) => this.reveal(id) };
    this.messages = new Map();
    log.addEventListener("scroll", () => (toEnd.hidden = this.isAtEnd()), { passive: true });
    toEnd.addEventListener("click", () => this.scrollToEnd({ smooth: true }));
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
  }

  /** Show these messages and no others; `intro` stands in an empty chat. */
  show(messages, { more, intro }) {
    this.messages = new Map(messages.map((message) => [message.id, message]));
    this.more = more;
    this.intro = intro;
    this.draw();
    this.scrollToEnd();
  }

  prepend(messages, more) {
    const before = this.log.scrollHeight - this.log.scrollTop;
    this.messages = new Map([...messages.map((one) => [one.id, one]), ...this.messages]);
    this.more = more;
    this.draw();
    this.log.scrollTop = this.log.scrollHeight - before;
  }

  draw() {
    const nodes = [];
    if (this.more) {
      const earlier = element("button", { type: "button", className: "pill earlier" }, t("earlier"));
      earlier.addEventListener("click", () => this.acts.onEarlier([...this.messages.keys()][0]));
      nodes.push(earlier);
    }
    let day = "";
    for (const message of this.messages.values()) {
      if (dayKey(message.date) !== day) nodes.push(this.dayPill(message));
      day = dayKey(message.date);
      if (this.begins(message)) nodes.push(this.drawn(message));
    }
    if (this.messages.size === 0 && this.intro) nodes.push(this.intro);
    // Old news is not to be read aloud; only what comes from now on.
    this.log.setAttribute("aria-busy", "true");
    this.log.replaceChildren(...nodes);
    this.log.removeAttribute("aria-busy");
    this.watchPictures();
  }

  dayPill(message) {
    return element("div", { className: "pill day", dataset: { day: dayKey(message.date) } }, dayName(message.date));
  }

  /** The messages that are shown as one: those of an album, else the message alone. */
  together(message) {
    if (!message.album) return [message];
    return [...this.messages.values()].filter((one) => one.album === message.album);
  }

  begins(message) {
    return this.together(message)[0].id === message.id;
  }

  drawn(message) {
    const messages = this.together(message);
    return messages.length > 1 ? albumBubble(messages, this.acts) : bubble(message, this.acts);
  }

  /** The row in which a message is shown. */
  node(id) {
    return this.log.querySelector(`[data-id="${id}"]`)?.closest(".row, .pill");
  }

  /** A new message goes to the end; an edited one stays where it is. */
  put(message) {
    const known = this.messages.has(message.id);
    const last = [...this.messages.values()].at(-1);
    // An edit of something older than what is shown.
    if (!known && last && message.id < last.id) return;
    const stay = this.isAtEnd() || (message.author === "person" && !known);
    this.messages.set(message.id, message);
    if (known) {
      this.node(message.id)?.replaceWith(this.drawn(message));
    } else if (!this.begins(message)) {
      this.node(this.together(message)[0].id)?.replaceWith(this.drawn(message));
    } else {
      if (!last) this.log.replaceChildren();
      if (!last || dayKey(last.date) !== dayKey(message.date)) this.log.append(this.dayPill(message));
      const made = this.drawn(message);
      made.classList.add("new");
      this.log.append(made);
    }
    this.watchPictures();
    if (stay) this.scrollToEnd({ smooth: !known });
    else this.toEnd.hidden = false;
  }

  drop(id) {
    const gone = this.messages.get(id);
    const node = this.node(id);
    this.messages.delete(id);
    const left = gone?.album ? this.together(gone) : [];
    if (left.length > 0) {
      node?.replaceWith(this.drawn(left[0]));
      return;
    }
    const day = node?.previousElementSibling;
    node?.remove();
    const isAlone = day?.classList.contains("day") && (!day.nextElementSibling || day.nextElementSibling.classList.contains("day"));
    if (isAlone) day.remove();
  }

  reveal(id) {
    const node = this.node(id);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1500);
  }

  watchPictures() {
    for (const image of this.log.querySelectorAll("img:not([data-watched])")) {
      image.dataset.watched = "1";
      if (image.complete) continue;
      const stay = this.isAtEnd();
      image.addEventListener("load", () => stay && this.scrollToEnd(), { once: true });
    }
  }

  scrollToEnd({ smooth = false } = {}) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
  }

  /** The reply keyboard in force: the last one sent, unless it was taken away since. */
  keyboard() {
    const last = [...this.messages.values()].reverse().find((one) => one.keyboard);
    return last?.keyboard?.keyboard ? last.keyboard : null;
  }
}
