// The developer's panel: faults to come, rates, blocking, and the log of the bot's calls.

import { act, read } from "./server.js";
import { clockTime, number, t } from "./words.js";
import { element } from "./text.js";

const KINDS = [
  "drop_before", "drop_after", "delay", "delay_answer", "retry_after",
  "status_5xx", "status_5xx_after", "blocked", "kicked", "not_enough_rights",
];
const METHODS = [
  "sendMessage", "sendPhoto", "editMessageText", "editMessageCaption", "deleteMessage",
  "answerCallbackQuery", "stopMessageLiveLocation", "getUpdates",
];
const kindName = (kind) => t(kind === "blocked" ? "kind_blocked" : kind);

export class Workshop {
  /** `page()` gives {me, chats, bot, refresh} as they are now. */
  constructor(dialog, page) {
    this.dialog = dialog;
    this.page = page;
  }

  open() {
    const { chats, bot, me } = this.page();
    const mine = chats.find((chat) => chat.kind === "private");
    this.waiting = element("ul", { className: "waiting" });
    this.calls = element("ol", { className: "calls", dir: "ltr" });
    this.rates = this.toggle("rates", false, (on) => act("control/rates", { on }));
    const blocked = this.toggle("blocked", mine?.blocked, (on) => act("control/people", { person: me, blocked: on }));
    const close = element("button", { type: "button", className: "icon close", "aria-label": t("close"), title: t("close") }, "✕");
    close.addEventListener("click", () => this.dialog.close());
    const clear = element("button", { type: "button" }, t("clear"));
    clear.addEventListener("click", () => act("control/faults", {}, "DELETE").then((now) => this.drawFaults(now)));
    this.clear = clear;
    this.dialog.replaceChildren(
      element("header", {}, element("h2", { id: "workshop-title" }, t("workshop")), close),
      element("p", {}, t("faultsIntro")),
      this.form(chats, bot),
      element("h3", {}, t("faults")), this.waiting, clear,
      this.rates, blocked,
      element("h3", {}, t("calls")), this.calls,
    );
    this.dialog.showModal();
    this.refresh();
  }

  heard(event) {
    if (this.dialog.open && (event.kind === "faults" || event.kind === "call")) this.refresh();
  }

  async refresh() {
    const [faults, { calls }] = await Promise.all([read("control/faults"), read("control/calls")]);
    this.drawFaults(faults);
    const lines = calls.map((call) =>
      element("li", { className: call.code === 200 ? "" : "bad" },
        element("time", {}, clockTime(call.at)), element("code", {}, call.method),
        element("span", {}, [call.code || "—", call.outcome].filter(Boolean).join(" ")),
        element("bdi", { className: "parameters" }, call.parameters.text ?? call.parameters.caption ?? "")),
    );
    this.calls.replaceChildren(...(lines.length ? lines : [element("li", { dir: "auto" }, t("noCalls"))]));
  }

  drawFaults({ faults, rates }) {
    const lines = faults.map((fault) =>
      element("li", {}, `${kindName(fault.kind)} · `, element("bdi", {}, fault.method ?? t("any")), ` · ×${number(fault.times)}`),
    );
    this.waiting.replaceChildren(...(lines.length ? lines : [element("li", { className: "none" }, t("noFaults"))]));
    this.clear.hidden = lines.length === 0;
    this.rates.querySelector("input").checked = rates;
  }

  form(chats, bot) {
    const options = (pairs) => pairs.map(([value, name]) => element("option", { value }, name));
    const field = (key, control) => element("label", {}, element("span", {}, t(key)), control);
    const kind = element("select", { name: "kind" }, ...options(KINDS.map((one) => [one, kindName(one)])));
    const method = element("select", { name: "method" }, ...options([["", t("any")], ...METHODS.map((one) => [one, one])]));
    const chat = element("select", { name: "chat" }, ...options([
      ["", t("anyChat")], ...chats.map((one) => [one.id, one.kind === "channel" ? one.title : bot.name]),
    ]));
    const times = element("input", { type: "number", name: "times", min: 1, max: 1000, value: 1 });
    const seconds = element("input", { type: "number", name: "seconds", min: 0, max: 600, step: "any", value: 5 });
    const form = element("form", {}, field("kind", kind), field("method", method), field("chat", chat),
      field("times", times), field("seconds", seconds), element("button", { type: "submit", className: "primary" }, t("add")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      this.drawFaults(await act("control/faults", {
        kind: kind.value, method: method.value, chat_id: Number(chat.value) || null,
        times: Number(times.value), seconds: Number(seconds.value),
      }));
    });
    return form;
  }

  toggle(key, on, change) {
    const box = element("input", { type: "checkbox", checked: Boolean(on) });
    box.addEventListener("change", () => change(box.checked));
    return element("label", { className: "toggle" }, box, element("span", {}, t(key)));
  }
}
