"""Development records what ran; nothing is lost, whoever writes and whenever they are killed."""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from django_graphgate.access import load_roles
from django_graphgate.allowlist.files import read_allow_list, update_allow_list
from django_graphgate.allowlist.listed import AllowList
from django_graphgate.gate import Gate, GateRequest, get_gate
from django_graphgate.models import AllowedOperation
from tests.support.gate.house import ANON, EDITOR, ROLES, caller, only_code, settings_of
from tests.support.gate.workers import Worker, code_of, workers
from tests.support.shop.fixture import load

USER = caller(1)
TEXT = "query Names { products { id name } }"


@pytest.fixture
def gate(database: str, settings: Any, tmp_path: Path) -> Gate:
    """Development, with an empty folder and an empty list."""
    load(database)
    load_roles(ROLES)
    settings.GRAPHGATE = settings_of(tmp_path / "config", PRODUCTION=False)
    return get_gate()


@pytest.fixture
def path(gate: Gate) -> Path:
    return gate.settings.config_dir() / "allow.list"


def saved(gate: Gate, text: str, identity: Any = USER, **variables: Any) -> str:
    result = gate.execute(text, identity=identity, variables=variables)
    assert result.data, result.errors
    saved_as: str = result.extensions["graphgate"]["saved"]
    return saved_as


def listed(path: Path) -> dict[str, str]:
    return {one.name: one.document for one in read_allow_list(path)} if path.exists() else {}


def stored() -> dict[tuple[str, str], bool]:
    """(name, digest) → current."""
    return {(one.name, one.digest): one.current for one in AllowedOperation.objects.all()}


# -- what is recorded ---------------------------------------------------------------------------------


def test_operation_that_ran_is_not_saved(gate: Gate, path: Path) -> None:
    assert saved(gate, TEXT) == "new"
    (one,) = read_allow_list(path)
    row = AllowedOperation.objects.get()
    assert (one.name, one.kind, one.roles) == ("Names", "query", ("user",))
    assert (row.name, row.digest, row.document, row.current) == ("Names", one.digest, one.document, True)
    assert saved(gate, TEXT) == "known"
    assert saved(gate, TEXT, EDITOR) == "known"
    assert read_allow_list(path).operations[0].roles == ("editor", "user")
    assert AllowedOperation.objects.get().roles == ["editor", "user"]


def test_operation_with_an_error_is_saved(gate: Gate, path: Path) -> None:
    for text in (
        "query Broken { products { nothing } }",
        "query Broken { products { id ",
        "query Broken($id: BigInt!) { product(id: $id) { id } }",
        "mutation Broken { products { id } }",
    ):
        assert gate.execute(text, identity=USER).data is None
    assert only_code(gate.execute("query Broken { products { id } }")) == "UNAUTHENTICATED"
    assert only_code(gate.execute("query Broken { customers { email } }", identity=USER))
    assert not path.exists()
    assert not AllowedOperation.objects.exists()


def test_operation_with_a_blocked_part_is_saved(gate: Gate, path: Path) -> None:
    content = json.loads(json.dumps(ROLES))
    content["roles"][2]["tables"][4]["query"] = {"block": True}
    load_roles(content)
    result = gate.execute("query Part { products { id tags { slug } } }", identity=USER)
    assert result.errors[0]["extensions"]["code"] == "FORBIDDEN"
    assert result.extensions["graphgate"]["saved"] == "no"
    assert not path.exists()


def test_unnamed_operation_is_saved(gate: Gate, path: Path) -> None:
    assert saved(gate, "{ products { id } }") == "no"
    assert saved(gate, "query { products { id } }") == "no"
    assert not path.exists()
    assert not AllowedOperation.objects.exists()


def test_second_text_of_a_name_does_not_take_its_place(gate: Gate, path: Path) -> None:
    saved(gate, TEXT)
    assert saved(gate, "query Names { products { id } }") == "changed"
    assert list(listed(path).values()) == ["query Names @requireAuth {\n  products {\n    id\n  }\n}"]
    assert sorted(stored().values()) == [False, True]
    assert saved(gate, TEXT) == "known", "a client of yesterday does not undo it"
    assert "name" not in listed(path)["Names"].replace("Names", "")


def test_variables_of_the_first_run_are_not_kept(gate: Gate, path: Path) -> None:
    text = "query ById($id: BigInt!) { product(id: $id) { id } }"
    saved(gate, text, id=3)
    saved(gate, text, id=4)
    assert read_allow_list(path).operations[0].variables == {"id": 3}


def test_text_that_a_client_sent_is_not_known_by_its_digest(gate: Gate) -> None:
    sent = "query Names{products{id,name}} # mine"
    saved(gate, sent)
    digest = hashlib.sha256(sent.encode()).hexdigest()
    assert gate.handle(GateRequest(document_id=f"sha256:{digest}"), USER).data
    assert gate.handle(GateRequest(name="Names"), USER).data
    refusal = gate.handle(GateRequest(document_id=f"sha256:{'0' * 64}"), USER)
    assert only_code(refusal) == "OPERATION_NOT_ALLOWED"


# -- the file and who else writes it ------------------------------------------------------------------


def test_hand_edit_is_overwritten(gate: Gate, path: Path) -> None:
    saved(gate, TEXT)
    edited = path.read_text().replace("    name\n", "    name\n    price\n")
    path.write_text(edited)
    assert saved(gate, TEXT) == "known"
    assert "price" in listed(path)["Names"]
    saved(gate, "query Other { tags { id } }")
    assert "price" in listed(path)["Names"]
    assert saved(gate, "query Names { products { stock } }") == "no", (
        "the file wins, and the developer sees it"
    )
    assert "price" in listed(path)["Names"]
    assert "stock" not in path.read_text()
    rows = {one.document: one.current for one in AllowedOperation.objects.filter(name="Names")}
    assert len(rows) == 3
    assert [document for document, current in rows.items() if current] == [listed(path)["Names"]]


def test_hand_edit_is_overwritten_by_another_role(gate: Gate, path: Path) -> None:
    saved(gate, TEXT)
    path.write_text(path.read_text().replace("    name\n", "    name\n    price\n"))
    assert saved(gate, TEXT, EDITOR) == "known"
    assert "price" in listed(path)["Names"]


def test_block_of_a_colleague_is_removed_or_never_read_in(gate: Gate, path: Path) -> None:
    saved(gate, TEXT)
    theirs = "query Theirs {\n  tags {\n    id\n  }\n}\n"
    path.write_text(path.read_text().replace("# end of", f"{theirs}\n# end of"))
    saved(gate, "query Other { tags { slug } }")
    assert set(listed(path)) == {"Names", "Theirs", "Other"}
    assert saved(gate, theirs) == "known"
    assert gate.handle(GateRequest(name="Theirs"), USER).data


def test_comment_is_lost(gate: Gate, path: Path) -> None:
    saved(gate, TEXT)
    text = path.read_text()
    assert "# digest" in text
    path.write_text(text.replace("# digest", "# For the list on the first page.\n# digest", 1))
    saved(gate, "query Other { tags { slug } }")
    saved(gate, TEXT, EDITOR)
    assert "# For the list on the first page.\n" in path.read_text()
    assert read_allow_list(path).get("Names").comment == "For the list on the first page."  # type: ignore[union-attr]


def test_deleted_file_stays_away(gate: Gate, path: Path) -> None:
    saved(gate, TEXT)
    path.unlink()
    saved(gate, TEXT)
    assert set(listed(path)) == {"Names"}


def test_broken_file_costs_the_answer_or_is_overwritten(gate: Gate, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("query Names { products { id ")
    result = gate.execute(TEXT, identity=USER)
    assert result.data
    assert result.extensions["graphgate"]["saved"] == "no"
    assert str(path) in result.extensions["graphgate"]["reason"]
    assert path.read_text() == "query Names { products { id "


@pytest.mark.parametrize("kind", ["a file", "a link into nowhere", "read only"])
def test_folder_that_cannot_be_written_costs_the_answer(gate: Gate, path: Path, kind: str) -> None:
    folder = path.parent
    if kind == "a file":
        folder.write_text("")
    elif kind == "a link into nowhere":
        folder.symlink_to("/proc/nowhere")
    else:
        folder.mkdir(mode=0o555)
    with nobody():
        result = gate.execute(TEXT, identity=USER)
    assert result.json()["data"]["products"]
    assert result.extensions["graphgate"]["saved"] == "no"
    assert result.extensions["graphgate"]["reason"]


@contextmanager
def nobody() -> Iterator[None]:
    """As somebody who may not write everywhere, where the tests run as root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_database_that_cannot_be_written_costs_the_answer(gate: Gate, path: Path, database: str) -> None:
    with connections[database].cursor() as cursor:
        if database == "default":
            cursor.execute("ALTER TABLE graphgate_allowedoperation ADD CHECK (name <> 'Names')")
        else:
            cursor.execute(
                "CREATE TRIGGER no_names BEFORE INSERT ON graphgate_allowedoperation BEGIN "
                "SELECT raise(ABORT, 'no names'); END"
            )
    result = gate.execute(TEXT, identity=USER)
    assert result.json()["data"]["products"]
    assert result.extensions["graphgate"]["saved"] == "no"
    assert "database" in result.extensions["graphgate"]["reason"]
    assert not path.exists()


def test_production_records(gate: Gate, path: Path, settings: Any, config: Path) -> None:
    settings.GRAPHGATE = settings_of(config)
    before = {one.name: one.read_bytes() for one in config.iterdir()}
    result = get_gate().execute(name="Products", identity=ANON)
    assert result.data
    assert result.extensions == {}
    assert {one.name: one.read_bytes() for one in config.iterdir()} == before
    assert not AllowedOperation.objects.exists()


# -- many at once -------------------------------------------------------------------------------------

OPERATIONS = 200 if os.environ.get("GRAPHGATE_PROFILE") == "long" else 60
DEVELOPMENT = {"PRODUCTION": False, "REQUIRE_AUTH": False}


def _operation(number: int) -> str:
    return f"query Operation{number} {{ products(limit: {number + 1}) {{ id name }} }}"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_processes_that_record_at_once_lose_operations(gate: Gate, path: Path, database: str) -> None:
    """Eight processes run as many operations as there are, each of them in two processes."""
    rng = random.Random(7)
    count, total = 8, OPERATIONS
    shares: list[list[int]] = [[] for _ in range(count)]
    for number in range(total):
        for process in rng.sample(range(count), 2):
            shares[process].append(number)
    with workers(count, database, path.parent, **DEVELOPMENT) as processes:
        while any(shares):
            busy = [(worker, share.pop()) for worker, share in zip(processes, shares, strict=True) if share]
            for worker, number in busy:
                worker.send(document=_operation(number), user_id="1")
            for worker, _ in busy:
                answer = worker.receive()
                assert answer.get("data"), answer
                assert answer["extensions"]["graphgate"]["saved"] in ("new", "known"), answer
    names = {f"Operation{number}" for number in range(total)}
    assert set(listed(path)) == names
    assert {name for (name, _), current in stored().items() if current} == names
    assert len(stored()) == total
    digests = {one.name: one.digest for one in read_allow_list(path)}
    assert digests == dict(list(stored()))


def test_operation_that_the_file_lacks_is_known(gate: Gate, path: Path) -> None:
    """As after a restored database, another branch's files, or a file that somebody emptied."""
    saved(gate, "query Other { products { id } }")
    saved(gate, TEXT)
    only_other = update_allow_list(path, lambda now: AllowList(operations=now.operations[1:]))
    assert [one.name for one in only_other] == ["Other"]
    assert saved(gate, TEXT) == "known"
    assert sorted(listed(path)) == ["Names", "Other"]


def test_folder_that_lacks_an_operation_is_left_so(gate: Gate, path: Path) -> None:
    path.mkdir(parents=True)
    saved(gate, TEXT)
    (path / "Names.graphql").unlink()
    assert saved(gate, TEXT) == "known"
    assert list(listed(path)) == ["Names"]


@pytest.mark.django_db(transaction=True)
def test_operation_that_no_file_can_hold_is_known_to_the_database_alone(gate: Gate, path: Path) -> None:
    """The file is written before the rows are committed: a full disk or a death leaves neither or the file."""
    path.mkdir(parents=True)  # a file for each operation, where names must differ by more than case
    saved(gate, TEXT)
    for _ in range(2):
        result = gate.execute(TEXT.replace("Names", "names"), identity=USER)
        assert result.data
        assert result.extensions["graphgate"]["saved"] == "no"
        assert "where case does not count" in result.extensions["graphgate"]["reason"]
        assert [name for name, _ in stored()] == ["Names"]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_killed_writers_leave_a_broken_file(gate: Gate, path: Path, database: str) -> None:
    rng = random.Random(11)
    number = 0
    promised: set[str] = set()
    for _ in range(2):
        with workers(3, database, path.parent, **DEVELOPMENT) as processes:
            for _ in range(5):
                for worker in processes:
                    promised |= _recorded(worker, number)
                    number += 1
            for worker in processes:
                worker.send(document=_operation(number), user_id="1")
                number += 1
            time.sleep(rng.uniform(0, 0.02))
            for worker in processes:
                worker.kill()
        known = set(listed(path))
        assert promised <= known
        rows = {name for (name, _), current in stored().items() if current}
        assert promised <= rows
        assert rows <= known, "nothing is known to the database alone"
        for name in sorted(known | rows):  # whatever was in the making is whole after its next run
            saved(gate, _operation(int(name.removeprefix("Operation"))))
        assert set(listed(path)) == {name for (name, _), current in stored().items() if current}
    saved(gate, TEXT)
    assert "Names" in listed(path)
    leftovers = [one.name for one in path.parent.iterdir() if one.name.endswith(".tmp")]
    assert not leftovers


def _recorded(worker: Worker, number: int) -> set[str]:
    answer = worker.ask(document=_operation(number), user_id="1")
    assert code_of(answer) == ""
    assert answer["extensions"]["graphgate"]["saved"] == "new"
    return {f"Operation{number}"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_recording_of_another_process_is_not_found_by_name(gate: Gate, path: Path, database: str) -> None:
    with workers(1, database, path.parent, **DEVELOPMENT) as (other,):
        assert other.ask(document=TEXT, user_id="1").get("data")
    assert gate.handle(GateRequest(name="Names"), USER).data
    assert set(listed(path)) == {"Names"}


def test_example_of_what_looks_secret_is_not_in_the_list(gate: Gate, path: Path) -> None:
    """The list is a file that a whole team reads: a value under such a name stays out, at any depth."""
    names = "{ name: { in: $tokens } }, { name: { eq: $apiToken } }, { name: { eq: $name } }"
    declared = "$apiToken: String, $tokens: [String!], $name: String"
    text = f"query Named({declared}) {{ products(where: {{ or: [{names}] }}) {{ id }} }}"
    saved(gate, text, apiToken="s3cret", tokens=["s3cret"], name="open")
    assert "s3cret" not in path.read_text()
    (operation,) = AllowedOperation.objects.all()
    assert operation.variables == {"apiToken": "(hidden)", "tokens": ["(hidden)"], "name": "open"}
