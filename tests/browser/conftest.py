"""A real Chromium: what a page does in it, not what we think of its source. Without one the tests are skipped, or fail in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Visitor:
    """A page with everything that went wrong on it."""

    page: Any
    home: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Nothing was logged as an error, and nobody but our own server was asked."""
        assert self.errors == []
        assert self.elsewhere == []

    def go(self, path: str) -> Any:
        return self.page.goto(self.home + path)


@pytest.fixture(
    scope="module"
)  # while it lives, an event loop runs in this thread, which tests of other modules cannot have
def chromium() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        words = "no Chromium here: `make chromium` installs Debian's; the web view was NOT looked at in a browser"
        if os.environ.get("TRACKER_REFUSE_SKIPS") == "1":
            pytest.fail(words)
        pytest.skip(words)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Any]:
    """Opens a visitor at an address: visit(home, width=1280, dark=False, script=True)."""
    contexts = []

    def open_page(home: str, *, width: int = 1280, dark: bool = False, script: bool = True) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            accept_downloads=True,
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), home)
        page = visitor.page
        page.set_default_timeout(20_000)
        page.on(
            "console",
            lambda message: visitor.errors.append(message.text) if message.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        page.on("dialog", lambda dialog: (visitor.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: None if request.url.startswith((home, "data:")) else visitor.elsewhere.append(request.url),
        )
        return visitor

    yield open_page
    for context in contexts:
        context.close()
