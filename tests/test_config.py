"""Settings: one file, environment variables over it, options over both; addresses are never shown."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from report_ledger import make

from tracker import config
from tracker.cli import cli
from tracker.errors import DataFileError, TrackerError

SECRET = "hunter2secret"
FULL = f"""
db = "ledger.db"
sources = "mine"
contact = "desk@example.org"

[notify]
link = "https://ledger.example.org/minerals"

[[notify.recipient]]
name = "desk"
address = "json://user:{SECRET}@127.0.0.1:9/{SECRET}"
rules = ["India"]

[[notify.recipient]]
name = "all of it"

[[notify.rule]]
name = "India"
party = ["IND"]
status = ["overdue", "delayed"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(FULL, encoding="utf-8")
    path.chmod(0o600)
    (tmp_path / "mine").mkdir()
    return path


def run(*words: str | Path, **environ: str) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], env=environ, catch_exceptions=False)


def test_a_relative_path_counts_from_the_folder_of_the_file(file: Path) -> None:
    known = config.load(file, {})
    assert (known.db.value, known.sources.value) == (file.parent / "ledger.db", file.parent / "mine")
    assert known.db.origin == str(file)


def test_a_variable_beats_the_file_and_counts_from_the_working_directory(file: Path) -> None:
    known = config.load(
        file, {"TRACKER_DB": "other.db", "TRACKER_CONTACT": "me@example.org", "TRACKER_NOTIFY_ALL_OF_IT": "json://x"}
    )
    assert known.db == config.Setting(Path("other.db"), "TRACKER_DB")
    assert known.contact == config.Setting("me@example.org", "TRACKER_CONTACT")
    assert [one.masked for one in known.recipients] == ["json://***", "json://***"]


def test_an_empty_variable_is_no_variable(file: Path) -> None:
    assert config.load(file, {"TRACKER_DB": "", "TRACKER_CONFIG": ""}).db.value == file.parent / "ledger.db"


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    known = config.load(None, {})
    assert (known.found, known.db, known.sources.value) == (False, config.Setting(Path("tracker.db")), None)
    assert known.recipients == ()


def test_a_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"nowhere\.toml"):
        config.load(None, {"TRACKER_CONFIG": str(tmp_path / "nowhere.toml")})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('databse = "a.db"', "databse"),
        ("db = 3", "db"),
        ("db = 'a'\n[notify", "is not TOML"),
        ("[[notify.recipient]]\naddress = 'json://x'", "name"),
        ("[[notify.recipient]]\nname = 'a'\nrules = ['none such']", "none such"),
        ("[[notify.recipient]]\nname = 'a'\n[[notify.recipient]]\nname = 'a'", "two recipients are called 'a'"),
        ("[[notify.rule]]\nname = 'r'\nstatus = ['late']", "overdue, confirmed, delayed, cancelled"),
        ('contact = "a@b\\nX-Injected: 1"', "line break"),
        ("[notify]\nlink = 'javascript:alert(1)'", "no http or https"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        config.load(path, {})
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"[[notify.recipient]]\nname = 'mailtos://me:{SECRET}@x'",
        f"[[notify.recipient]]\nname = 'a'\naddress = ['json://{SECRET}']",
        f"[notify]\nrecipient = 'json://{SECRET}'",
        f"notify = 'json://{SECRET}'",
        f"[notify]\nlink = 'https://me:{SECRET} @x'",
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        config.load(path, {})
    assert SECRET not in str(caught.value)


@given(st.text(max_size=60))
def test_no_part_of_an_address_but_its_kind_is_ever_shown(rest: str) -> None:
    one = config.Recipient("desk", f"mailtos://{SECRET}{rest}")
    assert one.masked in {"mailtos://***", "***"}
    assert SECRET not in repr(one)


def test_show_prints_each_setting_with_its_origin_and_masks_addresses(file: Path) -> None:
    result = run("--config", file, "config", "show", TRACKER_CONTACT="me@example.org")
    assert f'db = "{file.parent / "ledger.db"}"  # {file}' in result.stdout
    assert 'contact = "me@example.org"  # TRACKER_CONTACT' in result.stdout
    assert 'address = "json://***"' in result.stdout
    assert SECRET not in result.output


def test_path_prints_the_file_that_is_in_force(file: Path) -> None:
    assert run("--config", file, "config", "path").stdout == f"{file}\n"
    assert run("config", "path", TRACKER_CONFIG=str(file)).stdout == f"{file}\n"


def test_check_passes_a_sound_file(file: Path) -> None:
    result = run("--config", file, "config", "check", TRACKER_NOTIFY_ALL_OF_IT="json://127.0.0.1:9")
    assert (result.exit_code, "no fault found" in result.stderr) == (0, True)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("json://user", "jsn://user", "an address that Apprise does not know"),
        ('sources = "mine"', 'sources = "gone"', "is no folder"),
        ('["IND"]', '["INX"]', "'INX' is no code of the lexicon"),
        ('party = ["IND"]', 'mineral = ["litium"]', "'litium' is no mineral"),
        ('db = "ledger.db"', 'db = "gone/ledger.db"', "does not exist"),
    ],
)
def test_check_finds_what_would_fail_later(file: Path, old: str, new: str, told: str) -> None:
    assert old in FULL
    file.write_text(FULL.replace(old, new), encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["--config", str(file), "config", "check"], env={"TRACKER_NOTIFY_ALL_OF_IT": "json://127.0.0.1:9"}
    )
    assert isinstance(result.exception, TrackerError)
    assert told in result.stderr
    assert SECRET not in result.output + str(result.exception)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_check_warns_of_a_file_with_addresses_that_others_can_read(file: Path) -> None:
    file.chmod(stat.S_IRUSR | stat.S_IROTH)
    result = CliRunner().invoke(cli, ["--config", str(file), "config", "check"])
    assert "chmod 600" in result.stderr


def test_the_database_of_the_file_is_read_and_an_option_beats_it(file: Path, tmp_path: Path) -> None:
    make(tmp_path / "ledger.db")
    make(tmp_path / "empty.db", ())
    told = [
        run("--config", file, "pledges", "--format", "csv", "--as-of", "2026-09-01"),
        run(
            "--config",
            file,
            "pledges",
            "--format",
            "csv",
            "--as-of",
            "2026-09-01",
            TRACKER_DB=str(tmp_path / "empty.db"),
        ),
        run(
            "--config",
            file,
            "pledges",
            "--format",
            "csv",
            "--as-of",
            "2026-09-01",
            "--db",
            tmp_path / "ledger.db",
            TRACKER_DB="x",
        ),
    ]
    assert [len(one.stdout.splitlines()) for one in told] == [7, 1, 7]
