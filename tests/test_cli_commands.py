"""What holds for every command: help that can be acted on, one line for a failure, a start that nobody has to wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from running import PLEDGE, ROOT, SIGNED, finish, jsonl, ledger, press, record, run, spawn

from tracker import cli, pipeline
from tracker.cli import ingest as ingest_command
from tracker.store.connect import open_to_write


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_has_help_with_an_example_and_its_exit_statuses(name: str) -> None:
    command = cli.cli.get_command(click.Context(cli.cli), name)
    assert command is not None
    ran = run(name, "--help")
    assert ran.status == 0, ran.err
    text = " ".join(ran.out.split())
    assert len(command.get_short_help_str(200)) > 15
    if not isinstance(command, click.Group):
        assert "Exit status" in text or "exit status" in text
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.help, f"{name} {option.opts[0]} has no help"


@pytest.mark.parametrize(
    "name",
    [
        "ingest",
        "rebuild",
        "statements",
        "pledges",
        "overdue",
        "show",
        "export",
        "backup",
        "restore",
        "check",
        "crawl",
        "when",
    ],
)
def test_the_commands_of_the_contract_are_there_and_show_an_example(name: str) -> None:
    assert name in cli.COMMANDS
    if name != "crawl":  # its examples are its schedules: `tracker schedule`
        assert f"tracker {name}" in run(name, "--help").out.split("Usage:")[1].split("\n", 1)[1]


def test_the_list_of_commands_fits_eighty_columns() -> None:
    ran = run("--help")
    assert ran.status == 0
    assert all(name in ran.out for name in cli.COMMANDS)
    assert max(map(len, ran.out.splitlines())) <= 100


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("overdue", "--nonsense"),
        ("overdue", "--as-of", "soon"),
        ("pledges", "--status", "late"),
        ("overdue", "--limit", "-1"),
    ],
)
def test_wrong_usage_has_status_2_and_a_hint(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert "Error:" in ran.err


def test_a_mistake_of_the_program_is_one_line_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_DEBUG", raising=False)
    monkeypatch.setattr(pipeline, "ingest", lambda *_, **__: 1 / 0)
    ran = run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", tmp_path / "t.db")
    assert ran.status == 1
    assert ran.err.count("\n") == 1
    assert "ZeroDivisionError" in ran.err
    assert "TRACKER_DEBUG=1" in ran.err


def test_an_interrupted_command_says_that_what_was_stored_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "ingest", interrupt)
    ran = run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", tmp_path / "t.db")
    assert ran.status == 130
    assert "what was stored stays" in ran.err


def test_a_run_is_told_in_one_line() -> None:
    tally = pipeline.Tally(new=1, statements=2, errors=3, pledges_changed=1)
    tally.unread.update({"xx": 2})
    line = ingest_command.summary(tally)
    assert (
        line
        == "1 new article, 2 statements read, unread for want of rules: 2 xx, 1 pledge changed, 3 bad records left out"
    )


# -- show ------------------------------------------------------------------------------------------------------------------


def test_a_pledge_is_shown_by_its_id_and_by_that_of_a_statement(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", list(press())), "--db", db)
    (pledge,) = [row["pledge"] for row in ledger(db) if row["status"] == "confirmed"]
    with open_to_write(db) as connection:
        statement = connection.execute("SELECT statement FROM evidence WHERE role = 'confirms'").fetchone()[0]
    told = run("show", pledge, "--db", db)
    assert told.status == 0
    assert SIGNED in told.out
    assert run("show", statement, "--db", db).out == told.out
    assert f"{statement} is {pledge} now" in run("show", statement, "--db", db).err


def test_an_id_that_nobody_issued_is_told(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", [record(1, PLEDGE)]), "--db", db)
    ran = run("show", "p-nothing", "--db", db)
    assert (ran.status, ran.out) == (2, "")
    assert "no pledge and no statement has this id" in ran.err
    ran = run("show", ledger(db)[0]["pledge"], "--as-of", "2020-01-01", "--db", db)
    assert ran.status == 1
    assert "was not known on 2020-01-01" in ran.err


# -- rebuild ---------------------------------------------------------------------------------------------------------------


def test_a_rebuild_lists_what_it_changes_before_it_is_stored(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", list(press())), "--db", db)
    before = ledger(db)
    assert run("rebuild", "--diff", "--db", db).out == ""
    with open_to_write(db) as connection:  # as other rules would have left it
        connection.execute("UPDATE spans SET status = 'open', due = '2026-06-15' WHERE status = 'confirmed'")
        connection.execute("UPDATE pledges SET content = 'of other rules'")
        connection.execute("UPDATE evidence SET role = 'restates' WHERE role = 'confirms'")
    spoilt = ledger(db)
    ran = run("rebuild", "--diff", "--dry-run", "--db", db)
    assert "open becomes confirmed; due 2026-06-15 becomes 2026-07-31; gains confirms s-" in ran.out
    assert "nothing stored" in ran.err
    assert ledger(db) == spoilt != before
    assert run("rebuild", "--diff", "--db", db).out == ran.out
    assert ledger(db) == before


def test_a_rebuild_makes_no_database(tmp_path: Path) -> None:
    ran = run("rebuild", "--db", tmp_path / "t.db")
    assert ran.status == 1
    assert "there is no database here" in ran.err
    assert list(tmp_path.iterdir()) == []


# -- start -----------------------------------------------------------------------------------------------------------------


def seconds(*command: str) -> float:
    """Processor seconds of a command, the best of five: other programs at work add little to it."""
    best = 9.0
    for _ in range(5):
        before = os.times()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        after = os.times()
        best = min(best, after.children_user + after.children_system - before.children_user - before.children_system)
    return best


def test_help_and_overdue_start_in_less_than_three_times_what_click_and_sqlite_take(tmp_path: Path) -> None:
    db = tmp_path / "t.db"
    run("ingest", jsonl(tmp_path / "a.jsonl", list(press())), "--db", db)
    bare = seconds(sys.executable, "-c", "import click, sqlite3")
    for command in (("--help",), ("overdue", "--db", str(db))):
        assert seconds(sys.executable, "-m", "tracker", *command) < 3 * bare, command


def test_the_module_runs_like_the_command() -> None:
    assert "Usage: tracker" in finish(spawn("--help")).out
