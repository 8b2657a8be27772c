"""A proxy in front of a PostgreSQL server that counts what a client sends.

The messages are those of the protocol 3.0, see "Frontend/Backend Protocol" in PostgreSQL's manual: a
client waits for an answer after Sync, after a simple Query and after a function call, so these are the
round trips, whatever a library says about itself.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

WAITING = ("S", "Q", "F")
ENCRYPTION_REQUESTS = {80877103, 80877104}
CANCEL_REQUEST = 80877102


class FrontendParser:
    """Cuts what one client sends into messages; ``feed`` gives their types in order.

    The first message has no type; it counts as ``startup``, ``cancel`` or ``encryption``.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._started = False

    def feed(self, data: bytes) -> list[str]:
        self._rest += data
        found = []
        while name := self._next():
            found.append(name)
        return found

    def _next(self) -> str | None:
        head = 1 if self._started else 0
        if len(self._rest) < head + 4:
            return None
        length = head + int.from_bytes(self._rest[head : head + 4], "big")
        if len(self._rest) < length:
            return None
        message, self._rest = self._rest[:length], self._rest[length:]
        return chr(message[0]) if self._started else self._first(int.from_bytes(message[4:8], "big"))

    def _first(self, code: int) -> str:
        if code in ENCRYPTION_REQUESTS:
            return "encryption"
        if code == CANCEL_REQUEST:
            return "cancel"
        self._started = True
        return "startup"


class WireProxy:
    """Listens on ``host``:``port`` of this machine and hands everything on to the server of ``url``."""

    def __init__(self, url: str) -> None:
        self._target = conninfo_to_dict(url)
        self._counter: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()

    @property
    def url(self) -> str:
        """Where to connect to instead; same user, database and password."""
        user, password = (quote(str(self._target.get(key) or ""), safe="") for key in ("user", "password"))
        name = quote(str(self._target.get("dbname") or user), safe="")
        caller = f"{user}:{password}" if password else user
        return f"postgresql://{caller}@{self.host}:{self.port}/{name}?sslmode=disable"

    @property
    def messages(self) -> Counter[str]:
        """How many messages of each type clients sent since the last ``reset``."""
        with self._lock:
            return Counter(self._counter)

    @property
    def round_trips(self) -> int:
        """How often clients waited for an answer, the start of a connection not counted."""
        messages = self.messages
        return sum(messages[name] for name in WAITING)

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        return self.messages["startup"]

    def reset(self) -> None:
        with self._lock:
            self._counter.clear()

    def cut(self) -> None:
        """Breaks every connection that is open, as a failing network does."""
        with self._lock:
            for pair in self._pairs:
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)

    def start(self) -> None:
        self._run(self._accept)

    def close(self) -> None:
        """Ends everything and waits for it."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        self.cut()
        for thread in self._threads:
            thread.join()

    def _run(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _connect(self) -> socket.socket:
        host, port = str(self._target.get("host") or "127.0.0.1"), int(self._target.get("port") or 5432)
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(f"{host}/.s.PGSQL.{port}")
        except OSError:
            server.close()
            raise
        return server

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = self._connect()
            except OSError:
                client.close()
                continue
            with self._lock:
                self._pairs.add((client, server))
            self._run(self._relay, client, server)

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        parser = FrontendParser()
        with client, server, selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(65536)
                    if source is client:
                        self._count(parser.feed(data))
                    target.sendall(data)
                    if not data:
                        return self._forget(client, server)
        return self._forget(client, server)

    def _forget(self, client: socket.socket, server: socket.socket) -> None:
        with self._lock:
            self._pairs.discard((client, server))

    def _count(self, names: list[str]) -> None:
        with self._lock:
            self._counter.update(names)


@contextlib.contextmanager
def count_round_trips(url: str) -> Iterator[WireProxy]:
    """A proxy in front of the server of ``url`` for the time of the block; connect to its ``url``."""
    proxy = WireProxy(url)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.close()
