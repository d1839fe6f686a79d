"""The sample press on a real HTTP server on the loopback."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tracker.demo.pages import respond
from tracker.demo.press import Press
from tracker.errors import TrackerError

HOST = "127.0.0.1"
USUAL_PORT = 8427  # the same addresses on each run where it is free; any other port does as well


@contextlib.contextmanager
def serving(press: Press, port: int = USUAL_PORT) -> Iterator[str]:
    """Serve the press while the block runs and give its address; where `port` is taken, on any free one."""
    served: set[str] = set()
    handler: type[_Handler] = type("Handler", (_Handler,), {"press": press, "served": served})
    with _bound(handler, port) as server:
        handler.base = f"http://{HOST}:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield handler.base
        finally:
            server.shutdown()
            thread.join(timeout=5)


def _bound(handler: type[_Handler], port: int) -> ThreadingHTTPServer:
    for candidate in (port, 0):
        try:
            return _Server((HOST, candidate), handler)
        except (OSError, OverflowError) as error:
            failure = error
    raise TrackerError(f"{HOST}:{port}", f"no server can be started: {failure}", "allow connections on the loopback")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # two demos on one port would answer for each other
    allow_reuse_port = False


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of the press; an unchanged page costs a client one 304."""

    press: Press
    base: str
    served: set[str]
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        reply = respond(self.press, self.base, self.path, self.served)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
        unchanged = reply.status == 200 and self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else reply.status)
        self.send_header("ETag", tag)
        if not unchanged:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not unchanged and self.command == "GET":
            self.wfile.write(reply.body)
            self.served.update({reply.article} - {""})

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the crawl reports what it fetched."""
