"""Ready files that run `tracker crawl --due` on a timer, for this machine: all paths in them are absolute. Pure."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

LABEL = "minerals-tracker"


@dataclass(frozen=True, slots=True)
class Job:
    """What a timer runs, and how often in minutes. Every path is absolute."""

    python: Path
    db: Path
    log: Path
    sources: Path | None = None
    config: Path | None = None
    minutes: int = 10

    @property
    def command(self) -> list[str]:
        """The command as a list of words."""
        config = ["--config", str(self.config)] if self.config else []
        sources = ["--sources", str(self.sources)] if self.sources else []
        return [str(self.python), "-m", "tracker", *config, "crawl", "--due", "--db", str(self.db), *sources]


def cron(job: Job) -> str:
    """A line for `crontab -e`. cron takes % for a line break, so that it is escaped."""
    command = shlex.join(job.command) + f" >> {shlex.quote(str(job.log))} 2>&1"
    return f"*/{job.minutes} * * * * {command.replace('%', chr(92) + '%')}\n"


def systemd(job: Job) -> str:
    """A service and its timer, for a user's own systemd."""
    words = " ".join(_systemd_word(word) for word in job.command)
    return f"""\
# 1. Save this part as ~/.config/systemd/user/{LABEL}.service
[Unit]
Description=Crawl the sources of the minerals tracker that are due
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart={words}
StandardOutput=append:{job.log}
StandardError=append:{job.log}
Nice=10

# 2. Save this part as ~/.config/systemd/user/{LABEL}.timer
[Unit]
Description=Every {job.minutes} minutes: crawl what is due

[Timer]
OnCalendar=*:0/{job.minutes}
Persistent=true
RandomizedDelaySec=30

[Install]
WantedBy=timers.target

# 3. Then run:
#   systemctl --user daemon-reload && systemctl --user enable --now {LABEL}.timer
#   loginctl enable-linger "$USER"
"""


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(c in word for c in " \t\"'\\;") else escaped


def launchd(job: Job) -> str:
    """A property list for a user's launchd (macOS)."""
    import plistlib

    values = {
        "Label": LABEL,
        "ProgramArguments": job.command,
        "StartInterval": job.minutes * 60,
        "StandardOutPath": str(job.log),
        "StandardErrorPath": str(job.log),
        "ProcessType": "Background",
        "LowPriorityIO": True,
    }
    path = f"~/Library/LaunchAgents/{LABEL}.plist"
    said = f"<!-- Save this as {path}, then run: launchctl bootstrap gui/$(id -u) {path} -->\n"
    declaration, _, rest = plistlib.dumps(values).decode().partition("\n")
    return f"{declaration}\n{said}{rest}"


def windows(job: Job) -> str:
    """A command for the Windows task scheduler, to be run once in a command prompt."""
    words = " ".join(f'\\"{word}\\"' if " " in word or "\\" in word else word for word in job.command)
    return f'schtasks /Create /F /TN "{LABEL}" /SC MINUTE /MO {job.minutes} /TR "{words}"\r\n'


def github_actions(job: Job) -> str:
    """A workflow that keeps the database in the cache of the repository between its runs. Its paths are the runner's."""
    return f"""\
# Save this as .github/workflows/crawl.yml in a repository of your own. Source files of yours lie in its folder sources/.
name: crawl
on:
  schedule:
    - cron: "7 */{max(1, job.minutes // 60)} * * *"
  workflow_dispatch:
concurrency:
  group: crawl
permissions:
  contents: read
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    env:
      TRACKER_DB: ${{{{ github.workspace }}}}/tracker.db
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install minerals-tracker
      - uses: actions/cache@v4
        with:
          path: ${{{{ github.workspace }}}}/tracker.db
          key: tracker-${{{{ github.run_id }}}}
          restore-keys: tracker-
      - run: |
          mkdir -p "$GITHUB_WORKSPACE/sources"
          python -m tracker crawl --due --time-limit 100 --sources "$GITHUB_WORKSPACE/sources"
      - if: always()
        run: python -m tracker overdue --format csv > "$GITHUB_WORKSPACE/overdue.csv"
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: overdue
          path: ${{{{ github.workspace }}}}/overdue.csv
"""
