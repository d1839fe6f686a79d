"""`tracker serve`: the ledger in a browser."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from tracker.cli import options
from tracker.errors import TrackerError


@click.command()
@options.database
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
def serve(db: Path, host: str, port: int) -> None:
    """Show the ledger in a browser: read-only pages, searches, CSV, JSON, a calendar and a feed.

    It changes nothing, runs no SQL from outside, and shows quotes, never whole articles. Crawls may go on meanwhile. With
    --host 0.0.0.0 others on the network can read it too.

    \b
    Example:
      tracker serve --db ledger.db --port 8001     then open http://127.0.0.1:8001

    Exit status: 0 stopped with Ctrl-C, 1 the address is taken or not ours, 2 usage.
    """
    listener = _listen(host, port)
    import uvicorn

    from tracker.web import app

    if not db.exists():
        options.say(f"{db}: there is no database here yet; the page says how to make one")
    application = app.make(db, options.today).app()
    name = f"[{host}]" if ":" in host else host
    options.say(f"serving {db} at http://{name}:{listener.getsockname()[1]} (Ctrl-C stops it)")
    config = uvicorn.Config(
        application, log_level="warning", server_header=False, lifespan="on", timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises TrackerError where the address is taken, not ours or no address at all."""
    where = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        raise TrackerError(
            where, f"cannot be listened on: {(error.strerror or str(error)).lower()}", "name another --port or --host"
        ) from error
    return listener
