"""`tracker chart` on a real database: formats, filters, and what it says when something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ARTICLES = [
    (
        "1",
        "2026-03-01",
        "India and Chile will sign a trade agreement by the end of June 2026, the two trade ministries said.",
    ),
    (
        "2",
        "2026-03-02",
        "Japan and Australia will sign an agreement on rare earths by the end of July 2026, the two ministries said.",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("chart")
    lines = [
        json.dumps(
            {
                "url": f"https://wire.example/{n}",
                "title": f"Report {n}",
                "published": day,
                "source": "Wire",
                "language": "en",
                "text": text,
            }
        )
        for n, day, text in ARTICLES
    ]
    (made / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert tracker("ingest", "articles.jsonl", cwd=made).returncode == 0
    return made


def tracker(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "TRACKER_DB": ""}
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        capture_output=True,
        cwd=cwd,
        env=environment,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.png", b"\x89PNG"), ("a.svg", b"<svg"), ("a.html", b"<!DOCTYPE html>"), ("A.PNG", b"\x89PNG")],
)
def test_the_ending_of_the_file_tells_the_format(folder: Path, name: str, start: bytes) -> None:
    done = tracker("chart", "-o", name, "--as-of", "2026-11-25", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert (folder / name).read_bytes().startswith(start)
    assert not list(folder.glob("*.part"))


def test_without_a_file_the_svg_goes_to_standard_output_whole(folder: Path) -> None:
    done = tracker("chart", "--as-of", "2026-11-25", cwd=folder)

    assert done.stdout.startswith(b"<svg")
    assert done.stdout.rstrip().endswith(b"</svg>")
    assert b"tracker.db: 2 articles" in done.stderr


def test_filters_leave_out_the_other_pledges(folder: Path) -> None:
    whole = tracker("chart", "--as-of", "2026-11-25", cwd=folder).stdout.decode()
    india = tracker("chart", "--as-of", "2026-11-25", "--party", "IND", cwd=folder).stdout.decode()

    assert ("AUS \u2013 JPN" in whole, "CHL \u2013 IND" in whole) == (True, True)
    assert ("AUS \u2013 JPN" in india, "CHL \u2013 IND" in india) == (False, True)


def test_the_picture_is_of_the_day_that_is_asked_for(folder: Path) -> None:
    before = tracker("chart", "--as-of", "2026-06-30", cwd=folder).stdout.decode()
    after = tracker("chart", "--as-of", "2026-07-01", cwd=folder).stdout.decode()

    assert (" overdue<" in before, ">1 day overdue<" in after) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["-o", "picture.gif"], 2, "its ending tells no format; name it .svg, .png or .html"),
        (["-o", "nowhere/a.png"], 1, "nowhere/a.png: no such file or directory"),
        (["--db", "none.db", "-o", "a.png"], 1, "there is no database here"),
        (["--party", "", "-o", "a.png"], 2, "is not one name"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(folder: Path, arguments: list[str], status: int, says: str) -> None:
    done = tracker("chart", *arguments, cwd=folder)

    assert done.returncode == status
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
