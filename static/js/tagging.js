// How many results stay ticked, in the digits of the page; all or none at one press.
"use strict";

const boxes = [...document.querySelectorAll("form.tagging input[name=article]")];
const shown = document.querySelector("form.tagging output");

function count() {
  const number = boxes.filter((box) => box.checked).length;
  const system = document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en";
  shown.value = number.toLocaleString(system, { useGrouping: false });
}

function tick(event) {
  const all = event.target.dataset?.tick;
  if (all === undefined) return;
  for (const box of boxes) box.checked = all !== "";
  count();
}

if (shown) {
  shown.form.addEventListener("click", tick);
  shown.parentElement.hidden = false;
  shown.form.addEventListener("change", count);
  count();
}
