"""The database as Datasette's own table pages see it: three named views, no table."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.database import Database

from tracker.web import views


class Views(Database):
    """The views live in the connection (TEMP), so that the file is left as it is and is opened read-only."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A read-only connection that knows the views. Raises sqlite3.OperationalError where the file is not there."""
        if write:
            raise sqlite3.OperationalError("this view reads only")
        address = f"file:{quote(str(Path(self.path).resolve()))}?mode=ro"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=2)
        connection.execute("PRAGMA temp_store = MEMORY")
        for name in views.NAMES:
            connection.execute(f"CREATE TEMP VIEW {name} AS {views.definition(name)}")
        connection.execute("PRAGMA query_only = 1")
        self._all_file_connections.append(connection)
        return connection

    async def table_names(self) -> list[str]:
        return []

    async def hidden_table_names(self) -> list[str]:
        return []

    async def view_names(self) -> list[str]:
        return list(views.NAMES)

    async def table_exists(self, table: str) -> bool:
        return table in views.NAMES

    async def get_table_definition(self, table: str, type_: str = "table") -> str | None:
        del table, type_
        return None

    async def get_view_definition(self, view: str) -> str | None:
        return views.definition(view) if view in views.NAMES else None

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        return {}
