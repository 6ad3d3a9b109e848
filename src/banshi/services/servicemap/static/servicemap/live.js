/* The map that can be moved. Where the browser cannot draw, the picture beside it stays. */
(() => {
  "use strict";
  const box = document.querySelector("[data-live]"), data = document.getElementById("live-pins");
  const canvas = document.createElement("canvas");
  if (!box || !data || !window.maplibregl || !(canvas.getContext("webgl2") || canvas.getContext("webgl"))) return;
  const { pins, here } = JSON.parse(data.textContent), [west, south, east, north] = box.dataset.box.split(",").map(Number);
  box.hidden = false;
  maplibregl.setWorkerUrl(box.dataset.mapWorker);
  const map = new maplibregl.Map({ container: box, style: box.dataset.style, bounds: [[west, south], [east, north]], maxZoom: 19, dragRotate: false, pitchWithRotate: false, cooperativeGestures: false, localIdeographFontFamily: "sans-serif" });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  for (const pin of [...pins].reverse()) {
    const link = document.createElement("a");
    link.href = pin.url;
    link.className = `live-pin map-pin-${pin.tier}${pin.number ? "" : " live-dot"}`;
    link.textContent = pin.number || "";
    link.title = pin.title;
    link.setAttribute("aria-label", pin.title);
    new maplibregl.Marker({ element: link }).setLngLat([pin.lon, pin.lat]).addTo(map);
    link.removeAttribute("role");
    if (!pin.number) link.tabIndex = -1; // hundreds of stops on the way through the page: the list has them, too
  }
  if (here) {
    const dot = document.createElement("span");
    dot.className = "live-here";
    new maplibregl.Marker({ element: dot }).setLngLat(here).addTo(map);
    dot.setAttribute("role", "img");
    dot.setAttribute("aria-label", box.dataset.wordsHere);
  }
  map.once("load", () => { document.querySelector("[data-live-picture]").hidden = true; document.querySelector("[data-live-note]").hidden = false; box.dataset.drawn = "yes"; });
  map.on("error", ({ error }) => console.warn(error?.message));
})();
