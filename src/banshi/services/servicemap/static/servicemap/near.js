/* The page's part: where somebody is stays on the device; the list is made here, also without signal. */
(() => {
  "use strict";
  const box = document.querySelector("[data-near]");
  if (!box || !window.banshiMap || !("DecompressionStream" in window)) return;
  const { words } = { words: box.dataset };
  const NOTE = "banshi.map";
  const list = box.querySelector("[data-near-list]"), said = box.querySelector("[data-near-said]"), from = box.querySelector("[data-near-from]");
  const files = box.dataset.reach ? { reach: box.dataset.reach, streets: box.dataset.streets, places: box.dataset.places } : kept();
  let map;

  function kept() { try { return JSON.parse(localStorage.getItem(NOTE) || "null"); } catch { return null; } }
  function note() { try { localStorage.setItem(NOTE, JSON.stringify(files)); } catch { /* storage refused: the page works online */ } }
  const say = (text) => { said.textContent = text; said.hidden = !text; };
  async function ready() {
    map ??= await banshiMap.load(files);
    note();
    return map;
  }
  const made = (tag, text, name) => { const element = document.createElement(tag); if (text) element.textContent = text; if (name) element.className = name; return element; };
  const minutes = (seconds) => words.wordsMinutes.replace("{n}", Math.max(Math.round(seconds / 60), 1));
  const clock = (minute) => `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

  /* Open or not, from the days that came with the list; local time of the office. */
  function hours(place) {
    const now = new Date(Date.now() + 8 * 3600e3), today = now.toISOString().slice(0, 10), minute = now.getUTCHours() * 60 + now.getUTCMinutes();
    const day = place.days.find(([date]) => date === today);
    if (!day) return "";
    const spans = day[1], text = spans.length ? spans.map(([start, end]) => `${clock(start)}–${clock(end)}`).join(" ") : words.wordsRest;
    return `${spans.some(([start, end]) => start <= minute && minute < end) ? words.wordsOpen : words.wordsShut} · ${words.wordsToday} ${text}`;
  }

  function line({ code, seconds }, number) {
    const place = map.byCode.get(code), item = made("li"), entry = made("div", "", "entry place-line"), what = made("p", "", "entry-what");
    if (!place) return null;
    const badge = made("span", String(number), `place-number map-pin-${place.tier}`), link = made("a", place.name);
    badge.setAttribute("aria-hidden", "true");
    link.href = place.url;
    what.append(badge, link, " ", made("strong", minutes(seconds), "place-minutes"));
    entry.append(what, made("p", `${place.kind} · ${hours(place)}`, "small soft"));
    if (place.phone) { const call = made("p", "", "small"), dial = made("a", place.said); dial.href = `tel:${place.phone}`; call.append(dial); entry.append(call); }
    item.dataset.code = code;
    item.dataset.seconds = seconds;
    item.append(entry);
    return item;
  }

  async function show(lon, lat) {
    say(words.wordsWait);
    try { await ready(); } catch { say(words.wordsLost); return; }
    const asked = box.querySelector("[data-near-ask]"), limit = Number(asked?.elements.minutes.value || 10), kmh = Number(asked?.elements.pace.value || map.streets.kmh);
    const found = banshiMap.near(map, lon, lat, limit, kmh);
    list.replaceChildren();
    if (!found) { say(words.wordsOff); return; }
    found.places.forEach((each, at) => { const row = line(each, at + 1); if (row) list.append(row); });
    list.hidden = !found.places.length;
    say((found.places.length ? words.wordsFound : words.wordsNone).replace("{n}", found.places.length));
    last = [lon, lat];
  }
  let last = null;

  const mine = box.querySelector("[data-near-mine]");
  mine.addEventListener("click", () => {
    if (!("geolocation" in navigator)) { say(words.wordsNowhere); return; }
    say(words.wordsWait);
    navigator.geolocation.getCurrentPosition(({ coords }) => show(coords.longitude, coords.latitude), () => say(words.wordsNowhere), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
  box.querySelector("[data-near-keep]")?.addEventListener("click", async () => {
    say(words.wordsWait);
    try { await ready(); say(words.wordsKept); } catch { say(words.wordsLost); }
  });
  box.querySelector("[data-near-ask]")?.addEventListener("change", (event) => { if (last && event.target !== from) show(...last); });

  /* A tap on the picture is a position, too; it stays here as well. */
  const frame = document.querySelector("[data-map-frame]");
  frame?.addEventListener("click", (event) => {
    const edges = frame.getBoundingClientRect(), [west, south, east, north] = frame.dataset.box.split(",").map(Number);
    show(west + (event.clientX - edges.left) / edges.width * (east - west), north - (event.clientY - edges.top) / edges.height * (north - south));
  });

  /* Without signal: set out from a place on the list. */
  if (from && files) ready().then(() => {
    for (const place of map.places.places) { const option = made("option", place.name); option.value = place.code; from.append(option); }
    from.addEventListener("change", () => { const place = map.byCode.get(from.value); if (place) show(place.lon, place.lat); });
  }).catch(() => say(words.wordsLost));
  else if (from) say(words.wordsLost);

  box.hidden = false;
  if ("serviceWorker" in navigator && box.dataset.mapWorker) navigator.serviceWorker.register(box.dataset.mapWorker);
})();
