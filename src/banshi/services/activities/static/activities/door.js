/* The door without signal: checks tickets against the signed list on this device, keeps what it saw, and tells the house later. */
(() => {
  const root = document.querySelector("[data-door]");
  if (!root || !window.crypto || !crypto.subtle) return;
  const session = root.dataset.session;
  const words = (code) => root.getAttribute("data-words-" + code) || code;
  const find = (name) => root.querySelector("[data-door-" + name + "]");
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const LETTERS = 144, HEAD = 26, DAY = 86400000, FIRST = Date.UTC(2000, 0, 1), MOST_DAYS = 200;
  const CLOCK = { hour12: false, timeZone: "Asia/Shanghai" };
  const store = "banshi-door-" + session;
  const api = "/api/v1/activities/sessions/" + encodeURIComponent(session);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const bytesOf = (text) => new TextEncoder().encode(text);
  let list = null;
  let state = { device: hex(crypto.getRandomValues(new Uint8Array(8))), sequence: 0, marks: [] };
  try { state = JSON.parse(localStorage.getItem(store)) || state; } catch { /* a damaged note is begun anew */ }

  const keep = () => localStorage.setItem(store, JSON.stringify(state));
  const digest = async (text) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytesOf(text))));
  const hashed = async (value) => (await digest(list.salt + "\n" + value)).slice(0, 32);
  const plain = (name) => name.normalize("NFKC").replace(/\s+/gu, "").toLowerCase();

  function unpack(text) {
    const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
    return Uint8Array.from({ length: bits.length / 8 }, (_, at) => parseInt(bits.slice(at * 8, at * 8 + 8), 2));
  }
  function number(letter, bytes) {
    const day = new Date(FIRST + (bytes[0] * 256 + bytes[1]) * DAY);
    const stamp = [day.getUTCFullYear() % 100, day.getUTCMonth() + 1, day.getUTCDate()].map((part) => String(part).padStart(2, "0")).join("");
    const bits = Array.from(bytes.slice(2), (byte) => byte.toString(2).padStart(8, "0")).join("");
    return letter + stamp + "-" + Array.from({ length: 8 }, (_, at) => ALPHABET[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join("");
  }
  /* true, false, or null where this browser cannot tell: then the list decides alone */
  async function signed(head, signature) {
    const id = hex(head.slice(1, 5));
    const keys = list.keys.map((vkey) => vkey.split("+")).filter((parts) => parts[1] === id);
    if (!keys.length) return "key";
    for (const parts of keys) {
      const material = Uint8Array.from(atob(parts.slice(2).join("+")), (letter) => letter.charCodeAt(0)).slice(1);
      try {
        const key = await crypto.subtle.importKey("raw", material, "Ed25519", false, ["verify"]);
        if (await crypto.subtle.verify("Ed25519", key, signature, bytesOf("banshi ticket/1\n" + hex(head)))) return "";
      } catch { return ""; }
    }
    return "signature";
  }
  const party = (hash) => list.parties.find((each) => each.hash === hash);
  const seen = (hash) => state.marks.some((mark) => mark.hash === hash);

  function standing(hash) {
    const now = Date.now(), found = party(hash);
    if (list.state === "cancelled") return "cancelled";
    if (!found) return "unlisted";
    if (found.in || seen(hash)) return "used";
    return now < Date.parse(list.opens) ? "early" : now >= Date.parse(list.ends) ? "over" : "in";
  }
  async function byTicket(text) {
    const data = unpack(text), head = data.slice(0, HEAD);
    if (head[0] !== 0xb1) return { code: "form" };
    const wrong = await signed(head, data.slice(HEAD));
    if (wrong) return { code: wrong };
    if (number("S", head.slice(5, 12)) !== session) return { code: "other" };
    const hash = await hashed(number("B", head.slice(12, 19)));
    return { code: standing(hash), hash, token: text, seats: head[25] };
  }
  async function byNumber(text) {
    const candidates = /^B\d{6}-/.test(text) ? [text] : Array.from({ length: MOST_DAYS }, (_, ago) => {
      const day = new Date(Date.now() + 8 * 3600000 - ago * DAY);
      return "B" + day.toISOString().slice(2, 10).replaceAll("-", "") + "-" + text;
    });
    for (const each of candidates) {
      const hash = await hashed(each);
      if (party(hash)) return { code: standing(hash), hash, token: "#" + hash, seats: party(hash).seats };
    }
    return { code: "nobody" };
  }
  async function byName(text) {
    const name = await hashed(plain(text)), found = list.parties.filter((each) => each.names.includes(name));
    if (found.length !== 1) return { code: found.length ? "several" : "nobody" };
    return { code: standing(found[0].hash), hash: found[0].hash, token: "#" + found[0].hash, seats: found[0].seats };
  }
  function judged(given) {
    const text = given.trim().toUpperCase();
    if (text.length === LETTERS && /^[0-9A-HJKMNP-TV-Z]+$/.test(text)) return byTicket(text);
    if (/^(B\d{6}-)?[0-9A-HJKMNP-TV-Z]{8}$/.test(text)) return byNumber(text);
    return text ? byName(given.trim()) : { code: "form" };
  }

  function say(code, seats) {
    const said = find("said");
    said.dataset.code = code === "in" ? "in" : ["unlisted", "early", "several"].includes(code) ? "warn" : "bad";
    said.textContent = words(code) + (code === "in" ? " · " + seats + " " + words("people") : "");
    const item = document.createElement("li");
    item.textContent = new Date().toLocaleTimeString("zh-CN", CLOCK) + " " + said.textContent;
    find("log").prepend(item);
  }
  function counts() {
    const waiting = state.marks.filter((mark) => !mark.told).length;
    const inside = list ? list.parties.filter((each) => each.in || seen(each.hash)).reduce((sum, each) => sum + each.seats, 0) : 0;
    const all = list ? list.parties.reduce((sum, each) => sum + each.seats, 0) : 0;
    find("counts").textContent = list
      ? `${words("listed")} ${all} · ${words("inside")} ${inside} · ${words("pending")} ${waiting} · ${words("made")} ${new Date(list.made).toLocaleString("zh-CN", CLOCK)}`
      : words("nolist");
  }
  async function came(given) {
    if (!list) return say("nolist");
    const verdict = await judged(given);
    if (verdict.code === "in" || verdict.code === "unlisted") {
      state.sequence += 1;
      state.marks.push({ sequence: state.sequence, token: verdict.token, at: new Date().toISOString().slice(0, 19) + "Z", act: "in", hash: verdict.hash, told: false });
      keep();
    }
    say(verdict.code, verdict.seats);
    counts();
    return tell();
  }
  let telling = false;
  async function tell() {
    const marks = state.marks.filter((mark) => !mark.told);
    if (telling || !marks.length) return;
    telling = true;
    try {
      const answer = await fetch(api + "/marks", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": root.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ device: state.device, marks: marks.map(({ sequence, token, at, act }) => ({ sequence, token, at, act })) }),
      });
      if (answer.ok) {
        for (const each of await answer.json()) {
          const mark = state.marks.find((one) => one.sequence === each.sequence);
          if (mark) mark.told = true;
          if (each.outcome === "replay") say("replay");
        }
        keep();
      }
    } catch { /* no signal: later */ } finally { telling = false; }
    counts();
  }
  async function load() {
    try {
      const answer = await fetch(api + "/doors", { headers: { Accept: "application/json" } });
      if (answer.ok) {
        list = await answer.json();
        localStorage.setItem(store + "-list", JSON.stringify(list));
      }
    } catch { /* no signal: what was kept */ }
    if (!list) list = JSON.parse(localStorage.getItem(store + "-list") || "null");
    counts();
  }
  async function scan() {
    const camera = find("camera"), detector = new BarcodeDetector({ formats: ["qr_code"] });
    camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    camera.hidden = false;
    await camera.play();
    let last = "";
    setInterval(async () => {
      const [found] = await detector.detect(camera);
      if (found && found.rawValue !== last) { last = found.rawValue; came(last); }
    }, 400);
  }

  root.hidden = false;
  find("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.elements.token;
    came(field.value);
    field.value = "";
    field.focus();
  });
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    find("scan").hidden = false;
    find("scan").addEventListener("click", () => scan().catch(() => { find("scan").hidden = true; }));
  }
  addEventListener("online", () => load().then(tell));
  setInterval(tell, 60000);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker);
  keep();
  load().then(tell);
})();
