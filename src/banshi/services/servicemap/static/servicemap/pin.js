/* The pin is dragged, and the coordinates follow; without this a press on the picture does the same, page by page. */
(() => {
  "use strict";
  const box = document.querySelector("[data-pin]"), form = document.querySelector("[data-pin-form]");
  if (!box || !form) return;
  const frame = box.querySelector(".map-press-frame"), svg = frame.querySelector("svg");
  const [west, south, east, north] = box.dataset.box.split(",").map(Number);
  const { width, height } = svg.viewBox.baseVal;
  let mark = svg.querySelector("[data-pin-mark]"), held = false;

  function made() {
    const group = document.createElementNS(svg.namespaceURI, "g");
    group.setAttribute("class", "map-here");
    for (const [r, name] of [[44, ""], [16, "map-here-core"]]) {
      const circle = document.createElementNS(svg.namespaceURI, "circle");
      circle.setAttribute("r", r);
      if (name) circle.setAttribute("class", name);
      group.append(circle);
    }
    svg.append(group);
    return group;
  }

  function put(event) {
    const edges = frame.getBoundingClientRect();
    const x = Math.min(Math.max((event.clientX - edges.left) / edges.width, 0), 1), y = Math.min(Math.max((event.clientY - edges.top) / edges.height, 0), 1);
    mark ??= made();
    for (const circle of mark.querySelectorAll("circle")) { circle.setAttribute("cx", x * width); circle.setAttribute("cy", y * height); }
    form.elements.lon.value = (west + x * (east - west)).toFixed(7);
    form.elements.lat.value = (north - y * (north - south)).toFixed(7);
    form.elements.system.value = "wgs84";
  }

  frame.classList.add("map-press-drag");
  box.addEventListener("submit", (event) => event.preventDefault());
  frame.addEventListener("pointerdown", (event) => { held = true; frame.setPointerCapture(event.pointerId); put(event); event.preventDefault(); });
  frame.addEventListener("pointermove", (event) => { if (held) put(event); });
  for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, () => { held = false; });
})();
