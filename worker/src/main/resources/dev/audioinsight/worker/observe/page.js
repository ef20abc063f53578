"use strict";

// Shows /status once a second. Whatever comes from a sender is set as text, never as markup.

const PERIOD_MS = 1000;
const CHART_POINTS = 240;
const RATE_WINDOW = 10;
const MOST_JOBS = 12;

const seen = [];

const byId = (id) => document.getElementById(id);

function text(id, value) {
  const element = byId(id);
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

function number(value) {
  return Math.round(value).toLocaleString("en-US");
}

function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) {
    return seconds.toFixed(1) + " s";
  }
  if (seconds < 120) {
    return Math.round(seconds) + " s";
  }
  if (seconds < 7200) {
    return Math.round(seconds / 60) + " min";
  }
  return (seconds / 3600).toFixed(1) + " h";
}

function cell(value, kind) {
  const td = document.createElement("td");
  td.textContent = value;
  if (kind) {
    td.className = kind;
  }
  return td;
}

function rows(id, all, nothing) {
  const body = byId(id);
  const made = all.map((cells) => {
    const row = document.createElement("tr");
    row.append(...cells);
    return row;
  });
  if (made.length === 0) {
    const row = document.createElement("tr");
    row.append(cell(nothing, "faint"));
    row.firstChild.colSpan = 5;
    made.push(row);
  }
  body.replaceChildren(...made);
}

function failedJobs(status) {
  return Object.values(status.answered.failed).reduce((sum, count) => sum + count, 0);
}

function remember(status) {
  const last = seen[seen.length - 1];
  if (last && last.uptimeMs > status.uptimeMs) {
    seen.length = 0;
  }
  seen.push({
    uptimeMs: status.uptimeMs,
    answered: status.answered.ok + failedJobs(status),
    audioSeconds: status.answered.audioSeconds,
  });
  if (seen.length > CHART_POINTS + 1) {
    seen.shift();
  }
}

function since(first, last, field) {
  const ms = last.uptimeMs - first.uptimeMs;
  return ms <= 0 ? 0 : (1000 * (last[field] - first[field])) / ms;
}

function showHealth(status) {
  const live = status.notLiveBecause.length === 0;
  const ready = status.notReadyBecause.length === 0;
  const state = status.state.toLowerCase();
  text("state", ready ? state : state + (live ? ", not ready" : ", not live"));
  byId("state").className = "chip " + (ready ? "good" : live ? "wait" : "bad");
  byId("troubles").replaceChildren(
    ...status.notReadyBecause.map((reason) => {
      const item = document.createElement("li");
      item.textContent = reason;
      return item;
    }),
  );
}

function showRates(status) {
  const last = seen[seen.length - 1];
  const first = seen[Math.max(0, seen.length - 1 - RATE_WINDOW)];
  const jobs = since(first, last, "answered");
  text("rate", jobs < 10 ? (jobs * 60).toFixed(0) + " / min" : number(jobs) + " / s");
  text("answered", number(status.answered.ok) + " ok, " + number(failedJobs(status)) + " failed");
  text("speed", number(since(first, last, "audioSeconds")) + " ×");
  text("audio", duration(status.answered.audioSeconds * 1000) + " so far");
}

function showUse(status) {
  const running = status.jobs.filter((job) => job.stage === "running").length;
  text("pool", running + " of " + status.threads);
  byId("pool-meter").max = Math.max(1, status.threads);
  byId("pool-meter").value = running;
  text("places", number(status.places.used) + " of " + number(status.places.max));
  byId("places-meter").max = Math.max(1, status.places.max);
  byId("places-meter").value = status.places.used;
  text("backlog", number(status.backlog.jobs) + " jobs");
  const parts = [];
  if (status.backlog.audioSeconds) {
    parts.push("about " + duration(status.backlog.audioSeconds * 1000) + " of audio");
  }
  if (status.backlog.workSeconds && status.threads > 0) {
    parts.push(duration((status.backlog.workSeconds * 1000) / status.threads) + " of work");
  }
  text("backlog-work", parts.join(", "));
}

function showChart() {
  const rates = seen.slice(1).map((point, i) => since(seen[i], point, "answered"));
  const peak = Math.max(0, ...rates);
  text("peak", peak < 10 ? peak.toFixed(1) : number(peak));
  const start = CHART_POINTS - rates.length;
  const d = rates
    .map((rate, i) => {
      const y = 46 - (peak === 0 ? 0 : (44 * rate) / peak);
      return (i === 0 ? "M" : "L") + (start + i) + " " + y.toFixed(1);
    })
    .join("");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", d);
  byId("chart").replaceChildren(path);
}

function showJobs(status) {
  text("jobs-count", status.jobs.length > MOST_JOBS ? "the " + MOST_JOBS + " oldest of " + number(status.jobs.length) : "");
  rows(
    "jobs",
    status.jobs.slice(0, MOST_JOBS).map((job) => [
      cell(job.jobId || "not read yet", job.jobId ? "" : "faint"),
      cell(job.stage, "short"),
      cell(duration(job.ageMs), "number short"),
      cell(String(job.attempt), "number"),
      cell(job.topic + "-" + job.partition + "@" + job.offset, "wide"),
    ]),
    "nothing",
  );
}

function showPartitions(status) {
  rows(
    "partitions",
    status.partitions.map((partition) => {
      const held = partition.commitHeldBackBy;
      const toCome = (partition.endOffset ?? partition.position) - partition.position;
      return [
        cell(partition.topic + "-" + partition.partition, "short"),
        cell(number(Math.max(0, toCome)), "number"),
        cell(number(partition.incomplete), "number"),
        cell(held ? "@" + held.offset + " for " + duration(held.ageMs) : "–"),
        cell(partition.paused ? "paused" : "yes", partition.paused ? "wait short" : ""),
      ];
    }),
    "none assigned",
  );
}

function showFailures(status) {
  const codes = Object.entries(status.answered.failed);
  text("codes", codes.map(([code, count]) => code + " " + number(count)).join(", "));
  rows(
    "failures",
    status.lastFailures.map((failure) => [
      cell(new Date(failure.at).toLocaleTimeString(), "short"),
      cell(failure.code, "short"),
      cell(failure.jobId),
      cell(failure.message),
    ]),
    "none since the start",
  );
}

function show(status) {
  remember(status);
  text("worker", status.worker);
  text("version", [status.version, "up " + duration(status.uptimeMs)].filter(Boolean).join(", "));
  showHealth(status);
  showRates(status);
  showUse(status);
  showChart();
  showJobs(status);
  showPartitions(status);
  showFailures(status);
  rows("models", Object.entries(status.models).map((model) => model.map((part) => cell(part))), "being loaded");
}

function showSilence() {
  text("state", "no answer from the worker");
  byId("state").className = "chip bad";
}

async function refresh() {
  if (!document.hidden) {
    try {
      const response = await fetch("status", { cache: "no-store" });
      show(await response.json());
    } catch (e) {
      showSilence();
    }
  }
  setTimeout(refresh, PERIOD_MS);
}

refresh();
