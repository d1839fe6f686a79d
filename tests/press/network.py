"""Hosts that misbehave on the wire."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator

from press.case import Case, Told, site
from press.server import FORBIDDEN, Ask, Reply
from press.words import html, item, title

LONG = 86_400


def _to(address: str) -> Reply:
    return Reply(302, headers={"Location": address})


def _loop(told: Told) -> None:
    assert told.titles() == [title(11)]
    assert "circle" in told.issues()
    assert told.asked("/loop/a") + told.asked("/loop/b") <= 3 * 2  # one round, in each of the two runs at most


def _private(told: Told) -> None:
    assert told.titles() == [title(12)]
    assert "off limits" in told.issues()
    assert told.press.hits[FORBIDDEN] == []


def _file_scheme(told: Told) -> None:
    assert told.titles() == [title(13)]
    assert "no http(s) address" in told.issues()


def _soon(ask: Ask) -> Reply:
    return Reply(429, headers={"Retry-After": "1"}) if ask.times == 1 else Reply(body=html(14))


def _soon_told(told: Told) -> None:
    assert told.titles() == [title(14)]
    assert told.asked("/a/14", 1) == 2


def _late(ask: Ask) -> Reply:
    return Reply(429, headers={"Retry-After": str(LONG)}) if ask.phase == 1 else Reply(body=html(15))


def _late_told(told: Told) -> None:
    assert told.asked("/a/15", 1) + told.asked("/a/16", 1) == 1  # the second page was not even asked for
    until = told.db.execute("SELECT next_allowed FROM hosts WHERE host = ?", (told.address,)).fetchone()[0]
    assert until.startswith("2026-03-21T12:0")
    assert told.titles() == sorted([title(15), title(16)])  # two days later it is asked again


def _unavailable(ask: Ask) -> Reply:
    return Reply(503) if ask.times == 1 else Reply(body=html(17))


def _unavailable_told(told: Told) -> None:
    assert told.titles() == [title(17)]
    assert told.asked("/a/17", 1) == 2


def _gone_told(path: str, number: int) -> None:
    def check(told: Told) -> None:
        assert told.titles() == [title(number)]
        assert told.fate(path) == "gone"
        assert told.asked(path) == 1

    return check  # type: ignore[return-value]


def _truncated(ask: Ask) -> Reply:
    whole = gzip.compress(html(20))
    return Reply(body=whole if ask.phase == 2 else whole[: len(whole) // 2], headers={"Content-Encoding": "gzip"})


def _truncated_told(told: Told) -> None:
    assert "cut off" in told.issues()
    assert told.titles() == sorted([title(20), title(21)])  # half an article is none; the next run has it whole
    assert "bears the number 20" in told.text("/a/20").splitlines()[-1]


def _bomb(ask: Ask) -> Reply:
    return Reply(body=gzip.compress(b"<p>" + b"x" * 60_000_000), headers={"Content-Encoding": "gzip"})


def _too_large_told(number: int) -> None:
    def check(told: Told) -> None:
        assert told.titles() == [title(number)]
        assert "larger" in told.issues() or "DOWNLOAD_MAXSIZE" in told.issues()
        assert told.pages() == [f"/a/{number}"]

    return check  # type: ignore[return-value]


def _endless() -> Iterator[bytes]:
    for _ in range(200):
        yield b"x" * 1_000_000


def _drip() -> Iterator[bytes]:
    yield b"<html><p>"
    for _ in range(40):
        time.sleep(0.25)
        yield b"word "


def _slow_told(told: Told) -> None:
    assert told.titles() == [title(25)]
    assert "no answer in time" in told.issues()
    assert told.fate("/drip") == "retry"


def _reset_told(told: Told) -> None:
    assert told.titles() == [title(26)]
    assert told.fate("/reset") == "retry"
    assert "connection lost" in told.issues() or "cut off" in told.issues()


def _with(number: int, path: str) -> list:
    return [number, path]


def _items(number: int, *paths: str):
    return lambda ask: [
        item(ask.base, number),
        *(item(ask.base, 900 + n, link=ask.base + path) for n, path in enumerate(paths)),
    ]


CASES = (
    Case(
        "redirect-loop",
        site(
            items=_items(11, "/loop/a"),
            pages={"/loop/a": lambda a: _to("/loop/b"), "/loop/b": lambda a: _to("/loop/a")},
        ),
        _loop,
    ),
    Case(
        "redirect-to-private-address",
        site(items=_items(12, "/out"), pages={"/out": lambda a: _to(f"http://{FORBIDDEN}:{a.port}/secret")}),
        _private,
    ),
    Case(
        "redirect-to-another-scheme",
        site(items=_items(13, "/out"), pages={"/out": lambda a: _to("file:///etc/passwd")}),
        _file_scheme,
    ),
    Case("429-with-short-retry-after", site(14, pages={"/a/14": _soon}), _soon_told),
    Case("429-with-long-retry-after", site(15, 16, pages={"/a/15": _late}), _late_told),
    Case("503-then-fine", site(17, pages={"/a/17": _unavailable}), _unavailable_told),
    Case("404", site(items=_items(18, "/gone"), pages={"/gone": lambda a: Reply(404, b"no")}), _gone_told("/gone", 18)),
    Case("410", site(items=_items(19, "/gone"), pages={"/gone": lambda a: Reply(410, b"no")}), _gone_told("/gone", 19)),
    Case("truncated-gzip", site(20, 21, pages={"/a/20": _truncated}), _truncated_told),
    Case("gzip-bomb", site(items=_items(22, "/bomb"), pages={"/bomb": _bomb}), _too_large_told(22)),
    Case(
        "200-mb-body",
        site(items=_items(23, "/big"), pages={"/big": lambda a: Reply(body=b"x", length=200_000_000, reset=True)}),
        _too_large_told(23),
    ),
    Case(
        "200-mb-stream",
        site(items=_items(24, "/big"), pages={"/big": lambda a: Reply(body=_endless())}),
        _too_large_told(24),
    ),
    Case("slow-drip", site(items=_items(25, "/drip"), pages={"/drip": lambda a: Reply(body=_drip())}), _slow_told),
    Case(
        "connection-reset",
        site(
            items=_items(26, "/reset"),
            pages={"/reset": lambda a: Reply(body=b"<html><p>half", length=5_000, reset=True)},
        ),
        _reset_told,
    ),
)
