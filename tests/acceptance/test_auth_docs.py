"""Each curl line of the documentation is run, with the settings that stand before it, against a live server."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from django_graphgate.access import load_roles
from django_graphgate.auth.registry import TYPES
from tests.support.auth.sessions import new_user
from tests.support.shop.fixture import load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/authentication.md").read_text()
SHORT = re.findall(
    r"^curl localhost:8000\S+ --json @query.json (-H .*)$", (ROOT / "README.md").read_text(), re.MULTILINE
)
"""The lines of README.md, from their first header on."""

EXAMPLE = re.compile(r"```python\n(GRAPHGATE = [^`]*)```\n\n```sh\n([^`]*)```")
EXAMPLES = EXAMPLE.findall(PAGE)
PRODUCTS = {"tables": [{"name": "products", "query": {"limit": 5}}]}
SETTINGS = {
    match[1]: text for text, _ in EXAMPLES if (match := re.search(r'"AUTH": \[\s*\{"type": "(\w+)"', text))
}
SECRETS = ("SERVICE_KEY", "JWT_SECRET", "SECRET_KEY_BASE", "QUEUE_KEY")


def test_every_kind_has_a_line() -> None:
    kinds = ("django_session", "header", "jwt", "simplejwt", "rails", "NAMED_AUTH", "CREDS_IN_HEADER")
    assert [kind for kind in kinds if not any(f'"{kind}"' in text for text, _ in EXAMPLES)] == []
    assert PAGE.count("\ncurl ") == len(EXAMPLES) == len(kinds)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("text", "lines"), EXAMPLES, ids=[text[13:60] for text, _ in EXAMPLES])
def test_line_is_answered(
    text: str, lines: str, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(text, lines, live_server.url, tmp_path, monkeypatch)


def kind_of(headers: str) -> str:
    """The type of authenticator that a line of README.md is for."""
    match = re.search(r"--type (\w+)", headers)
    return match[1] if match else "django_session"


def test_readme_has_a_line_for_each_type() -> None:
    assert sorted(map(kind_of, SHORT)) == sorted(TYPES) == sorted(SETTINGS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("headers", SHORT, ids=kind_of)
def test_line_of_the_readme_is_answered(
    headers: str, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, more = re.fullmatch(r'-H "\$\((python manage.py [^)]+)\)"(.*)', headers).groups()  # type: ignore[union-attr]
    lines = f"CREDENTIAL=$({command})\ncurl http://localhost:8000/api/v1/graphql --json @query.json"
    (tmp_path / "query.json").write_text('{"query": "{ products { name } }"}')
    monkeypatch.chdir(tmp_path)
    check(
        SETTINGS[kind_of(headers)], f'{lines} -H "$CREDENTIAL"{more}', live_server.url, tmp_path, monkeypatch
    )


def check(text: str, lines: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines are answered by a server with the settings of the text."""
    assert shutil.which("curl"), "Install curl: apt-get install curl"
    for name in SECRETS:
        monkeypatch.setenv(name, f"the {name} of this test, which is long enough")
    names: dict[str, Any] = {}
    exec(compile(text, "docs", "exec"), names)
    graphgate = {"MODELS": ["shop"], "CONFIG_DIR": tmp_path, "PRODUCTION": False, "USAGE_INTERVAL": None}
    load("default")
    load_roles({"roles": [{"name": name, **PRODUCTS} for name in ("anon", "user", "service")]})
    new_user()
    with override_settings(
        GRAPHGATE={**graphgate, **names["GRAPHGATE"]}, DEBUG=True, ROOT_URLCONF="tests.support.views.urls"
    ):
        answer = run(lines, url)
    assert "errors" not in answer, answer
    assert len(answer["data"]["products"]) == 5


def run(lines: str, url: str) -> Any:
    """What curl prints; the command before it runs in this process, which has the settings."""
    environment = dict(os.environ)
    first, _, rest = lines.partition("\n")
    if first.startswith("CREDENTIAL="):
        words = first.removeprefix("CREDENTIAL=$(python manage.py ").removesuffix(")").split()
        out = io.StringIO()
        call_command(*words, stdout=out, stderr=io.StringIO())
        environment["CREDENTIAL"], lines = out.getvalue().strip(), rest
    script = lines.replace("http://localhost:8000", url).replace("curl ", "curl -sS --max-time 30 ", 1)
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
