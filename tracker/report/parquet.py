"""Rows to a Parquet file with typed columns, a batch at a time. Needs pyarrow, an extra of 165 MB."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from tracker.errors import UsageError
from tracker.report.dictionary import TABLES, Type
from tracker.report.words import day_of

if TYPE_CHECKING:
    from tracker.report.formats import Provenance, Rows

BATCH = 20_000


def write_parquet(rows: Rows, columns: Sequence[str], out: IO[Any], provenance: Provenance) -> int:
    """Days as date32, instants as UTC timestamps, lists as lists, a window as two columns `NAME_from` and `NAME_to`.

    The provenance and each column's meaning stand in the file's metadata. Gives the number of rows. Raises UsageError where
    pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError(
            "--format parquet", "needs pyarrow, which is not installed", "pipx inject minerals-tracker pyarrow"
        ) from error

    table = TABLES.get(provenance.table, ("", {}))[1]
    types = {name: table[name].type if name in table else Type.TEXT for name in columns}
    schema = _schema(types, provenance, {name: table[name].meaning for name in columns if name in table})
    number = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in _batches(rows):
            number += len(batch)
            writer.write_table(pa.Table.from_pylist([_flat(row, types) for row in batch], schema=schema))
    return number


def _schema(types: dict[str, Type], provenance: Provenance, meanings: dict[str, str]) -> Any:
    import pyarrow as pa

    kinds = {
        Type.TEXT: pa.string(),
        Type.DAY: pa.date32(),
        Type.INSTANT: pa.timestamp("us", tz="UTC"),
        Type.NUMBER: pa.int64(),
        Type.FLAG: pa.bool_(),
        Type.NAMES: pa.list_(pa.string()),
    }
    fields = []
    for name, type_ in types.items():
        about = {"meaning": meanings[name]} if name in meanings else None
        if type_ is Type.WINDOW:
            fields += [pa.field(f"{name}_{end}", pa.date32(), metadata=about) for end in ("from", "to")]
        else:
            fields.append(pa.field(name, kinds[type_], metadata=about))
    return pa.schema(fields, metadata=provenance.items())


def _flat(row: dict[str, object], types: dict[str, Type]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, type_ in types.items():
        value = row[name]
        if type_ is Type.WINDOW:
            first, last = value if isinstance(value, list) else (None, None)
            flat[f"{name}_from"], flat[f"{name}_to"] = day_of(first), day_of(last)
        elif type_ is Type.DAY:
            flat[name] = day_of(value)
        elif type_ is Type.INSTANT and isinstance(value, str):
            flat[name] = dt.datetime.fromisoformat(value)
        else:
            flat[name] = value
    return flat


def _batches(rows: Rows) -> Iterator[list[dict[str, object]]]:
    stream: Iterable[dict[str, object]] = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch
