/* Live updates: the server says that a record changed (kind, id, revision), and the parts that show it fetch
   themselves anew. A part says what it shows with `data-live-kinds`; htmx re-fetches it on its `refresh` event. A form
   that is being edited is never replaced: it shows a note instead. */
(() => {
  "use strict";

  const GATHER_MS = 80; // a page of records from QuickBooks arrives as a burst: one fetch is enough
  const PROGRESS_MS = 400; // a run says how far it is many times a second
  const BUSY_MS = 1000;
  const address = document.body.dataset.live;
  if (!address) return;

  let gathered = new Set();
  let timer = null;

  // A question that is open on the page is answered first: the part is fetched when its dialog closes.
  function isBusy(part) {
    return Boolean(part.querySelector("dialog[open]"));
  }

  function refreshParts() {
    timer = null;
    const kinds = gathered;
    gathered = new Set();
    for (const part of document.querySelectorAll("[data-live-kinds]")) {
      const shown = part.dataset.liveKinds.split(" ").filter((kind) => kinds.has(kind));
      if (!shown.length) continue;
      if (isBusy(part)) shown.forEach((kind) => gather(kind, BUSY_MS));
      else htmx.trigger(part, "refresh");
    }
  }

  function gather(kind, wait = GATHER_MS) {
    gathered.add(kind);
    timer ??= setTimeout(refreshParts, wait);
  }

  function noteEdit(change) {
    for (const form of document.querySelectorAll("form[data-live-record]")) {
      const isSame = form.dataset.liveRecord === `${change.kind}:${change.id}`;
      if (!isSame || change.revision <= Number(form.dataset.revision)) continue;
      const note = document.getElementById(form.dataset.liveNote);
      note.hidden = false;
      counterfoil.announce(note.textContent.trim());
    }
  }

  let position = document.body.dataset.liveAfter;
  let source = null;

  function connect() {
    source?.close();
    source = new EventSource(`${address}?after=${position}`);
    source.addEventListener("change", (event) => {
      if (event.lastEventId) position = event.lastEventId;
      const change = JSON.parse(event.data);
      gather(change.kind);
      noteEdit(change);
    });
    source.addEventListener("sync", () => gather("sync", PROGRESS_MS));
    source.addEventListener("signed-out", () => {
      source?.close();
      if (!document.querySelector("form[data-save]")) location.reload(); // a form keeps what was typed
    });
  }

  // A browser has few connections to one server: a tab that nobody sees gives its own back, and catches up later.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source?.close();
    else connect();
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  if (!document.hidden) connect();

  // Rows that were not there before are marked for a moment; the row that was chosen stays so.
  let before = null;
  let chosen = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (part?.dataset.liveKinds && isBusy(part)) { // the question was opened while the part was being fetched
      event.detail.shouldSwap = false;
      part.dataset.liveKinds.split(" ").forEach((kind) => gather(kind, BUSY_MS));
      return;
    }
    before = new Set([...document.querySelectorAll("tr[id]")].map((row) => row.id));
    chosen = document.activeElement?.closest("tr[id]")?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!before) return;
    for (const row of document.querySelectorAll("tr[id]")) if (!before.has(row.id)) row.classList.add("fresh");
    before = null;
    const row = chosen && document.getElementById(chosen);
    if (row) {
      row.setAttribute("aria-selected", "true");
      row.querySelector("a")?.focus({ preventScroll: true });
    }
  });
})();
