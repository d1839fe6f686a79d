"""Puts Datasette together with the project's pages, closed by default."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tracker.web.guard import DATABASE
from tracker.web.site import Site

_HERE = Path(__file__).resolve().parent
SETTINGS = {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_csv_stream": False,  # it asks page by page with ever larger offsets; our own tables stream instead
    "suggest_facets": False,
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 600,
    "default_facet_size": 20,
    "truncate_cells_html": 400,
    "default_cache_ttl": 0,  # an overdue flag that has been lifted must not be shown from a cache
}


def make(path: Path, today: Callable[[], dt.date]) -> Any:
    """The web view of a database as a Datasette; `.app()` is the ASGI application.

    The file may be missing or empty: the pages then say what to do next. `today` gives the day that "now" means.
    """
    from datasette.app import Datasette
    from datasette.plugins import pm

    from tracker.web import pages, plugin
    from tracker.web.database import Views

    if not pm.is_registered(plugin):
        pm.register(plugin, name="tracker")
    datasette = Datasette(
        files=[],
        settings=SETTINGS,
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
        metadata={"title": "Minerals ledger"},
    )
    datasette.remove_database("_memory")
    datasette.add_database(Views(datasette, path=str(path)), name=DATABASE)
    site = plugin.SITES[datasette] = Site(path, today)
    threading.Thread(target=pages.prepare, args=(site,), name="front page", daemon=True).start()
    return datasette
