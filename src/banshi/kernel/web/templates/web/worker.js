{% load static %}/* Shows one page where there is no network; keeps nothing else, so nothing private stays behind. */
const KEPT = "banshi-offline-1";
const PAGE = "{% url 'offline' %}";
const FILES = [PAGE, "{% static 'web/tokens.css' %}", "{% static 'web/base.css' %}", "{% static 'web/controls.css' %}", "{% static 'web/parts.css' %}", "{% static 'web/icons.svg' %}"];
addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { credentials: "omit" }))))));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(caches.match(request).then((kept) => fetch(request).catch(() => kept)));
});
