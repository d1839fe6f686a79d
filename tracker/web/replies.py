"""What every page does: read the filters of an address, fill a template."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tracker.web import ask
from tracker.web.ask import Ask
from tracker.web.site import Site


def asked_of(site: Site, request: Any, more: dict[str, list[str]] | None = None) -> Ask:
    """The filters of a request's address; `more` are those of its path, which win."""
    arguments = {name: request.args.getlist(name) for name in request.args}
    return ask.read({**arguments, **(more or {})}, site.today())


def part(name: object) -> str:
    """A name as one part of an address."""
    return quote(str(name), safe="")


@functools.cache
def style_version() -> str:
    """Changes with the style sheet, so that a browser keeps it for long and never too long."""
    return hashlib.sha256((Path(__file__).parent / "static" / "tracker.css").read_bytes()).hexdigest()[:10]


async def html(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Any:
    """A page made of a template. It is asked for anew each time: a flag that was lifted must not live on in a cache."""
    from datasette import Response

    return Response.html(
        await datasette.render_template(template, context, request=request), headers={"cache-control": "no-cache"}
    )
