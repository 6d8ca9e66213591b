/* Ticking two-way bill sync asks first, and says how many bills would come over; "Yes" leaves it ticked to be saved. */
(() => {
  "use strict";

  const dialog = document.getElementById("two-way-question");
  const tick = document.querySelector("[name=two_way]");
  const form = document.getElementById("preferences-form");
  if (!dialog || !tick || !form) return;

  function confirm(answer) {
    form.querySelector("[name=confirmed]")?.remove();
    if (answer) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "yes" });
      form.append(field);
    }
    tick.checked = answer;
    dialog.close();
    tick.focus();
  }

  function ask() {
    dialog.close();
    dialog.showModal();
    htmx.ajax("POST", dialog.dataset.preview, { target: "#two-way-preview", swap: "innerHTML" });
  }

  tick.addEventListener("change", () => {
    if (tick.checked) ask();
    else confirm(false);
  });
  dialog.addEventListener("cancel", () => confirm(false));
  dialog.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-answer]")?.dataset.answer;
    if (!answer) return;
    event.preventDefault();
    confirm(answer === "yes");
  });
  if (dialog.open) ask();
})();
