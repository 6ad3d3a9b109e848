/* Replays the draw of this page on the reader's own device. The page works without it. */
(() => {
  "use strict";
  const place = document.querySelector("[data-replays]");
  if (!place || !globalThis.crypto?.subtle) return; // browsers give it to https and to this machine only
  place.hidden = false;
  const button = place.querySelector("button"), said = place.querySelector("[role=status]");

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const sha = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
  const hmac = async (raw) => {
    const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return async (bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes));
  };

  /* RFC 8785 for what the file of a draw can hold. */
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value !== null && typeof value === "object") return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    return JSON.stringify(value);
  };

  const draw = async (rows, spec, seed, values) => {
    const terms = { algorithm: "banshi-draw/1", list_hash: await sha(utf8(canonical(rows))), public: values, spec };
    const block = await hmac(await (await hmac(fromHex(seed)))(utf8(canonical(terms))));
    let throws = 0n;
    const below = async (faces) => {
      const bits = BigInt((faces - 1n).toString(2).length) * (faces > 1n ? 1n : 0n);
      for (;;) {
        const counter = new DataView(new ArrayBuffer(8));
        counter.setBigUint64(0, throws);
        throws += 1n;
        const number = BigInt(`0x${hex(await block(counter.buffer))}`) >> (256n - bits);
        if (number < faces) return Number(number);
      }
    };
    const result = [];
    for (const quota of spec.quotas) {
      const here = rows.filter((row) => row.stratum === quota.stratum);
      const musts = here.filter((row) => row.must), box = here.filter((row) => !row.must);
      result.push(...musts.map((row) => row.token));
      let tickets = box.reduce((sum, row) => sum + row.weight, 0);
      for (let pick = musts.length; pick < quota.count; pick++) {
        let ticket = await below(BigInt(tickets)), at = 0;
        if (tickets === box.length) at = ticket; // one ticket each
        else for (; ticket >= box[at].weight; at++) ticket -= box[at].weight;
        const [drawn] = box.splice(at, 1);
        tickets -= drawn.weight;
        result.push(drawn.token);
      }
    }
    return result;
  };

  const right = async (file) => {
    const first = file.ledger[0], terms = first.entry.body, end = file.ledger.at(-1).entry.body;
    if (await sha(utf8(canonical(first.entry))) !== first.hash) return false;
    if (await sha(utf8(canonical(file.list))) !== terms.list_hash) return false;
    if (await sha(fromHex(end.seed)) !== terms.seed_hash) return false;
    const values = [first.hash, `${end.checkpoint.split("\n\n")[0]}\n`, end.external];
    return canonical(await draw(file.list, terms.spec, end.seed, values)) === canonical(file.result);
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await fetch(place.dataset.replays);
      said.textContent = await right(await answer.json()) ? place.dataset.right : place.dataset.wrong;
    } catch { said.textContent = place.dataset.failed; }
    button.disabled = false;
  });
})();
