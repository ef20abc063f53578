"use strict";

// A sender's text is set as text, never as markup.

const PAGE = 100;
const BIN_DB = 5;
const TOP_DB = 40;
const VOICES = 6;

const results = JSON.parse(document.getElementById("data").textContent);

const columns = [
  { title: "Job", key: (r) => r.id },
  { title: "Length", key: (r) => r.ms, number: true, show: (r) => duration(r.ms) },
  { title: "Speech", key: (r) => share(r), number: true, show: (r) => percent(share(r)) },
  { title: "SNR, dB", key: (r) => r.snr, number: true, show: decibels },
  { title: "90 %", key: (r) => (r.snr === undefined ? undefined : r.high - r.low), number: true, show: interval },
  { title: "Speakers", key: (r) => r.count, number: true, show: (r) => (r.count === undefined ? "" : String(r.count)) },
  { title: "Confidence", key: (r) => r.confidence, number: true, show: (r) => percent(r.confidence) },
  { title: "Remark", key: remark },
];

let sorted = { column: -1, up: true };
let open = new Set();
let limit = PAGE;

const byId = (id) => document.getElementById(id);

function element(name, className, content) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (content !== undefined) {
    made.textContent = content;
  }
  return made;
}

function shape(name, attributes, content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (content !== undefined) {
    made.textContent = content;
  }
  return made;
}

function duration(ms) {
  if (ms === undefined || ms === null) {
    return "";
  }
  const seconds = Math.round(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? hours + ":" + two(minutes) + ":" + two(seconds % 60) : minutes + ":" + two(seconds % 60);
}

function percent(part) {
  return part === undefined ? "" : Math.round(100 * part) + " %";
}

function share(r) {
  return r.speechMs === undefined || !r.ms ? undefined : Math.min(1, r.speechMs / r.ms);
}

function decibels(r) {
  if (r.snr === undefined) {
    return "";
  }
  return (r.reason === "NOISE_BELOW_RESOLUTION" ? "≥ " : "") + r.snr.toFixed(1);
}

function interval(r) {
  return r.snr === undefined ? "" : r.low.toFixed(1) + " to " + r.high.toFixed(1);
}

function remark(r) {
  if (r.code) {
    return r.code + (r.message ? ": " + r.message : "");
  }
  return [r.truncated ? "truncated" : "", r.reason || ""].filter(Boolean).join(", ");
}

function median(values) {
  const up = [...values].sort((a, b) => a - b);
  const half = Math.floor(up.length / 2);
  return up.length % 2 ? up[half] : (up[half - 1] + up[half]) / 2;
}

function tiles() {
  const failed = results.filter((r) => r.code).length;
  const measured = results.filter((r) => r.snr !== undefined).map((r) => r.snr);
  const total = (key) => results.reduce((sum, r) => sum + (r[key] || 0), 0);
  const all = [
    ["Recordings", results.length.toLocaleString("en-US"), failed + " failed"],
    ["Audio", duration(total("ms")), duration(total("speechMs")) + " of speech"],
    ["Median SNR", measured.length ? median(measured).toFixed(1) + " dB" : "–", measured.length + " measured"],
    ["Truncated", String(results.filter((r) => r.truncated).length), "read as far as they go"],
  ];
  byId("tiles").replaceChildren(
    ...all.map(([title, value, more]) => {
      const tile = element("div", "tile");
      tile.append(element("h2", "", title), element("p", "value", value), element("p", "faint", more));
      return tile;
    }),
  );
}

function bars(id, all) {
  const svg = byId(id);
  svg.setAttribute("viewBox", "0 0 320 120");
  const most = all.reduce((max, bar) => Math.max(max, bar.value), 1);
  const step = 320 / Math.max(1, all.length);
  all.forEach((bar, i) => {
    const height = (84 * bar.value) / most;
    const middle = (i + 0.5) * step;
    const width = Math.min(40, step * 0.8);
    svg.append(
      shape("rect", { class: bar.none ? "none" : "column", x: middle - width / 2, y: 100 - height, width, height }),
      shape("text", { x: middle, y: 114 }, bar.label),
      shape("text", { x: middle, y: 96 - height }, bar.value ? String(bar.value) : ""),
    );
  });
}

function charts() {
  const binOf = (db) => Math.floor(Math.min(TOP_DB, db) / BIN_DB);
  const snr = results.filter((r) => r.snr !== undefined).map((r) => binOf(r.snr));
  const lowest = snr.reduce((a, b) => Math.min(a, b), Infinity);
  const highest = snr.reduce((a, b) => Math.max(a, b), -Infinity);
  const columnsOf = [];
  for (let bin = lowest; bin <= highest; bin++) {
    const label = bin * BIN_DB === TOP_DB ? TOP_DB + "+" : String(bin * BIN_DB);
    columnsOf.push({ label, value: snr.filter((b) => b === bin).length });
  }
  const none = results.filter((r) => !r.code && r.snr === undefined && r.reason).length;
  bars("snr", none ? [...columnsOf, { label: "none", value: none, none: true }] : columnsOf);
  const counts = results.filter((r) => r.count !== undefined).map((r) => r.count);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  bars("count", counts.length ? Array.from({ length: most + 1 }, (_, n) => ({ label: String(n), value: counts.filter((c) => c === n).length })) : []);
}

function timeline(r) {
  const lanes = r.names.length;
  const height = 14 * lanes + 16;
  const svg = shape("svg", { viewBox: "0 0 640 " + height, role: "img", "aria-label": "Who speaks when" });
  const x = (ms) => 40 + (590 * ms) / Math.max(1, r.ms);
  r.names.forEach((name, lane) => {
    svg.append(
      shape("text", { class: "name", x: 34, y: 14 * lane + 10 }, name),
      shape("rect", { class: "lane", x: 40, y: 14 * lane, width: 590, height: 11 }),
    );
  });
  r.turns.forEach(([start, end, voice]) => {
    svg.append(shape("rect", { class: "voice-" + (voice % VOICES), x: x(start), y: 14 * voice, width: Math.max(0.5, x(end) - x(start)), height: 11 }));
  });
  [0, 0.25, 0.5, 0.75, 1].forEach((part) => {
    const text = { x: 40 + 590 * part, y: height - 3, ...(part === 1 && { class: "end" }) };
    svg.append(shape("text", text, duration(part * r.ms)));
  });
  return svg;
}

function jobCell(r) {
  const cell = element("td");
  if (!r.turns || r.turns.length === 0) {
    cell.textContent = r.id;
    return cell;
  }
  const button = element("button", "", r.id);
  button.type = "button";
  button.setAttribute("aria-expanded", String(open.has(r)));
  button.addEventListener("click", () => {
    if (!open.delete(r)) {
      open.add(r);
    }
    table();
  });
  cell.append(button);
  return cell;
}

function row(r) {
  const made = element("tr");
  made.append(
    jobCell(r),
    ...columns.slice(1).map((column) => {
      const kind = column.number ? "number" : r.code ? "bad" : "";
      return element("td", kind, (column.show || column.key)(r));
    }),
  );
  if (!open.has(r)) {
    return [made];
  }
  const below = element("tr");
  const cell = element("td");
  cell.colSpan = columns.length;
  cell.append(timeline(r));
  below.append(cell);
  return [made, below];
}

function matching() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const all = results.filter((r) => (r.id + " " + remark(r)).toLowerCase().includes(wanted));
  if (sorted.column >= 0) {
    const key = columns[sorted.column].key;
    const way = sorted.up ? 1 : -1;
    all.sort((a, b) => compare(key(a), key(b), way));
  }
  return all;
}

/** What has no value comes last, whichever way. */
function compare(a, b, way) {
  const nothing = (value) => value === undefined || value === null || value === "";
  if (nothing(a) || nothing(b)) {
    return nothing(a) - nothing(b);
  }
  return way * (typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true }));
}

function head() {
  byId("head").replaceChildren(
    ...columns.map((column, i) => {
      const th = element("th", column.number ? "number" : "");
      const mark = sorted.column !== i ? "" : sorted.up ? " ↑" : " ↓";
      const button = element("button", "", column.title + mark);
      button.type = "button";
      button.addEventListener("click", () => {
        sorted = { column: i, up: sorted.column === i ? !sorted.up : true };
        head();
        table();
      });
      if (sorted.column === i) {
        th.setAttribute("aria-sort", sorted.up ? "ascending" : "descending");
      }
      th.append(button);
      return th;
    }),
  );
}

function table() {
  const all = matching();
  byId("shown").textContent = Math.min(limit, all.length) + " of " + all.length + " shown";
  byId("rows").replaceChildren(...all.slice(0, limit).flatMap(row));
  byId("more").hidden = all.length <= limit;
}

byId("filter").addEventListener("input", () => {
  limit = PAGE;
  table();
});
byId("more").addEventListener("click", () => {
  limit += 10 * PAGE;
  table();
});

if (results.length <= 5) {
  results.filter((r) => r.turns && r.turns.length > 0).forEach((r) => open.add(r));
}
tiles();
charts();
head();
table();
