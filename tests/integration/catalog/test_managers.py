"""Rows that default managers hide are in no answer, for no role, and make no difference to one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_graphgate.access import load_roles
from django_graphgate.catalog import get_built, get_catalog, get_fingerprint
from django_graphgate.checks import check_models
from django_graphgate.errors import ConfigurationError
from django_graphgate.gate import get_gate
from tests.support.apps.attic.models import Box, Counted, Label, Note, Nothing, Pinned, Tenants, current
from tests.support.gate.house import caller, only_code

LIMIT = {"limit": 500}
TABLES = ("boxes", "notes", "labels", "pinneds", "nothings", "counteds", "tenants")


@pytest.fixture
def attic(database: str, settings: Any, tmp_path: Path) -> Any:
    """Notes of every combination of what the manager looks at, in boxes, with labels."""

    def opened(*tables: dict[str, Any], models: tuple[str, ...] = ("attic",)) -> None:
        settings.GRAPHGATE = {
            "MODELS": models,
            "CONFIG_DIR": tmp_path,
            "PRODUCTION": False,
            "USAGE_INTERVAL": None,
            "TABLES": tables,
        }

    load_roles([{"name": "user", "tables": [{"name": name, "query": LIMIT} for name in TABLES]}])
    boxes = [Box.objects.create(name=name) for name in ("one", "two", "three")]
    label = Label.objects.create(word="all")
    last = None
    for deleted in (False, True):
        for state in (None, "draft", "done"):
            for level in (None, 0, 1):
                for code in (None, "x", "z"):
                    values = {"deleted": deleted, "state": state, "level": level, "code": code}
                    title = f"{deleted}{state}{level}{code}"
                    last = Note.everything.create(title=title, box=boxes[0], next=last, **values)
                    last.labels.add(label)
                    Pinned.everything.create(title=title, box=boxes[0], place=1, **values)
    Note.everything.create(title="gone", box=boxes[1], deleted=True)
    opened()
    return opened


def rows(text: str) -> Any:
    result = get_gate().execute(text, identity=caller(1))
    assert not result.errors, result.errors
    return result.json()["data"]


def test_selector_has_the_rows_of_the_default_manager(attic: Any) -> None:
    wanted = sorted(Note.objects.values_list("id", flat=True))
    assert 0 < len(wanted) < Note.everything.count() - 10
    assert sorted(row["id"] for row in rows("{ notes { id } }")["notes"]) == wanted
    children = sorted(Pinned.objects.values_list("id", flat=True))
    assert sorted(row["id"] for row in rows("{ pinneds { id title } }")["pinneds"]) == children != []


def test_hidden_row_is_not_found_by_its_key(attic: Any) -> None:
    hidden = Note.everything.filter(deleted=True)[0]
    assert rows(f"{{ note(id: {hidden.pk}) {{ id }} }}") == {"note": None}


def test_relations_have_no_hidden_rows(attic: Any) -> None:
    kept = set(Note.objects.values_list("id", flat=True))
    data = rows(
        "{ boxes { name notes { id } } labels { notes { id } } notes { next { id } previous { id } } }"
    )
    by_box = {box["name"]: {note["id"] for note in box["notes"]} for box in data["boxes"]}
    assert by_box == {"one": kept, "two": set(), "three": set()}
    assert {note["id"] for note in data["labels"][0]["notes"]} == {
        note.pk for note in Label.objects.get().notes.all()
    }
    for note in data["notes"]:
        assert note["next"] is None or note["next"]["id"] in kept
        assert {one["id"] for one in note["previous"]} <= kept


def test_hidden_rows_decide_nothing(attic: Any) -> None:
    found = rows("{ boxes(where: { notes: { id: { gt: 0 } } }) { name } }")["boxes"]
    assert [box["name"] for box in found] == ["one"]
    none = rows("{ boxes(where: { notes: { deleted: { eq: true } } }) { name } }")["boxes"]
    assert none == []
    ordered = rows("{ notes(order_by: [{ next: { title: desc_nulls_last } }]) { next { title } } }")["notes"]
    titles = [note["next"]["title"] for note in ordered if note["next"]]
    assert titles == sorted(titles, reverse=True)


def test_total_counts_no_hidden_rows(attic: Any, settings: Any) -> None:
    settings.GRAPHGATE = {**settings.GRAPHGATE, "RELAY": True}
    data = rows("{ notes_connection(first: 1) { totalCount } }")
    assert data["notes_connection"]["totalCount"] == Note.objects.count()


def test_setting_of_the_table_chooses_the_manager(attic: Any) -> None:
    every = sorted(Note.everything.values_list("id", flat=True))
    for chosen in (False, "everything"):
        attic({"name": "notes", "manager": chosen})
        assert sorted(row["id"] for row in rows("{ notes { id } }")["notes"]) == every
    attic({"name": "notes", "manager": "nobody"})
    with pytest.raises(ConfigurationError, match="the model has no manager 'nobody'"):
        get_catalog()


def test_other_settings_of_a_table_do_not_open_it(attic: Any) -> None:
    attic({"name": "recents", "order_by": {"named": ["name"]}})
    with pytest.raises(ConfigurationError, match="recents: its manager may hide rows") as caught:
        get_catalog()
    assert "'manager'" in caught.value.hint


def test_second_name_has_the_rows_of_its_table(attic: Any) -> None:
    load_roles([{"name": "user", "tables": [{"name": name, "query": LIMIT} for name in ("notes", "memos")]}])
    attic({"name": "memos", "table": "notes"})
    assert len(rows("{ memos { id } }")["memos"]) == Note.objects.count()
    attic({"name": "memos", "table": "notes", "manager": False})
    with pytest.raises(ConfigurationError, match="has the rows of its table"):
        get_catalog()


@pytest.mark.parametrize("given", [True, 1, "", "not a name", ["objects"]])
def test_setting_that_names_no_manager_is_refused(attic: Any, given: object) -> None:
    attic({"name": "notes", "manager": given})
    with pytest.raises(ConfigurationError, match="manager must be the name of a manager"):
        get_catalog()


def test_manager_that_hides_all_or_nothing(attic: Any) -> None:
    Nothing.everything.create()
    Counted.objects.create()
    assert rows("{ nothings { id } counteds { name } }") == {"nothings": [], "counteds": [{"name": ""}]}


UNFOLLOWED = {
    "attic.Recent": "its queryset compares at with a value that depends on when it is evaluated",
    "attic.Elsewhere": "its queryset joins attic_box",
    "attic.Twin": "its queryset joins attic_twin",
    "attic.Pattern": "its queryset has the lookup 'regex'",
    "attic.Compared": "its queryset joins attic_box",
    "attic.FirstTen": "its queryset has a slice",
    "attic.Failing": "its get_queryset() fails: RuntimeError",
}


@pytest.mark.parametrize("label", UNFOLLOWED)
def test_model_whose_manager_cannot_be_followed_is_not_shown(attic: Any, label: str) -> None:
    assert get_built().unfollowed[label] == UNFOLLOWED[label]
    assert label not in {table.model for table in get_catalog().tables.values()}
    name = label.partition(".")[2].lower()
    assert (
        only_code(get_gate().execute(f"{{ {name}s {{ id }} }}", identity=caller(1)))
        == "GRAPHQL_VALIDATION_FAILED"
    )
    (warning,) = [one for one in check_models() if one.msg.startswith(label)]
    assert warning.id == "graphgate.W030"
    attic({"name": f"{name}s", "model": label, "manager": False})
    assert label in {table.model for table in get_catalog().tables.values()}


def test_first_request_does_not_become_everybodys_filter(attic: Any) -> None:
    Tenants(name="theirs").save()
    current.tenant = "theirs"
    try:
        assert Tenants.objects.count() == 1
        assert rows("{ tenants { name } }") == {"tenants": []}
    finally:
        del current.tenant


def test_statements_of_another_manager_do_not_fit(attic: Any) -> None:
    kept = get_fingerprint()
    attic({"name": "notes", "manager": "everything"})
    assert get_fingerprint() != kept
