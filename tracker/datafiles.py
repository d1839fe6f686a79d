"""data/*.toml to typed objects: unknown keys and wrong types are refused, and the message names file and key."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from tracker.errors import DataFileError

T = TypeVar("T")


@functools.cache
def data_root() -> Path:
    """The folder data/: inside the installed package, else (an editable install) at the top of the checkout."""
    packaged = Path(__file__).resolve().parent / "data"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "data"


def read_toml(path: Path) -> dict[str, Any]:
    """Read one TOML file. Raises DataFileError where it is missing, not UTF-8 or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataFileError(str(path), error.strerror or str(error), "check the path") from error
    except UnicodeDecodeError as error:
        raise DataFileError(str(path), "is not UTF-8", "save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(str(path), f"is not TOML: {error}", "mend the line that is named") from error


def load(path: Path, shape: type[T]) -> T:
    """Read a TOML file into `shape` (a dataclass, nested ones included).

    Raises DataFileError that names the file, the key, what it got and what it wants.
    """
    return structure(read_toml(path), shape, str(path))


def structure(value: object, shape: type[T], where: str) -> T:
    """Turn plain TOML values into `shape`; `where` opens the message of the DataFileError that a misfit raises."""
    import cattrs

    try:
        built: T = _converter().structure(value, shape)
    except (cattrs.BaseValidationError, TypeError, ValueError) as error:
        details = (
            "; ".join(cattrs.transform_error(error, path="$"))
            if isinstance(error, cattrs.BaseValidationError)
            else str(error)
        )
        raise DataFileError(where, details.replace("@ $.", "at "), "see the keys in that file's neighbours") from error
    return built


@functools.cache
def _converter() -> Any:  # cattrs.Converter; imported late
    import datetime as dt

    import cattrs

    def strict(value: object, kind: type) -> object:
        if type(value) is not kind:
            raise TypeError(f"wants {kind.__name__}, got {value!r}")
        return value

    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, int, bool, dt.date):
        converter.register_structure_hook(kind, lambda value, _, kind=kind: strict(value, kind))
    return converter
