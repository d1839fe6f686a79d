"""Score readings of promised timelines against annotated sentences.

A gold row is {"id", "text", "timeline", "window"[, "group"]}: the words that promise a day, null where none are, and
[earliest, latest], null where the words name no date. A prediction is {"id", "timeline", "window"}.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.errors import InputError

Row = Mapping[str, Any]  # Any: JSON


def score_phrases(gold: Sequence[Row], predictions: Iterable[Row]) -> dict[str, float]:
    """The figures of one run.

    det_precision, det_recall, det_f1: a sentence with gold words is found where the predicted words overlap them.
    latest: share of gold windows whose last day is exactly right (missing is wrong); both: the first day too, both starts
    moved up to the anchor. fp: windows given on sentences that promise nothing. cond_ok of cond: words without a date that
    were rightly left without a window. window_precision: exactly right last days of all windows given.
    Shares are between 0 and 1, and 0 where there is nothing to count.
    """
    by_id = {one["id"]: one for one in predictions}
    counts = dict.fromkeys(
        ("spoke", "gave", "pos", "found", "win", "latest", "both", "dis", "fp", "cond", "cond_ok"), 0
    )
    for row in gold:
        for name, value in _judge(row, by_id.get(row["id"], {})).items():
            counts[name] += value
    precision = _share(counts["found"], counts["spoke"])
    recall = _share(counts["found"], counts["pos"])
    return {
        "n": len(gold),
        "positives": counts["pos"],
        "with_window": counts["win"],
        "distractors": counts["dis"],
        "det_precision": precision,
        "det_recall": recall,
        "det_f1": _share(2 * precision * recall, precision + recall),
        "latest": _share(counts["latest"], counts["win"]),
        "both": _share(counts["both"], counts["win"]),
        "window_precision": _share(counts["latest"], counts["gave"]),
        "fp": counts["fp"],
        "cond": counts["cond"],
        "cond_ok": counts["cond_ok"],
    }


def _judge(gold: Row, found: Row) -> dict[str, int]:
    """What one sentence adds to the counts."""
    window, words = found.get("window"), found.get("timeline")
    gave = bool(window)
    out = {"spoke": int(gave or bool(words)), "gave": int(gave)}
    if not gold.get("timeline"):
        return {**out, "dis": 1, "fp": int(gave)}
    out |= {"pos": 1, "found": int(_overlap(gold["text"], gold["timeline"], words))}
    if not gold.get("window"):
        return {**out, "cond": 1, "cond_ok": int(not gave)}
    out["win"] = 1
    if window and window[1] == gold["window"][1]:
        out["latest"] = 1
        out["both"] = int(max(window[0], gold["anchor"]) == max(gold["window"][0], gold["anchor"]))
    return out


def _overlap(text: str, left: str, right: str | None) -> bool:
    """Whether some place of the one share a character with some place of the other."""
    if not right:
        return False
    spans = [_places(text.lower(), words.lower().strip()) for words in (left, right)]
    return any(a < d and c < b for a, b in spans[0] for c, d in spans[1])


def _places(text: str, words: str) -> list[tuple[int, int]]:
    found, at = [], text.find(words)
    while at >= 0 and words:
        found.append((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON Lines file. Raises InputError that names the line."""
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(str(path), error.strerror or str(error), "check the path") from error
    for number, line in enumerate(lines, 1):
        try:
            rows.append(json.loads(line))
        except ValueError as error:
            raise InputError(f"{path}:{number}", f"is no JSON: {error}", "mend that line") from error
    return rows
