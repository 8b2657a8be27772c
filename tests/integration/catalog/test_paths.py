"""Relations that no model declares: through one join table, and by the far table's name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from django_graphgate.errors import ConfigurationError
from django_graphgate.rules.model import StoredRule
from tests.support.apps.museum.models import Donor, Exhibit, Label, Language, Review, Room, Visit, Visitor
from tests.support.catalog.asking import api, table

MUSEUM = ["museum"]
VALIDATION = "GRAPHQL_VALIDATION_FAILED"


@pytest.fixture
def rows(database: str) -> Iterator[str]:
    """Ada and Bob; a vase that Ada saw, a lamp that Bob saw as her guest, a rug that she wrote about."""
    for number, name in enumerate(("Ada", "Bob"), 1):
        Visitor.objects.using(database).create(id=number, name=name)
    for number, title in enumerate(("Vase", "Lamp", "Rug"), 1):
        Exhibit.objects.using(database).create(id=number, title=title)
    for number, (who, what, host) in enumerate([(1, 1, None), (2, 2, 1), (1, 1, None)], 1):
        Visit.objects.using(database).create(
            id=number, who_id=who, what_id=what, guest_of_id=host, stars=number
        )
    Review.objects.using(database).create(visitor_id=1, exhibit_id=3, text="Fine.")
    room = Room.objects.using(database).create(code="red", opened="2024-01-01T00:00:00Z", floor=1)
    for number, name in enumerate(("Irish", "Greek"), 1):
        Language.objects.using(database).create(id=number, name=name)
        Label.objects.using(database).create(room=room, language_id=number)
    yield database


# -- many to many, as declared --------------------------------------------------------------------


def test_many_to_many_is_lost_or_doubled(rows: str) -> None:
    """Ada saw the vase twice; it is one exhibit."""
    asked = '{ visitors { name seen { title } } with: visitors(where: { seen: { title: { eq: "Lamp" } } }) { name } }'
    assert api(MUSEUM).ask(asked, rows) == {
        "visitors": [
            {"name": "Ada", "seen": [{"title": "Vase"}]},
            {"name": "Bob", "seen": [{"title": "Lamp"}]},
        ],
        "with": [{"name": "Bob"}],
    }


def test_many_to_many_with_itself_is_one_sided(database: str) -> None:
    ada, bob = (
        Donor.objects.using(database).create(id=n, name=name) for n, name in enumerate(("Ada", "Bob"), 1)
    )
    ada.friends.add(bob)
    bob.admirers.add(ada)
    found = api(MUSEUM).ask("{ donors { friends { name } admirers { name } } }", database)["donors"]
    assert found == [
        {"friends": [{"name": "Bob"}], "admirers": []},
        {"friends": [{"name": "Ada"}], "admirers": [{"name": "Ada"}]},
    ]


def test_join_model_without_a_rule_is_passed() -> None:
    rules = (StoredRule(table="visitors"), StoredRule(table="exhibits"), StoredRule(table="visits"))
    assert api(MUSEUM, *rules).compiled("{ visitors { seen { title } } }")
    assert api(MUSEUM, *rules[:2]).refusal("{ visitors { seen { title } } }")[0] == VALIDATION
    shut = StoredRule(table="visits", block=True)
    assert api(MUSEUM, *rules[:2], shut).refusal("{ visitors { seen { title } } }")[0] == VALIDATION
    assert "seen" in table(["museum.Visitor", "museum.Exhibit"], "visitors").relations
    two = api(["museum.Visitor", "museum.Exhibit"])
    assert two.refusal("{ visitors { seen { title } } }")[0] == VALIDATION


def test_join_models_filter_is_passed(rows: str) -> None:
    rated = StoredRule(table="visits", filters=("{ stars: { gt: 1 } }",))
    role = api(MUSEUM, StoredRule(table="visitors"), StoredRule(table="exhibits"), rated)
    assert role.ask("{ visitors { seen { title } } }", rows)["visitors"][0] == {"seen": [{"title": "Vase"}]}
    rated = StoredRule(table="visits", filters=("{ stars: { gt: 3 } }",))
    role = api(MUSEUM, StoredRule(table="visitors"), StoredRule(table="exhibits"), rated)
    assert role.ask("{ visitors { seen { title } } }", rows)["visitors"][0] == {"seen": []}


# -- through one join table -----------------------------------------------------------------------


def test_only_path_is_not_found(rows: str) -> None:
    asked = """{
      rooms { languages(order_by: { name: asc }) { name } language(where: { id: { eq: 2 } }) { name } }
      languages(where: { rooms: { code: { eq: "red" } } }, limit: 1) { rooms { code } }
    }"""
    assert api(MUSEUM).ask(asked, rows) == {
        "rooms": [{"languages": [{"name": "Greek"}, {"name": "Irish"}], "language": {"name": "Greek"}}],
        "languages": [{"rooms": [{"code": "red"}]}],
    }


def test_path_passes_a_join_table_without_a_rule(rows: str) -> None:
    rooms, languages = StoredRule(table="rooms"), StoredRule(table="languages")
    code, sentence = api(MUSEUM, rooms, languages).refusal("{ rooms { languages { name } } }")
    assert (code, sentence) == (VALIDATION, "Cannot query field 'languages' on type 'Room'.")
    greek = StoredRule(table="labels", filters=("{ language_id: { eq: 2 } }",))
    found = api(MUSEUM, rooms, languages, greek).ask("{ rooms { languages { name } } }", rows)
    assert found == {"rooms": [{"languages": [{"name": "Greek"}]}]}


def test_several_paths_are_guessed_between() -> None:
    code, sentence = api(MUSEUM).refusal("{ exhibits { visitors { name } } }")
    assert (code, sentence) == (
        VALIDATION,
        "'visitors' could mean several relations of 'exhibits': 'visitors_through_visits_who', "
        "'visitors_through_visits_guest_of', 'visitors_through_reviews'.",
    )


AMBIGUOUS = (
    "'visitors' could mean several relations of 'exhibits': 'visitors_through_visits_who', "
    "'visitors_through_visits_guest_of', 'visitors_through_reviews'."
)


@pytest.mark.parametrize(
    "text",
    [
        '{ exhibits(where: { visitors: { name: { eq: "Ada" } } }) { title } }',
        '{ exhibits(where: { not: { or: [{ visitors: { name: "Ada" } }] } }) { title } }',
        "{ exhibits(order_by: { visitors: { name: asc } }) { title } }",
        "{ exhibits(order_by: [{ id: asc }, { visitors: { name: asc } }]) { title } }",
        "{ exhibit(where: { visitors: {} }) { title } }",
        "{ exhibits { title(includeIf: { visitors: {} }) } }",
        "{ exhibits { title(skipIf: { and: [{ visitors: {} }] }) } }",
        "{ visitors { seen(where: { visitors: {} }) { title } } }",
        "{ visitors(where: { seen: { visitors: {} } }) { name } }",
        "{ visitors { exhibits @notRelated { visitors { name } } } }",
        "{ visitors { exhibits(where: { visitors: {} }) @notRelated { title } } }",
    ],
)
def test_several_paths_are_guessed_between_in_filters_and_orderings(text: str) -> None:
    assert api(MUSEUM).refusal(text) == (VALIDATION, AMBIGUOUS)


def test_connection_guesses_between_several_paths() -> None:
    text = "{ exhibits_connection(where: { visitors: {} }) { totalCount } }"
    assert api(MUSEUM, relay=True).refusal(text) == (VALIDATION, AMBIGUOUS)


def test_rule_guesses_between_several_paths() -> None:
    rule = StoredRule(table="exhibits", filters=("{ visitors: { id: { eq: $user_id } } }",))
    with pytest.raises(ConfigurationError, match="could mean several relations of 'exhibits'"):
        api(MUSEUM, rule).compiled("{ exhibits { title } }")


def test_unrelated_rows_need_a_way(rows: str) -> None:
    asked = "{ exhibits(limit: 1) { visitors(order_by: { name: desc }, limit: 1) @notRelated { name } visitors_cursor } }"
    found = api(MUSEUM).ask(asked, rows)["exhibits"][0]
    assert found["visitors"] == [{"name": "Bob"}]
    first = api(MUSEUM).ask("{ exhibits(limit: 1) { visitor @notRelated { name } } }", rows)
    assert first == {"exhibits": [{"visitor": {"name": "Ada"}}]}


def test_refusal_tells_of_paths_that_the_role_does_not_see() -> None:
    rules = [StoredRule(table=name) for name in ("exhibits", "visitors", "reviews")]
    _, sentence = api(MUSEUM, *rules).refusal("{ exhibits { visitors { name } } }")
    assert sentence == "'visitors' could mean several relations of 'exhibits': 'visitors_through_reviews'."
    _, sentence = api(MUSEUM, *rules[:2]).refusal("{ exhibits { visitors { name } } }")
    assert sentence == "Cannot query field 'visitors' on type 'Exhibit'."


def test_each_of_several_paths_cannot_be_named(rows: str) -> None:
    asked = """{ exhibits {
      who: visitors_through_visits_who { name }
      hosts: visitors_through_visits_guest_of { name }
      critics: visitors_through_reviews { name }
      critic: visitor_through_reviews { name }
    } }"""
    assert api(MUSEUM).ask(asked, rows)["exhibits"] == [
        {"who": [{"name": "Ada"}], "hosts": [], "critics": [], "critic": None},
        {"who": [{"name": "Bob"}], "hosts": [{"name": "Ada"}], "critics": [], "critic": None},
        {"who": [], "hosts": [], "critics": [{"name": "Ada"}], "critic": {"name": "Ada"}},
    ]


def test_path_cannot_filter(rows: str) -> None:
    asked = '{ exhibits(where: { visitors_through_reviews: { name: { eq: "Ada" } } }) { title } }'
    assert api(MUSEUM).ask(asked, rows) == {"exhibits": [{"title": "Rug"}]}


@pytest.mark.parametrize(
    ("written", "strict"),
    [
        ('visitors @through(table: "reviews")', "visitors: visitors_through_reviews"),
        ('visitors @through(table: "museum_review")', "visitors: visitors_through_reviews"),
        ('visitor @through(table: "reviews")', "visitor: visitor_through_reviews"),
        ('critics: visitors @through(table: "reviews")', "critics: visitors_through_reviews"),
        (
            'visitors @through(table: "reviews") @include(if: true)',
            "visitors: visitors_through_reviews @include(if: true)",
        ),
        ("guest_of", "guest_of: visitors_through_visits_guest_of"),
        ("visitors_through_reviews", "visitors_through_reviews"),
    ],
)
def test_path_is_chosen_in_vain(written: str, strict: str) -> None:
    text = api(MUSEUM).strict(f"{{ exhibits {{ {written} {{ name }} }} }}")
    assert text == f"{{ exhibits {{ {strict} {{ name }} }} }}"
    assert api(MUSEUM).strict(text) == text


def test_choice_is_overruled_by_a_relation_of_that_name(rows: str) -> None:
    """``exhibits`` means what a visitor has seen; by the reviews, it is another list."""
    asked = '{ visitors { exhibits { title } reviewed: exhibits @through(table: "reviews") { title } } }'
    assert api(MUSEUM).ask(asked, rows)["visitors"] == [
        {"exhibits": [{"title": "Vase"}], "reviewed": [{"title": "Rug"}]},
        {"exhibits": [{"title": "Lamp"}], "reviewed": []},
    ]


@pytest.mark.parametrize("join_table", ["visits", "nothing", "rooms", ""])
def test_choice_that_is_none_is_taken(join_table: str) -> None:
    code, sentence = api(MUSEUM).refusal(
        f'{{ exhibits {{ visitors @through(table: "{join_table}") {{ name }} }} }}'
    )
    assert code == VALIDATION
    assert sentence == (
        "@through names no single way from 'exhibits' to 'visitors'. There are: 'visitors_through_visits_who', "
        "'visitors_through_visits_guest_of', 'visitors_through_reviews'."
    )


@pytest.mark.parametrize(
    "document",
    [
        "{ exhibits { visitors @through { name } } }",
        "{ exhibits { visitors @through(table: 1) { name } } }",
        '{ exhibits @through(table: "visits") { title } }',
        '{ exhibits { title @through(table: "visits") } }',
        '{ exhibits { donor @through(table: "visits") { name } } }',
        '{ exhibits { nobody @through(table: "visits") { name } } }',
    ],
)
def test_through_is_passed_over(document: str) -> None:
    assert api(MUSEUM).refusal(document)[0] == VALIDATION


def test_choice_lets_a_role_through_that_may_not_pass() -> None:
    role = api(MUSEUM, StoredRule(table="exhibits"), StoredRule(table="visitors"))
    code, sentence = role.refusal('{ exhibits { visitors @through(table: "reviews") { name } } }')
    assert (code, sentence) == (
        VALIDATION,
        "Cannot query field 'visitors_through_reviews' on type 'Exhibit'.",
    )


def test_blocked_foreign_key_is_half_of_a_path() -> None:
    for blocked in ("reviews.visitor", "museum_review.visitor_id", "reviews"):
        relations = table(MUSEUM, "exhibits", blocklist=[blocked]).relations
        assert "visitors_through_reviews" not in relations, blocked
        assert "visitors_through_visits_who" in relations


# -- by the far table's name ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "strict"),
    [
        ("{ donors { exhibits { title } } }", "{ donors { exhibits: gifts { title } } }"),
        ("{ visits { exhibit { title } } }", "{ visits { exhibit: what { title } } }"),
        ("{ visitors { exhibit { title } } }", "{ visitors { exhibit: favourite { title } } }"),
        (
            "{ donors { exhibits(limit: 1) { title } exhibits_cursor } }",
            "{ donors { exhibits: gifts(limit: 1) { title } exhibits_cursor: gifts_cursor } }",
        ),
        (
            '{ donors(where: { exhibits: { title: "x" } }) { name } }',
            '{ donors(where: { gifts: { title: { eq: "x" } } }) { name } }',
        ),
    ],
)
def test_table_name_means_nothing(written: str, strict: str) -> None:
    assert api(MUSEUM).strict(written) == strict


def test_table_name_that_means_two_relations_is_guessed() -> None:
    code, sentence = api(MUSEUM).refusal("{ visits { visitor { name } } }")
    assert (code, sentence) == (
        VALIDATION,
        "'visitor' could mean several relations of 'visits': 'who', 'guest_of'.",
    )


def test_hidden_reverse_is_reached_by_the_tables_name() -> None:
    assert api(MUSEUM).refusal("{ guides { everything { text } } }")[0] == VALIDATION
    assert api(MUSEUM).refusal("{ donors { everythings { text } } }")[0] == VALIDATION
