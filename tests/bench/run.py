"""`make bench`: every benchmark of speed, one table of ratios. BENCH=full runs the large sizes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import backfill
import extraction
import ledgers
from harness import Row, report

rooms = {
    "extraction": extraction.rows,
    "backfill": backfill.rows,
    "ingest": ledgers.ingest_rows,
    "queries": ledgers.query_rows,
    "start": ledgers.start_rows,
}
wanted = sys.argv[1:] or list(rooms)
made: list[Row] = []
for room in wanted:
    print(f"{room} ...", file=sys.stderr, flush=True)
    made += rooms[room]()
report("bench", made, readme=wanted == list(rooms))
sys.exit(not all(row.met for row in made))
