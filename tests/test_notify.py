"""Alerts, sent over HTTP to a server on this machine: each change once to each recipient, whatever fails on the way."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from report_ledger import LEDGER, Promise, make, put

from tracker import config, notify
from tracker.cli import cli
from tracker.store import sent
from tracker.store.connect import open_to_write, writing

SECRET = "hunter2secret"
DAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 6, tzinfo=dt.UTC)
ALL = ["--days", "365", "--as-of", "2026-09-01"]
HEADLINES = [
    "Overdue since 2026-06-01: IND-USA: sign lithium agreement",
    "Delayed to 2026-10-31: CHL: open tender",
    "Cancelled: NA, NAM: build plant",
    "Confirmed, 10 days early: AUS-JPN: launch nickel project",
]


class Service:
    """A web hook that keeps what it was sent. `answer` gives the status of the n-th message, from 1."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.tries = 0
        self.answer: Callable[[int], int] = lambda _: 200
        self.lock = threading.Lock()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with service.lock:
                    service.tries += 1
                    status = service.answer(service.tries)
                    if status == 200:
                        service.messages.append({**json.loads(body), "path": self.path})
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"json://user:{SECRET}@127.0.0.1:{self.server.server_address[1]}/{SECRET}"

    @property
    def headlines(self) -> list[str]:
        return [line[2:] for one in self.messages for line in one["message"].splitlines() if line.startswith("* ")]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.close()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return make(tmp_path / "ledger.db")


def settings(db: Path, *recipients: tuple[str, str, list[str]], rules: str = "") -> Path:
    path = db.with_name("config.toml")
    parts = [
        f'[[notify.recipient]]\nname = "{name}"\naddress = "{address}"\nrules = {json.dumps(wanted)}\n'
        for name, address, wanted in recipients
    ]
    path.write_text("\n".join([*parts, rules]), encoding="utf-8")
    return path


def run(db: Path, file: Path, *more: str) -> Result:
    return CliRunner().invoke(
        cli, ["--config", str(file), "notify", "--db", str(db), *ALL, *more], catch_exceptions=False
    )


def told(path: Path) -> list[tuple[str, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "SELECT recipient, pledge, status FROM sent WHERE sent IS NOT NULL ORDER BY 1, 2"
        ).fetchall()


def test_each_change_is_told_once(db: Path, service: Service) -> None:
    file = settings(db, ("desk", service.address, []))
    assert run(db, file).exit_code == 0
    assert service.headlines == HEADLINES
    assert run(db, file).exit_code == 0
    assert service.headlines == HEADLINES


def test_a_message_says_what_overdue_means_and_why_each_entry_was_sent(db: Path, service: Service) -> None:
    run(
        db,
        settings(
            db,
            ("desk", service.address, ["India"]),
            rules='[[notify.rule]]\nname = "India"\nparty = ["IND"]\nstatus = ["overdue"]\n',
        ),
    )
    (message,) = service.messages
    assert message["title"] == "Minerals ledger: became overdue 1"
    assert "no stored report says what became of it" in message["message"]
    assert "Sent because of rule “India”: status overdue, party IND." in message["message"]
    assert "Unchecked: no source that could carry the follow-up was crawled." in message["message"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('party = ["CHL", "AUS"]', [HEADLINES[1], HEADLINES[3]]),
        ('mineral = ["lithium"]', [HEADLINES[0]]),
        ('status = ["cancelled", "confirmed"]', [HEADLINES[2], HEADLINES[3]]),
        ('party = ["CHL"]\nstatus = ["overdue"]', []),
        ('mineral = ["nickel"]\nparty = ["JPN"]\nstatus = ["confirmed"]', [HEADLINES[3]]),
    ],
)
def test_a_rule_picks_by_party_mineral_and_status(db: Path, service: Service, rule: str, expected: list[str]) -> None:
    run(db, settings(db, ("desk", service.address, ["it"]), rules=f'[[notify.rule]]\nname = "it"\n{rule}\n'))
    assert service.headlines == expected


def test_a_change_that_two_rules_want_is_told_once(db: Path, service: Service) -> None:
    rules = '[[notify.rule]]\nname = "a"\nparty = ["IND"]\n[[notify.rule]]\nname = "b"\nmineral = ["lithium"]\n'
    run(db, settings(db, ("desk", service.address, ["a", "b"]), rules=rules))
    assert service.headlines == HEADLINES[:1]


def test_a_new_recipient_is_told_a_week_and_not_the_history(db: Path, service: Service) -> None:
    file = settings(db, ("desk", service.address, []))
    words = ["--config", str(file), "notify", "--db", str(db), "--as-of"]
    CliRunner().invoke(cli, [*words, "2026-07-03"], catch_exceptions=False)
    assert service.headlines == [HEADLINES[2]]
    CliRunner().invoke(cli, [*words, "2026-09-01"], catch_exceptions=False)
    assert service.headlines == [HEADLINES[2]]


def test_one_that_cannot_be_reached_does_not_hold_up_the_others_and_is_told_later(db: Path, service: Service) -> None:
    """Half of the recipients fail: the other half is told, and the second run tells the first half alone."""
    file = settings(db, ("broken", service.address + "/broken", []), ("desk", service.address + "/desk", []))
    service.answer = lambda number: 500 if number == 1 else 200
    result = run(db, file)
    assert result.exit_code == 1
    assert (
        "broken (json://***): the service did not take the message (HTTP 500); the next run tries again"
        in result.stderr
    )
    assert [one["path"].rsplit("/", 1)[1] for one in service.messages] == ["desk"]
    assert run(db, file).exit_code == 0
    assert [one["path"].rsplit("/", 1)[1] for one in service.messages] == ["desk", "broken"]


def test_sending_that_fails_half_way_is_taken_up_where_it_failed(tmp_path: Path, service: Service) -> None:
    """Fifty changes in three messages, of which the second is refused."""
    many = [
        Promise(
            f"p-{n:02}",
            f"IND: sign pact {n:02}",
            f"They sign pact {n:02} by 31 May.",
            "2026-03-01",
            "2026-05-31",
            [("2026-06-01", "overdue", "2026-05-31", "")],
        )
        for n in range(50)
    ]
    db = make(tmp_path / "ledger.db", many)
    file = settings(db, ("desk", service.address, []))
    service.answer = lambda number: 503 if number == 2 else 200
    assert run(db, file).exit_code == 1
    assert len(service.headlines) == notify.BATCH
    assert run(db, file).exit_code == 0
    assert sorted(service.headlines) == [f"Overdue since 2026-06-01: IND: sign pact {n:02}" for n in range(50)]


def test_two_runs_at_once_tell_each_change_once(tmp_path: Path, service: Service) -> None:
    many = [
        Promise(
            f"p-{n:03}",
            f"IND: sign pact {n:03}",
            f"They sign pact {n:03} by 31 May.",
            "2026-03-01",
            "2026-05-31",
            [("2026-06-01", "overdue", "2026-05-31", "")],
        )
        for n in range(90)
    ]
    db = make(tmp_path / "ledger.db", many)
    file = settings(db, ("desk", service.address, []))
    command = [sys.executable, "-m", "tracker", "--config", str(file), "notify", "--db", str(db), *ALL]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [one.communicate()[1] and one.returncode for one in runs] == [0, 0, 0]
    assert sorted(service.headlines) == [f"Overdue since 2026-06-01: IND: sign pact {n:03}" for n in range(90)]


def test_a_run_that_died_while_sending_is_taken_over_later_and_says_that_it_may_be_a_repeat(
    db: Path, service: Service
) -> None:
    """Whether the message left is not known: it is sent again, not before the other run must be dead, and says so."""
    known = config.load(settings(db, ("desk", service.address, [])), {})
    with open_to_write(db) as connection:
        sent.introduce(connection, "desk", "2026-01-01")
        dead = [sent.Told("p-overdue", "overdue", "2026-05-31", "x")]
        sent.claim(connection, "desk", dead, now=NOW.isoformat(), alive=("", ""))
        list(notify.notify(connection, known, as_of=DAY, clock=lambda: NOW + dt.timedelta(minutes=1)))
        assert HEADLINES[0] not in service.headlines
        list(notify.notify(connection, known, as_of=DAY, clock=lambda: NOW + notify.LEASE * 1.1))
    assert service.headlines.count(HEADLINES[0]) == 1
    assert ["may have reached you before" in one["message"] for one in service.messages] == [False, True]


def test_a_clock_that_was_set_back_keeps_nothing_from_being_told(db: Path, service: Service) -> None:
    known = config.load(settings(db, ("desk", service.address, [])), {})
    with open_to_write(db) as connection:
        sent.introduce(connection, "desk", "2026-01-01")
        sent.claim(
            connection,
            "desk",
            [sent.Told("p-overdue", "overdue", "2026-05-31", "x")],
            now="2030-01-01T00:00:00+00:00",
            alive=("", ""),
        )
        list(notify.notify(connection, known, as_of=DAY, clock=lambda: NOW))
    assert HEADLINES[0] in service.headlines


def test_a_dry_run_prints_the_messages_and_sends_and_stores_nothing(db: Path, service: Service) -> None:
    file = settings(db, ("desk", service.address, []))
    result = run(db, file, "--dry-run")
    assert [line[2:] for line in result.stdout.splitlines() if line.startswith("* ")] == HEADLINES
    assert (service.tries, told(db)) == (0, [])
    run(db, file)
    assert run(db, file, "--dry-run").stdout == ""


def test_what_no_longer_holds_is_corrected_once(db: Path, service: Service) -> None:
    """The desk was told "overdue"; a report that arrives late shows that it was signed in time."""
    file = settings(db, ("desk", service.address, []))
    run(db, file)
    signed = Promise(
        **{
            **{name: getattr(LEDGER[0], name) for name in LEDGER[0].__dataclass_fields__},
            "then": [("2026-05-20", "confirmed", "2026-05-31", "They signed it.")],
        }
    )
    with open_to_write(db) as connection, writing(connection):
        put(connection, [signed, *LEDGER[1:]])
    service.messages.clear()
    run(db, file)
    (message,) = service.messages
    assert message["title"] == "Minerals ledger: corrections 1, confirmed 1"
    assert "You were told: Overdue since 2026-06-01: IND-USA: sign lithium agreement" in message["message"]
    assert "The ledger now says: Confirmed, 11 days early: IND-USA: sign lithium agreement" in message["message"]
    run(db, file)
    assert len(service.messages) == 1


def test_a_pledge_that_changed_its_id_is_not_told_again(db: Path, service: Service) -> None:
    file = settings(db, ("desk", service.address, []))
    run(db, file)
    service.messages.clear()
    with open_to_write(db) as connection, writing(connection):
        renamed = Promise(
            **{**{name: getattr(LEDGER[0], name) for name in LEDGER[0].__dataclass_fields__}, "id": "p-earlier"}
        )
        put(connection, [renamed, *LEDGER[1:]])
        connection.execute("UPDATE pledge_ids SET pledge = 'p-earlier' WHERE id = 'p-overdue'")
    run(db, file)
    assert service.headlines == []


def test_no_secret_is_printed_stored_or_sent(db: Path, service: Service, caplog: pytest.LogCaptureFixture) -> None:
    file = settings(
        db,
        ("desk", service.address, []),
        ("dead", f"json://me:{SECRET}@127.0.0.1:1/{SECRET}", []),
        ("odd", f"nosuch://{SECRET}", []),
    )
    result = run(db, file)
    assert "dead (json://***): the service did not take the message" in result.stderr
    assert "odd (nosuch://***): it has no address that Apprise knows" in result.stderr
    assert SECRET not in result.output + caplog.text + run(db, file, "--dry-run").output
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in db.parent.glob("ledger.db*"))
    assert not [one for one in service.messages if SECRET in one["title"] + one["message"]]


def test_a_title_can_add_no_line_to_a_message(tmp_path: Path, service: Service) -> None:
    one = Promise(
        "p-a",
        "x\r\nBcc: all@example.org\x1b[31m",
        "They sign by 31 May.",
        "2026-03-01",
        "2026-05-31",
        [("2026-06-01", "overdue", "2026-05-31", "")],
    )
    db = make(tmp_path / "ledger.db", [one])
    run(db, settings(db, ("desk", service.address, [])))
    (message,) = service.messages
    assert not [line for line in message["message"].splitlines() if line.startswith("Bcc")]
    assert "\x1b" not in message["message"]


def test_without_a_recipient_it_says_where_to_add_one(db: Path) -> None:
    result = CliRunner().invoke(cli, ["--config", str(settings(db)), "notify", "--db", str(db)])
    assert "names no recipient" in str(result.exception)
    assert run(db, settings(db), "--dry-run").exit_code == 0


def test_no_database_is_made(tmp_path: Path, service: Service) -> None:
    result = CliRunner().invoke(
        cli,
        [
            "--config",
            str(settings(tmp_path / "x.db", ("desk", service.address, []))),
            "notify",
            "--db",
            str(tmp_path / "x.db"),
        ],
    )
    assert "there is no database here" in str(result.exception)
    assert not (tmp_path / "x.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(12))
def test_a_run_killed_at_any_moment_loses_nothing_and_repeats_one_message_at_most(
    tmp_path: Path, service: Service, moment: int
) -> None:
    """Killed before, between and in the middle of messages; the next run, later than the lease, tells the rest."""
    many = [
        Promise(
            f"p-{n:02}",
            f"IND: sign pact {n:02}",
            f"They sign pact {n:02} by 31 May.",
            "2026-03-01",
            "2026-05-31",
            [("2026-06-01", "overdue", "2026-05-31", "")],
        )
        for n in range(60)
    ]
    db = make(tmp_path / "ledger.db", many)
    file = settings(db, ("desk", service.address, []))
    dying = moment // 4 + 1  # the message that it dies over

    def answer(number: int) -> int:
        if number == dying:
            time.sleep(moment % 4 * 0.02)
            killed.kill()
            killed.wait()
        return 200

    service.answer = answer
    killed = subprocess.Popen(
        [sys.executable, "-m", "tracker", "--config", str(file), "notify", "--db", str(db), *ALL],
        stderr=subprocess.DEVNULL,
    )
    assert killed.wait(60) == -9
    service.answer = lambda _: 200
    known = config.load(file, {})
    later = dt.datetime.now(dt.UTC) + notify.LEASE * 1.1
    with open_to_write(db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert [one.trouble for one in notify.notify(connection, known, as_of=DAY, clock=lambda: later)] == [""]
    expected = [f"Overdue since 2026-06-01: IND: sign pact {n:02}" for n in range(60)]
    repeated = Counter(service.headlines) - Counter(expected)
    assert set(service.headlines) == set(expected)
    assert sum(repeated.values()) == notify.BATCH
    assert sum(one["message"].count("may have reached you before") for one in service.messages) == notify.BATCH
