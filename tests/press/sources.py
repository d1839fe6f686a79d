"""Source files for outlets on the loopback."""

from __future__ import annotations

from pathlib import Path


def write_source(folder: Path, key: str, *addresses: str, **more: object) -> Path:
    """A source file of the loopback; `more` are keys in place of the usual ones."""
    keys: dict[str, object] = {
        "title": key,
        "publisher": "The Loopback Times",
        "country": "AVA",
        "language": "en",
        "standing": "press",
        "kind": "feed",
        "addresses": list(addresses),
        "interval_hours": 6,
        "covers_parties": ["IND"],
        "covers_minerals": ["lithium"],
        "found": "tests/press",
        "delay_seconds": 0,
        "allow_private": True,
        **more,
    }
    selectors = keys.pop("selectors", {})
    lines = [f"{name} = {_toml(value)}" for name, value in keys.items()] + ["checked_on = 2026-03-01"]
    if isinstance(selectors, dict) and selectors:
        lines += ["[selectors]", *(f"{name} = {_toml(value)}" for name, value in selectors.items())]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
