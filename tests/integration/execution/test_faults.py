"""Values that cannot be written: ``null``, and an error at exactly their path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.dialects.sqlite_functions import gg_key
from django_graphgate.execution.connection import dialect_of
from django_graphgate.execution.cursors import key_of
from django_graphgate.execution.run import Answer, Runnable
from django_graphgate.ir.codec import UUID
from django_graphgate.ir.field_errors import SENTENCES, FieldError, take_field_errors
from django_graphgate.ir.identity import Identity
from tests.support.shop.models import Sample
from tests.support.shop.running import compiled

MARK = "\N{BLACK STAR}"
TREES = st.recursive(
    st.just(MARK) | st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(['"', "\\", ",", "{", "\x1an"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab_", max_size=2), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def marks(tree: Any, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    if isinstance(tree, dict):
        return [one for key, inner in tree.items() for one in marks(inner, (*path, key))]
    if isinstance(tree, list):
        return [one for index, inner in enumerate(tree) for one in marks(inner, (*path, index))]
    return [path] if tree == MARK else []


@given(st.dictionaries(st.text("ab_", max_size=2), TREES, max_size=4))
def test_path_of_a_mark_is_another(tree: dict[str, Any]) -> None:
    text = json.dumps(tree, ensure_ascii=False).replace(f'"{MARK}"', "\x1an")
    data, faults = take_field_errors(text.encode())
    assert [one.path for one in faults] == marks(tree, ())
    assert data.decode() == json.dumps(tree, ensure_ascii=False).replace(f'"{MARK}"', "null")


def test_deep_document_has_no_path() -> None:
    deep = b'{"a":' + b"[" * 20_000 + b"\x1an" + b"]" * 20_000 + b"}"
    _, (fault,) = take_field_errors(deep)
    assert fault.path == ("a", *[0] * 20_000)


# -- on the databases -----------------------------------------------------------------------------

UNWRITABLE = {
    "default": [
        ("real", "'NaN'", "n"),
        ("real", "'Infinity'", "n"),
        ("real", "'-Infinity'", "n"),
        ("exact", "'NaN'", "n"),
        ("day", "'infinity'", "d"),
        ("day", "'0044-03-15 BC'", "d"),
        ("moment", "'infinity'", "d"),
        ("moment", "'-infinity'", "d"),
        ("moment", "'20000-01-01'", "d"),
    ],
    "sqlite": [
        ("real", "9e999", "n"),
        ("real", "-9e999", "n"),
        ("exact", "9e999", "n"),
        ("moment", "'infinity'", "t"),
        ("number", "'many'", "t"),
        ("big", "1.5", "t"),
        ("flag", "'perhaps'", "t"),
        ("flag", "2", "t"),
        ("day", "'infinity'", "t"),
        ("day", "'2021-02-30'", "t"),
        ("day", "'0000-01-01'", "t"),
        ("day", "20210109", "t"),
        ("ident", "'nobody'", "t"),
        ("span", "'long'", "t"),
    ],
}


def ask(text: str, alias: str, variables: dict[str, Any] | None = None) -> Answer:
    statement = compiled(text, vendor=dialect_of(alias).name)
    runnable = Runnable(statement, dialect_of(alias), "digest")
    return runnable.run(alias, variables or {}, Identity.anonymous(), "v", "r", state_here=False)


def store(alias: str, rows: list[tuple[str, str, str]]) -> None:
    """A row for each value, which no model of Django's would write."""
    for number, (column, text, _) in enumerate(rows, 1):
        Sample.objects.using(alias).create(id=number * 2, text="before")
        Sample.objects.using(alias).create(id=number * 2 + 1)
        with connections[alias].cursor() as cursor:
            cursor.execute(f"UPDATE shop_sample SET {column} = {text} WHERE id = {number * 2 + 1}")


@pytest.mark.parametrize("rows_of", [slice(0, None, 2), slice(1, None, 2)])
def test_value_without_a_form_costs_more_than_itself(database: str, rows_of: slice) -> None:
    rows = UNWRITABLE[database][rows_of]
    store(database, rows)
    answer = ask("{ samples { id number big flag real exact day moment ident span text } }", database)
    assert answer.data is not None
    found = json.loads(answer.data)["samples"]
    assert [one["text"] for one in found] == ["before", None] * len(rows)
    assert {value for one in found for key, value in one.items() if key not in ("id", "text")} == {None}
    assert answer.faults == tuple(
        FieldError(kind, ("samples", number * 2 + 1, column)) for number, (column, _, kind) in enumerate(rows)
    )


def test_path_has_no_indices_or_other_keys(database: str) -> None:
    store(database, UNWRITABLE[database][:1])
    answer = ask("{ first: samples { id } sample(id: 3) { r: real } list: samples { r: real } }", database)
    assert answer.data == b'{"first":[{"id":2},{"id":3}],"sample":{"r":null},"list":[{"r":null},{"r":null}]}'
    assert [one.path for one in answer.faults] == [("sample", "r"), ("list", 1, "r")]


def test_absent_or_hidden_value_is_an_error(database: str) -> None:
    store(database, UNWRITABLE[database][:1])
    text = """query ($no: Boolean!) {
        a: samples { real @include(if: $no) }
        b: samples { real @nullUnless(var: $no) }
        c: samples(where: { id: { lt: 3 } }) { real }
        d: samples { real(includeIf: { id: { lt: 3 } }) }
    }"""
    assert ask(text, database, {"no": False}).faults == ()


def test_ordinary_answer_is_looked_over(database: str) -> None:
    Sample.objects.using(database).create(text="\x1an", document={"\x1an": "\x1a"})
    answer = ask("{ samples { text document } }", database)
    assert answer.faults == ()
    assert json.loads(answer.data or b"")["samples"] == [{"text": "\x1an", "document": {"\x1an": "\x1a"}}]


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize(
    "column", ["number", "big", "flag", "real", "exact", "day", "moment", "ident", "span"]
)
def test_page_loses_rows_at_a_value_without_a_form(database: str, column: str, direction: str) -> None:
    rows = [one for one in UNWRITABLE[database] if one[0] == column] * 2 or [(column, "NULL", "")]
    store(database, rows)
    text = f"""query ($after: String) {{
        samples(first: 1, after: $after, order_by: [{{ {column}: {direction} }}]) {{ id }} samples_cursor
    }}"""
    after, met = None, []
    while len(met) <= len(rows) * 2:
        found = json.loads(ask(text, database, {"after": after}).data or b"")
        met += [one["id"] for one in found["samples"]]
        after = found["samples_cursor"]
        if after is None:
            break
    whole = ask(f"{{ samples(order_by: [{{ {column}: {direction} }}], limit: 20) {{ id }} }}", database)
    assert met == [one["id"] for one in json.loads(whole.data or b"")["samples"]]


def test_kind_has_no_sentence() -> None:
    assert set(SENTENCES) == {"n", "d", "e", "t"}


def test_page_loses_rows_at_a_value_of_another_kind() -> None:
    assert gg_key("\x1at", "nobody") == '"nobody"'
    assert key_of(["nobody"], 0, UUID) == "nobody"
