"""What may be asked, and what every answer carries: a wall around the whole of Datasette, whose defaults are more open.

Only addresses on the list below reach it. Datasette's own pages about itself, its tables and its downloads stay shut even
where a permission were forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tracker.web import views

Scope = MutableMapping[str, Any]  # Any: as the ASGI standard has it
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

DATABASE = "data"
LONGEST_QUERY = 2000  # characters of a query string
_OWN = (
    r"/", r"/(?:pledges|statements|articles|timelines|overdue)(?:\.(?:csv|json|jsonl))?", r"/pledge/[^/]{1,80}",
    r"/(?:country|mineral|speaker)/[^/]{1,400}", r"/(?:countries|minerals|speakers)(?:\.json)?", r"/search",
    r"/sources(?:\.json)?", r"/timeline", r"/timeline\.svg", r"/tables", r"/about", r"/calendar\.ics", r"/feed\.atom",
    r"/robots\.txt", r"/favicon\.ico", r"/static/[a-z0-9.-]{1,40}",
)  # fmt: skip
_DATA = rf"/{DATABASE}(?:\.json)?|/{DATABASE}/(?:{'|'.join(views.NAMES)})(?:\.(?:csv|json))?"
_ALLOWED = re.compile("|".join((*_OWN, _DATA)))
# of Datasette's own parameters: those that choose rows and columns of the view asked for, and how they are written
_DATASETTE = frozenset(
    [
        "_sort",
        "_sort_desc",
        "_size",
        "_next",
        "_facet",
        "_facet_array",
        "_facet_date",
        "_facet_size",
        "_nofacet",
        "_nosuggest",
        "_nocount",
        "_shape",
        "_nl",
        "_col",
        "_nocol",
        "_dl",
        "_header",
        "_json",
        "_json_infinity",
        "_sort_by_desc",
        "_filter_column",
        "_filter_op",
        "_filter_value",
    ]
)
_COLUMNS = frozenset(["_sort", "_sort_desc", "_facet", "_facet_array", "_facet_date", "_col", "_nocol"])
_NUMBERED = re.compile(r"_filter_(?:column|op|value)_\d{1,2}")
HEADERS = {
    # no script at all, no style but ours, nothing from elsewhere: markup that got through would do nothing
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",  # an outlet need not learn from where its article was opened
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def guarded(app: App) -> App:
    """The app behind the wall."""

    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [
                    (name, value) for name, value in message.get("headers", ()) if name.lower().decode() not in HEADERS
                ]
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*kept, *added]}
            await send(message)

        refused = _refusal(scope)
        if refused:
            return await _answer(with_headers, *refused)
        if not _ALLOWED.fullmatch(_path(scope)):
            scope = {**scope, "path": "/nothing-here", "raw_path": b"/nothing-here", "query_string": b""}
        return await app(scope, receive, with_headers)

    return asgi


def _path(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw.decode("latin-1").partition("?")[0]


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and words, where the request is refused before anything is looked up."""
    if scope["method"] not in {"GET", "HEAD"}:
        return 405, "Only GET and HEAD: this view reads, and changes nothing."
    query = scope.get("query_string", b"")
    if len(query) > LONGEST_QUERY:
        return 414, f"The query string is {len(query)} characters long; at most {LONGEST_QUERY} are read."
    return _refused_data(scope) if _path(scope).startswith(f"/{DATABASE}") else None


def _refused_data(scope: Scope) -> tuple[int, str] | None:
    """The same for Datasette's own pages, by their parameters. Empty ones, as a form sends them, are taken out."""
    view = _path(scope).removeprefix(f"/{DATABASE}/").partition(".")[0]
    known = views.columns(view) if view in views.NAMES else frozenset()
    pairs = parse_qsl(scope.get("query_string", b"").decode("latin-1"))
    for name, value in pairs:
        if name == "sql":
            return 403, "SQL cannot be run here."
        if name.startswith("_") and name not in _DATASETTE and not _NUMBERED.fullmatch(name):
            return (
                400,
                f"The parameter {name[:40]} is not allowed here: rows can be filtered and sorted, SQL cannot be run.",
            )
        if name in _COLUMNS and value not in known:
            return 400, f"{name}: there is no column {value[:40]!r}."
        if name == "_next" and not (value.isascii() and value.isdigit()):
            return 400, "_next: take it from the link to the next page."
    scope["query_string"] = urlencode(pairs).encode()
    return None


async def _answer(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")] + ([(b"allow", b"GET, HEAD")] if status == 405 else [])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
