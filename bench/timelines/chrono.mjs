// chrono-node over sentences: node chrono.mjs PHRASES.jsonl > predictions.jsonl (see peer.py for what goes in and out)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const chrono = createRequire(process.cwd() + "/")("chrono-node");

const rows = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean).map(JSON.parse);
const asked = rows.map((row) => ({ ...row, base: new Date(row.anchor + "T09:00:00Z") }));
const day = (parts) => [parts.get("year"), parts.get("month"), parts.get("day")].map((n) => String(n).padStart(2, "0")).join("-");

function read(row) {
  const parser = row.country === "USA" ? chrono.en.casual : chrono.en.GB;
  for (const found of parser.parse(row.text, { instant: row.base, timezone: 0 }, { forwardDate: true })) {
    const window = [day(found.start), day(found.end ?? found.start)];
    if (window[1] >= row.anchor) return { id: row.id, timeline: found.text, window };
  }
  return { id: row.id, timeline: null, window: null };
}

for (const row of asked) console.log(JSON.stringify(read(row)));
const spent = (since) => { const used = process.cpuUsage(since); return (used.user + used.system) / 1e6; };
const started = process.cpuUsage();
let done = 0;
while (spent(started) < 1) for (const row of asked) { read(row); done += 1; }
console.log(JSON.stringify({ sentences: done, seconds: spent(started) }));
