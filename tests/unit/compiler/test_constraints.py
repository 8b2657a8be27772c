"""``@constraint``: what cannot be demanded of a variable is refused when the operation is compiled."""

from __future__ import annotations

import json

import pytest

from django_graphgate.errors import DocumentInvalid
from django_graphgate.ir.constraints import Constraint
from django_graphgate.ir.statement import Statement
from tests.support.shop.running import compiled

HEAD = (
    "query Q($text: String, $number: Int, $exact: Decimal, $day: Date, $list: [BigInt!], $flag: Boolean, "
    "$id: UUID, $moment: DateTime, $other: String, $big: BigInt, $user_id: BigInt)"
)
BODY = (
    "{ samples(where: { text: { eq: $text, neq: $other }, number: { gt: $number }, exact: { eq: $exact }, "
    "day: { eq: $day }, id: { in: $list, eq: $big, neq: $user_id }, ident: { eq: $id }, moment: { gt: $moment }, "
    "flag: { eq: $flag } }) { id } }"
)


def statement(constraints: str) -> Statement:
    return compiled(f"{HEAD} {constraints} {BODY}")


def refusal(constraints: str) -> DocumentInvalid:
    with pytest.raises(DocumentInvalid) as caught:
        statement(constraints)
    assert caught.value.code == "GRAPHQL_VALIDATION_FAILED"
    return caught.value


def test_constraints_are_lost_on_the_way_into_a_file() -> None:
    made = statement(
        '@constraint(variable: "text", format: "email", min: 1, max: 100, required: true) '
        '@constraint(variable: "number", requiredIf: { text: "a", list: [1] }, oneOf: [1, 2]) '
        '@constraint(variable: "text", pattern: "[a-z]+", requiredWith: ["number"], requiredWithout: "day")'
    )
    assert made.constraints == (
        Constraint(variable="text", name="format", value="email"),
        Constraint(variable="text", name="min", value=1),
        Constraint(variable="text", name="max", value=100),
        Constraint(variable="text", name="required", value=True),
        Constraint(variable="number", name="requiredIf", value={"text": "a", "list": [1]}),
        Constraint(variable="number", name="oneOf", value=[1, 2]),
        Constraint(variable="text", name="pattern", value=["[a-z]+", 10_000]),
        Constraint(variable="text", name="requiredWith", value=["number"]),
        Constraint(variable="text", name="requiredWithout", value=["day"]),
    )
    assert Statement.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_absent_constraint_demands_something() -> None:
    assert statement('@constraint(variable: "text", required: false, min: null)').constraints == ()


FAULTS = {
    'variable: "nothing", required: true': "@constraint(variable:): $nothing is not a variable that the request gives.",
    'variable: "user_id", required: true': "@constraint(variable:): $user_id is not a variable that the request gives.",
    'variable: "text", format: "phone"': "@constraint(format:): one of alpha, alphaNumeric, alphaUnicode, "
    "alphaUnicodeNumeric, date, email, number, numeric, slug, ulid, url, uuid, uuid3, uuid4, uuid5 is expected.",
    'variable: "number", format: "email"': "@constraint(format:): $number is a Int, not a text.",
    'variable: "number", pattern: "a"': "@constraint(pattern:): $number is a Int, not a text.",
    'variable: "text", pattern: "("': "@constraint(pattern:): a regular expression is expected: "
    "missing ), unterminated subpattern at position 0.",
    'variable: "text", pattern: "(a+)+"': "@constraint(pattern:): a pattern without choices inside a repeat is "
    "expected: make the inner one possessive (a++).",
    'variable: "text", min: "a"': "@constraint(min:): a number of characters or items is expected.",
    'variable: "text", max: -1': "@constraint(max:): a number of characters or items is expected.",
    'variable: "list", lessThan: 1.5': "@constraint(lessThan:): a number of characters or items is expected.",
    'variable: "number", min: "a"': "@constraint(min:): a whole number is expected.",
    'variable: "day", min: "2021-02-30"': "@constraint(min:): a date such as 2021-01-09 is expected.",
    'variable: "flag", min: true': "@constraint(min:): $flag is a Boolean, whose values have no order.",
    'variable: "id", greaterThan: "a"': "@constraint(greaterThan:): $id is a UUID, whose values have no order.",
    'variable: "number", equals: "a"': "@constraint(equals:): a whole number is expected.",
    'variable: "list", notEquals: ["a"]': "@constraint(notEquals:): a whole number is expected.",
    'variable: "number", oneOf: 1': "@constraint(oneOf:): a list of values is expected.",
    'variable: "number", oneOf: [1, "a"]': "@constraint(oneOf:): a whole number is expected.",
    'variable: "text", requiredIf: { nothing: 1 }': "@constraint(requiredIf:): $nothing is not a variable that the "
    "request gives.",
    'variable: "text", requiredIf: { number: "a" }': "@constraint(requiredIf:): a whole number is expected.",
    'variable: "text", requiredUnless: 1': "@constraint(requiredUnless:): an object of variables and values is "
    "expected.",
    'variable: "text", requiredUnless: {}': "@constraint(requiredUnless:): an object of variables and values is "
    "expected.",
    'variable: "text", requiredWithAll: ["number", "nothing"]': "@constraint(requiredWithAll:): $nothing is not a "
    "variable "
    "that the request gives.",
    'variable: "text", equalsField: "nothing"': "@constraint(equalsField:): $nothing is not a variable that the request "
    "gives.",
    'variable: "text", equalsField: "number"': "@constraint(equalsField:): $text is a String and $number a Int.",
    'variable: "text", equalsField: "list"': "@constraint(equalsField:): $text is a String and $list a [BigInt!].",
    'variable: "day", lessThanField: "moment"': "@constraint(lessThanField:): $day is a Date and $moment a DateTime.",
    'variable: "number", lessThanField: "text"': "@constraint(lessThanField:): $number is a Int and $text a String.",
    'variable: "flag", lessThanField: "flag"': "@constraint(lessThanField:): $flag is a Boolean, whose values have no "
    "order.",
    'variable: "text", longer: 1': "Unknown argument 'longer' on directive '@constraint'.",
    "min: 1": "Argument '@constraint(variable:)' of type 'String!' is required, but it was not provided.",
    'variable: "text", min: $bound': "@constraint(min:): a value in the document is expected.",
    'variable: "text", min: $number': "Variable '$number' of type 'Int' used in position expecting type 'JSON'.",
}


WORDING_OF_3_2 = {
    FAULTS[
        "min: 1"
    ]: "Directive '@constraint' argument 'variable' of type 'String!' is required, but it was not provided."
}
"""As graphql-core 3.2 has them."""


@pytest.mark.parametrize(("arguments", "message"), FAULTS.items(), ids=FAULTS)
def test_constraint_that_cannot_be_is_taken(arguments: str, message: str) -> None:
    error = refusal(f"@constraint({arguments})")
    assert error.message.partition(" Did you mean")[0] in (message, WORDING_OF_3_2.get(message))
    assert error.locations[0][0] == 1


def test_first_wrong_constraint_hides_the_others() -> None:
    error = refusal(
        '@constraint(variable: "x", required: true)\n@constraint(variable: "number", min: "a", max: 1)'
    )
    assert [one["locations"] for one in error.as_errors()] == [
        [{"line": 1, "column": len(HEAD) + 14}],
        [{"line": 2, "column": 33}],
    ]


def test_variable_of_a_constraint_alone_is_called_unused() -> None:
    made = compiled(
        "query Q($word: String!, $again: String!) "
        '@constraint(variable: "word", equalsField: "again") { tags(where: { slug: $word }) { id } }'
    )
    assert [one.name for one in made.variables] == ["word", "again"]


def test_variable_of_a_condition_alone_is_called_unused() -> None:
    compiled(
        "query Q($word: String, $kind: Int) "
        '@constraint(variable: "word", requiredIf: { kind: 1 }) { tags(where: { slug: $word }) { id } }'
    )
