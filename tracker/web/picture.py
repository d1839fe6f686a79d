"""The timeline picture inside a page: drawn once for the same rows and day, and coloured by the page's own style sheet."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from tracker.report.chartrows import Group

_KEPT = 64


class Pictures:
    """Drawn pictures by what they show; drawing takes a tenth of a second to a second."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def draw(
        self,
        rows: Sequence[Mapping[str, Any]],
        as_of: dt.date,
        put_off: Mapping[str, Sequence[dt.date]],
        group: str = "parties",
    ) -> str:
        """The picture as SVG text. Call in a thread."""
        key = hashlib.sha256(json.dumps([rows, as_of, put_off, group], default=str).encode()).hexdigest()
        with self._lock:  # one drawing at a time: the library that draws has one engine
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
            from tracker.report import chart

            spec = chart.timeline_spec(rows, as_of, group=cast("Group", group), put_off=put_off)
            svg = chart.render(spec, "svg").decode()
            self._drawn[key] = svg
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
            return svg
