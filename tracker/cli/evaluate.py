"""`tracker evaluate`: accuracy on the annotated articles, against pinned floors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tracker.datafiles import data_root, read_toml
from tracker.errors import TrackerError

# What is pinned: each F1, each field and the ledger's figures. A floor lies EPSILON below what was measured: one statement of
# 223 moves F1 by 0.003, and a rule that mends three stories nobody here has read may cost one sentence of these.
EPSILON = 0.01
PINNED = ("fields.", "ledger.")


@click.command()
@click.argument("articles", type=click.Path(path_type=Path), required=False)
@click.argument("commitments", type=click.Path(path_type=Path), required=False)
@click.option("--misses", default=0, metavar="N", help="Also print the first N of each kind of miss on standard error.")
@click.option(
    "--raise-floors", is_flag=True, help="Raise the pinned floors to what was measured; none is ever lowered."
)
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def evaluate(articles: Path | None, commitments: Path | None, misses: int, raise_floors: bool, as_json: bool) -> None:
    """Score the tracker on annotated articles (default: data/gold/dev.jsonl) and hold the figures against the floors.

    \b
    ARTICLES and COMMITMENTS are JSON Lines as in data/gold/guide.md.
    Exit status: 0 all floors held, 1 a figure fell below its floor.
    """
    from tracker.evaluate import run

    gold = data_root() / "gold"
    shipped = articles is None
    figures, matched = run.evaluate(
        articles or gold / "dev.jsonl", commitments or _beside(articles) or gold / "dev_commitments.jsonl"
    )
    for line in run.misses(matched, misses):
        click.echo(line, err=True)
    flat = run.flatten(figures)
    floors_path = gold / "floors.toml"
    floors = {k: float(v) for k, v in read_toml(floors_path).items()} if shipped and floors_path.is_file() else {}
    if as_json:
        click.echo(json.dumps(figures, indent=1))
    else:
        for name, value in flat.items():
            click.echo(f"{name:32} {value:6.3f}" + (f"   floor {floors[name]:.3f}" if name in floors else ""))
    if raise_floors and shipped:
        _write_floors(
            floors_path,
            {
                k: max(floors.get(k, 0.0), round(v - EPSILON, 3))
                for k, v in flat.items()
                if k.startswith(PINNED) or k.endswith(".f1")
            },
        )
    fallen = [
        f"{k} is {flat.get(k, 0.0):.3f}, its floor {floor:.3f}"
        for k, floor in floors.items()
        if flat.get(k, 0.0) < floor
    ]
    if fallen:
        raise TrackerError(str(floors_path), "; ".join(fallen), "see `tracker evaluate --misses 20`")


def _beside(articles: Path | None) -> Path | None:
    return articles.with_name(articles.stem + "_commitments.jsonl") if articles else None


def _write_floors(path: Path, floors: dict[str, float]) -> None:
    head = "# The lowest figures that `make test` accepts; `make floors` raises them to what is measured, and never lowers one.\n"
    path.write_text(
        head + "".join(f'"{name}" = {floor:.3f}\n' for name, floor in sorted(floors.items())), encoding="utf-8"
    )
