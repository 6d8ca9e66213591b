/* The bill form: lines that are added, removed and moved by keyboard, a running total, the due date that follows from
   the terms unless it was typed, and what choosing a vendor or an item fills in. The server works all of it out again. */
(() => {
  "use strict";

  const form = document.getElementById("bill-form");
  if (!form) return;

  const dueDate = form.querySelector("[name=due_date]");
  let dueDateAsked = 0; // questions for the due date so far
  const billDate = form.querySelector("[name=txn_date]");
  const terms = form.querySelector("[name=terms]");

  // ---- amounts: counted in hundredths of a cent as whole numbers, never as floating point

  function read(text, places) {
    const match = /^(\()?\s*([-−])?\s*\$?\s*([\d,]*)(?:\.(\d*))?\s*(\))?$/.exec(text.trim());
    if (!match || !/\d/.test(text)) return null;
    const digits = (match[3].replaceAll(",", "") || "0") + (match[4] ?? "").slice(0, places).padEnd(places, "0");
    const whole = BigInt(digits);
    return Boolean(match[1]) !== Boolean(match[2]) ? -whole : whole;
  }

  function write(cents) {
    const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${cents < 0n ? "-" : ""}${whole}.${digits.slice(-2)}`;
  }

  function product(quantity, cost) { // both in 1/100000; the answer in cents, halves away from zero
    const exact = quantity * cost;
    const half = exact < 0n ? -50000000n : 50000000n;
    return (exact + half) / 100000000n;
  }

  const cell = (line, name) => line.querySelector(`[name$="-${name}"]`);

  function amountOf(line) {
    const field = cell(line, "amount");
    return field ? read(field.value, 2) ?? 0n : BigInt(line.dataset.cents ?? "0");
  }

  function addUp() {
    const total = [...form.querySelectorAll("[data-line]")].reduce((sum, line) => sum + amountOf(line), 0n);
    const output = document.getElementById("bill-total");
    output.textContent = write(total).replace("-", "−");
    output.classList.toggle("negative", total < 0n);
  }

  function multiply(line) {
    const quantity = read(cell(line, "quantity").value, 5);
    const cost = read(cell(line, "cost").value, 5);
    if (quantity !== null && cost !== null) cell(line, "amount").value = write(product(quantity, cost));
  }

  // ---- lines

  function renumber(body) {
    const lines = [...body.querySelectorAll(":scope > [data-line]")];
    const prefix = body.dataset.lines;
    lines.forEach((line, number) => {
      const pattern = new RegExp(`(${prefix}-)(\\d+|__n__)(-)`);
      for (const element of line.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
        for (const attribute of ["name", "id", "for", "aria-describedby"]) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, value.replace(pattern, `$1${number}$3`));
        }
      }
      for (const button of line.querySelectorAll("[data-do]")) button.setAttribute("aria-label", `${button.title}, line ${number + 1}`);
    });
    form.querySelector(`[name=${prefix}-count]`).value = lines.length;
  }

  function focusOn(line) {
    (line.querySelector("input:not([type=hidden]), select") ?? line).focus();
  }

  function add(body, after = null) {
    const template = document.getElementById(`${body.dataset.lines}-template`);
    const line = template.content.firstElementChild.cloneNode(true);
    if (after) after.after(line);
    else body.append(line);
    renumber(body);
    line.dispatchEvent(new CustomEvent("lines:added", { bubbles: true }));
    focusOn(line);
    counterfoil.announce("Line added.");
  }

  function remove(line) {
    const body = line.parentElement;
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    renumber(body);
    addUp();
    if (next) focusOn(next);
    else form.querySelector(`[data-add=${body.dataset.lines}]`).focus();
    counterfoil.announce("Line removed.");
  }

  function move(line, step) {
    const other = step < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.before(line);
    else other.after(line);
    renumber(line.parentElement);
    focused.focus();
    const place = [...line.parentElement.children].indexOf(line) + 1;
    counterfoil.announce(`Line moved to place ${place}.`);
  }

  const work = {
    up: (line) => move(line, -1),
    down: (line) => move(line, 1),
    remove,
  };

  form.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-add]");
    if (adder) {
      event.preventDefault();
      add(form.querySelector(`[data-lines=${adder.dataset.add}]`));
    }
    const button = event.target.closest("[data-do]");
    if (button) {
      event.preventDefault();
      work[button.dataset.do](button.closest("[data-line]"));
    }
  });

  form.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || !event.altKey || event.ctrlKey || event.metaKey) return;
    const doing = {
      ArrowUp: () => move(line, -1),
      ArrowDown: () => move(line, 1),
      KeyN: () => add(line.parentElement, line),
      Delete: () => remove(line),
    }[event.code];
    if (doing) {
      event.preventDefault();
      doing();
    }
  });

  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line) return;
    if (/-(quantity|cost)$/.test(event.target.name)) multiply(line);
    addUp();
  });

  // ---- what follows from what

  async function workOutDueDate() {
    if (dueDate.dataset.typed === "true" || !billDate.value) return;
    const asked = ++dueDateAsked;
    const address = new URL(form.dataset.dueDate, location.href);
    address.searchParams.set("date", billDate.value);
    address.searchParams.set("terms", terms.value);
    const answer = await fetch(address);
    const date = await answer.text();
    if (asked !== dueDateAsked) return; // an answer to an older question that came late
    if (answer.ok && !answer.redirected && dueDate.dataset.typed !== "true") dueDate.value = date;
  }

  dueDate.addEventListener("input", () => { dueDate.dataset.typed = String(Boolean(dueDate.value)); });
  billDate.addEventListener("change", workOutDueDate);
  terms.addEventListener("change", () => {
    dueDate.dataset.typed = "false"; // choosing terms asks for their date
    workOutDueDate();
  });

  form.addEventListener("picked", (event) => {
    const chosen = event.detail;
    if (event.target.name === "vendor") {
      if (chosen.terms && terms.value !== chosen.terms) {
        terms.value = chosen.terms;
        workOutDueDate();
      }
      for (const [name, value] of Object.entries(chosen.address ?? {})) {
        const field = form.querySelector(`[name=address_${name}]`);
        if (field) field.value = value;
      }
    }
    const line = event.target.closest("[data-line]");
    if (line && event.target.name.endsWith("-item")) {
      for (const name of ["description", "cost"]) {
        if (chosen[name] && !cell(line, name).value) cell(line, name).value = chosen[name];
      }
      if (!cell(line, "quantity").value && cell(line, "cost").value) cell(line, "quantity").value = "1";
      multiply(line);
      addUp();
    }
  });

  // ---- nothing typed is lost by accident

  let isChanged = form.dataset.changed === "true";
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

  for (const body of form.querySelectorAll("[data-lines]")) renumber(body);
  addUp();
})();
