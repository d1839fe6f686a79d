"""The server: every case has a loopback address of its own, so that what one host does cannot touch another's."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FORBIDDEN = "127.0.0.2"  # no source names it: whoever asks it has left what was allowed


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `times` counts those to its path, from 1; `phase` is the run that is at work; `base` the case's address."""

    path: str
    headers: dict[str, str]
    times: int
    phase: int
    base: str
    port: int


@dataclass(slots=True)
class Reply:
    """One answer. `body` may be a stream; `reset` breaks the connection off after `body` instead of ending it."""

    status: int = 200
    body: bytes | Iterator[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    reset: bool = False
    length: int | None = None


Serve = Callable[[Ask], Reply]


class Press:
    """All cases on the loopback. `hits` are the requests that each address got: (phase, path, headers)."""

    def __init__(self) -> None:
        self.phase = 1
        self.hits: dict[str, list[tuple[int, str, dict[str, str]]]] = defaultdict(list)
        self._serve: dict[str, Serve] = {}
        self._servers: list[ThreadingHTTPServer] = []
        self._times: Counter[tuple[str, str]] = Counter()
        self.port = 0

    def open(self, cases: dict[str, Serve]) -> None:
        """Serve each address with its case."""
        self._serve = cases
        for address in (*cases, FORBIDDEN):
            handler = type("Handler", (_Handler,), {"press": self, "address": address})
            server = _Server((address, self.port), handler)
            self.port = self.port or server.server_port
            self._servers.append(server)
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def paths(self, address: str, phase: int | None = None) -> list[str]:
        """The paths that an address was asked for, in order."""
        return [path for at, path, _ in self.hits[address] if phase in (None, at)]

    def answer(self, address: str, path: str, headers: dict[str, str]) -> Reply:
        self.hits[address].append((self.phase, path, headers))
        self._times[address, path] += 1
        serve = self._serve.get(address)
        if serve is None:
            return Reply(200, b"the forbidden target")
        ask = Ask(path, headers, self._times[address, path], self.phase, f"http://{address}:{self.port}", self.port)
        return serve(ask)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what several cases are about."""


class _Handler(BaseHTTPRequestHandler):
    press: Press
    address: str
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        reply = self.press.answer(self.address, self.path, {k.lower(): v for k, v in self.headers.items()})
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind) if reply.kind else None
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        for piece in [reply.body] if isinstance(reply.body, bytes) else reply.body:
            self.wfile.write(piece)
        if reply.reset:
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                self.connection.close()
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass
