"""The walls between the rooms, read from the imports: who may know whom, and what is imported only where it is used."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STDLIB = sys.stdlib_module_names

# modules that take a tenth of a second or more, or that most commands do without
HEAVY = {
    "altair", "apprise", "dask", "datasette", "dateparser", "distributed", "fastwarc", "htmldate", "lifelines", "numpy", "openpyxl",
    "pandas", "pyarrow", "pypdf", "scrapy", "sqlite_utils", "trafilatura", "twisted", "vl_convert",
}  # fmt: skip
POSIX = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "posix", "syslog"}
# the pure core: no database, network, clock, file or print
IMPURE = {
    "sqlite3", "sqlite_utils", "scrapy", "click", "requests", "urllib3", "httpx", "socket", "subprocess", "os", "pathlib", "io",
    "time", "random", "datasette", "tempfile", "shutil", "http", "asyncio", "threading",
}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}
CLOCK = {"now", "today", "utcnow", "fromtimestamp"}

# room -> what it may import of this project, besides itself
MAY_IMPORT = {
    "tracker.model": set(),
    "tracker.errors": set(),
    "tracker.datafiles": {"tracker.errors"},
    "tracker.extract": {"tracker.model", "tracker.errors"},
    "tracker.ledger": {"tracker.model", "tracker.errors"},
    "tracker.store": {"tracker.model", "tracker.errors", "tracker.datafiles"},
    "tracker.rulebook": {"tracker.model", "tracker.errors", "tracker.datafiles", "tracker.extract"},
}
CORE = ("tracker.extract", "tracker.ledger")
SEES_CORE_AND_STORE = ("tracker.pipeline", "tracker.bulk")
# run opens the database and hands it to state and pipelines
SPIDERS_THAT_SEE_THE_STORE = ("spiders.pipelines", "spiders.state", "spiders.run")


def modules() -> dict[str, Path]:
    found = {}
    for top in ("tracker", "spiders"):
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


MODULES = modules()


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def imports(path: Path, *, only_at_import: bool = False) -> Iterator[str]:
    """Names of the modules that a file imports; what stands under `if TYPE_CHECKING` never runs and does not count."""
    yield from _imports(ast.parse(path.read_text(encoding="utf-8")).body, only_at_import)


def _imports(body: list[ast.stmt], only_at_import: bool) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield str(node.module)
            yield from (
                f"{node.module}.{alias.name}" for alias in node.names if f"{node.module}.{alias.name}" in MODULES
            )
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        elif not (only_at_import and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            inner = [child for child in ast.walk(node) if isinstance(child, ast.stmt) and child is not node]
            yield from _imports(
                [child for child in inner if isinstance(child, ast.Import | ast.ImportFrom)], only_at_import
            )


def project(names: Iterator[str]) -> set[str]:
    return {name for name in names if name.split(".")[0] in ("tracker", "spiders")}


def inside(*rooms: str) -> list[str]:
    return [name for name in MODULES if any(is_in(name, room) for room in rooms)]


def tops(names: Iterator[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def calls(module: str) -> Iterator[ast.Call]:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def loaded_with(module: str, seen: set[str]) -> set[str]:
    """The modules of this project that importing `module` imports, itself among them."""
    if module not in seen and module in MODULES:
        seen.add(module)
        for name in imports(MODULES[module], only_at_import=True):
            for part in (".".join(name.split(".")[:n]) for n in range(1, name.count(".") + 2)):
                loaded_with(part, seen)
    return seen


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    for module in inside(room):
        got = {name for name in project(imports(MODULES[module])) if not is_in(name, room) and name != "tracker"}
        assert not {name for name in got if not any(is_in(name, one) for one in MAY_IMPORT[room])}, module


@pytest.mark.parametrize("module", ["tracker.model", "tracker.errors"])
def test_the_nouns_need_the_standard_library_alone(module: str) -> None:
    assert tops(imports(MODULES[module])) <= set(STDLIB)


@pytest.mark.parametrize("module", inside(*CORE))
def test_the_core_is_pure(module: str) -> None:
    assert not tops(imports(MODULES[module])) & IMPURE
    for call in calls(module):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in IMPURE_CALLS, f"line {call.lineno} calls {call.func.id}()"
        elif isinstance(call.func, ast.Attribute):
            assert call.func.attr not in CLOCK, f"line {call.lineno} reads the clock"


def test_only_the_commands_read_the_clock() -> None:
    found = [
        f"{module}:{call.lineno}"
        for module in set(inside("tracker")) - set(inside("tracker.cli"))
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("now", "today", "utcnow")
        and ast.unparse(call.func.value) in ("dt.datetime", "dt.date", "datetime", "datetime.datetime", "date", "Day")
    ]
    assert not found


def test_only_the_pipeline_sees_both_the_core_and_the_store() -> None:
    both = []
    for module in set(MODULES) - set(inside(*SEES_CORE_AND_STORE, "tracker.cli")):
        got = project(imports(MODULES[module]))
        sees_core = any(is_in(name, room) for name in got for room in CORE)
        if sees_core and any(is_in(name, "tracker.store") for name in got):
            both.append(module)
    assert not both


def test_of_the_spiders_few_see_the_store_and_none_the_core() -> None:
    for module in inside("spiders"):
        got = project(imports(MODULES[module]))
        assert not any(is_in(name, room) for name in got for room in (*CORE, "tracker.pipeline")), module
        if module not in SPIDERS_THAT_SEE_THE_STORE:
            assert not store_functions(MODULES[module]), module


def store_functions(path: Path) -> set[str]:
    """What a file takes from the store that is no type: a type is written with a capital and touches no database."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and is_in(str(node.module), "tracker.store"):
            found |= {alias.name for alias in node.names if not alias.name[0].isupper()}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if is_in(alias.name, "tracker.store")}
    return found


def test_the_store_knows_no_language_processing_and_no_crawler() -> None:
    for module in inside("tracker.store"):
        assert tops(imports(MODULES[module])) <= {*STDLIB, "tracker", "sqlite_utils"}, module


@pytest.mark.parametrize("command", inside("tracker.cli"))
def test_no_heavy_library_is_imported_with_a_command(command: str) -> None:
    for module in loaded_with(command, set()):
        assert not tops(imports(MODULES[module], only_at_import=True)) & HEAVY, module


def test_at_most_one_module_needs_a_posix_system() -> None:
    users = {name for name, path in MODULES.items() if tops(imports(path)) & POSIX}
    assert len(users) <= 1, users


def test_nothing_is_pickled() -> None:
    assert not {name for name, path in MODULES.items() if tops(imports(path)) & {"pickle", "marshal", "shelve", "dill"}}


def test_the_walls_see_what_stands_in_functions_too(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text(
        "import os\ndef f():\n    if True:\n        from pandas import x\nif TYPE_CHECKING:\n    import scrapy\n"
    )
    assert set(imports(path)) == {"os", "pandas"}
    assert set(imports(path, only_at_import=True)) == {"os"}
