// The box that select2 puts in the place of a list has no name of its own.
"use strict";

function name() {
  for (const list of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const label = document.querySelector(`label[for="${list.id}"]`);
    const box = list.parentElement.querySelector(".select2-selection[aria-labelledby]");
    if (!label || !box) continue;
    box.removeAttribute("aria-labelledby");
    for (const part of [box, box.querySelector("[role=textbox]")]) {
      part?.setAttribute("aria-label", label.textContent.trim());
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  name();
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
});
