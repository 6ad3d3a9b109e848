/* The case opens beside the queue where there is room, else as a page of its own. */
(() => {
  "use strict";
  const room = matchMedia("(min-width: 75rem)");
  const desk = document.querySelector("[data-desk]");
  document.addEventListener("htmx:confirm", (event) => {
    const link = event.target.closest("[data-beside]");
    if (link && !room.matches) { event.preventDefault(); location.assign(link.href); }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    desk.querySelectorAll("[data-open]").forEach((each) => each.removeAttribute("data-open"));
    row.setAttribute("data-open", "");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "desk-case") return;
    desk.setAttribute("data-opened", "");
    event.target.scrollTop = 0;
    /* What an act changed is told in the row too. */
    for (const told of event.target.querySelectorAll("[data-told]")) {
      const cell = desk.querySelector(`[data-open] [data-tells=${told.dataset.told}]`);
      if (cell) cell.replaceChildren(...told.cloneNode(true).childNodes);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "a") document.querySelector("[data-desk-acts] :is(input:not([type=hidden]), select, textarea, a, button)")?.focus();
    if (event.key === "Escape") desk.removeAttribute("data-opened");
  });
})();
