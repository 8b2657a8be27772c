"""Who may run a recorded operation: ``@requireAuth`` unless a person says otherwise, in the text or in the list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from django_graphgate.access import load_roles
from django_graphgate.allowlist.files import read_allow_list
from django_graphgate.allowlist.recorder import Recording, record
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import Gate, GateRequest, get_gate
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import ANON, EDITOR, ROLES, caller, freeze, only_code, settings_of
from tests.support.shop.fixture import load

USER = caller(1)
SENT = "query Names{products{name}} # as a client sends it"


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path, PRODUCTION=False)
    return get_gate()


@pytest.fixture
def path(gate: Gate) -> Path:
    return gate.settings.config_dir() / "allow.list"


def saved(text: str | None = SENT, identity: Any = USER, **given: Any) -> str:
    result = get_gate().handle(GateRequest(text=text, **given), identity)
    assert result.data, result.errors
    return str(result.extensions["graphgate"]["saved"])


def head(path: Path) -> str:
    """The first line of the only operation of the list."""
    (operation,) = read_allow_list(path)
    return operation.document.partition("\n")[0]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rows() -> list[str]:
    """The first lines of all versions, the current one first."""
    stored = AllowedOperation.objects.order_by("-current", "pk")
    return [row.document.partition("\n")[0] for row in stored]


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        (SENT, "query Names @requireAuth {"),
        ("query Names @skipAuth { products { name } }", "query Names @skipAuth {"),
        (
            'query Names @requireAuth(roles: ["editor", "user"]) { products { name } }',
            'query Names @requireAuth(roles: ["editor", "user"]) {',
        ),
        (
            "query Names @cacheControl(maxAge: 9) { products { name } }",
            "query Names @cacheControl(maxAge: 9) @requireAuth {",
        ),
    ],
)
def test_recording_writes_another_directive(gate: Gate, path: Path, text: str, recorded: str) -> None:
    assert saved(text) == "new"
    assert (head(path), rows()) == (recorded, [recorded])
    assert saved(text) == "known"
    assert saved(text, EDITOR) == "known"
    assert saved(None, name="Names") == "known"
    assert rows() == [recorded]


def test_project_that_is_open_gets_a_directive_that_closes_it(path: Path, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "REQUIRE_AUTH": False}
    assert saved(identity=ANON) == "new"
    assert head(path) == "query Names {"


@pytest.mark.parametrize("directive", ["@skipAuth", '@requireAuth(roles: ["editor"])'])
@pytest.mark.parametrize("read_in", [False, True])
def test_directive_of_a_person_is_overwritten(path: Path, directive: str, read_in: bool) -> None:
    saved()
    edit(path, "@requireAuth", directive)
    if read_in:
        AllowedOperation.objects.all().delete()
    for _ in range(2):
        saved(identity=EDITOR)
    assert head(path) == f"query Names {directive} {{"


def test_directive_that_a_person_writes_during_a_run_is_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a list of another database, so that the run has something to write, too."""
    saved()

    def edited_before(folder: Path, recording: Recording) -> dict[str, Any]:
        edit(path, "@requireAuth", "@skipAuth")
        AllowedOperation.objects.all().delete()
        return record(folder, recording)

    monkeypatch.setattr("django_graphgate.statements.saving.record", edited_before)
    saved()
    assert head(path) == "query Names @skipAuth {"


def test_directive_of_the_list_does_not_hold_in_development(path: Path) -> None:
    saved()
    assert only_code(get_gate().execute(SENT, identity=ANON)) == "UNAUTHENTICATED"
    edit(path, "@requireAuth", "@skipAuth")
    assert saved(identity=ANON) in {"changed", "known"}
    edit(path, "@skipAuth", '@requireAuth(roles: ["editor"])')
    assert only_code(get_gate().execute(SENT, identity=USER)) == "FORBIDDEN"
    assert saved(identity=EDITOR)
    edit(path, "    name\n", "    name\n    price\n")
    assert saved(identity=USER), "it is another operation now"


def test_broken_list_decides_who_runs_an_operation(path: Path) -> None:
    saved()
    path.write_text("query {")
    assert saved(identity=USER) == "no"
    assert only_code(get_gate().execute(SENT, identity=ANON)) == "UNAUTHENTICATED"


def test_directive_that_a_person_wrote_first_is_overwritten(path: Path) -> None:
    """The list has the operation before anybody runs it."""
    path.write_text("query Names @skipAuth {\n  products {\n    name\n  }\n}\n")
    assert saved() == "known"
    assert head(path) == "query Names @skipAuth {"
    assert rows() == ["query Names @skipAuth {"]
    assert saved() == "known"


@pytest.mark.parametrize("in_database", [True, False])
def test_list_of_yesterday_gets_a_second_version(path: Path, settings: Any, in_database: bool) -> None:
    """An operation that was recorded without a directive gets one when it runs again, and stays one version."""
    open_, closed = {**settings.GRAPHGATE, "REQUIRE_AUTH": False}, settings.GRAPHGATE
    settings.GRAPHGATE = open_
    saved()
    edit(path, "# digest", "# A comment.\n# digest")
    if not in_database:
        AllowedOperation.objects.all().delete()
    settings.GRAPHGATE = closed
    saved()
    assert (head(path), rows()) == ("query Names @requireAuth {", ["query Names @requireAuth {"])
    assert "# A comment." in path.read_text()
    assert saved() == "known"


def test_switched_off_operation_runs_as_a_text(path: Path) -> None:
    saved()
    AllowedOperation.objects.update(enabled=False)
    assert only_code(get_gate().execute(SENT, identity=USER)) == "OPERATION_DISABLED"


def test_list_without_directives_loads_although_it_is_strict(path: Path, settings: Any) -> None:
    """Freeze and gate refuse it, and name all that say nothing."""
    path.write_text("\n".join(f"query {name} {{ products {{ id }} }}" for name in ("B", "A")) + CLOSED)
    (path.parent / "roles.json").write_text('{"roles": []}')
    load_roles(ROLES)
    call_command("graphgate_sync", "--roles", "database", verbosity=0)
    sentence = r"neither @requireAuth nor @skipAuth: A, B\."
    settings.GRAPHGATE = {**settings.GRAPHGATE, "STRICT_AUTH": True}
    with pytest.raises(Exception, match=sentence):
        freeze()
    settings.GRAPHGATE = {**settings.GRAPHGATE, "STRICT_AUTH": False}
    freeze()
    settings.GRAPHGATE = {**settings.GRAPHGATE, "PRODUCTION": True}
    get_gate()
    settings.GRAPHGATE = {**settings.GRAPHGATE, "STRICT_AUTH": True}
    with pytest.raises(ConfigurationError, match=sentence):
        get_gate()


CLOSED = "\nquery C @requireAuth { products { id } }\nquery D @skipAuth { products { id } }\n"
