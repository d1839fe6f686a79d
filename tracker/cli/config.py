"""`tracker config`: which settings are in force, and where each comes from."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import click

from tracker import config as settings
from tracker.cli import options
from tracker.errors import TrackerError


@click.group()
def config() -> None:
    """Show and check the settings: one TOML file, environment variables over it, options over both."""


@config.command()
def path() -> None:
    """Print where the file of settings is looked for.

    \b
    In this order: `tracker --config FILE`, the variable TRACKER_CONFIG, your configuration folder.
    """
    click.echo(str(options.configured().path))


@config.command()
def show() -> None:
    """Print every setting in force as TOML, with its origin. Addresses are masked."""
    known = options.configured()
    if not known.found:
        options.say(f"{known.path}: there is no file of settings; docs/howto.md shows one")
    for name, setting in (("db", known.db), ("sources", known.sources), ("contact", known.contact)):
        _line(name, setting.value, setting.origin)
    click.echo("\n[notify]")
    _line("link", known.link.value, known.link.origin)
    for one in known.recipients:
        origin = f"address from {one.variable}" if os.environ.get(one.variable) else ""
        click.echo("\n[[notify.recipient]]" + (f"  # {origin}" if origin else ""))
        _line("name", one.name)
        _line("address", one.masked)
        _line("rules", list(one.rules))
    for rule in known.rules:
        click.echo("\n[[notify.rule]]")
        _line("name", rule.name)
        for key in ("party", "mineral", "status"):
            _line(key, list(getattr(rule, key)))


@config.command()
def check() -> None:
    """Check the file of settings, the folders it names and the kinds of its addresses. Sends nothing.

    Exit status: 0 all is well, 1 something is at fault.
    """
    known = options.configured()
    if not known.found:
        options.say(f"{known.path}: there is no file of settings, so the defaults hold")
        return
    faults = _faults(known)
    for fault in faults:
        options.say(f"{known.path}: {fault}")
    if faults:
        raise TrackerError(str(known.path), f"faults found: {len(faults)}", "mend them and check again")
    options.say(f"{known.path}: no fault found (recipients: {len(known.recipients)}, rules: {len(known.rules)})")


def _faults(known: settings.Config) -> list[str]:
    from tracker.notify import is_address

    faults = [
        f"recipient {one.name!r} has an address that Apprise does not know ({one.masked or 'none'})"
        for one in known.recipients
        if not is_address(one.address)
    ]
    if known.sources.value and not known.sources.value.is_dir():
        faults.append(f"sources: {known.sources.value} is no folder")
    if not known.db.value.parent.is_dir():
        faults.append(f"db: the folder {known.db.value.parent} does not exist")
    if _readable_by_others(known.path) and any(one.address for one in known.recipients):
        faults.append(f"holds addresses and can be read by other users of this machine; chmod 600 {known.path}")
    return [*faults, *_unknown_names(known)]


def _unknown_names(known: settings.Config) -> list[str]:
    """Codes and minerals of rules that no lexicon has: such a rule would never fire. Bodies go by any name."""
    from tracker.datafiles import data_root, read_toml

    lexicon = data_root() / "lexicon"
    codes = {one["code"] for one in read_toml(lexicon / "countries.en.toml")["country"]}
    minerals = {one["name"] for one in read_toml(lexicon / "minerals.en.toml")["mineral"]}
    faults = []
    for rule in known.rules:
        faults += [
            f"rule {rule.name!r}: party {one!r} is no code of the lexicon (IND, USA, EU ...)"
            for one in rule.party
            if len(one) <= 3 and one not in codes
        ]
        faults += [
            f"rule {rule.name!r}: {one!r} is no mineral of the lexicon" for one in rule.mineral if one not in minerals
        ]
    return faults


def _readable_by_others(file: Path) -> bool:
    return os.name == "posix" and bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _line(name: str, value: object, origin: str = "") -> None:
    if value in (None, "", []):
        click.echo(f"# {name} is not set")
        return
    text = json.dumps(value if isinstance(value, list) else str(value), ensure_ascii=False)
    click.echo(f"{name} = {text}" + (f"  # {origin}" if origin else ""))
