/* The keyboard: one letter at a time outside of fields, Ctrl+Enter inside a form. The list is in web/keys_help.html. */
(() => {
  "use strict";

  const FOCUSABLE = "a, button, input:not([type=hidden]), select";

  let goPressedAt = 0;

  const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

  /* The rows of lists, and the panels of pages that ask one question after the other. */
  function rows() {
    const all = [...document.querySelectorAll("table[data-rows] tbody tr, section[data-row]")];
    return all.filter((row) => row.querySelector(FOCUSABLE));
  }

  function choose(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.getAttribute("aria-selected") === "true" || row.contains(document.activeElement));
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step));
    for (const row of all) row.removeAttribute("aria-selected");
    if (all[next].matches("tr")) all[next].setAttribute("aria-selected", "true");
    all[next].querySelector(FOCUSABLE).focus();
  }

  function follow(selector) {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  }

  function search() {
    const box = document.querySelector("input[type=search]");
    if (box) {
      box.focus();
      box.select();
    } else {
      location.assign("/bills/?focus=search");
    }
  }

  const commands = {
    "/": search,
    "?": () => document.getElementById("keys-help").showModal(),
    j: () => choose(1),
    k: () => choose(-1),
    n: () => follow("a[data-key=n]"),
    e: () => follow("a[data-key=e]"),
    g: () => { goPressedAt = Date.now(); },
  };

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("form[data-save]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (Date.now() - goPressedAt < 1500) {
      goPressedAt = 0;
      if (/^[a-z]$/.test(event.key) && follow(`a[data-go=${event.key}]`)) event.preventDefault();
      return;
    }
    const command = commands[event.key];
    if (command) {
      event.preventDefault();
      command();
    }
  });

  if (new URLSearchParams(location.search).get("focus") === "search") search();
})();
