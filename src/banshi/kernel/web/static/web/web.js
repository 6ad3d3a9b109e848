/* Comforts on top of pages that work without it: focus, drafts, offline word, the desk's keys. */
(() => {
  "use strict";
  const root = document.documentElement;

  const online = () => root.classList.toggle("is-offline", !navigator.onLine);
  addEventListener("online", online);
  addEventListener("offline", online);
  online();

  const focusSummary = (within) => within.querySelector("[data-summary]")?.focus();
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => { focusSummary(event.target); drafts(event.target); });

  /* Drafts. A form with data-draft="name" keeps its words on this device for a week; a page with
     data-draft-done="name" (the receipt) lets them go. Never on a form that must leave no trace. */
  const WEEK = 7 * 24 * 3600 * 1000;
  const key = (name) => `banshi.draft.${name}`;
  const kept = (name) => {
    try {
      const draft = JSON.parse(localStorage.getItem(key(name)) || "null");
      if (draft && Date.now() - draft.at < WEEK) return draft.values;
      localStorage.removeItem(key(name));
    } catch { /* storage refused: there is no draft */ }
    return null;
  };
  const words = (form) => [...form.elements].filter((field) =>
    field.name && field.name !== "csrfmiddlewaretoken" && !["hidden", "password", "file", "submit", "button"].includes(field.type));
  const keep = (form) => {
    const values = words(form).map((field) => [field.name, field.value, field.checked === true]);
    try {
      localStorage.setItem(key(form.dataset.draft), JSON.stringify({ at: Date.now(), values }));
      say(form, form.dataset.draftKept);
    } catch { /* storage refused or full: the page still works */ }
  };
  const say = (form, text) => { const note = form.querySelector("[data-draft-note]"); if (note && text) note.textContent = text; };
  const restore = (form) => {
    const values = kept(form.dataset.draft);
    if (!values || form.querySelector("[data-summary]")) return;
    const fields = words(form);
    if (fields.some((field) => !["radio", "checkbox"].includes(field.type) && field.defaultValue)) return;
    for (const [name, value, checked] of values) {
      for (const field of fields.filter((each) => each.name === name)) {
        if (field.type === "checkbox" || field.type === "radio") { if (field.value === value) field.checked = checked; }
        else field.value = value;
      }
    }
    say(form, form.dataset.draftBack);
  };
  const drafts = (within) => {
    for (const form of within.querySelectorAll("form[data-draft]:not([data-draft-ready])")) {
      form.dataset.draftReady = "";
      restore(form);
      form.addEventListener("input", () => keep(form));
      form.addEventListener("submit", (event) => {
        if (navigator.onLine) return;
        event.preventDefault();
        keep(form);
      });
    }
    for (const done of within.querySelectorAll("[data-draft-done]")) {
      try { localStorage.removeItem(key(done.dataset.draftDone)); } catch { /* nothing was kept */ }
    }
  };
  drafts(document);

  /* Once: a form that is on its way cannot be sent a second time by an impatient thumb. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.download !== undefined) return; // after a download the page stays
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    form.dataset.sent = "";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  document.addEventListener("htmx:afterRequest", (event) => delete event.target.dataset?.sent);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal?.();
    if (event.target.closest("[data-prints]")) print();
  });

  if ("serviceWorker" in navigator && root.dataset.worker) navigator.serviceWorker.register(root.dataset.worker);
})();
