"""Backfill: the gate lets the right pages through, parts are whole or absent, and more workers give the same ledger."""

import datetime as dt
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker import bulk
from tracker.datafiles import data_root, load
from tracker.errors import Issue
from tracker.gate import Gate, GateFile

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
GOLD = [json.loads(line) for line in (data_root() / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
TELLING = [a for a in GOLD if a["statements"]]
MENU = '<nav><a href="/mining">Mining</a><a href="/t">Tariffs</a></nav>'


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate([load(data_root() / "rules" / "gate.en.toml", GateFile)])


def page(title: str, text: str, published: str = "2026-03-13") -> bytes:
    paragraphs = "".join(f"<p>{p}</p>\n" for p in text.split("\n\n"))
    meta = f'<meta property="article:published_time" content="{published}T08:00:00Z">'
    return f'<html lang="en"><head><title>{title}</title>{meta}</head><body>{MENU}<article><h1>{title}</h1>{paragraphs}</article></body></html>'.encode()


ESSAY = "\n\n".join(
    f"In chapter {n} the author asks whether a tariff is an old idea, and finds {n + 3} poets who thought so."
    for n in range(2, 12)
)
COOKING = page("Six soups for a cold day", "Chop the leeks and let them sweat in butter.\n\n" * 12)


def archive(path: Path, pages: list[tuple[str, bytes]], *, kind: str = "text/html; charset=utf-8") -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
    return path


def archives(folder: Path, count: int = 4) -> list[str]:
    made = []
    for k in range(count):
        pages = [(a["url"], page(a["title"], a["text"], a["published"])) for a in TELLING[k::count][:6]]
        cooking = [(f"https://kitchen.example/{k}/{n}", COOKING) for n in range(20)]
        made.append(str(archive(folder / f"news-{k}.warc.gz", pages + cooking)))
    return made


@pytest.mark.parametrize("article", TELLING, ids=lambda a: a["id"])
def test_the_gate_lets_every_article_with_statements_through(gate: Gate, article: dict) -> None:
    assert gate.passes(page(article["title"], article["text"]))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(COOKING, id="another subject"),
        pytest.param(COOKING.replace(b"butter", b"the mountains"), id="words that hold a topic's letters"),
    ],
)
def test_the_gate_keeps_other_pages_out_whatever_their_menus_say(gate: Gate, body: bytes) -> None:
    assert not gate.passes(body)


def test_each_record_is_kept_or_counted_with_its_reason(tmp_path: Path) -> None:
    first = TELLING[0]
    pages = [
        (first["url"], page(first["title"], first["text"], first["published"])),
        ("https://kitchen.example/soup", COOKING),
        (
            "https://desk.example/essay",
            page("On tariffs", ESSAY),
        ),
    ]
    part = bulk.read_archive(str(archive(tmp_path / "a.warc.gz", pages)), str(tmp_path), NOW)
    assert part.counts == {"kept": 1, "no topic": 1, "no statement": 1}
    [arrival] = bulk.arrivals([part])
    assert (arrival.article.url, arrival.article.published.isoformat()) == (first["url"], first["published"])
    assert arrival.page.body == pages[0][1]


def test_an_archive_that_was_read_is_not_read_again(tmp_path: Path) -> None:
    [name] = archives(tmp_path, 1)
    first = bulk.read_archive(name, str(tmp_path), NOW)
    Path(name).unlink()
    assert bulk.read_archive(name, str(tmp_path), NOW) == first


def test_a_damaged_archive_is_told_and_its_good_part_kept(tmp_path: Path) -> None:
    [name] = archives(tmp_path, 1)
    whole = Path(name).read_bytes()
    Path(name).write_bytes(whole[: len(whole) // 3] + b"\x00broken\xff" * 50)
    (tmp_path / "parts").mkdir()
    part = bulk.read_archive(name, str(tmp_path / "parts"), NOW)
    told = [one for one in bulk.arrivals([part]) if isinstance(one, Issue)]
    kept = [one for one in bulk.arrivals([part]) if not isinstance(one, Issue)]
    assert kept
    assert part.damage == "" or told  # a reader that skips what it cannot parse loses nothing silently: it is counted
    assert not part.damage or not bulk.part_path(name, tmp_path / "parts").exists()


def test_an_archive_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    [name] = archives(tmp_path, 1)
    outcomes = list(bulk.run([str(tmp_path / "none.warc.gz"), name], str(tmp_path / "parts"), NOW))
    assert [type(one) for one in outcomes] == [Issue, bulk.Part]
    assert "none.warc.gz" in str(outcomes[0])


def backfilled(folder: Path, names: list[str], *options: str) -> str:
    """The exported ledger after a backfill through the command."""
    folder.mkdir()
    tracker = [sys.executable, "-m", "tracker"]
    db = str(folder / "t.db")
    subprocess.run([*tracker, "backfill", *names, "--db", db, *options], check=True, capture_output=True)
    return subprocess.run(
        [*tracker, "export", "pledges", "--format", "csv", "--as-of", "2026-11-25", "--db", db],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.mark.slow
def test_two_workers_give_the_ledger_of_one(tmp_path: Path) -> None:
    names = archives(tmp_path)
    one = backfilled(tmp_path / "one", names)
    two = backfilled(tmp_path / "two", names, "--workers", "2")
    assert one.count("\n") > 20
    assert two == one


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    names = archives(tmp_path, 12)
    expected = backfilled(tmp_path / "one", names)
    killed: list[int] = []

    def kill_one() -> None:
        """Kill the first worker process that shows up once a part has been written."""
        for _ in range(600):
            if any((tmp_path / "two").glob("t.db.parts/*.parquet")):
                workers = [p for p in children_of(os.getpid()) if "spawn_main" in command_of(p)]
                if workers:
                    os.kill(workers[0], signal.SIGKILL)
                    killed.append(workers[0])
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=kill_one)
    thread.start()
    got = backfilled(tmp_path / "two", names, "--workers", "2")
    thread.join()
    assert killed
    assert got == expected


def children_of(pid: int) -> list[int]:
    """All descendants of a process, as /proc tells."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            child = int(entry.parent.name)
            found += [child, *children_of(child)]
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
