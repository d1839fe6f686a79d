"""The web view as an analyst uses it: front page, a filter, a pledge, its quote and evidence, downloads, search, the keyboard."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
import webserver

SIZES = [
    (1280, False), (360, True),
    pytest.param(1280, True, marks=pytest.mark.slow), pytest.param(360, False, marks=pytest.mark.slow),
]  # fmt: skip
PAGES = [
    "/", "/pledges?party=IND", "/pledge/p-stated", "/pledge/p-read", "/country/IND", "/countries", "/speakers", "/search?search=tender",
    "/sources", "/timeline", "/tables", "/about", "/statements", "/data/history?_facet=status", "/nothing-here", "/?as_of=2026-04-01",
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = webserver.make(tmp_path_factory.mktemp("walk") / "ledger.db")
    webserver.crawled(path, "2026-08-30", party="IND")
    with webserver.serving(path) as address:
        yield address


def test_from_the_front_page_to_the_evidence_of_a_pledge_of_india(visit: Any, home: str, tmp_path: Path) -> None:
    walk = visit(home)
    page = walk.page
    walk.go("/")
    assert page.get_by_role("heading", name="Overdue now").is_visible()
    page.get_by_role("link", name="Pledges", exact=True).click()
    page.get_by_role("combobox", name="Country or body").select_option("IND")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".pledges > li").count() == 1
    assert "party=IND" in page.url

    with page.expect_download() as caught:
        page.get_by_role("link", name="CSV", exact=True).click()
    sheet = tmp_path / "pledges.csv"
    caught.value.save_as(sheet)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        assert [row["pledge"] for row in csv.DictReader(file)] == ["p-stated"]
    subscribe = page.get_by_role("link", name="Subscribe: calendar").get_attribute("href")
    events = icalendar.Calendar.from_ical(page.request.get(home + subscribe).body()).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == ["p-stated@minerals-tracker"]

    page.get_by_role("link", name=webserver.STATED.title).click()
    assert page.get_by_role("heading", name="The stated date has passed").is_visible()
    assert page.locator("blockquote mark").first.inner_text() == webserver.STATED.quote
    evidence = page.locator("ol.evidence > li")
    assert evidence.count() == 1
    link = evidence.get_by_role("link", name="original")
    assert link.get_attribute("href") == "https://wire.example/2026-03-01/p-stated-pledge"
    assert {"noopener", "noreferrer", "nofollow"} <= set(link.get_attribute("rel").split())
    page.get_by_role("link", name="Ada Okonjo").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ada Okonjo"
    walk.check()


def test_a_search_finds_the_pledge_and_marks_the_words(visit: Any, home: str) -> None:
    walk = visit(home)
    page = walk.page
    walk.go("/")
    page.get_by_role("searchbox").fill("tender official")
    page.get_by_role("searchbox").press("Enter")
    assert page.locator(".pledges > li").count() == 1
    assert {"tender", "official"} <= set(page.locator(".hits mark").all_inner_texts())
    walk.check()


def test_an_address_that_leads_nowhere_says_so_and_leads_back(visit: Any, home: str) -> None:
    walk = visit(home)
    answer = walk.go("/pledge/p-nobody")
    assert answer.status == 404
    walk.page.get_by_role("link", name="All pledges").click()
    assert walk.page.get_by_role("heading", level=1).inner_text() == "Pledges"
    assert [error for error in walk.errors if "404" not in error] == []


def test_everything_works_without_javascript(visit: Any, home: str) -> None:
    walk = visit(home, script=False)
    page = walk.page
    walk.go("/pledges")
    page.locator("#f-status").select_option("overdue")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".pledges > li").count() == 2
    page.get_by_role("link", name="Remove the filter Status overdue").click()
    assert page.locator(".pledges > li").count() == 4
    page.get_by_role("link", name=webserver.READ.title).click()
    assert page.get_by_role("heading", name="Our reading of vague words has passed").is_visible()
    walk.check()


def test_a_mark_of_the_picture_tells_its_words_when_it_is_pointed_at(visit: Any, home: str) -> None:
    walk = visit(home)
    walk.go("/")
    titles = walk.page.locator(".picture svg title").evaluate_all("nodes => nodes.map(node => node.textContent)")
    assert any(webserver.STATED.title in title and "overdue" in title for title in titles)
    walk.check()


def test_the_keyboard_alone_reaches_a_pledge(visit: Any, home: str) -> None:
    walk = visit(home)
    page = walk.page
    walk.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/pledge/p-stated":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "what has the focus is seen"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/pledge/p-stated"))
    walk.check()


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_no_page_is_wider_than_the_screen_or_logs_an_error(visit: Any, home: str, width: int, dark: bool) -> None:
    walk = visit(home, width=width, dark=dark)
    for path in PAGES:
        walk.go(path)
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [error for error in walk.errors if "404" not in error] == []
    assert walk.elsewhere == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_axe_finds_nothing_serious(visit: Any, home: str, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    walk = visit(home, width=width, dark=dark)
    found = []
    for path in PAGES if width > 400 else PAGES[:4]:
        walk.go(path)
        got = axe.run(walk.page).response
        assert len(got["passes"]) > 10, "axe looked at the page"
        bad = [one for one in got["violations"] if one["impact"] in {"serious", "critical"}]
        found += [(path, one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in bad]
    assert found == []
