// Copies an address with one click. The pages are whole without it: the buttons stay hidden, and
// the address stands in a field that can be selected.
"use strict";

const told = document.getElementById("told");

for (const field of document.querySelectorAll("input.url")) {
  field.addEventListener("focus", () => field.select());
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.dataset.words ??= button.textContent;
    if (!(await copied(button.dataset.copy))) return;
    button.textContent = told.textContent = button.dataset.copied;
    button.classList.add("done");
    setTimeout(() => {
      button.textContent = words;
      told.textContent = "";
      button.classList.remove("done");
    }, 2000);
  });
}

async function copied(text) {
  try {
    // There is a clipboard on secure origins only, and a person may have forbidden it.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text);
  }
}

function copiedByHand(text) {
  const before = document.activeElement;
  const field = document.body.appendChild(document.createElement("textarea"));
  field.className = "unseen";
  field.value = text;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}
