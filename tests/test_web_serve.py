"""`tracker serve` as a process of its own, and the streams behind its long tables."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import httpx
import pytest
import webserver

from tracker.errors import StoreError
from tracker.web import streams
from tracker.web.site import Site, TooSlow


def start(*args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tracker", "serve", *map(str, args)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


def test_serve_answers_on_a_free_port_and_stops_when_asked(tmp_path: Path) -> None:
    path = webserver.make(tmp_path / "ledger.db")
    process = start("--db", path, "--port", 0)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        address = line.partition(" at ")[2].split()[0]
        give_up = time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(address, timeout=30)
                break
            except httpx.ConnectError:
                assert time.monotonic() < give_up, line
        assert answer.status_code == 200
        assert "Overdue now" in answer.text
        assert "server" not in answer.headers
    finally:
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=20)
    assert process.returncode in (0, 130, -signal.SIGINT), err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start("--port", taken.getsockname()[1])
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.strip().count("\n") == 0
    assert "already in use" in err
    assert "--port" in err


def test_an_address_that_is_none_is_told_in_one_line() -> None:
    process = start("--host", "nowhere.invalid", "--port", 0)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in err) == (1, False)


def collect(path: Path, fill: streams.Fill, most: int | None = None) -> list[str]:
    async def run() -> list[str]:
        chunks: list[str] = []
        source = streams.stream(path, fill)
        async for chunk in source:
            chunks.append(chunk)
            if most and len(chunks) == most:
                await source.aclose()  # type: ignore[attr-defined]
                break
        return chunks

    return asyncio.run(run())


def test_a_long_table_comes_in_pieces_and_whole(tmp_path: Path) -> None:
    path = webserver.make(tmp_path / "ledger.db")

    def fill(connection: sqlite3.Connection, out: IO[str]) -> None:
        assert connection.execute("SELECT count(*) FROM pledges").fetchone()[0] == 4
        for number in range(100_000):
            out.write(f"{number}\n")

    chunks = collect(path, fill)
    assert len(chunks) > 5
    assert "".join(chunks).split() == [str(number) for number in range(100_000)]


def test_a_reader_that_leaves_stops_the_table(tmp_path: Path) -> None:
    path = webserver.make(tmp_path / "ledger.db")
    stopped = threading.Event()

    def endless(connection: sqlite3.Connection, out: IO[str]) -> None:
        try:
            while True:
                out.write("x" * 10_000)
        finally:
            stopped.set()

    assert len(collect(path, endless, most=2)) == 2
    assert stopped.wait(timeout=10)


def test_what_fails_in_the_table_fails_where_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        collect(tmp_path / "none.db", lambda _connection, _out: None)


def test_a_question_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.web.site.LONGEST_QUESTION", 0.05)
    site = Site(webserver.make(tmp_path / "ledger.db"), lambda: webserver.TODAY)
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(TooSlow):
        asyncio.run(site.ask(lambda connection: connection.execute(endless).fetchone()))
    assert asyncio.run(site.ask(lambda connection: connection.execute("SELECT 1").fetchone()[0])) == 1


def test_an_answer_is_kept_until_the_database_changes(tmp_path: Path) -> None:
    path = webserver.make(tmp_path / "ledger.db")
    site = Site(path, lambda: webserver.TODAY)
    asked = []

    def question(connection: sqlite3.Connection) -> int:
        asked.append(1)
        return int(connection.execute("SELECT count(*) FROM crawls").fetchone()[0])

    assert [asyncio.run(site.recall("crawls", question)) for _ in range(3)] == [0, 0, 0]
    assert len(asked) == 1
    webserver.crawled(path, "2026-08-30", party="IND")
    assert asyncio.run(site.recall("crawls", question)) == 1
    assert len(asked) == 2


def test_a_question_cannot_write(tmp_path: Path) -> None:
    site = Site(webserver.make(tmp_path / "ledger.db"), lambda: webserver.TODAY)
    with pytest.raises(StoreError, match="read-only"):
        asyncio.run(site.ask(lambda connection: connection.execute("DELETE FROM pledges")))
