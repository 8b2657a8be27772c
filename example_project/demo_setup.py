"""What the tour needs before it asks anything: the atlas, a copy of it, a server, a signed-in traveller."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from example_project.demo_client import Surprise, say

FOLDER = Path(__file__).resolve().parent


def manage(*arguments: str, capture: bool = False) -> str:
    """Runs a command of the project in a process of its own, with this process's environment."""
    done = subprocess.run(  # noqa: S603 - arguments of this file
        [sys.executable, "-m", "django", *arguments],
        stdout=subprocess.PIPE if capture else None,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Surprise(f"{' '.join(arguments)} failed with exit code {done.returncode}.\n{done.stdout or ''}")
    return done.stdout or ""


def load() -> None:
    """Loads the atlas where the settings keep it, unless it is there."""
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(FOLDER.parent), os.getenv("PYTHONPATH"))))
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_project.settings"
    switch(production=False)
    for command in ("migrate --verbosity 0", "load_atlas", "load_roles"):
        manage(*command.split(), "--skip-checks")


@contextmanager
def workspace() -> Iterator[Path]:
    """A temporary folder with roles and actions, and a copy of the atlas; the environment points there."""
    load()
    with tempfile.TemporaryDirectory(prefix="atlas-") as name:
        folder = Path(name)
        (folder / "config").mkdir()
        for file in ("roles.json", "actions.json"):
            shutil.copy(FOLDER / "config" / file, folder / "config")
        os.environ["GRAPHGATE_CONFIG_DIR"] = str(folder / "config")
        with copy_on_postgresql() if os.environ.get("DATABASE_URL") else copy_of_file(folder):
            # The atlas may have been played with; the tour shows the roles as they ship.
            manage("load_roles", "--replace", "--skip-checks", capture=True)
            yield folder


@contextmanager
def copy_of_file(folder: Path) -> Iterator[None]:
    given = os.environ.get("ATLAS_DATABASE")
    source = Path(given) if given else FOLDER / ".data" / "atlas.sqlite3"
    with closing(sqlite3.connect(source)) as atlas, closing(sqlite3.connect(folder / source.name)) as copy:
        atlas.backup(copy)
    os.environ["ATLAS_DATABASE"] = str(folder / source.name)
    say("database", f"SQLite {sqlite3.sqlite_version}, a copy of {source}")
    yield


@contextmanager
def copy_on_postgresql() -> Iterator[None]:
    """A copy beside the database of ``DATABASE_URL``; the user must be allowed to create it."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    url = os.environ["DATABASE_URL"]
    source = psycopg.conninfo.conninfo_to_dict(url).get("dbname")
    name = f"atlas_tour_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        try:
            server.execute(
                SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(str(source)))
            )
        except psycopg.Error as error:
            raise Surprise(f"{source} cannot be copied for the tour: {error}") from error
        try:
            os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
            say("database", f"PostgreSQL {server.info.server_version // 10_000}, a copy of {source}")
            yield
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


SECRETS: dict[str, Callable[[], str]] = {
    "DJANGO_SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "TASK_QUEUE_KEY": lambda: secrets.token_urlsafe(50),
    "AIRLINE_WEBHOOK_SECRET": lambda: f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}",
}
"""What the settings ask the environment for outside of debugging."""


def switch(*, production: bool) -> None:
    """Sets the mode of what is started from here on."""
    os.environ["GRAPHGATE_PRODUCTION"] = "1" if production else "0"
    os.environ["DJANGO_DEBUG"] = "0" if production else "1"
    for name, make in SECRETS.items():
        os.environ[name] = os.environ.get(name) or make()


class Quiet(WSGIRequestHandler):
    """Without a line per request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The URL at which the project's WSGI application answers, in production mode.

    One thread answers all requests, so that the database connection and its statements stay.
    """
    switch(production=True)
    from django.db import connections

    from example_project.wsgi import application

    with make_server("127.0.0.1", 0, application, WSGIServer, Quiet) as server:

        def serve() -> None:
            try:
                server.serve_forever()
            finally:
                connections.close_all()  # each thread has its own

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/api/v1/graphql"
        finally:
            server.shutdown()
            thread.join()
            leave_database()


def leave_database() -> None:
    """The copy goes before this process ends, and with it the counts that would be written then."""
    from django.db import connections

    from django_graphgate.telemetry.usage import usage_counter

    counter = usage_counter()
    if counter is not None:
        counter.flush()
    connections.close_all()


def sign_in(username: str) -> dict[str, str]:
    """The cookies of a browser in which the traveller has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.middleware.csrf import get_token

    from example_project.atlas.models import Traveller

    traveller = Traveller.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(traveller.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = traveller.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key or "", "csrftoken": get_token(HttpRequest())}
