"""The wheel: whole, the same bytes each time, and enough for a user who has nothing else."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    [path] = folder.glob("*.whl")
    return path


@pytest.mark.slow
def test_rules_sources_queries_and_sample_travel_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    kept = {f"tracker/{path.relative_to(ROOT)}" for path in (ROOT / "data").rglob("*") if path.is_file()}
    assert kept <= names
    assert "spiders/article.py" in names
    assert not any(name.startswith(("tests/", "bench/")) for name in names)


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.mark.slow
def test_the_wheel_alone_runs_the_demo_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    folder = venv / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [str(folder / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)],
        check=True,
    )
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "TRACKER_DB")}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def run(*arguments: str) -> str:
        command = [str(folder / "tracker"), *arguments]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=elsewhere, env=environment, timeout=180
        ).stdout

    assert "overdue" in run("--help")
    told = run("demo")
    assert "sample data" in told.lower()
    assert "“" in told
    assert (elsewhere / "demo" / "timelines.csv").stat().st_size > 1000
    assert (elsewhere / "demo" / "timeline.png").read_bytes().startswith(b"\x89PNG")
