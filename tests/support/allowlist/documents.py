"""Random documents: pieces of tokens in any order, and documents that graphql-core accepts."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    *(
        '"',
        '""',
        '"""',
        '\\"""',
        "\\",
        "\\n",
        '\\"',
        "\\/",
        "\\u",
        "\\u{",
        "\\uDE00",
        "\\ud83d",
        "D83D",
        "d800",
    ),
    *(
        "10FFFF",
        "110000",
        "00000000",
        "0",
        "00",
        "1",
        "9",
        "-",
        ".",
        "..",
        "...",
        "e",
        "E+",
        "5",
        "a",
        "_b",
        "on",
    ),
    *("\n", "\r", "\r\n", " ", "\t", ",", "#", "\ufeff", "\x7f", "\x85", "\u2028", "é", "🎉", "٣", "\uff41"),
    *("!", "$", "(", ")", "&", "|", "@", ":", "=", "[", "]", "{", "}", "<", "'"),
    *("query", "fragment", "mutation Q", "{ a }", "...F"),
]

garbage = st.lists(
    st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=["Cs"])), max_size=14
).map("".join)

names = st.tuples(st.sampled_from("_aQ"), st.text("_abZ09", max_size=5)).map("".join)
blanks = st.sampled_from([" ", "\n", "\r\n", "\t", ", ", "  ", " # note\n", " #\r", "\ufeff "])
_characters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\')
_texts = st.lists(
    st.one_of(_characters, st.sampled_from(["\\n", '\\"', "\\u00e9", "\\u{1F389}", "\\uD83D\\uDE00"])),
    max_size=6,
).map("".join)
_block_texts = st.lists(
    st.one_of(_characters, st.sampled_from(["\n", "\r\n", ' " ', '\\"""', "  "])), max_size=6
).map("".join)
_leaves = st.one_of(
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(["0", "-0", "1.0", "1.00", "-1.5e10", "1E+5", "true", "null", "desc", "$id"]),
    _texts.map('"{}"'.format),
    _block_texts.map('"""{}"""'.format),
)
values = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{' '.join(items)}]"),
        st.lists(st.tuples(names, inner), max_size=3).map(
            lambda pairs: f"{{{' '.join(f'{name}: {value}' for name, value in pairs)}}}"
        ),
    ),
    max_leaves=5,
)


arguments = st.one_of(st.just(""), values.map("(arg: {})".format), values.map("(a: 1, b: {})".format))
directives = st.sampled_from(["", "", "@skipAuth", '@a(b: "}") @c', "@include(if: $id)"])


@st.composite
def selections(draw: st.DrawFn, fragments: tuple[str, ...], depth: int = 2) -> str:
    items = []
    for _ in range(draw(st.integers(1, 3))):
        which = draw(st.integers(0, 3))
        if which == 0 and fragments:
            items.append(f"...{draw(st.sampled_from(fragments))} {draw(directives)}")
        elif which == 1 and depth:
            items.append(f"... on {draw(names)} {draw(directives)} {draw(selections(fragments, depth - 1))}")
        else:
            alias = draw(st.sampled_from(["", "alias: "]))
            below = draw(selections(fragments, depth - 1)) if depth and draw(st.booleans()) else ""
            items.append(f"{alias}{draw(names)}{draw(arguments)} {draw(directives)} {below}")
    return f"{{{draw(blanks).join(items)}}}"


@st.composite
def operations(draw: st.DrawFn, name: str, fragments: tuple[str, ...] = ()) -> str:
    kind = draw(st.sampled_from(["query", "mutation", "subscription"]))
    variables = draw(st.sampled_from(["", "($id: ID!)", '($a: [In!] = [{x: "}"}] @d, $b: Int = 3)']))
    return f"{kind}{draw(blanks)}{name}{variables} {draw(directives)} {draw(selections(fragments))}"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An executable document: named operations and fragments that they may spread, in any order."""
    fragments = tuple(draw(st.lists(names, max_size=3, unique=True)))
    named = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    found = [draw(operations(name, fragments)) for name in named]
    found += [
        f"fragment {name} on {draw(names)} {draw(directives)} {draw(selections(()))}" for name in fragments
    ]
    return draw(blanks) + draw(blanks).join(draw(st.permutations(found))) + draw(blanks)
