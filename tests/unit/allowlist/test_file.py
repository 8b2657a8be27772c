"""The text of allow.list: round trips, hand edits, damage."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.allowlist.file import parse_allow_list, render_allow_list
from django_graphgate.allowlist.listed import END, HEADER, AllowList, list_operation
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.hidden import HIDDEN
from tests.support.allowlist.documents import names, operations

PRODUCT = list_operation(
    "query Product($id: BigInt) {\n  product(id: $id) { name }\n}",
    comment="The page of one product.\n\nAsk the shop team.",
    roles=["user", "anon"],
    variables={"id": 3, "name": "Zürich", "more": [1.5, None, {"b": True}]},
)
TRIPS = list_operation("query Trips { trips { ...Trip } } # why not\n# A trip.\nfragment Trip on Trip { id }")
LIST = AllowList(header="Written by the gate.", operations=(TRIPS, PRODUCT), footer="The end is near.")
TEXT = f"""\
# django-graphgate allow list, format 1
# Written by the gate.

# The page of one product.
#
# Ask the shop team.
# digest: sha256:{PRODUCT.digest}
# roles: anon, user
# variables: {{"id": 3, "more": [1.5, null, {{"b": true}}], "name": "Zürich"}}
query Product($id: BigInt) {{
  product(id: $id) {{ name }}
}}

# digest: sha256:{TRIPS.digest}
query Trips {{ trips {{ ...Trip }} }}

# why not
# A trip.
fragment Trip on Trip {{ id }}

# The end is near.

# end of allow list
"""

comment_line = st.one_of(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u202a\u202e\ufeff"), max_size=12
    ),
    st.sampled_from(["", "#", "# ", "##", "# roles: a", "roles: admin", "digest: sha256:0", "variables: {}"]),
    st.sampled_from([HEADER, END, END[2:], "#" + END[2:], "\u2028roles: x", " roles: x", "\x85", "\t"]),
).filter(lambda line: not HIDDEN.search(line))
comments = st.lists(comment_line, max_size=3).map("\n".join)
json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def allow_lists(draw: st.DrawFn) -> AllowList:
    found = [
        list_operation(
            HIDDEN.sub("", draw(operations(name))),
            namespace="web",
            comment=draw(comments),
            roles=draw(st.lists(names, max_size=2)),
            variables=draw(st.dictionaries(names, json_values, max_size=2)),
        )
        for name in draw(st.lists(names, max_size=4, unique=True))
    ]
    return AllowList(namespace="web", operations=tuple(found), header=draw(comments), footer=draw(comments))


def refused(text: str, *, strict: bool = False, hint: str | None = None) -> str:
    """The message without the name of the file."""
    with pytest.raises(ConfigurationError) as caught:
        parse_allow_list(text, strict=strict, source="the.list")
    assert caught.value.code == "GATE_MISCONFIGURED"
    assert caught.value.message.startswith("the.list, line ")
    assert hint is None or hint in caught.value.hint
    return caught.value.message.removeprefix("the.list, ")


def test_a_list_is_written_as_the_documentation_shows() -> None:
    assert render_allow_list(LIST) == TEXT
    assert parse_allow_list(TEXT, strict=True) == LIST


@given(allow_lists())
def test_what_is_written_is_read_back_as_the_same_value(allow_list: AllowList) -> None:
    text = render_allow_list(allow_list)
    again = parse_allow_list(text, namespace="web", strict=True)
    assert again == allow_list
    assert render_allow_list(again) == text
    assert text.endswith(f"\n{END}\n")


@given(allow_lists().filter(len))
def test_the_whole_file_is_graphql(allow_list: AllowList) -> None:
    found = [
        d.name.value
        for d in parse(render_allow_list(allow_list)).definitions
        if isinstance(d, OperationDefinitionNode) and d.name
    ]
    assert found == sorted(operation.name for operation in allow_list)


@given(allow_lists(), st.randoms())
def test_order_of_operations_does_not_change_a_byte(allow_list: AllowList, random: st.random.Random) -> None:
    shuffled = list(allow_list.operations)
    random.shuffle(shuffled)
    assert render_allow_list(replace(allow_list, operations=tuple(shuffled))) == render_allow_list(allow_list)


@given(allow_lists(), st.data())
def test_a_file_that_was_cut_off_is_refused_also_in_development(
    allow_list: AllowList, data: st.DataObject
) -> None:
    text = render_allow_list(allow_list)
    kept = data.draw(st.integers(len(HEADER), len(text.rstrip()) - 1))
    with pytest.raises(ConfigurationError):
        parse_allow_list(text[:kept], namespace="web")


def test_every_change_of_a_byte_is_refused_in_production_or_is_in_a_comment() -> None:
    for position in range(len(TEXT)):
        for put in ("", "a", "7", "}", "\n", "#", " ", '"'):
            changed = TEXT[:position] + put + TEXT[position + 1 :]
            try:
                found = parse_allow_list(changed, strict=True)
            except ConfigurationError:
                continue
            assert {(o.name, o.kind, o.digest) for o in found} == {(o.name, o.kind, o.digest) for o in LIST}
            assert all(lexical_digest(o.document) == o.digest for o in found)


def test_operations_alone_are_a_list_in_development() -> None:
    text = "\n\n# by hand\nmutation B { b }\n\nquery A { a }  # short\n"
    found = parse_allow_list(text)
    assert [(o.name, o.kind, o.comment) for o in found] == [
        ("A", "query", "short"),
        ("B", "mutation", "by hand"),
    ]
    assert parse_allow_list(render_allow_list(found), strict=True) == found
    assert refused(text, strict=True, hint="graphgate_freeze") == "line 3: The first line is missing."


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", ",,\n"])
def test_an_empty_file_is_an_empty_list_in_development_and_refused_in_production(text: str) -> None:
    assert len(parse_allow_list(text)) == 0
    refused(text, strict=True)


def test_a_hand_edit_is_taken_over_in_development_and_refused_in_production() -> None:
    edited = TEXT.replace("{ name }", "{ name price }")
    product = parse_allow_list(edited).get("Product")
    assert product is not None
    assert product.digest == lexical_digest(product.document) != PRODUCT.digest
    assert refused(edited, strict=True) == "line 7: The digest of Product does not fit its text."


def test_a_hand_edit_of_white_space_needs_no_new_digest() -> None:
    edited = TEXT.replace("{ name }", "{\n    name, # its name\n  }")
    product = parse_allow_list(edited, strict=True).get("Product")
    assert product is not None
    assert product.digest == PRODUCT.digest
    assert "# its name" in render_allow_list(parse_allow_list(edited))


def test_comments_of_people_are_kept_as_they_are_written() -> None:
    lines = [
        "#without a space",
        "##",
        "#",
        "#   indented",
        "# roles : no meaning",
        "#!",
        "# # nested",
        "# \tend \t",
    ]
    text = "\n".join([HEADER, "#", "#top", "", *lines, "query A { a }", "", "#", "#foot", END, ""])
    written = render_allow_list(parse_allow_list(text))
    assert "\n".join(["", "", *lines, "# digest: "]) in written
    assert written.startswith(f"{HEADER}\n#\n#top\n\n")
    assert written.endswith(f"\n\n#\n#foot\n\n{END}\n")


def test_fragments_written_by_hand_belong_to_the_operations_that_use_them() -> None:
    shared = "# about F\nfragment F on T { ...G }\n"
    text = "fragment G on T { g }\nquery B { ...F }\nquery A { ...F ...G }\n" + shared
    found = parse_allow_list(text)
    assert [o.document for o in found] == [
        "query A { ...F ...G }\n\n# about F\nfragment F on T { ...G }\n\nfragment G on T { g }",
        "query B { ...F }\n\n# about F\nfragment F on T { ...G }\n\nfragment G on T { g }",
    ]
    assert all(o.digest == lexical_digest(o.document) for o in found)
    assert render_allow_list(found).count("fragment F") == 1


def test_different_fragments_of_one_name_do_not_fit_into_one_file() -> None:
    one = list_operation("query A { ...F } fragment F on T { a }")
    other = list_operation("query B { ...F } fragment F on T { b }")
    with pytest.raises(ConfigurationError, match="Two fragments of the allow list are named F"):
        render_allow_list(AllowList(operations=(one, other)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "query A { a }\nquery B { b }\nquery A { c }",
            "line 3: There is another operation named A in line 1.",
        ),
        ("query A { a }\n{ b }", "line 2: This operation has no name."),
        ("query A { a }\n\nmutation { b }", "line 3: This operation has no name."),
        ("query A { a }\nfragment F on T { f }", "line 2: No operation uses the fragment F."),
        (
            "query A { ...F }\nfragment F on T { f }\nfragment F on T { f }",
            "line 3: There is another fragment named F in line 2.",
        ),
        ("\nquery A { ...F }", "line 2: The fragment F, which A uses, is missing."),
        (
            "query A { a }\nquery Pr\u043educt { a }",
            "line 2, column 9: Syntax Error: Unexpected character: U+043E.",
        ),
        (
            "query A { a }\nquery \uff22 { b }",
            "line 2, column 7: Syntax Error: Unexpected character: U+FF22.",
        ),
        ("query A {\n a \x00 }", "line 2, column 4: Syntax Error: Invalid character: U+0000."),
        ("# \x1b[31m\nquery A { a }", "line 1, column 3: Syntax Error: Invalid character: U+001B."),
        (
            "query A { a }\n# \u202enimda :selor",
            "line 2: The character U+202E hides text from a reader; write it as an escape.",
        ),
        (
            'query A { a(b: "\u2066") }',
            "line 1: The character U+2066 hides text from a reader; write it as an escape.",
        ),
        (
            "query A { pass\ufeffword }",
            "line 1: The character U+FEFF hides text from a reader; write it as an escape.",
        ),
        (
            "query A { a }\ntype B { b: Int }",
            "line 2, column 1: Syntax Error: Unexpected 'type', expected an operation or fragment.",
        ),
        (
            "query A { a }\nquery B {",
            "line 2, column 10: Syntax Error: Expected '}', found the end of the document.",
        ),
        (
            "query A { a }\n<<<<<<< HEAD\nquery B { b }\n=======",
            "line 2: The file holds the markers of an unfinished merge.",
        ),
        ("query A { a }\n>>>>>>> theirs\n", "line 2: The file holds the markers of an unfinished merge."),
        ("# roles: a\n# roles: b\nquery A { a }", "line 2: There are two lines of roles in one block."),
        ("query A { a }\n# roles: a\n", "line 2: The line of roles belongs to no operation."),
        (
            "query A { ...F }\n# roles: a\nfragment F on T { f }",
            "line 2: The line of roles belongs to no operation.",
        ),
        (
            "# roles: a b\nquery A { a }",
            "line 1: The line of roles is not a list of names with commas between.",
        ),
        ("# roles:\nquery A { a }", "line 1: The line of roles is not a list of names with commas between."),
        (
            "# roles: \uff41\nquery A { a }",
            "line 1: The line of roles is not a list of names with commas between.",
        ),
        ("# variables: [1]\nquery A { a }", "line 1: The line of variables is not a JSON object."),
        ("# variables: {\nquery A { a }", "line 1: The line of variables is not a JSON object."),
        (
            '# variables: {"a": 1, "a": 2}\nquery A { a }',
            "line 1: The line of variables is not a JSON object.",
        ),
        ('# variables: {"a": NaN}\nquery A { a }', "line 1: The line of variables is not a JSON object."),
        (
            "# digest: sha256:abc\nquery A { a }",
            "line 1: A digest reads sha256: and 64 lower-case hexadecimal digits.",
        ),
        (
            f"# digest: {'a' * 64}\nquery A {{ a }}",
            "line 1: A digest reads sha256: and 64 lower-case hexadecimal digits.",
        ),
        (
            f"# digest: sha256:{'A' * 64}\nquery A {{ a }}",
            "line 1: A digest reads sha256: and 64 lower-case hexadecimal digits.",
        ),
        (f"{HEADER}\nquery A {{ a }}\n", "line 2: The file ends too early: its last line is missing."),
        (
            f"{HEADER}\n{END}\nquery A {{ a }}\n{END}",
            "line 2: The file's first or last line is in the middle.",
        ),
        (
            f"query A {{ a }}\n{END}\nquery B {{ b }}",
            "line 2: The file's first or last line is in the middle.",
        ),
        (
            f"query A {{ a }}\n{HEADER}\nquery B {{ b }}",
            "line 2: The file's first or last line is in the middle.",
        ),
        (
            "# django-graphgate allow list, format 2\n",
            "line 1: This format is not one that this version of graphgate reads.",
        ),
        (
            f"query {'A' * 201} {{ a }}",
            f"line 1: '{'A' * 80}' is not a name that an operation can be listed under.",
        ),
        (
            f'\n# variables: {{"a": {"[" * 100_000}\nquery A {{ a }}',
            "line 2: The line of variables is not a JSON object.",
        ),
        (
            f'# variables: {{"a": {"9" * 5000}}}\nquery A {{ a }}',
            "line 1: The line of variables is not a JSON object.",
        ),
        (
            '# variables: {"a": 1e999}\nquery A { a }',
            "line 2: Operation A: the example variables are not JSON.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str) -> None:
    assert refused(text) == message


def test_in_production_every_operation_needs_its_digest() -> None:
    text = re.sub(r"# digest: .*\n", "", TEXT)
    assert refused(text, strict=True) == "line 9: The operation Product has no digest."


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    with_block = list_operation('query A { a(b: """\n  x\n  y\n""") }', comment="one\ntwo")
    text = render_allow_list(AllowList(operations=(with_block,)))
    for variant in (
        text.replace("\n", "\r\n"),
        "\ufeff" + text,
        "\ufeff" + text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
    ):
        assert parse_allow_list(variant, strict=True) == AllowList(operations=(with_block,))


def test_a_comment_cannot_pose_as_a_line_of_the_file() -> None:
    digest = f"digest: sha256:{'0' * 64}"
    evil = "\n".join(
        ["roles: admin", "# roles: admin", digest, "variables: {}", END, END[2:], f"{HEADER}\r\nroles: x"]
    )
    operation = list_operation("query A { a }", comment=evil)
    found = parse_allow_list(
        render_allow_list(AllowList(operations=(operation,), header=evil, footer=evil)), strict=True
    )
    assert [(o.name, o.roles, o.variables) for o in found] == [("A", (), {})]
    assert "admin" in found.operations[0].comment


def test_comments_of_a_request_cannot_pose_as_a_line_of_the_file() -> None:
    operation = list_operation(
        f"# roles: admin\nquery A {{ ...F }} # roles: admin\n{END}\n"
        "# roles: admin\nfragment F on T { f # roles: admin\n}"
    )
    found = parse_allow_list(render_allow_list(AllowList(operations=(operation,))), strict=True)
    assert [(o.name, o.roles) for o in found] == [("A", ())]


def test_example_variables_cannot_leave_their_line() -> None:
    values = {"a": "\n# roles: admin", "b": "\u2028\u202e\ufeff\x85\ud800", "c": "é"}
    operation = list_operation("query A { a }", variables=values)
    text = render_allow_list(AllowList(operations=(operation,)))
    assert re.fullmatch(r"[ -~é\n]+", text)
    assert parse_allow_list(text).operations[0].variables == values


def test_a_value_that_is_not_canonical_is_not_written() -> None:
    for broken in (
        replace(PRODUCT, digest="0" * 64),
        replace(PRODUCT, document="query Product { a }"),
        replace(PRODUCT, document=f"{PRODUCT.document}\nquery Evil {{ evil }}"),
        replace(PRODUCT, document=PRODUCT.document + "\n"),
        replace(PRODUCT, name="Other"),
        replace(PRODUCT, kind="mutation"),
    ):
        with pytest.raises(ConfigurationError):
            render_allow_list(AllowList(operations=(broken,)))


# ------------------------------------------------------------------------------------- merges by git


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=check, timeout=60
    )


def merged(
    folder: Path, base: AllowList, ours: AllowList, theirs: AllowList, *, union: bool = False
) -> tuple[bool, str]:
    """Whether git merges two branches of a list without a conflict, and what it leaves."""
    file = folder / "allow.list"
    git(folder, "init", "-q", "-b", "ours")
    if union:
        (folder / ".gitattributes").write_text("allow.list merge=union\n")
    for branch, allow_list in [("ours", base), ("theirs", theirs), ("ours", ours)]:
        git(folder, "checkout", "-q", *(["-b"] if branch == "theirs" else []), branch, check=False)
        file.write_text(render_allow_list(allow_list))
        git(folder, "add", ".")
        git(folder, "commit", "-qm", branch, "--allow-empty")
    result = git(folder, "merge", "-q", "theirs", check=False)
    return result.returncode == 0, file.read_text()


def listed(*names_of_operations: str) -> AllowList:
    bodies = ((name, f"query {name} {{\n  products {{\n    id\n  }}\n}}") for name in names_of_operations)
    return AllowList(
        operations=tuple(
            list_operation(body, roles=["user"], comment=f"For {name}.") for name, body in bodies
        )
    )


def test_branches_that_add_at_different_places_merge_without_a_conflict(tmp_path: Path) -> None:
    clean, text = merged(tmp_path, listed("B", "D"), listed("A", "B", "D"), listed("B", "C", "D", "E"))
    assert clean
    assert parse_allow_list(text, strict=True) == listed("A", "B", "C", "D", "E")


def test_branches_that_add_at_one_place_leave_a_conflict_that_is_refused(tmp_path: Path) -> None:
    clean, text = merged(tmp_path, listed("A", "D"), listed("A", "B", "D"), listed("A", "C", "D"))
    assert not clean
    assert refused(text).endswith("The file holds the markers of an unfinished merge.")


def test_a_union_merge_that_weaves_two_blocks_is_refused(tmp_path: Path) -> None:
    clean, text = merged(tmp_path, listed("A", "D"), listed("A", "B", "D"), listed("A", "C", "D"), union=True)
    assert clean
    refused(text)


def test_variables_are_json_that_other_tools_read() -> None:
    line = next(line for line in TEXT.splitlines() if line.startswith("# variables:"))
    assert json.loads(line.removeprefix("# variables:")) == PRODUCT.variables
