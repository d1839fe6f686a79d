"""The file formats of an export by name, and what a file says of how it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from tracker.model import Day

Rows = Iterable[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Provenance:
    """How an export was made, so that it can be made again. `rules` is the digest of the rules in force."""

    table: str
    version: str
    rules: str
    as_of: Day
    known_at: Day | None = None
    filters: str = ""

    def items(self) -> dict[str, str]:
        """As names and texts, for the formats that can carry them; nothing of it depends on a clock."""
        told = {
            "made by": f"minerals-tracker {self.version}",
            "table": self.table,
            "rules": self.rules,
            "as of": self.as_of.isoformat(),
            "known at": self.known_at.isoformat() if self.known_at else "",
            "filters": self.filters,
        }
        return {name: value for name, value in told.items() if value}

    def line(self) -> str:
        """The same in one line of text."""
        return "; ".join(f"{name}: {value}" for name, value in self.items().items())


@dataclass(frozen=True, slots=True)
class Format:
    """One format of tables. `write` takes rows, columns, an open stream and the provenance, and gives the number of rows."""

    name: str
    binary: bool
    write: Callable[[Rows, Sequence[str], IO[Any], Provenance], int]


def table_formats(*, excel: bool = False) -> Mapping[str, Format]:
    """Every format of tables by name; `excel` makes CSV for people with a spreadsheet."""
    from tracker.report.excel import write_xlsx
    from tracker.report.parquet import write_parquet
    from tracker.report.writers import WRITERS

    def text(name: str) -> Format:
        def write(rows: Rows, columns: Sequence[str], out: IO[Any], provenance: Provenance) -> int:
            del provenance  # a line of it would no longer be CSV or JSON Lines
            return int(WRITERS[name](rows, columns, out, excel=excel))

        return Format(name, binary=False, write=write)

    made = [
        text("csv"),
        Format("xlsx", True, write_xlsx),
        Format("parquet", True, write_parquet),
        text("json"),
        text("jsonl"),
    ]
    return {one.name: one for one in made}
