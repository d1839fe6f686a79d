"""The date of a delay is the new one; the day that was missed is none, or a postponed act would be called overdue."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from tracker.cli import cli

WHO = "Malaysia's trade ministry said on Tuesday"


@pytest.mark.parametrize(
    ("sentence", "earliest"),
    [
        ("The United States and Malaysia have postponed the signing of their accord on rare earths, which had been set for Nov 12", None),
        ("The United States and Malaysia have postponed the signing of their accord on rare earths planned for Nov 12", None),
        ("The United States and Malaysia have postponed the signing of their accord on rare earths, originally scheduled for Nov 12", None),
        ("The signing of the accord on rare earths between the United States and Malaysia was postponed; it was due by Nov 12", None),
        ("The United States and Malaysia have postponed the signing of their accord on rare earths to Dec 3", "2026-12-03"),
        ("Malaysia and the United States rescheduled the signing of their accord on rare earths for Dec 3", "2026-12-03"),
    ],
)  # fmt: skip
def test_the_new_date_of_a_delay(sentence: str, earliest: str | None, tmp_path: Path) -> None:
    article = {
        "url": "http://x.example/a/1",
        "title": "Accord put off",
        "published": "2026-11-10",
        "language": "en",
        "source": "s",
        "text": f"{sentence}, {WHO}.",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    CliRunner().invoke(cli, ["ingest", str(tmp_path / "a.jsonl"), "--db", str(tmp_path / "t.db")])
    connection = sqlite3.connect(tmp_path / "t.db")
    rows = connection.execute("SELECT kind, earliest FROM statements WHERE kind = 'delay'").fetchall()
    connection.close()
    assert rows == [("delay", earliest)]
