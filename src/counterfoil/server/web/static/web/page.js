/* Small things on every page: dialogs, the menu on narrow screens, the reader's own time zone, lost sign-ins. */
(() => {
  "use strict";

  const clock = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

  function tellLocalTime(root) {
    for (const time of root.querySelectorAll("time[data-instant]")) {
      time.title = time.textContent;
      time.textContent = clock.format(new Date(time.dateTime));
      time.removeAttribute("data-instant");
    }
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.open).showModal();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) {
      const isOpen = document.getElementById(toggle.dataset.toggle).classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(isOpen));
    }
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      navigator.clipboard.writeText(document.getElementById(copier.dataset.copy).textContent.trim());
      announce("Copied.");
    }
  });

  // A filter that changes applies at once; without this script the button beside the filters does it.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form && event.target.type !== "search") form.requestSubmit();
  });

  // An empty filter stays out of the address.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-submit-on-change]")) return;
    for (const control of event.target.elements) if (control.name && control.value === "") control.disabled = true;
  });

  // When the session has ended, a part of the page must not be replaced by the sign-in form.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const address = event.detail.xhr.responseURL;
    if (address && new URL(address).pathname === "/sign-in") {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });

  function announce(sentence) {
    document.getElementById("announcements").textContent = sentence;
  }

  window.counterfoil = { announce };
  document.addEventListener("htmx:load", (event) => tellLocalTime(event.detail.elt));
  window.addEventListener("pageshow", () => {
    for (const control of document.querySelectorAll("form[data-submit-on-change] :disabled")) control.disabled = false;
  });
  tellLocalTime(document);
  document.querySelector("form [aria-invalid=true]")?.focus(); // after a refusal one stands where to go on
})();
