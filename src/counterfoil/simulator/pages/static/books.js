// What the pages of the books do by themselves: lines of a bill, totals, due dates, open orders, and fresh figures when the file changes.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const cents = (text) => {
  const plain = String(text ?? "").replaceAll(",", "").trim();
  return /^[+-]?\d*(\.\d*)?$/.test(plain) && /\d/.test(plain) ? Math.round(Number(plain) * 100) : 0;
};
const money = (amount) => (amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

// ---- a bill's or an order's lines

function addLine(table) {
  const row = $("template", table.parentElement).content.firstElementChild.cloneNode(true);
  $("tbody", table).append(row);
  return row;
}

const sum = (fields) => fields.reduce((so, field) => so + cents(field.value), 0);

function total(form) {
  for (const shown of $$("output[data-of]", form)) shown.value = money(sum($$(`#${shown.dataset.of} [data-amount]`, form)));
  for (const shown of $$("output[data-total]", form)) shown.value = money(sum($$("[data-amount]", form)));
}

function recalculate(row, field) {
  const [quantity, cost, amount] = ["quantity", "cost", "amount"].map((name) => $(`[data-${name}]`, row));
  if (!quantity || field === amount) return;
  if (quantity.value.trim() && cost.value.trim()) {
    amount.value = (Math.round(Number(quantity.value.replaceAll(",", "")) * Number(cost.value.replaceAll(",", "")) * 100) / 100).toFixed(2);
  }
}

async function fillItem(row, name) {
  const answer = await fetch(`/choices/item?name=${encodeURIComponent(name)}`);
  if (!answer.ok) return;
  const item = await answer.json();
  const put = (selector, value) => { const field = $(selector, row); if (field && !field.value.trim() && value) field.value = value; };
  put("[data-description]", item.description);
  put("[data-cost]", item.cost);
  put("[data-quantity]", item.cost ? "1" : "");
  recalculate(row, null);
  total(row.closest("form"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const form = button.closest("form");
  if (button.dataset.add) {
    $("input:not([type=hidden])", addLine(document.getElementById(button.dataset.add))).focus();
    touch(form);
  } else if ("drop" in button.dataset) {
    const row = button.closest("tr");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (next) $("input:not([type=hidden])", next)?.focus();
    touch(form);
    total(form);
  } else if ("up" in button.dataset) {
    const row = button.closest("tr");
    if (row.previousElementSibling) row.previousElementSibling.before(row);
    button.focus();
    touch(form);
  } else if (button.role === "tab") {
    chooseTab(button);
  } else if (button.dataset.receive) {
    receive(form, button.dataset.receive);
  } else if ("reload" in button.dataset) {
    window.onbeforeunload = null;
    location.reload();
  }
});

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-sheet]");
  if (!form) return;
  touch(form);
  const row = event.target.closest("table.lines tr");
  if (row) recalculate(row, event.target);
  total(form);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  const form = field.closest("form[data-sheet]");
  if (field.matches("[data-item]") && field.value) fillItem(field.closest("tr"), field.value);
  if (form && field.matches("[data-vendor]")) vendorChosen(form, field.value);
  if (form && field.matches("[data-terms], [data-date]")) dueDate(form);
  if (field.matches("[data-submit]")) field.form.requestSubmit();
  if (field.matches("[data-pay]")) payChosen(field);
});

function chooseTab(chosen) {
  for (const tab of $$("[role=tab]", chosen.parentElement)) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
  }
  chosen.focus();
}

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
    const tabs = $$("[role=tab]", tab.parentElement);
    chooseTab(tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length]);
  }
  const form = event.target.closest("form[data-sheet]");
  if (form && event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
  const lines = event.target.closest("table.lines");
  if (lines && event.key === "Insert") {
    event.preventDefault();
    $("input:not([type=hidden])", addLine(lines)).focus();
  }
});

async function vendorChosen(form, name) {
  const answer = await fetch(`/choices/vendor?name=${encodeURIComponent(name)}`);
  const orders = $("[data-orders]", form);
  if (!answer.ok) { if (orders) orders.hidden = true; return; }
  const vendor = await answer.json();
  const terms = $("[data-terms]", form);
  if (terms && vendor.terms) terms.value = vendor.terms;
  const address = $("[data-address]", form);
  if (address) address.textContent = vendor.address;
  const expense = $("#expenses tbody tr [data-account]", form);
  if (expense && !expense.value && vendor.account) expense.value = vendor.account;
  if (orders) showOrders(orders, vendor.orders);
  dueDate(form);
}

function showOrders(strip, orders) {
  strip.hidden = orders.length === 0;
  const list = $("[data-list]", strip);
  list.replaceChildren(...orders.map((order) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.receive = order.id;
    button.textContent = `Receive order ${order.number} of ${order.date}`;
    return button;
  }));
}

async function dueDate(form) {
  const [date, terms, due] = ["date", "terms", "due"].map((name) => $(`[data-${name}]`, form));
  if (!due || !date.value) return;
  const answer = await fetch(`/choices/due-date?date=${date.value}&terms=${encodeURIComponent(terms.value)}`);
  if (answer.ok) due.value = (await answer.json()).due;
}

async function receive(form, order) {
  const answer = await fetch(`/purchase-orders/${encodeURIComponent(order)}/receive`);
  if (!answer.ok) return;
  const body = $("#items tbody", form);
  for (const row of $$("tr", body)) if (!$$("input:not([type=hidden])", row).some((field) => field.value.trim())) row.remove();
  const held = document.createElement("table");
  held.innerHTML = await answer.text();
  const already = new Set($$("[name='item.order_line']", body).map((field) => field.value));
  for (const row of $$("tr", held)) if (!already.has($("[name='item.order_line']", row).value)) body.append(row);
  chooseTab($("[aria-controls=panel-items]", form));
  touch(form);
  total(form);
}

function payChosen(box) {
  const row = box.closest("tr");
  const amount = $("[data-amount]", row);
  amount.value = box.checked ? row.dataset.open : "";
  total(box.form);
}

// ---- the file changed: fetch the page again and put the fresh figures in their places

function touch(form) {
  if (form?.dataset.sheet !== undefined) form.dataset.touched = "yes";
}

const note = () => $("#changed");

async function refresh() {
  const answer = await fetch(location.href, { headers: { "X-Refresh": "1" } });
  if (answer.status === 404) { if (note()) { $("[data-said]", note()).textContent = "This was deleted by someone else while you had it open."; note().hidden = false; } return; }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of $$("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other && other.innerHTML !== part.innerHTML && !part.contains(document.activeElement?.closest("form[data-sheet]"))) replace(part, other);
  }
  const sheet = $("form[data-version]");
  const newer = $("form[data-version]", fresh);
  if (!sheet || !newer || sheet.dataset.version === newer.dataset.version) return;
  if (sheet.dataset.touched) note().hidden = false;
  else { sheet.replaceWith(newer); total(newer); }
}

function replace(part, other) {
  const before = new Set($$("tr[data-key]", part).map((row) => row.outerHTML));
  const held = document.activeElement?.getAttribute("href");
  const offset = part.scrollTop;
  part.replaceWith(other);
  other.scrollTop = offset;
  for (const row of $$("tr[data-key]", other)) if (!before.has(row.outerHTML)) row.classList.add("just-changed");
  if (held && document.activeElement === document.body) $(`a[href="${CSS.escape(held)}"]`, other)?.focus();
}

let source = null;
let seen = document.body.dataset.hint;
let waiting = null;

function say(state, text) {
  const lamp = $(".live");
  lamp.dataset.state = state;
  lamp.textContent = text;
}

function listen() {
  source = new EventSource("/events");
  source.onopen = () => say("on", "Live");
  source.onerror = () => say("off", "Reconnecting");
  source.onmessage = (event) => {
    if (seen !== event.data) {
      clearTimeout(waiting);
      waiting = setTimeout(refresh, 120);
    }
    seen = event.data;
  };
}

function rest() {
  source?.close();
  source = null;
}

// a browser keeps few connections to one server, so only the tab that is looked at listens
document.addEventListener("visibilitychange", () => {
  if (document.hidden) rest();
  else if (!source) listen();
});
window.addEventListener("pagehide", rest);
window.addEventListener("pageshow", () => { if (!source) listen(); });

for (const side of $$(".side")) {
  const chosen = $("[aria-current]", side);
  if (chosen) side.scrollTop = chosen.offsetTop - side.offsetTop - side.clientHeight / 2;
}
for (const form of $$("form[data-sheet]")) {
  total(form);
  if ($(".message.bad")) touch(form);
}
