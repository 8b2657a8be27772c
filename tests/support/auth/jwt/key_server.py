"""An issuer's endpoint of keys that rotates, fails, hangs and lies."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self


class KeyServer:
    """``http.server`` on a free port of 127.0.0.1.

    ``keys`` are answered as a key set unless ``body`` says otherwise; ``status`` and ``headers`` go
    with it.  While ``hang`` is set, requests wait for it to be cleared.  ``asked`` lists the paths.
    """

    def __init__(self) -> None:
        self.keys: Sequence[Mapping[str, Any]] = []
        self.body: bytes | None = None
        self.status = 200
        self.headers: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.chunk_pause = 0.0
        self.asked: list[str] = []
        self._open = threading.Event()
        self._open.set()
        self._pausing = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/keys"

    def hang(self) -> None:
        """From now on requests get no answer."""
        self._open.clear()

    def resume(self) -> None:
        """Hanging requests, and later ones, are answered."""
        self._open.set()

    def stop(self) -> None:
        """Nobody listens any more."""
        self.resume()
        self._pausing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def _answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self._open.wait(20)
        target = self.redirects.get(handler.path)
        body = self.body if self.body is not None else json.dumps({"keys": list(self.keys)}).encode()
        handler.send_response_only(302 if target else self.status)  # without a Date of its own
        for name, value in {**self.headers, **({"Location": target} if target else {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        try:
            if not self.chunk_pause:
                handler.wfile.write(body)
                return
            for each in body:
                handler.wfile.write(bytes([each]))
                handler.wfile.flush()
                if self._pausing.wait(self.chunk_pause):
                    return
        except OSError:  # the client has had enough
            return

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner._answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing goes to the terminal."""

        return Handler


@contextlib.contextmanager
def endless_header(pause: float) -> Iterator[str]:
    """The URL of a server whose first header never ends: a byte every ``pause`` seconds."""
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not ended.wait(pause):
                connection.sendall(b"a")

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=drip, args=(connection,), daemon=True).start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/keys"
    finally:
        ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join()
