// How many results stay ticked, in the digits of the page.
"use strict";

const boxes = [...document.querySelectorAll("form.tagging input[name=article]")];
const shown = document.querySelector("form.tagging output");

function count() {
  const number = boxes.filter((box) => box.checked).length;
  const system = document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en";
  shown.value = number.toLocaleString(system, { useGrouping: false });
}

if (shown) {
  shown.parentElement.hidden = false;
  shown.form.addEventListener("change", count);
  count();
}
