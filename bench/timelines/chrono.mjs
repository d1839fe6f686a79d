// chrono-node over sentences: node chrono.mjs PHRASES.jsonl > predictions.jsonl (see peer.py for what goes in and out)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const chrono = createRequire(process.cwd() + "/")("chrono-node");

const rows = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean).map(JSON.parse);
const asked = rows.map((row) => ({ ...row, base: new Date(row.anchor + "T09:00:00Z") }));
const day = (parts) => [parts.get("year"), parts.get("month"), parts.get("day")].map((n) => String(n).padStart(2, "0")).join("-");

// a month or year without a day lasts to its end: that is the day an act is due
function lastDay(parts) {
  if (parts.isCertain("day") || parts.isCertain("weekday") || !parts.isOnlyDate() ) return day(parts);
  if (parts.isCertain("month")) {
    const [year, month] = [parts.get("year"), parts.get("month")];
    return day({ get: (part) => ({ year, month, day: new Date(Date.UTC(year, month, 0)).getUTCDate() })[part] });
  }
  return parts.isCertain("year") ? `${parts.get("year")}-12-31` : day(parts);
}

function read(row) {
  const parser = row.country === "USA" ? chrono.en.casual : chrono.en.GB;
  for (const found of parser.parse(row.text, { instant: row.base, timezone: 0 }, { forwardDate: true })) {
    const window = [day(found.start), lastDay(found.end ?? found.start)];
    if (window[1] >= row.anchor) return { id: row.id, timeline: found.text, window };
  }
  return { id: row.id, timeline: null, window: null };
}

const spent = (since) => { const used = process.cpuUsage(since); return (used.user + used.system) / 1e6; };
let started = process.cpuUsage();
const answers = asked.map(read);
const once = asked.length / spent(started);
for (const answer of answers) console.log(JSON.stringify(answer));
started = process.cpuUsage();
let done = 0;
while (spent(started) < 1) for (const row of asked) { read(row); done += 1; }
console.log(JSON.stringify({ once, warm: done / spent(started) }));
