/* The desk's keys: j and k walk the rows of [data-rows], Enter opens, x marks, / searches, ? shows them all. */
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
  const at = () => rows().indexOf(document.activeElement?.closest("[data-row]"));
  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const next = all[Math.min(Math.max(at() + step, 0), all.length - 1)];
    all.forEach((row) => row.toggleAttribute("aria-selected", false));
    next.setAttribute("aria-selected", "true");
    next.querySelector("a")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const count = () => {
    const marked = document.querySelectorAll("[data-rows] input[type=checkbox]:checked").length;
    document.querySelectorAll("[data-bulk-count]").forEach((place) => { place.textContent = marked; });
    document.querySelectorAll("[data-bulk]").forEach((bar) => { bar.hidden = marked === 0; });
  };
  const mark = () => {
    const box = rows()[at()]?.querySelector("input[type=checkbox]");
    if (box) { box.checked = !box.checked; count(); }
  };
  document.addEventListener("change", count);
  document.addEventListener("htmx:afterSwap", count);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const act = {
      j: () => walk(1), k: () => walk(-1), x: mark,
      "/": () => document.querySelector("[data-search]")?.focus(),
      "?": () => document.getElementById("keys")?.showModal?.(),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  count();
})();
