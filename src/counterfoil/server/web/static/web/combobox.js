/* Comboboxes: a text field that asks the server for names as one types (ARIA combobox with a listbox). What is picked
   travels as an id in the hidden field; text that was typed and not picked is looked up by the server. */
(() => {
  "use strict";

  const PAUSE_MS = 120;
  let serial = 0;

  class Combobox {
    constructor(root) {
      this.root = root;
      this.input = root.querySelector("[role=combobox]");
      this.hidden = root.querySelector("input[type=hidden]");
      this.list = document.createElement("div");
      this.list.className = "options";
      this.list.id = `options-${++serial}`;
      this.list.setAttribute("role", "listbox");
      this.list.hidden = true;
      root.append(this.list);
      this.input.setAttribute("aria-controls", this.list.id);
      this.timer = null;
      this.asked = 0;
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.pressed(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault(); // the field keeps the focus
        const option = event.target.closest("[role=option]");
        if (option) this.pick(option);
      });
      this.input.addEventListener("click", () => { if (this.list.hidden) this.ask(); });
    }

    get isOpen() { return !this.list.hidden; }
    get options() { return [...this.list.querySelectorAll("[role=option]")]; }
    get active() { return this.list.querySelector("[aria-selected=true]"); }

    typed() {
      this.hidden.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE_MS);
    }

    async ask() {
      const asked = ++this.asked;
      const text = this.hidden.value ? "" : this.input.value;
      const address = new URL(this.root.dataset.combobox, location.href);
      address.searchParams.set("text", text);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected || asked !== this.asked || document.activeElement !== this.input) return;
      this.list.innerHTML = await answer.text();
      this.options.forEach((option, number) => { option.id = `${this.list.id}-${number}`; });
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      if (text && this.options.length) this.activate(this.options[0]);
    }

    close() {
      clearTimeout(this.timer);
      this.asked++;
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    activate(option) {
      this.active?.removeAttribute("aria-selected");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    move(step) {
      const options = this.options;
      if (!options.length) return;
      const now = options.indexOf(this.active);
      this.activate(options[(now + step + options.length) % options.length]);
    }

    pick(option) {
      this.hidden.value = option.dataset.id;
      this.input.value = option.dataset.name;
      this.close();
      const extra = option.dataset.extra ? JSON.parse(option.dataset.extra) : {};
      this.input.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { id: option.dataset.id, ...extra } }));
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    pressed(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (this.isOpen) this.move(event.key === "ArrowDown" ? 1 : -1);
        else this.ask();
      } else if (event.key === "Enter" && this.isOpen && this.active) {
        event.preventDefault();
        this.pick(this.active);
      } else if (event.key === "Tab" && this.isOpen && this.active) {
        this.pick(this.active);
      } else if (event.key === "Escape" && this.isOpen) {
        event.preventDefault();
        this.close();
      }
    }
  }

  function setUp(root) {
    for (const box of root.querySelectorAll("[data-combobox]:not([data-ready])")) {
      box.dataset.ready = "true";
      new Combobox(box);
    }
  }

  document.addEventListener("lines:added", (event) => setUp(event.target));
  document.addEventListener("htmx:load", (event) => setUp(event.detail.elt));
  setUp(document);
})();
