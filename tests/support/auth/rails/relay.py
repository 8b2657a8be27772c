"""A relay in front of a server: counts how often a client waits, and fails on demand."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator


class Relay:
    """Hands bytes on between clients and the server at ``target``.

    ``round_trips`` counts how often a client asked, all bytes before an answer being one question.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.round_trips = 0
        self.connections = 0
        self.silent = False
        """Swallow what clients ask."""
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self._listener.getsockname())
        self._run(self._accept)

    def cut(self) -> None:
        """Closes every connection, as a server does that restarts."""
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        del self._threads[1:]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        self.cut()

    def _run(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(self.target)
            self._open |= {client, server}
            self._run(self._relay, client, server)

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        answered = True
        with client, server, selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    data = key.fileobj.recv(65536)
                    if not data:
                        self._open -= {client, server}
                        return
                    if key.fileobj is client:
                        self.round_trips += answered
                        if self.silent:
                            continue
                    answered = key.fileobj is server
                    key.data.sendall(data)


@contextlib.contextmanager
def relayed(address: str) -> Iterator[Relay]:
    """A relay in front of ``host:port`` for the time of the block."""
    host, _, port = address.partition(":")
    relay = Relay((host, int(port)))
    try:
        yield relay
    finally:
        relay.close()
