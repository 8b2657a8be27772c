"""``manage.py graphgate_freeze``: what it refuses, what it tells, and what it leaves in the folder."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.access.reading import stored_roles
from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.allowlist.files import read_allow_list
from django_graphgate.allowlist.lockfile.read import read_lock
from django_graphgate.compiler.compile import render_operation
from django_graphgate.compiler.normalise.typename_variant import typename_variant
from django_graphgate.conf import get_settings
from django_graphgate.dialects import DIALECTS
from django_graphgate.gate import Gate, GateRequest, get_gate
from django_graphgate.ir.identity import Identity
from django_graphgate.management.progress import Bar
from django_graphgate.models import AllowedOperation
from django_graphgate.publishing import freeze as freezing
from django_graphgate.statements.production import ProductionOperations
from django_graphgate.statements.store import StatementStore
from tests.support.gate.house import OPERATIONS, ROLES, only_code, roles, rule, settings_of, write_config

pytestmark = pytest.mark.django_db

USER = Identity(user_id="1", authenticator="test")
NAMES, NAMES_NOW = "query Names { products { name } }", "query Names { products { name price } }"
TAGS = "query Tags { tags { slug } }"
FIRST = {"Names": NAMES, "Tags": TAGS}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A config folder with two operations, not yet frozen."""
    settings.GRAPHGATE = settings_of(tmp_path)
    load_roles(ROLES)
    write_config(tmp_path, FIRST)
    return tmp_path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def freeze(**options: Any) -> str:
    out = io.StringIO()
    call_command("graphgate_freeze", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def refused(**options: Any) -> tuple[str, str]:
    """What a freeze that fails prints, and why it fails."""
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("graphgate_freeze", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue(), str(caught.value)


def files(folder: Path) -> Mapping[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if (one.is_file() and not one.name.endswith(".lock")) or one.name == "allow.lock"
    }


def part(said: str, title: str) -> list[str]:
    """The lines under a title."""
    found = re.search(rf"^{title}:\n((?:  .*\n)+)", said, re.MULTILINE)
    return [line.strip() for line in found[1].splitlines()] if found else []


def answer(gate: Gate, **request: Any) -> str:
    """``data``, or the code of the refusal, of a request by somebody signed in."""
    result = gate.handle(GateRequest(**request), USER)
    return "data" if result.data is not None else only_code(result)


# -- what it tells ------------------------------------------------------------------------------------


def test_second_freeze_changes_a_byte_or_tells_of_changes(folder: Path) -> None:
    said = freeze()
    assert part(said, "Operations") == ["+ Names", "+ Tags"]
    assert "Wrote" in said
    before = files(folder)
    said = freeze()
    assert files(folder) == before
    assert part(said, "Operations") == part(said, "Visible") == part(said, "Old versions") == []
    assert "Nothing to write" in said


def test_freeze_writes_the_roles_as_it_would_format_them(folder: Path) -> None:
    text = json.dumps(json.loads((folder / "roles.json").read_text()), indent=7) + "\n\n"
    (folder / "roles.json").write_text(text)
    freeze()
    assert (folder / "roles.json").read_text() == text


def test_what_became_visible_is_not_reported(folder: Path) -> None:
    assert "+ user · products: now visible: name; all rows" in part(freeze(), "Visible")
    content = roles()
    rule(content, "user", "products")["filters"] = ["{ is_public: { eq: true } }"]
    rule(content, "user", "tags")["limit"] = 3
    write_config(folder, {"Names": NAMES_NOW, "Tags": TAGS}, content)
    assert part(freeze(), "Visible") == [
        "+ editor · products: columns now visible: price",
        "+ user · products: columns now visible: price",
        "! user · products: now visible: rows where { is_public: { eq: true } }; before: all rows",
        "! user · tags: rows per list: 3; before: the default",
    ]
    write_config(folder, {"Tags": TAGS}, content)
    said = freeze()
    assert part(said, "Operations") == ["- Names"]
    assert "- user · products: no longer visible" in part(said, "Visible")


def test_exposure_of_an_old_version_is_forgotten(folder: Path) -> None:
    write_config(folder, {"Names": NAMES_NOW})
    freeze()
    write_config(folder, {"Names": NAMES})
    assert part(freeze(), "Visible") == [], "the old version still returns the price"


def test_old_version_is_served_or_dropped_in_silence(folder: Path) -> None:
    freeze()
    old = lexical_digest(NAMES)
    write_config(folder, {"Names": NAMES_NOW, "Tags": TAGS})
    said = freeze()
    assert part(said, "Operations") == [f"~ Names: {old[:12]} → {lexical_digest(NAMES_NOW)[:12]}"]
    assert part(said, "Old versions") == [f"= Names {old[:12]}: still served by its digest"]
    assert answer(get_gate(), digest=old) == "data"
    content = roles()
    for role in ("user", "editor"):
        rule(content, role, "products")["columns"] = ["id", "price"]
    write_config(folder, {"Names": "query Names { products { price } }", "Tags": TAGS}, content)
    gone = [
        f"- Names {one[:12]}: no longer served, no role can run it"
        for one in (lexical_digest(NAMES_NOW), old)
    ]
    assert sorted(part(freeze(), "Old versions")) == sorted(gone)


def test_operations_of_one_name_are_taken_for_each_other(folder: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(folder, NAMESPACES={"mobile": {}})
    (folder / "allow.mobile.list").write_text("query Names { customers { email } }")
    assert part(freeze(), "Operations") == ["+ Names", "+ Tags", "+ mobile/Names"]
    said = json.loads(freeze(format="json"))
    assert set(said["refused"]["Names"]) == {"anon"}
    assert set(said["refused"]["mobile/Names"]) == {"anon", "user"}
    (folder / "allow.mobile.list").write_text("query Names { nothing }")
    said, why = refused()
    assert part(said, "Problems")[0].startswith("mobile/Names: ")
    assert why == "Nothing was frozen: 1 operations or actions cannot run."


def test_report_is_not_one_json_document(folder: Path) -> None:
    def report(text: str) -> Any:
        found = json.loads(text)
        assert {"operations", "versions", "exposure", "refused", "problems", "fault"} <= found.keys()
        return found

    found = report(freeze(format="json", verify=True))
    assert found["operations"] == ["+ Names", "+ Tags"]
    assert found["fault"] == ""
    assert str(folder / "allow.lock") in found["wrote"]
    assert {one["operation"] for one in found["verified"]} == {"Names", "Tags"}
    assert report(freeze(format="json", check=True))["stale"] == []
    (folder / "allow.list").write_text(NAMES)
    said, why = refused(format="json", check=True)
    assert report(said)["stale"] == [str(folder / "allow.list"), str(folder / "allow.lock")]
    assert report(said)["fault"] == why
    (folder / "allow.list").write_text("query Names { nothing }")
    said, why = refused(format="json")
    assert report(said)["problems"][0].startswith("Names: ")
    (folder / "allow.list").write_text("query Names {")
    said, why = refused(format="json")
    assert json.loads(said) == {"fault": why}


def test_terminal_sees_no_progress(folder: Path) -> None:
    seen, unseen = Terminal(), io.StringIO()
    for stream in (seen, unseen):
        call_command("graphgate_freeze", stdout=io.StringIO(), stderr=stream, verify=True)
    assert unseen.getvalue() == ""
    frozen, verified, rest = seen.getvalue().split("\n")
    steps = frozen.split("\r")
    assert steps[1:] == [
        "[###############...............]  50% of 2 operations",
        "[##############################] 100% of 2 operations",
    ]
    assert verified.endswith("] 100% of 8 statements")
    assert rest == ""


def test_bar_is_written_for_every_step() -> None:
    out = Terminal()
    bar = Bar(OutputWrapper(out), "operations")
    for done in range(1, 20_001):
        bar.show(done, 20_000)
    assert out.getvalue().count("\r") < 150


# -- what it checks -----------------------------------------------------------------------------------


def test_check_writes_or_overlooks_what_is_stale(folder: Path) -> None:
    _, why = refused(check=True)
    assert "allow.lock is missing" in why
    assert not (folder / "allow.lock").exists()
    freeze()
    before = files(folder)
    assert "up to date" in freeze(check=True)
    edits = {
        "allow.list": lambda text: text.replace("# digest", "# A comment that moved nothing.\n# digest", 1),
        "roles.json": lambda text: text.replace("is_active", "is_active", 1).replace(
            '"email"', '"is_active"'
        ),
        "allow.lock": lambda text: text.replace("select", "select", 1)[:-5],
    }
    for name, edit in edits.items():
        (folder / name).write_text(edit((folder / name).read_text()))
        if name == "allow.list":
            assert "up to date" in freeze(check=True), "a comment is part of the list as it is written"
        else:
            refused(check=True)
        changed = files(folder)
        assert changed.keys() == before.keys()
        (folder / name).write_bytes(before[name])
    assert files(folder) == before


def test_check_needs_a_file_that_the_gate_wrote(folder: Path) -> None:
    freeze()
    text = (folder / "allow.list").read_text()
    (folder / "allow.list").write_text(re.sub(r"# digest: .*\n", "", text))
    said, _ = refused(check=True)
    assert part(said, "Not up to date") == [str(folder / "allow.list")]
    freeze()
    assert (folder / "allow.list").read_text() == text


def test_list_in_a_folder_is_not_frozen(folder: Path) -> None:
    (folder / "allow.list").unlink()
    (folder / "allow.list").mkdir()
    (folder / "allow.list" / "Names.graphql").write_text(NAMES)
    freeze()
    assert "# digest: sha256:" in (folder / "allow.list" / "Names.graphql").read_text()
    assert "up to date" in freeze(check=True)
    assert answer(get_gate(), name="Names") == "data"
    (folder / "allow.list" / "Names.graphql").write_text(NAMES)
    _, why = refused(check=True)
    assert "Run graphgate_freeze" in why


def test_operation_that_is_recorded_meanwhile_is_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = freezing.freeze

    def slow(*arguments: Any, **options: Any) -> Any:
        (folder / "allow.list").write_text(f"{NAMES}\n{TAGS}\nquery Late {{ tags {{ id }} }}")
        return whole(*arguments, **options)

    monkeypatch.setattr("django_graphgate.management.commands.graphgate_freeze.freeze", slow)
    freeze()
    assert [one.name for one in read_allow_list(folder / "allow.list")] == ["Late", "Names", "Tags"]
    assert [one.name for one in read_lock(folder / "allow.lock").operations] == ["Names", "Tags"]


def test_damaged_lock_loses_old_versions_in_silence(folder: Path) -> None:
    freeze()
    write_config(folder, {"Names": NAMES_NOW})
    freeze()
    lock = folder / "allow.lock"
    whole = lock.read_text()
    lock.write_text(whole.replace("\n", "\n<<<<<<< HEAD\n", 1))
    for options in ({}, {"check": True}, {"verify": True}):
        _, why = refused(**options)
        assert "markers of an unfinished merge" in why
        assert "--discard-lock" in why
    assert "<<<<<<<" in lock.read_text()
    freeze(discard_lock=True)
    assert [one.typename_variant_of for one in read_lock(lock).operations[0].versions] == [
        lexical_digest(NAMES_NOW)
    ]
    lock.write_text(whole)
    freeze(discard_lock=True)
    assert lock.read_text() == whole, "one that can be read is not passed over"


def test_role_is_given_the_statement_of_another(folder: Path) -> None:
    """The freeze shares work among roles; what it writes is what a gate would compile for each."""
    content = roles()
    content["roles"].append({**content["roles"][2], "name": "zealot"})
    write_config(folder, OPERATIONS, content)
    freeze()
    stored = {role.name: role for role in stored_roles(content)}
    views = StatementStore(get_settings(), None).views
    operations = ProductionOperations(folder, max_tokens=1000, match_by_name=False)
    seen: set[str] = set()
    for meant in operations:
        assert meant.locked is not None
        for one in meant.locked.body.statements:
            for role in one.roles:
                seen.add(role)
                planned = views.plan(meant, stored[role])
                compiled = render_operation(planned, DIALECTS[one.dialect]).to_json()
                assert compiled == one.statement, (meant.name, role)
    assert seen == {"anon", "editor", "user", "zealot"}


# -- trying on a database -----------------------------------------------------------------------------


def test_statement_that_the_database_refuses_is_overlooked(database: str, folder: Path) -> None:
    with connections[database].cursor() as cursor:
        cursor.execute("ALTER TABLE shop_tag RENAME COLUMN slug TO other")
    said, why = refused(verify=True, database=database, format="json")
    faults = {one["operation"]: one["fault"] for one in json.loads(said)["verified"] if one["fault"]}
    assert "slug" in faults.pop("Tags")
    assert faults == {}
    assert why == f"4 of 8 statements cannot be prepared on {database}."
    with connections[database].cursor() as cursor:
        cursor.execute("ALTER TABLE shop_tag RENAME COLUMN other TO slug")
    assert freeze(verify=True, database=database).count(": prepared\n") == 8


def test_database_that_nothing_was_frozen_for_passes(folder: Path) -> None:
    _, why = refused(verify=True, dialect="sqlite")
    assert why == "No statement was frozen for postgresql, the database 'default'."


def test_unknown_database_is_a_traceback(folder: Path) -> None:
    _, why = refused(verify=True, database="elsewhere")
    assert "'elsewhere' does not answer" in why


# -- versions that were retired ------------------------------------------------------------------------


def test_retired_version_is_served(folder: Path) -> None:
    """Retired where it was developed, it is retired wherever the lock goes; with its variant."""
    freeze()
    write_config(folder, {"Names": NAMES_NOW})
    freeze()
    old, variant = lexical_digest(NAMES), lexical_digest(typename_variant(NAMES) or "")
    assert {answer(get_gate(), digest=one) for one in (old, variant)} == {"data"}
    AllowedOperation.objects.create(name="Names", digest=old, document=NAMES, current=False, retired=True)
    assert part(freeze(), "Old versions") == [f"- Names {old[:12]}: retired"]
    AllowedOperation.objects.all().delete()
    assert part(freeze(), "Old versions") == []
    get_gate.cache_clear()
    assert {answer(get_gate(), digest=one) for one in (old, variant)} == {"OPERATION_RETIRED"}
    versions = read_lock(folder / "allow.lock").operations[0].versions
    assert {one.digest: len(one.body.statements) for one in versions if one.retired} == {old: 0, variant: 0}


@pytest.mark.parametrize(
    ("switch", "code"),
    [({"retired": True}, "OPERATION_RETIRED"), ({"enabled": False}, "OPERATION_DISABLED")],
)
@pytest.mark.parametrize("current", [True, False])
def test_variant_of_a_version_that_was_switched_off_runs(
    folder: Path, current: bool, switch: dict[str, Any], code: str
) -> None:
    freeze()
    if not current:
        write_config(folder, {"Names": NAMES_NOW, "Tags": TAGS})
        freeze()
    digests = [lexical_digest(NAMES), lexical_digest(typename_variant(NAMES) or "")]
    gate = get_gate()
    assert {answer(gate, digest=one) for one in digests} == {"data"}
    AllowedOperation.objects.create(
        name="Names", digest=digests[0], document=NAMES, current=current, **switch
    )
    assert {answer(gate, digest=one) for one in digests} == {code}
    assert answer(gate, text=typename_variant(NAMES)) == code
    assert answer(gate, name="Tags") == "data"
    if not current:
        assert answer(gate, name="Names") == "data"


def test_recorded_operation_that_the_file_lacks_is_frozen_in_silence(folder: Path, settings: Any) -> None:
    settings.GRAPHGATE = settings_of(folder, PRODUCTION=False)
    call_command("graphgate_sync", stdout=io.StringIO())
    write_config(folder, {"Tags": TAGS})
    assert part(freeze(), "Recorded, but not frozen") == [
        "Names: it was recorded, but is missing from allow.list"
    ]
    said, why = refused(check=True)
    assert "Names" in said
    assert "Run graphgate_sync" in why
    assert json.loads(freeze(format="json"))["unlisted"]
    AllowedOperation.objects.filter(name="Names").update(retired=True)
    assert "up to date" in freeze(check=True)


def test_operation_that_a_release_dropped_is_missed(folder: Path) -> None:
    """A production database also knows what older releases had."""
    freeze()
    call_command("graphgate_sync", stdout=io.StringIO())
    write_config(folder, {"Tags": TAGS})
    assert "Recorded" not in freeze()
