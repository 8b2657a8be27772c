"""Digests: what counts as the same operation, and what does not."""

from __future__ import annotations

import hashlib

import pytest
from graphql import FragmentDefinitionNode, GraphQLSyntaxError, OperationDefinitionNode, parse
from hypothesis import assume, given
from hypothesis import strategies as st

from django_graphgate.allowlist.digest import (
    byte_digest,
    lexical_digest,
    lexical_form,
    operation_names,
    select_operation,
    split_definitions,
    unused_fragments,
)
from django_graphgate.allowlist.lexer import tokenize
from django_graphgate.errors import DocumentInvalid, DocumentSyntaxError, LimitExceeded, OperationNotFound
from tests.support.allowlist.documents import documents, garbage, names


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (
            "query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}",
            "7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e",
        ),
        (
            "query($id:ID!){user(id:$id){name}}",
            "71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b",
        ),
    ],
)
def test_byte_digest_is_that_of_the_persisted_documents_draft(text: str, digest: str) -> None:
    assert byte_digest(text) == digest


def test_byte_digest_of_half_a_character_is_a_syntax_error() -> None:
    with pytest.raises(DocumentSyntaxError) as caught:
        byte_digest('{ a(b: "\ud800") }')
    assert caught.value.locations == ((1, 9),)


def test_lexical_form_is_tokens_with_single_spaces_operations_first_fragments_by_name() -> None:
    text = """
        fragment Z on T { z }, # a comment
        query B($id: ID = 1,) { b(id: $id) { ...Z ...A } }
        fragment A on T { a }
        mutation A @skipAuth { a }
    """
    assert lexical_form(text) == (
        "query B ( $ id : ID = 1 ) { b ( id : $ id ) { ... Z ... A } } mutation A @ skipAuth { a } "
        "fragment A on T { a } fragment Z on T { z }"
    )
    assert lexical_digest(text) == hashlib.sha256(lexical_form(text).encode()).hexdigest()


@given(documents())
def test_lexical_form_of_the_lexical_form_is_itself(text: str) -> None:
    form = lexical_form(text)
    assert lexical_form(form) == form
    assert sorted(token.text.replace("\r\n", "\n") for token in tokenize(text)) == sorted(
        token.text for token in tokenize(form)
    )


@given(documents(), st.data())
def test_white_space_commas_and_comments_do_not_count(text: str, data: st.DataObject) -> None:
    between = st.sampled_from(["\n", " ", ",", "\t\t", ' # }{ "\n', "\ufeff", "\r\n"])
    respaced = "".join(token.text + data.draw(between) for token in tokenize(text))
    assert lexical_digest(respaced) == lexical_digest(text)


@given(documents(), st.randoms())
def test_order_of_definitions_does_not_count_among_fragments(text: str, random: st.random.Random) -> None:
    definitions = split_definitions(text)
    fragments = [d.text for d in definitions if not d.is_operation]
    random.shuffle(fragments)
    shuffled = "\n".join([d.text for d in definitions if d.is_operation] + fragments)
    assert lexical_digest(shuffled) == lexical_digest(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{ a b }", "{ b a }"),
        ("{ a }", "query { a }"),
        ("{ x: a }", "{ a }"),
        ("{ a(b: 1, c: 2) }", "{ a(c: 2, b: 1) }"),
        ("{ a(b: 1.0) }", "{ a(b: 1.00) }"),
        ('{ a(b: "é") }', '{ a(b: "\\u00e9") }'),
        ('{ a(b: "x") }', '{ a(b: """x""") }'),
        ('{ a(b: "x y") }', '{ a(b: "x  y") }'),
        ('{ a(b: "x,y") }', '{ a(b: "xy") }'),
        ('{ a(b: "#x") }', '{ a(b: "") }'),
        ("query A { a } query B { b }", "query B { b } query A { a }"),
        ("{ ab }", "{ a b }"),
        ("{ a(b: 12) }", "{ a(b: [1 2]) }"),
        ("{ ...F } fragment F on T { a }", "{ ...F } fragment F on U { a }"),
    ],
)
def test_everything_else_counts(one: str, other: str) -> None:
    assert lexical_digest(one) != lexical_digest(other)


def test_line_ends_in_block_strings_do_not_count() -> None:
    digests = {lexical_digest(f'{{ a(b: """x{end}y""") }}') for end in ("\n", "\r\n", "\r")}
    assert len(digests) == 1
    assert lexical_digest('{ a(b: """x\n\ny""") }') not in digests


@given(documents())
def test_definitions_are_those_of_graphql_core(text: str) -> None:
    expected = []
    for node in parse(text).definitions:
        assert isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
        assert node.loc is not None
        kind = node.operation.value if isinstance(node, OperationDefinitionNode) else "fragment"
        expected.append((kind, node.name and node.name.value, text[node.loc.start : node.loc.end]))
    assert [(d.kind, d.name, d.text) for d in split_definitions(text)] == expected
    assert operation_names(text) == [(kind, name) for kind, name, _ in expected if kind != "fragment"]


@given(garbage)
def test_what_graphql_core_parses_is_never_refused(text: str) -> None:
    assume(not any(character < " " and character not in "\t\r\n" for character in text))
    try:
        parsed = parse(text)
    except GraphQLSyntaxError:
        return
    executable = all(
        isinstance(d, OperationDefinitionNode | FragmentDefinitionNode) for d in parsed.definitions
    )
    if executable:
        assert len(split_definitions(text)) == len(parsed.definitions)
    else:
        with pytest.raises(DocumentSyntaxError):
            split_definitions(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Expected an operation, found the end of the document."),
        (" # nothing\n", "Expected an operation, found the end of the document."),
        ("type A { a: Int }", "Unexpected 'type', expected an operation or fragment."),
        ("extend type A { a: Int }", "Unexpected 'extend', expected an operation or fragment."),
        ("query A", "Expected '{', found the end of the document."),
        ("query A B { a }", "Expected '{', found 'B'."),
        ("query A { a", "Expected '}', found the end of the document."),
        ("query A { a } }", "Expected a query, mutation, subscription or fragment, found '}'."),
        ("query A { a(b: [1) }", "Expected another closing bracket, found ')'."),
        ("query A($a: B { a }", "Expected ')', found the end of the document."),
        ("query A @ { a }", "Expected a directive's name, found '{'."),
        ("query A @x(a: 1 { a }", "Expected ')', found the end of the document."),
        ("fragment on on T { a }", "A fragment reads 'fragment Name on Type'."),
        ("fragment F of T { a }", "A fragment reads 'fragment Name on Type'."),
        ("fragment F on { a }", "Expected the fragment's type, found '{'."),
        ("fragment { a }", "Expected the fragment's name, found '{'."),
        ('"about" { a }', "Expected a query, mutation, subscription or fragment, found '{'."),
        ("query A { a } é", "Unexpected character: U+00E9."),
        (f"query A {'b' * 50} {{ a }}", f"Expected '{{', found '{'b' * 39}…'."),
    ],
)
def test_what_is_no_executable_document_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(DocumentSyntaxError) as caught:
        lexical_form(text)
    assert caught.value.message == f"Syntax Error: {sentence}"
    assert caught.value.code == "GRAPHQL_PARSE_FAILED"


def test_descriptions_and_comments_belong_to_the_definition_below() -> None:
    first, second = split_definitions(
        '# one\n\n#two\n"About A" query A { a # inside\n} # three\nfragment F on T { a }'
    )
    assert first.comments == ("# one", "#two")
    assert first.text == '"About A" query A { a # inside\n}'
    assert second.comments == ("# three",)


def test_limits_reach_the_lexer() -> None:
    for function in (lexical_form, lexical_digest, operation_names, split_definitions):
        with pytest.raises(LimitExceeded):
            function("{ a b c }", max_tokens=4)
        with pytest.raises(LimitExceeded):
            function("{ a b c }", max_bytes=8)


def test_deep_nesting_needs_no_stack() -> None:
    depth = 200_000
    assert len(split_definitions("{" * depth + "}" * depth)) == 1


def test_select_operation_takes_the_fragments_it_needs() -> None:
    definitions = split_definitions(
        "query A { ...F } query B { ... on T { ...G } } fragment G on T { ...H } "
        "fragment F on T { a } fragment H on T { h }"
    )
    assert [d.name for d in select_operation(definitions, "B")] == ["B", "G", "H"]
    assert [d.name for d in select_operation(definitions, "A")] == ["A", "F"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("query A { a } query B { b }", None),
        ("query A { a } query B { b }", "C"),
        ("query A { a } query A { b }", "A"),
        ("{ a }", "A"),
        ("fragment F on T { a }", None),
        ("query A { a }", ""),
    ],
)
def test_select_operation_refuses_an_unclear_choice(text: str, name: str | None) -> None:
    with pytest.raises(OperationNotFound) as caught:
        select_operation(split_definitions(text), name)
    assert caught.value.code == "OPERATION_RESOLUTION_FAILURE"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("query A { ...F }", "Unknown fragment 'F'."),
        ("query A { ...F } fragment F on T { ...G }", "Unknown fragment 'G'."),
        (
            "query A { ...F } fragment F on T { a } fragment F on T { a }",
            "There can be only one fragment named 'F'.",
        ),
    ],
)
def test_select_operation_refuses_unclear_fragments(text: str, sentence: str) -> None:
    with pytest.raises(DocumentInvalid) as caught:
        select_operation(split_definitions(text))
    assert caught.value.message == sentence


def test_fragments_in_a_circle_end() -> None:
    definitions = split_definitions("query A { ...F } fragment F on T { ...G } fragment G on T { ...F }")
    assert [d.name for d in select_operation(definitions)] == ["A", "F", "G"]
    assert unused_fragments(definitions) == []


def test_unused_fragments_are_found_also_in_a_circle_of_their_own() -> None:
    definitions = split_definitions("query A { a } fragment F on T { ...G } fragment G on T { ...F }")
    assert [d.name for d in unused_fragments(definitions)] == ["F", "G"]


@given(names)
def test_inline_fragments_are_no_spreads(name: str) -> None:
    (definition,) = split_definitions(
        f'{{ ... on {name} {{ a(b: "...X") }} ... @include(if: true) {{ c }} }}'
    )
    assert definition.spreads() == frozenset()
