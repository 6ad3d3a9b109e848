{% load static %}/* Keeps the list's own page and files for when there is no signal. The tables are kept by reach.js when somebody asks for them. */
const KEPT = "banshi-map-1";
const PAGE = "{% url 'servicemap:offline' %}";
const FILES = ["{% static 'web/tokens.css' %}", "{% static 'web/base.css' %}", "{% static 'web/controls.css' %}", "{% static 'web/parts.css' %}", "{% static 'web/record.css' %}", "{% static 'web/icons.svg' %}", "{% static 'web/web.js' %}", "{% static 'servicemap/servicemap.css' %}", "{% static 'servicemap/reach.js' %}", "{% static 'servicemap/near.js' %}"];
addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([PAGE, ...FILES].map((file) => new Request(file, { credentials: "same-origin" })))).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (FILES.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(pathname)));
});
