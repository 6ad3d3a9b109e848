/* The ten-minute circle on the device: the same answer as the server's, from the same table, without telling anybody where one is.
   Files: engine/table.py and engine/pocket.py say how they are written. */
(() => {
  "use strict";
  const RADIAN = Math.PI / 180;
  const LINE_FEED = 10;
  const KEPT = "banshi-map-1";
  const PATIENCE = 4000; // milliseconds for a weak signal, then the copy on the device is taken

  /* A file from the server, else the copy that is kept here. */
  async function file(url) {
    const cache = "caches" in window ? await caches.open(KEPT) : null;
    try {
      const answer = await fetch(url, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(String(answer.status));
      if (cache) await cache.put(url, answer.clone());
      return answer;
    } catch (lost) {
      const kept = cache && await cache.match(url);
      if (kept) return kept;
      throw lost;
    }
  }

  async function inflated(answer, magic) {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) throw new Error("other format");
    const stream = new Blob([bytes.subarray(8)]).stream().pipeThrough(new DecompressionStream("deflate"));
    const all = new Uint8Array(await new Response(stream).arrayBuffer());
    const feed = all.indexOf(LINE_FEED);
    return [JSON.parse(new TextDecoder().decode(all.subarray(0, feed))), all.subarray(feed + 1)];
  }

  function readTable([head, body]) {
    let at = 0;
    const next = () => {
      let value = 0, shift = 1, byte;
      do { byte = body[at++]; value += (byte & 127) * shift; shift *= 128; } while (byte > 127);
      return value;
    };
    const rows = head.places.map(() => {
      const count = next(), vertex = new Int32Array(count), seconds = new Uint16Array(count);
      let sum = 0;
      for (let i = 0; i < count; i++) vertex[i] = sum += next();
      sum = 0;
      for (let i = 0; i < count; i++) { const folded = next(); seconds[i] = sum += folded % 2 ? -(folded + 1) / 2 : folded / 2; }
      return { vertex, seconds };
    });
    const from = new Int32Array(head.vertices + 1);
    for (const row of rows) for (const vertex of row.vertex) from[vertex + 1]++;
    for (let i = 0; i < head.vertices; i++) from[i + 1] += from[i];
    const place = new Int32Array(from[head.vertices]), seconds = new Uint16Array(from[head.vertices]), fill = from.slice();
    rows.forEach((row, number) => row.vertex.forEach((vertex, i) => { const to = fill[vertex]++; place[to] = number; seconds[to] = row.seconds[i]; }));
    const stands = head.places.map(([code, edge, along, away]) => ({ code, edge: edge ?? -1, along, away }));
    return { limit: head.limit, network: head.network, stands, from, place, seconds };
  }

  const KINDS = { i4: Int32Array, f4: Float32Array, u1: Uint8Array };
  function readStreets([head, body]) {
    const found = { ...head };
    let at = 0;
    for (const [name, kind, count] of head.arrays) {
      const Kind = KINDS[kind], size = count * Kind.BYTES_PER_ELEMENT;
      found[name] = new Kind(body.slice(at, at + size).buffer);
      at += size;
    }
    for (const name of ["lon", "lat"]) { const values = found[name]; for (let i = 1; i < values.length; i++) values[i] += values[i - 1]; }
    const flat = Math.sqrt(head.eccentricity), scale = head.equator * RADIAN;
    found.north = (lat) => { const sine = Math.sin(lat * RADIAN); return head.equator * (Math.atanh(sine) - flat * Math.atanh(flat * sine)); };
    found.x = Float64Array.from(found.lon, (each) => each / head.scale * scale);
    found.y = Float64Array.from(found.lat, (each) => found.north(each / head.scale));
    return found;
  }

  /* Metres of a degree to the east and to the north. */
  function degree(streets, lat) {
    const angle = lat * RADIAN, flat = 1 - streets.eccentricity * Math.sin(angle) ** 2;
    return [streets.equator * Math.cos(angle) / Math.sqrt(flat) * RADIAN, streets.equator * (1 - streets.eccentricity) / flat ** 1.5 * RADIAN];
  }

  function between(streets, one, other) {
    const lon = streets.lon[one] / streets.scale, lat = streets.lat[one] / streets.scale, lon2 = streets.lon[other] / streets.scale, lat2 = streets.lat[other] / streets.scale;
    const [east, north] = degree(streets, (lat + lat2) / 2);
    return Math.hypot((lon2 - lon) * east, (lat2 - lat) * north);
  }

  /* The nearest point of the nearest street; null where none is near. */
  function snap(streets, lon, lat) {
    const px = lon * streets.equator * RADIAN, py = streets.north(lat);
    let best = Infinity, street = -1, segment = -1, share = 0;
    for (let number = 0; number < streets.edge.length; number++) {
      for (let i = streets.shape[number]; i < streets.shape[number + 1] - 1; i++) {
        const dx = streets.x[i + 1] - streets.x[i], dy = streets.y[i + 1] - streets.y[i], ox = px - streets.x[i], oy = py - streets.y[i];
        const long = dx * dx + dy * dy, gone = long ? Math.min(Math.max((ox * dx + oy * dy) / long, 0), 1) : 0;
        const away = (ox - gone * dx) ** 2 + (oy - gone * dy) ** 2;
        if (away < best) { best = away; street = number; segment = i; share = gone; }
      }
    }
    const away = Math.sqrt(best) * degree(streets, lat)[0] / (streets.equator * RADIAN);
    if (street < 0 || !(away <= streets.farthest)) return null;
    let along = 0;
    for (let i = streets.shape[street]; i < segment; i++) along += between(streets, i, i + 1);
    along = Math.min(along + share * between(streets, segment, segment + 1), streets.metres[street]);
    return { street, edge: streets.edge[street], along, away, offNetwork: away > streets.off_network };
  }

  /* As Python rounds: halves to the even number. */
  const rounded = (value) => { const low = Math.floor(value), part = value - low; return part > 0.5 || (part === 0.5 && low % 2) ? low + 1 : low; };

  /* Places reached within so many minutes at a walking speed, nearest first; null where no street is near. */
  function near({ table, streets }, lon, lat, minutes = 10, kmh = streets.kmh) {
    const origin = snap(streets, lon, lat);
    if (!origin) return null;
    const slow = streets.kmh / kmh, seconds = minutes * 60, limit = seconds / slow + 0.5, found = new Map();
    const pace = streets.pace[origin.street], ways = streets.ways[origin.street], walked = origin.away * streets.walked;
    table.stands.forEach((stand, number) => {
      const ahead = stand.along >= origin.along;
      if (stand.edge === origin.edge && ways & (ahead ? 1 : 2)) found.set(number, Math.abs(stand.along - origin.along) * pace + (origin.away + stand.away) * streets.walked);
    });
    const leave = (vertex, go) => {
      for (let i = table.from[vertex]; i < table.from[vertex + 1]; i++) {
        const total = go + table.seconds[i];
        if (total <= limit && total < (found.get(table.place[i]) ?? limit + 1)) found.set(table.place[i], total);
      }
    };
    if (ways & 1) leave(streets.end[origin.street], walked + (streets.metres[origin.street] - origin.along) * pace);
    if (ways & 2) leave(streets.start[origin.street], walked + origin.along * pace);
    const reached = [...found].map(([number, time]) => [time * slow, number]).filter(([time]) => time <= seconds + 0.5);
    reached.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    return { offNetwork: origin.offNetwork, away: origin.away, places: reached.map(([time, number]) => ({ code: table.stands[number].code, seconds: rounded(time) })) };
  }

  /* Everything that is needed, from the server or from the device. */
  async function load({ reach, streets, places }) {
    const [one, other, list] = await Promise.all([file(reach), file(streets), file(places)]);
    const map = { table: readTable(await inflated(one, "BSREACH1")), streets: readStreets(await inflated(other, "BSFOOT01")), places: await list.json() };
    if (map.table.network !== map.streets.network) throw new Error("two maps");
    map.byCode = new Map(map.places.places.map((place) => [place.code, place]));
    return map;
  }

  window.banshiMap = { load, near, KEPT };
})();
