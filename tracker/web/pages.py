"""The pages: each takes the site and a request, asks the database, and fills a template."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from tracker.errors import UsageError
from tracker.store import listing, read
from tracker.web import ask, names, questions, wording
from tracker.web.ask import Ask
from tracker.web.errors import NotThere
from tracker.web.picture import Pictures
from tracker.web.replies import asked_of, html
from tracker.web.site import Site

# Any: datasette's own objects, which have no types
_PICTURES = Pictures()
_SUBJECTS = {"country": "party", "mineral": "mineral", "speaker": "speaker"}
_MANY = {
    "countries": ("web_parties", "country"),
    "minerals": ("web_minerals", "mineral"),
    "speakers": ("web_speakers", "speaker"),
}


async def front(site: Site, datasette: Any, request: Any) -> Any:
    """Overdue now, due soon, settled lately, the picture, the sources."""
    context = await _front(site, asked_of(site, request))
    template = "front.html" if context["articles"] else "start.html"
    return await html(datasette, request, template, context)


async def _front(site: Site, asked: Ask) -> dict[str, Any]:
    day = asked.filters.as_of
    shown, sources = await asyncio.gather(  # at the same time: SQLite reads in both threads at once
        site.recall(("front", day), lambda connection: questions.front(connection, day)),
        _sources(site, asked),
    )
    rows = [*shown.newly, *shown.longest, *shown.due, *shown.settled]
    return {
        "ask": asked,
        "front": shown,
        "picture": await _draw(site, asked, rows) if rows else "",
        "sources": sources,
        "health": _health(sources),
        "articles": sum(one["articles"] for one in sources),
        "file": site.path.name,
    }


async def _sources(site: Site, asked: Ask) -> list[dict[str, Any]]:
    """How each source's crawls go."""
    day = asked.filters.as_of.isoformat()
    return await site.recall(("sources", day), lambda c: questions.plain_rows(c, "web_sources", as_of=day))


def prepare(site: Site) -> None:
    """Ask and draw what the front page shows, so that its first reader does not wait for it. Call in a thread."""
    with contextlib.suppress(Exception):  # whatever it is, the page itself says it to who asks for it
        asyncio.run(_front(site, ask.read({}, site.today())))


async def pledges(site: Site, datasette: Any, request: Any) -> Any:
    """The ledger, narrowed by filters."""
    asked = asked_of(site, request)
    return await _list(site, datasette, request, asked, {"heading": "Pledges", "at": "/pledges"})


async def overdue(site: Site, datasette: Any, request: Any) -> Any:
    """A short address for the pledges that are overdue."""
    from datasette import Response

    del datasette
    asked = asked_of(site, request)
    form = request.url_vars["form"] or ""
    return Response.redirect(f"/pledges{form}{asked.query(plus=('status', 'overdue'))}", status=302)


async def subject(site: Site, datasette: Any, request: Any) -> Any:
    """All pledges of one country, mineral or speaker."""
    sort, name = request.url_vars["sort"], unquote(request.url_vars["name"])
    known = _SUBJECTS[sort]
    asked = asked_of(site, request, {known: [name]})
    title = names.country(name) if sort == "country" else name
    context = {
        "heading": title,
        "sort": sort,
        "name": name,
        "at": f"/{sort}/{quote(name, safe='')}",
        "own": (known, name),
    }
    return await _list(site, datasette, request, asked, context)


async def _list(site: Site, datasette: Any, request: Any, asked: Ask, context: dict[str, Any]) -> Any:
    rows, more = await site.ask(lambda connection: questions.page_of_pledges(connection, asked))
    counted = await site.recall(("facets", asked.key), lambda connection: questions.facets(connection, asked))
    own = context.get("own")
    if own and not rows and asked.page == 1 and not _others(asked, own):
        raise NotThere(f"no pledge names {own[1]!r}", "the lists of countries, minerals and speakers show who is named")
    total = sum(number for _, number in counted.get("status", ())) if counted is not None else None
    context |= {
        "ask": asked,
        "rows": rows,
        "more": more,
        "facets": counted or {},
        "counted": counted is not None,
        "total": total,
    }
    return await html(datasette, request, "pledges.html", context)


def _others(asked: Ask, own: tuple[str, str]) -> bool:
    return any(pair != own for pair in asked.given)


async def pledge(site: Site, datasette: Any, request: Any) -> Any:
    """One pledge; an id that it had before leads to the one it has now."""
    from datasette import Response

    asked = asked_of(site, request)
    given, form = unquote(request.url_vars["pledge"]), request.url_vars["form"] or ""
    try:
        key = await site.ask(lambda connection: read.resolve(connection, given))
    except UsageError:
        raise NotThere(
            f"no pledge was ever issued the id {given[:40]!r}", "check the id, or search for the pledge's words"
        ) from None
    dated = [("as_of", asked.filters.as_of.isoformat())] if asked.dated else []
    if key != given:
        tail = f"?as_of={dated[0][1]}" if dated else ""
        return Response.redirect(f"/pledge/{quote(key)}{form}{tail}", status=302)
    day = asked.filters.as_of
    shown = await site.recall(("pledge", key, day), lambda connection: questions.told(connection, key, day))
    if form:
        evidence = [
            {name: value for name, value in one.items() if name not in {"excerpt", "short"}} for one in shown.evidence
        ]
        return Response.json(
            {"as_of": day.isoformat(), "pledge": shown.row, "evidence": evidence, "history": shown.history}
        )
    return await html(
        datasette, request, "pledge.html", {"ask": replace(asked, given=tuple(dated)), "told": shown, "key": key}
    )


async def subjects(site: Site, datasette: Any, request: Any) -> Any:
    """The lists of countries, minerals and speakers."""
    from datasette import Response

    query, one = _MANY[request.url_vars["sort"]]
    asked = asked_of(site, request)
    day = asked.filters.as_of
    rows = await site.recall((query, day), lambda c: questions.plain_rows(c, query, as_of=day.isoformat()))
    if request.url_vars["form"]:
        return Response.json(rows)
    context = {"ask": asked, "rows": rows, "sort": request.url_vars["sort"], "one": one}
    return await html(datasette, request, "subjects.html", context)


async def search(site: Site, datasette: Any, request: Any) -> Any:
    """Pledges and articles that hold all the words."""
    asked = asked_of(site, request)
    context: dict[str, Any] = {"ask": asked, "rows": [], "hits": [], "more": False}
    if asked.filters.search:
        values = {"as_of": asked.filters.as_of.isoformat(), "search": listing.search_words(asked.filters.search)}
        context["rows"], context["more"] = await site.ask(
            lambda connection: questions.page_of_pledges(connection, asked)
        )
        context["hits"] = await site.ask(lambda connection: questions.plain_rows(connection, "web_hits", **values))
    return await html(datasette, request, "search.html", context)


async def sources(site: Site, datasette: Any, request: Any) -> Any:
    """How the crawls of each source go."""
    from datasette import Response

    asked = asked_of(site, request)
    rows = await _sources(site, asked)
    if request.url_vars["form"]:
        return Response.json(rows)
    return await html(datasette, request, "sources.html", {"ask": asked, "rows": rows, "health": _health(rows)})


async def timeline(site: Site, datasette: Any, request: Any) -> Any:
    """The big picture of what the filters leave."""
    asked = asked_of(site, request)
    group = _group(request)
    rows = await site.ask(lambda connection: questions.all_of_picture(connection, asked))
    context = {"ask": asked, "group": group, "rows": rows, "picture": await _draw(site, asked, rows, group)}
    return await html(datasette, request, "timeline.html", context)


async def timeline_svg(site: Site, datasette: Any, request: Any) -> Any:
    """The same picture as a file."""
    from datasette import Response

    del datasette
    asked = asked_of(site, request)
    rows = await site.ask(lambda connection: questions.all_of_picture(connection, asked))
    return Response(await _draw(site, asked, rows, _group(request)), content_type="image/svg+xml; charset=utf-8")


async def about(site: Site, datasette: Any, request: Any) -> Any:
    """How to read the ledger."""
    return await html(datasette, request, "about.html", {"ask": asked_of(site, request)})


async def robots(site: Site, datasette: Any, request: Any) -> Any:
    """Crawlers may read pledges; endless filters and whole tables are not for them."""
    from datasette import Response

    del site, datasette, request
    closed = ("/data", "/search", "/timeline", "/calendar.ics", "/*?", "/*.csv$", "/*.json$", "/*.jsonl$")
    return Response.text("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed))


async def _draw(site: Site, asked: Ask, rows: list[listing.Row], group: str = "parties") -> str:
    day = asked.filters.as_of
    put_off = await site.ask(lambda connection: questions.pictured(connection, rows, day))
    return await asyncio.to_thread(_PICTURES.draw, rows, day, put_off, group)


def _group(request: Any) -> str:
    group = request.args.get("group") or "parties"
    if group not in {"parties", "mineral", "none"}:
        raise UsageError("group", f"{group[:20]!r} is not known", "one of: parties, mineral, none")
    return str(group)


def _health(rows: list[dict[str, Any]]) -> dict[str, int]:
    """How many sources are well, failing, silent or never crawled."""
    found = {"well": 0, "failing": 0, "stale": 0, "never": 0}
    for row in rows:
        row["state"] = wording.health(row)
        found[row["state"]] += 1
    return found
