"""Files against rows: nothing is lost, the file wins, and the report says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.allowlist.merge import Conflict, Difference, StoredOperation, compare


def listed(name: str, body: str = "a", *, namespace: str = "", comment: str = "") -> ListedOperation:
    return list_operation(f"query {name} {{ {body} }}", namespace=namespace, comment=comment)


def stored(operation: ListedOperation, *, current: bool = True, retired: bool = False) -> StoredOperation:
    return StoredOperation(
        namespace=operation.namespace,
        name=operation.name,
        kind=operation.kind,
        digest=operation.digest,
        document=operation.document,
        comment=operation.comment,
        roles=operation.roles,
        variables=operation.variables,
        current=current,
        retired=retired,
    )


def lists(*operations: ListedOperation) -> list[AllowList]:
    namespaces = sorted({operation.namespace for operation in operations})
    return [
        AllowList(namespace=namespace, operations=tuple(o for o in operations if o.namespace == namespace))
        for namespace in namespaces
    ]


def test_what_is_the_same_needs_nothing() -> None:
    difference = compare(lists(listed("A")), [stored(listed("A")), stored(listed("A", "old"), current=False)])
    assert difference == Difference()
    assert not difference
    assert difference.describe() == ""


def test_what_is_only_in_the_file_is_read_in() -> None:
    difference = compare(lists(listed("A"), listed("A", namespace="web")), [])
    assert difference == Difference(add_to_database=(listed("A"), listed("A", namespace="web")))
    assert difference.current_in_database() == difference.add_to_database
    assert difference.describe() == (
        "+ A: only in the file, read into the database\n+ web/A: only in the file, read into the database"
    )


def test_what_is_only_in_the_database_is_added_to_the_file() -> None:
    difference = compare(
        lists(listed("B")), [stored(listed("B")), stored(listed("A", namespace="web", comment="x"))]
    )
    assert difference == Difference(add_to_file=(listed("A", namespace="web", comment="x"),))
    assert difference.describe() == "+ web/A: only in the database, added to the file"


def test_old_and_retired_rows_do_not_come_back_into_the_file() -> None:
    rows = [stored(listed("A"), retired=True), stored(listed("B"), current=False)]
    assert compare([], rows) == Difference()


def test_a_retired_operation_that_is_in_the_file_is_current_again() -> None:
    difference = compare(lists(listed("A")), [stored(listed("A"), retired=True)])
    assert difference == Difference(update_in_database=(listed("A"),))


@pytest.mark.parametrize(
    "change",
    [{"comment": "other"}, {"roles": ("x",)}, {"variables": {"a": 1}}, {"document": "query A {a}"}],
    ids=str,
)
def test_what_stands_around_the_operation_is_taken_from_the_file(change: dict[str, object]) -> None:
    row = replace(stored(listed("A")), **change)  # type: ignore[arg-type]
    difference = compare(lists(listed("A")), [row])
    assert difference == Difference(update_in_database=(listed("A"),))
    assert difference.describe() == "~ A: the operation's metadata is taken from the file"


def test_the_order_of_roles_in_a_row_is_no_difference() -> None:
    operation = list_operation("query A { a }", roles=["a", "b"])
    assert not compare(lists(operation), [replace(stored(operation), roles=("b", "a", "b"))])


def test_when_both_changed_the_file_wins_and_the_other_is_kept() -> None:
    ours, theirs = listed("A", "ours"), listed("A", "theirs")
    difference = compare(lists(theirs), [stored(ours), stored(theirs, current=False, retired=True)])
    assert difference == Difference(conflicts=(Conflict(listed=theirs, stored=stored(ours)),))
    assert difference.current_in_database() == (theirs,)
    assert difference.describe() == (
        f"! A: the file wins with {theirs.digest[:12]}, "
        f"{ours.digest[:12]} of the database is kept as an old version"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"digest": "0" * 64}, "the stored name, kind or digest does not fit the stored text"),
        ({"kind": "mutation"}, "the stored name, kind or digest does not fit the stored text"),
        ({"name": "../../x\n"}, "the stored name, kind or digest does not fit the stored text"),
        ({"document": "query A {"}, "Syntax Error: Expected '}', found the end of the document."),
        ({"document": "{ a }"}, "An operation needs a name to be on the allow list."),
        ({"namespace": "../x"}, "'../x' is not the name of a namespace."),
        ({"comment": "\x00"}, "A comment holds control characters, or characters that hide text."),
        ({"roles": ("a b",)}, "Operation A: 'a b' is not the name of a role."),
    ],
    ids=str,
)
def test_a_row_that_no_file_can_hold_is_reported_and_left_alone(
    change: dict[str, object], sentence: str
) -> None:
    row = replace(stored(listed("A")), **change)  # type: ignore[arg-type]
    difference = compare([], [row, stored(listed("B"))])
    assert difference.add_to_file == (listed("B"),)
    assert len(difference.problems) == 1
    assert difference.problems[0].endswith(f": {sentence}")
    assert "\n" not in difference.problems[0]
    assert f"? {difference.problems[0]}" in difference.describe()
    assert difference


operations = st.lists(
    st.builds(listed, st.sampled_from("ABC"), st.sampled_from("ab"), namespace=st.sampled_from(["", "web"])),
    max_size=4,
    unique_by=lambda operation: (operation.namespace, operation.name),
)


@given(operations, operations)
def test_once_applied_nothing_is_left_to_do_and_nothing_is_lost(
    in_file: list[ListedOperation], in_database: list[ListedOperation]
) -> None:
    difference = compare(lists(*in_file), map(stored, in_database))
    assert not difference.problems
    rows = {(o.namespace, o.digest): stored(o) for o in in_database}
    for operation in difference.current_in_database():
        for key, row in rows.items():
            if (row.namespace, row.name) == (operation.namespace, operation.name):
                rows[key] = replace(row, current=False)
        rows[operation.namespace, operation.digest] = stored(operation)
    after = [*in_file, *difference.add_to_file]
    assert not compare(lists(*after), rows.values())
    assert {(o.namespace, o.digest) for o in [*in_file, *in_database]} == rows.keys()
    assert set(map(id, in_file)) <= set(map(id, after))
