// Suggestions while typing: a combobox with a list of links below it. Without this file the box is
// a plain search box, and with it words are still searched for as typed until one is chosen.

const PAUSE = 120; // milliseconds without a key before the site is asked

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

class Suggestions {
  constructor(form) {
    this.input = form.querySelector("input[type=search]");
    this.address = form.dataset.suggest;
    this.id = `${this.input.id}-suggestions`;
    this.list = element("div", { id: this.id, class: "suggestions", role: "listbox", "aria-label": form.dataset.suggestLabel });
    this.list.hidden = true;
    this.count = element("p", { class: "visually-hidden", "aria-live": "polite" });
    form.append(this.list, this.count);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-controls": this.id, "aria-expanded": "false",
    })) this.input.setAttribute(name, value);

    this.input.addEventListener("input", (event) => event.isComposing || this.askSoon());
    this.input.addEventListener("compositionend", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => event.isComposing || this.press(event));
    this.input.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    // The box keeps the focus while the list is pressed, or the list would be gone before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", () => this.close());
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  askSoon() {
    this.forget();
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  // What is under way is no longer wanted.
  forget() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  async ask() {
    this.forget();
    const text = this.input.value.trim();
    if (text.length < 2) return this.close();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const response = await fetch(`${this.address}?${new URLSearchParams({ q: text })}`, { signal });
      const answer = response.ok ? await response.json() : { suggestions: [] };
      if (!signal.aborted) this.show(answer);
    } catch {
      // Aborted, or the network is down: the box goes on as a plain one.
      if (!signal.aborted) this.close();
    }
  }

  show({ suggestions, count }) {
    if (!suggestions.length || document.activeElement !== this.input) return this.close();
    const groups = new Map();
    for (const suggestion of suggestions) {
      if (!groups.has(suggestion.kind)) groups.set(suggestion.kind, []);
      groups.get(suggestion.kind).push(suggestion);
    }
    this.list.replaceChildren(...[...groups].map(([kind, found]) => this.group(kind, found)));
    this.options.forEach((option, place) => { option.id = `${this.id}-${place}`; });
    this.list.hidden = false;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", "true");
    this.activate(null);
    this.count.textContent = count;
  }

  group(kind, found) {
    const label = element("p", { id: `${this.id}-${kind}`, class: "suggestions-kind", role: "presentation" }, found[0].kind_label);
    return element("div", { role: "group", "aria-labelledby": label.id }, label, ...found.map((one) => this.option(one)));
  }

  // Whole words are marked: letters of one word in two elements might not be joined.
  option({ url, language, parts }) {
    const words = parts.map(([text, typed]) => (typed ? element("mark", {}, text) : text));
    return element("a", { href: url, role: "option", tabindex: "-1", "aria-selected": "false", lang: language, dir: "auto" }, ...words);
  }

  close() {
    this.forget();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.count.textContent = "";
    this.active = null;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  // Beyond either end the box itself is active again, and Enter searches for what stands in it.
  step(by) {
    const places = [null, ...this.options];
    const next = places.indexOf(this.active) + by;
    this.activate(places.at(next % places.length));
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { key } = event;
    if (this.list.hidden) {
      if (key === "ArrowDown") { event.preventDefault(); this.ask(); }
      if (key === "Enter") this.forget();
      return;
    }
    if (key === "ArrowDown") this.step(1);
    else if (key === "ArrowUp") this.step(-1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.active) this.active.click();
    else return;
    event.preventDefault();
  }
}

for (const form of document.querySelectorAll("[data-suggest]")) new Suggestions(form);
