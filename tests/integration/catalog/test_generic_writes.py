"""What a role may write of generic keys, by value and along generic relations."""

from __future__ import annotations

from django.test import override_settings

from django_graphgate.catalog import get_built
from django_graphgate.compiler.compile import RoleView
from django_graphgate.ir.catalog import Catalog
from django_graphgate.ir.relation_writes import possible
from tests.support.shop.running import LIMITS, role_of


def museum(**notes: object) -> Catalog:
    """The view of a role that reads all of the museum, and writes notes by these rules."""
    with override_settings(GRAPHGATE={"MODELS": ["museum.Note", "museum.Exhibit", "museum.Donor"]}):
        catalog = get_built().catalog
        tables = [{"name": "notes", "query": {}, **notes}, {"name": "exhibits", "query": {}, "update": {}}]
        role = role_of({"name": "user", "tables": tables})
        return RoleView.build(role, catalog, default_limit=20, limits=LIMITS).catalog


def test_halves_of_a_generic_key_are_given_by_data_without_a_rule_that_lists_them() -> None:
    """Nobody checks whether the role may see what they name."""
    view = museum(insert={}, update={})
    assert set(view.tables["notes"].writes["insert"]) == {"id", "text"}
    assert set(view.tables["notes"].writes["update"]) == {"text"}
    listed = museum(insert={"columns": ["text", "about_id", "about_type_id"]})
    assert set(listed.tables["notes"].writes["insert"]) == {"text", "about_id", "about_type_id"}


def test_rows_are_connected_by_a_generic_key_that_no_rule_lists() -> None:
    halves = ["about_id", "about_type_id"]
    for columns, may in ((None, False), (["text"], False), (halves[:1], False), (halves, True)):
        rule = {} if columns is None else {"columns": columns}
        view = museum(insert={}, update=rule)
        exhibits = view.tables["exhibits"]
        can = possible(exhibits.relations["notes"], exhibits, "update", view.tables)
        assert (can.update, can.connect, can.disconnect) == (True, may, False), columns
    assert exhibits.relations["notes"].way == "generic"
