"""README and docs say only what is so: commands and options exist, links lead somewhere, snippets run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from report_ledger import make

from tracker import __version__, config, datafiles
from tracker.cli import cli
from tracker.sources import SourceFile

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(tracker [^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MARKDOWN = pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)


def blocks(path: Path, *languages: str) -> list[str]:
    return [body for language, body in BLOCK.findall(path.read_text(encoding="utf-8")) if language in languages]


def commands(path: Path) -> list[list[str]]:
    """Every call of `tracker` in blocks and in the text, as words; comments and what a shell does around it left out."""
    lines = [line for body in blocks(path, "sh", "text") for line in body.splitlines()]
    calls = [found[0] for line in lines if (found := re.search(r"(?<![\w.-])tracker [^|>)]*", line.split("  #")[0]))]
    calls += INLINE.findall(BLOCK.sub("", path.read_text(encoding="utf-8")))
    return [shlex.split(call.replace("...", "").rstrip("&; ")) for call in calls]


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and the options that stand behind it. Raises where there is no such command."""
    command: click.Command = cli
    options = [word.split("=")[0] for word in words if word.startswith("-") and not word.lstrip("-").isdigit()]
    rest = [word for word in words[1:] if not word.startswith("-")]
    context = click.Context(cli)
    while isinstance(command, click.Group) and rest:
        name = rest.pop(0)
        found = command.get_command(context, name)
        if found is None and command is cli and len(words) > 2 and words[1] == "--config":
            continue  # the value of the option
        assert found is not None, f"{' '.join(words)}: there is no command {name!r}"
        command = found
    return command, options


@MARKDOWN
def test_every_command_and_option_that_is_named_exists(path: Path) -> None:
    for words in commands(path):
        if re.fullmatch(r"[A-Z]+", words[1]):  # `tracker COMMAND --help`
            continue
        command, options = resolve(words)
        known = {name for one in (*command.params, *cli.params) for name in one.opts} | {"--help", "-h"}
        assert set(options) <= known, f"{path.name}: {' '.join(words)}"


def test_every_command_is_told_in_the_readme_or_the_docs() -> None:
    told = {words[1] for path in DOCS if path.name != "CHANGELOG.md" for words in commands(path) if len(words) > 1}
    assert set(cli.list_commands(click.Context(cli))) - told == set()


@MARKDOWN
def test_every_relative_link_leads_to_a_file_and_a_heading_that_are_there(path: Path) -> None:
    for target in LINK.findall(BLOCK.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            assert target.startswith("https://")
            continue
        name, _, heading = target.partition("#")
        file = path.parent / name if name else path
        assert file.exists(), f"{path.name}: {target}"
        if heading:
            assert heading in headings(file), f"{path.name}: {target}"


def headings(path: Path) -> set[str]:
    """The anchors of a file's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in found}


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name
        for path in DOCS
        for name in re.findall(r"(?:`|^)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named
    assert named <= targets


@pytest.mark.parametrize("name", ["tracker/report/formats.py", "tracker/ledger/status.py", "tests/test_walls.py"])
def test_every_file_that_the_readme_names_is_there(name: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert name in text
    for named in re.findall(r"`((?:tracker|data|tests|spiders|docs)/[\w./]*)`", text):
        assert (ROOT / named).exists() or re.search(r"[A-Z]{3,}", named), named


def test_the_settings_of_the_howto_are_read_as_they_stand(tmp_path: Path) -> None:
    (body,) = [one for one in blocks(ROOT / "docs" / "howto.md", "toml") if "[notify]" in one]
    path = tmp_path / "config.toml"
    path.write_text(body, encoding="utf-8")
    known = config.load(path, {})
    assert [rule.name for rule in known.rules_of(known.recipients[0])] == ["India", "late"]
    assert known.db.value == tmp_path / "ledger.db"


def test_the_source_of_the_howto_is_read_as_it_stands() -> None:
    (body,) = [one for one in blocks(ROOT / "docs" / "howto.md", "toml") if "addresses" in one]
    assert datafiles.structure(tomllib.loads(body), SourceFile, "docs/howto.md").kind == "feed"


def test_the_pandas_snippet_of_the_howto_runs_on_an_export(tmp_path: Path) -> None:
    db = make(tmp_path / "ledger.db")
    environ = {**os.environ, "TRACKER_DB": str(db)}
    export = [sys.executable, "-m", "tracker", "export", "timelines", "--as-of", "2026-09-01", "-o", "timelines.csv"]
    subprocess.run(export, cwd=tmp_path, env=environ, check=True, capture_output=True)
    (snippet,) = blocks(ROOT / "docs" / "howto.md", "python")
    done = subprocess.run([sys.executable, "-c", snippet], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "1 pledges were kept, after 139 days in the median" in done.stdout
    assert re.search(r"AUS; JPN\s+-10", done.stdout)


def test_the_changelog_starts_with_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == __version__


@pytest.mark.slow
def test_the_tutorial_runs_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    """In one shell, as a reader would paste it; and what it promises comes true."""
    script = "set -euo pipefail\n" + "\n".join(blocks(ROOT / "docs" / "tutorial.md", "sh"))
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "TRACKER_CONFIG": "",
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^p-\w+  confirmed.*\n +IND-JPN: .*rare earths", done.stdout, re.MULTILINE)
    assert (tmp_path / "due-days.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert {path.name for path in tmp_path.iterdir()} >= {
        "timelines.csv",
        "pledges.xlsx",
        "changes.atom",
        "timeline.html",
    }


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger from annotated articles, as a user's would be."""
    folder = tmp_path_factory.mktemp("howto")
    some = (ROOT / "data" / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:10]
    (folder / "some.jsonl").write_text("\n".join(some), encoding="utf-8")
    ingest = [sys.executable, "-m", "tracker", "ingest", "some.jsonl", "--db", "tracker.db"]
    subprocess.run(ingest, cwd=folder, check=True, capture_output=True)
    return folder / "tracker.db"


@pytest.mark.slow
@pytest.mark.parametrize("block", range(len(blocks(ROOT / "docs" / "howto.md", "sh"))))
def test_each_block_of_the_howtos_runs(ledger: Path, tmp_path: Path, block: int) -> None:
    """Without a network and without recipients: what crawls or sends is left out here, and tested elsewhere."""
    shutil.copy(ledger, tmp_path / "tracker.db")
    body = blocks(ROOT / "docs" / "howto.md", "sh")[block]
    kept = [line for line in body.splitlines() if not re.match(r"tracker (crawl|notify)\b", line)]
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    script = "set -eu\n" + "\n".join(kept)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
