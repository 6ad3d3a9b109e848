{% load static %}/* Keeps the door pages that were opened, their list and their files, so that the door works without signal. The list names nobody. */
const KEPT = "banshi-doors-1";
const FILES = ["{% static 'web/tokens.css' %}", "{% static 'web/base.css' %}", "{% static 'web/controls.css' %}", "{% static 'web/parts.css' %}", "{% static 'web/record.css' %}", "{% static 'web/icons.svg' %}", "{% static 'web/web.js' %}", "{% static 'activities/activities.css' %}", "{% static 'activities/door.js' %}"];
const LIST = /^\/api\/v1\/activities\/sessions\/[^/]+\/doors$/;
addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
async function fresh(request) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(request.url, answer.clone());
    return answer;
  } catch (lost) {
    const kept = await cache.match(request.url);
    if (kept) return kept;
    throw lost;
  }
}
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" || LIST.test(pathname) || FILES.includes(pathname) || pathname.startsWith("/static/")) event.respondWith(fresh(request));
});
