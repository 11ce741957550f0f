// Keys of the editors' desk; every page works without them.
"use strict";

const articles = [...document.querySelectorAll("form[data-desk] article")];

function go(step) {
  const here = articles.findIndex((article) => article.contains(document.activeElement));
  const next = articles[Math.min(Math.max(here + step, 0), articles.length - 1)];
  next?.querySelector("input[type=checkbox]")?.focus();
  next?.scrollIntoView({ block: "center" });
}

// A page that comes back stands where it was left.
const form = document.querySelector("form[data-desk]");
form?.addEventListener("submit", () => {
  const here = articles.find((article) => article.contains(document.activeElement));
  if (here) form.action = `${location.pathname}${location.search}#${here.id}`;
});
document.getElementById(location.hash.slice(1))?.querySelector("input[type=checkbox]")?.focus();

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // The keys as they lie, so that they are the same under an Arabic keyboard.
  const key = event.code.replace(/^Key/, "").toLowerCase();
  if (event.target.closest("textarea, select, input:not([type=checkbox], [type=submit])")) return;
  if (key === "j" || key === "k") go(key === "j" ? 1 : -1);
  else {
    const button = document.querySelector(`form[data-desk] [data-key="${key}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
});
