// The foot of a chat: the box to write in, the bot's menu, its reply keyboard; for a channel, a note.

import { t } from "./words.js";
import { element } from "./text.js";

const ICONS = {
  menu: "M5 7h14M5 12h14M5 17h14",
  send: "M12 19V6m-5.5 5.5L12 6l5.5 5.5",
};

function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Shows what fits the chat into `foot`; `onSend(text)` sends. */
export class Composer {
  constructor(foot, onSend) {
    this.foot = foot;
    this.onSend = onSend;
    this.drafts = new Map();
  }

  show(chat, commands) {
    const key = `${chat.kind}/${chat.id}/${chat.started}/${chat.blocked}/${JSON.stringify(commands)}/${document.documentElement.lang}`;
    if (this.shown === key) return;
    this.shown = key;
    this.keep();
    this.chatId = chat.id;
    this.commands = commands;
    this.field = this.menu = null;
    if (chat.kind === "channel") {
      this.foot.replaceChildren(element("p", { className: "note" }, t("readOnly")));
    } else if (chat.blocked || !chat.started) {
      const start = element("button", { type: "button", className: "start" }, t(chat.blocked ? "restart" : "start"));
      start.addEventListener("click", () => this.onSend("/start"));
      this.foot.replaceChildren(start);
    } else {
      this.build();
    }
  }

  keep() {
    if (this.field) this.drafts.set(this.chatId, this.field.value);
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.field?.focus();
  }

  build() {
    this.field = element("textarea", {
      rows: 1, dir: "auto", placeholder: t("write"), value: this.drafts.get(this.chatId) ?? "",
      "aria-label": t("write"), autocomplete: "off", maxLength: 4096,
    });
    this.opener = element("button", { type: "button", className: "icon", title: t("commands"), "aria-label": t("commands"), "aria-expanded": "false" }, icon("menu"));
    const send = element("button", { type: "submit", className: "send", title: t("send"), "aria-label": t("send") }, icon("send"));
    this.menu = element("ul", { className: "menu", role: "listbox", "aria-label": t("commands"), hidden: true });
    this.keys = element("div", { className: "reply-keys", hidden: true });
    const form = element("form", { className: "composer" }, this.menu, this.opener, this.field, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.opener.addEventListener("click", () => (this.menu.hidden ? this.openMenu(this.commands) : this.closeMenu()));
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.typed(event));
    this.foot.replaceChildren(form, this.keys);
    this.grow();
  }

  /** The keyboard that the bot put in place of the ordinary one, or none. */
  showKeyboard(markup) {
    if (!this.keys) return;
    const rows = markup?.keyboard ?? [];
    this.keys.hidden = rows.length === 0;
    this.keys.replaceChildren(
      ...rows.map((row) =>
        element("div", { className: "keys-row" }, ...row.map((one) => {
          const key = element("button", { type: "button", className: "key", dir: "auto" }, one.text);
          key.addEventListener("click", () => this.onSend(one.text));
          return key;
        })),
      ),
    );
  }

  async submit() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.closeMenu();
    this.field.value = "";
    this.grow();
    if (!(await this.onSend(text))) this.field.value = text;
    this.grow();
  }

  changed() {
    this.grow();
    const typed = /^\/([a-z0-9_]*)$/.exec(this.field.value);
    const fitting = typed ? this.commands.filter((one) => one.command.startsWith(typed[1])) : [];
    if (fitting.length > 0) this.openMenu(fitting);
    else this.closeMenu();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
  }

  openMenu(commands) {
    const items = commands.map((one, index) => {
      const item = element("li", { role: "option", id: `command-${index}`, "aria-selected": "false" },
        element("code", { dir: "ltr" }, `/${one.command}`), element("span", { dir: "auto" }, one.description));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => this.choose(one));
      item.command = one;
      return item;
    });
    if (items.length === 0) items.push(element("li", { className: "none" }, t("noCommands")));
    this.menu.replaceChildren(...items);
    this.menu.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.field.focus();
  }

  closeMenu() {
    this.menu.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  choose(command) {
    this.field.value = "";
    this.closeMenu();
    this.grow();
    this.onSend(`/${command.command}`);
  }

  typed(event) {
    if (event.key === "Escape" && !this.menu.hidden) {
      event.preventDefault();
      this.closeMenu();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !this.menu.hidden) {
      event.preventDefault();
      this.select(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      const chosen = this.menu.hidden ? null : this.menu.querySelector("[aria-selected=true]");
      if (chosen) this.choose(chosen.command);
      else this.submit();
    }
  }

  select(step) {
    const items = [...this.menu.querySelectorAll("[role=option]")];
    const current = items.findIndex((item) => item.ariaSelected === "true");
    const next = (current === -1 && step < 0 ? items.length : current) + step;
    const chosen = items[(next + items.length) % items.length];
    for (const item of items) item.setAttribute("aria-selected", String(item === chosen));
    this.field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }
}
