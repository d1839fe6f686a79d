"""One TOML file of settings, environment variables over it, options over both.

db = "ledger.db"                  # the database; a relative path counts from this file's folder
sources = "sources"               # a folder of your own source files
contact = "you@example.org"       # goes into the crawler's user agent, so that an outlet can reach you

[notify]
link = "http://127.0.0.1:8001"    # the web view's address, for links in messages

[[notify.recipient]]
name = "desk"                     # what messages and the database call it; the address is never stored or shown
address = "mailtos://..."         # any address that Apprise knows; or the environment variable TRACKER_NOTIFY_DESK
rules = ["India"]                 # none: every change

[[notify.rule]]
name = "India"
party = ["IND"]                   # any of these; none: all
mineral = ["lithium"]
status = ["overdue", "delayed"]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from tracker import datafiles
from tracker.errors import DataFileError

T = TypeVar("T")

APP = "minerals-tracker"
DB = "tracker.db"
# what a recipient may be told of; `open` alone is no news, and `announced` was promised by nobody
TOLD = ("overdue", "confirmed", "delayed", "cancelled")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,19}(?=://.)")


@dataclass(frozen=True, slots=True)
class Rule:
    """Which changes a recipient is told: those that fit every field that is not empty."""

    name: str
    party: tuple[str, ...] = ()
    mineral: tuple[str, ...] = ()
    status: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The rule as a person would say it."""
        parts = [
            f"{what} {' or '.join(values)}"
            for what, values in (("status", self.status), ("party", self.party), ("mineral", self.mineral))
            if values
        ]
        return ", ".join(parts) or "every change"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and where. The address holds secrets, so that it stays out of every printed form."""

    name: str
    address: str = field(default="", repr=False)
    rules: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that gives its address."""
        return "TRACKER_NOTIFY_" + re.sub(r"[ -]", "_", self.name).upper()

    @property
    def masked(self) -> str:
        """All that may be shown of the address: its kind."""
        scheme = _SCHEME.match(self.address)
        return f"{scheme.group()}://***" if scheme else ("***" if self.address else "")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value and where it came from: "default", a file's path, or the name of an environment variable or option."""

    value: T
    origin: str = "default"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, each with its origin. `path` is where the file is, or would be looked for (`found` tells which)."""

    path: Path
    found: bool
    db: Setting[Path]
    sources: Setting[Path | None]
    contact: Setting[str]
    link: Setting[str]
    recipients: tuple[Recipient, ...] = ()
    rules: tuple[Rule, ...] = ()

    def rules_of(self, recipient: Recipient) -> tuple[Rule, ...]:
        """The recipient's rules; none of them means that it is told every change."""
        return tuple(rule for rule in self.rules if rule.name in recipient.rules)


@dataclass(frozen=True, slots=True)
class _Notify:
    link: str = ""
    recipient: tuple[Recipient, ...] = ()
    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    db: str = ""
    sources: str = ""
    contact: str = ""
    notify: _Notify = _Notify()


def default_path() -> Path:
    """Where the file is looked for when none is named: the user's configuration folder, as the platform has it."""
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False) / "config.toml"


def database(named: Path | None, environ: Mapping[str, str]) -> Setting[Path]:
    """Which database is meant. Reads no more of the file than that, so that a reading command starts fast.

    Raises DataFileError where a named file is missing or no file of settings is TOML.
    """
    path, found = _locate(named, environ)
    given = environ.get("TRACKER_DB") or (datafiles.read_toml(path).get("db") if found else None)
    if not isinstance(given, str):  # of another type: `load` says so in full
        return load(named, environ).db if given else Setting(Path(DB))
    return _place(given, "TRACKER_DB" if environ.get("TRACKER_DB") else str(path), path)


def load(named: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the settings from `named` (else TRACKER_CONFIG, else the default place) and the environment variables.

    Raises DataFileError where a named file is missing, or where the file or a variable is at fault; no message shows an
    address.
    """
    path, found = _locate(named, environ)
    file = _read(path) if found else _File()
    origin = str(path)

    def text(variable: str, value: str, default: str = "") -> Setting[str]:
        if environ.get(variable):
            return Setting(environ[variable], variable)
        return Setting(value, origin) if value else Setting(default)

    db, sources = text("TRACKER_DB", file.db, DB), text("TRACKER_SOURCES", file.sources)
    config = Config(
        path=path,
        found=found,
        db=_place(db.value, db.origin, path),
        sources=Setting(_place(sources.value, sources.origin, path).value, sources.origin)
        if sources.value
        else Setting(None),
        contact=text("TRACKER_CONTACT", file.contact),
        link=text("TRACKER_LINK", file.notify.link),
        recipients=tuple(
            Recipient(one.name, environ.get(one.variable) or one.address, one.rules) for one in file.notify.recipient
        ),
        rules=file.notify.rule,
    )
    _check(config)
    return config


def _locate(named: Path | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    asked = named or (Path(environ["TRACKER_CONFIG"]) if environ.get("TRACKER_CONFIG") else None)
    path = asked or default_path()
    return path, asked is not None or path.is_file()


def _place(value: str, origin: str, file: Path) -> Setting[Path]:
    """A path as written: from the file it counts from that file's folder, else from the working directory."""
    given = Path(value).expanduser()
    return Setting(file.parent / given if origin == str(file) else given, origin)


def _read(path: Path) -> _File:
    try:
        return datafiles.structure(datafiles.read_toml(path), _File, str(path))
    except DataFileError as error:
        # what a value was is left out: it may be an address that was written in the wrong place
        what = re.sub(r"unknown error \(.*?\)", "expected a table", error.what.split("; ")[0])
        raise DataFileError(error.where, what, "see docs/howto.md, then run `tracker config check`") from None


def _check(config: Config) -> None:
    """Raises DataFileError for what the file's shape alone does not show."""
    for problem in (*_check_texts(config), *_check_rules(config), *_check_recipients(config)):
        raise DataFileError(str(config.path), problem, "mend it, then run `tracker config check`")


def _check_texts(config: Config) -> list[str]:
    problems = []
    if not config.contact.value.isprintable():  # it becomes part of a header: a line break would add one
        problems.append("contact holds a line break or control character")
    link = config.link.value
    if link and not re.fullmatch(r"https?://[^\s<>\"]+", link):
        problems.append("notify.link is no http or https address")
    return problems


def _check_rules(config: Config) -> list[str]:
    problems = _repeated("rule", [rule.name for rule in config.rules])
    for rule in config.rules:
        wrong = [status for status in rule.status if status not in TOLD]
        if wrong:
            problems.append(f"rule {rule.name!r} wants status {wrong[0]!r}, which is none of {', '.join(TOLD)}")
    return problems


def _check_recipients(config: Config) -> list[str]:
    problems = _repeated("recipient", [one.name for one in config.recipients])
    names = {rule.name for rule in config.rules}
    for one in config.recipients:
        if not _NAME.fullmatch(one.name):
            # the name is not repeated: an address may have been written into its place
            problems.append("a recipient's name is not 1 to 40 letters, digits, spaces, - or _")
        problems += [
            f"recipient {one.name!r} names a rule {rule!r} that is not there" for rule in one.rules if rule not in names
        ]
    return problems


def _repeated(what: str, names: list[str]) -> list[str]:
    return [f"two {what}s are called {name!r}" for name in sorted({name for name in names if names.count(name) > 1})]
