"""From the store through the pure core back to the store: store what came in, read what is queued, settle, rebuild, check.

Only this package (and bulk) sees both sides. Reading and settling happen outside the write lock; the lock is taken to store
the result, and only if the facts are still those that were read. A crash between two steps loses nothing: what is stored
and not read stays queued, and what is read and not settled is settled by the next run.
"""

from __future__ import annotations

from tracker.pipeline.checking import check
from tracker.pipeline.deciding import decisions, save_decisions
from tracker.pipeline.reading import Tally, Tell, ingest, read_queue, store_arrivals
from tracker.pipeline.rebuilding import rebuild
from tracker.pipeline.settling import make_ledger, settle, view_known_at

__all__ = [
    "Tally",
    "Tell",
    "check",
    "decisions",
    "ingest",
    "make_ledger",
    "read_queue",
    "rebuild",
    "save_decisions",
    "settle",
    "store_arrivals",
    "view_known_at",
]
