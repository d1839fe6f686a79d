"""Make data/gold/ from the constructed gold articles: every person and outlet gets its invented name of names.toml.

    python tests/gold/make_gold.py ../shared/gold/dev.jsonl ../shared/gold/dev_commitments.jsonl data/gold

Text, titles, quotes, speakers and labels change alike, so each quote still stands in its text.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def replacements(names: dict[str, dict[str, str]]) -> dict[str, str]:
    """Every name of every table to its invented one, upper-case forms (headlines) included."""
    flat = {old: new for table in names.values() for old, new in table.items()}
    hosts = {compact(old): compact(new) for old, new in names["outlets"].items()}  # desk@outletname.example
    return flat | hosts | {old.upper(): new.upper() for old, new in flat.items() if len(old) > 3}


def compact(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def pattern(flat: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(flat, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def rename(value: Any, find: re.Pattern[str], flat: dict[str, str]) -> Any:  # Any: JSON
    if isinstance(value, str):
        return find.sub(lambda m: flat[m.group()], value)
    if isinstance(value, list):
        return [rename(v, find, flat) for v in value]
    if isinstance(value, dict):
        return {k: v if k == "url" else rename(v, find, flat) for k, v in value.items()}
    return value


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].rstrip("-")


def main(articles: str, commitments: str, target: str) -> None:
    names = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
    flat = replacements(names)
    find = pattern(flat)
    out = Path(target)
    out.mkdir(parents=True, exist_ok=True)
    for path in (articles, commitments):
        lines = []
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = rename(json.loads(line), find, flat)
            if "url" in row:  # the address was made of outlet and headline
                row["url"] = (
                    f"https://{slug(row['source']).replace('-', '')}.example/{row['published'].replace('-', '/')}/{slug(row['title'])}"
                )
            lines.append(json.dumps(row, ensure_ascii=False) + "\n")
        (out / Path(path).name).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
