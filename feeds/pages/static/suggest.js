// Completes what is typed into the box of search: a combobox with a list below it (WAI-ARIA
// Authoring Practices, "Editable Combobox With List Autocomplete"). Without it the form just works.
// A <datalist> would not do: browsers show of it only what is spelled as it was typed.
"use strict";

const PAUSE = 120; // ms without a key before the server is asked

for (const box of document.querySelectorAll("input[data-suggest]")) complete(box);

function complete(box) {
  const kinds = JSON.parse(box.dataset.kinds);
  const list = document.createElement("ul");
  let waiting, asked, chosen = -1, typed = "";
  list.id = "completions";
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  list.hidden = true;
  box.after(list);
  box.autocomplete = "off";
  for (const [name, value] of [
    ["role", "combobox"], ["aria-autocomplete", "list"],
    ["aria-expanded", "false"], ["aria-controls", list.id],
  ]) box.setAttribute(name, value);

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    asked?.abort();
    typed = box.value;
    if (typed.trim().length < 2) close();
    else waiting = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden && list.children.length) open();
      if (!list.hidden) choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // else a box of search is emptied
      close();
    }
  });
  box.addEventListener("blur", close);
  // The box must not lose the focus before the click has been heard.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("li")));

  async function ask() {
    asked = new AbortController();
    try {
      const address = `${box.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // who is offline goes on typing
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(option));
    if (suggestions.length && document.activeElement === box) open();
    else close();
  }

  function option({ kind, text, id }, place) {
    const item = document.createElement("li");
    item.id = `completion-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    Object.assign(item.dataset, { kind, text, article: id });
    const words = item.appendChild(document.createElement("bdi"));
    words.textContent = text;
    const of = item.appendChild(document.createElement("span"));
    of.className = "hint";
    of.textContent = kinds[kind] ?? "";
    return item;
  }

  function open() {
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(-1);
  }

  function close() {
    clearTimeout(waiting);
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(place) {
    const count = list.children.length;
    chosen = place >= count ? -1 : place < -1 ? count - 1 : place;
    for (const [index, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(index === chosen));
    }
    const item = list.children[chosen];
    if (item) box.setAttribute("aria-activedescendant", item.id);
    else box.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  function take(item) {
    if (!item) return;
    const { kind, text, article } = item.dataset;
    close();
    if (kind === "title") {
      const lang = box.form.elements.lang?.value;
      location.assign(box.dataset.article + article + (lang ? `?lang=${lang}` : ""));
      return;
    }
    box.value = `${kind}:"${text.replaceAll('"', " ")}"`;
    box.form.requestSubmit();
  }
}
