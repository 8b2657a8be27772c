"""The text of ``allow.list``: GraphQL whose comments carry what GraphQL has no place for.

::

    # django-graphgate allow list, format 1
    # Free lines about the file.

    # Free lines about the operation.
    # digest: sha256:1f0c…
    # roles: anon, user
    # variables: {"id": 1}
    query Product($id: BigInt) {
      product(id: $id) { name }
    }

    # end of allow list

One block per operation, sorted by name; fragments that several share follow them.  People
may write the file by hand, with operations alone: the rest is added at the next write.  A file
that the gate has written (its first line says so) ends with the last line, or was cut off.

Two branches that add operations at different places merge without a conflict.  Next to each other
they conflict: keep both blocks.  ``merge=union`` in ``.gitattributes`` is not safe: it may weave
the lines of two blocks.  Such a file has two digests in one block and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from django_graphgate.allowlist.digest import (
    Definition,
    select_operation,
    split_definitions,
    unused_fragments,
    with_line_feeds,
)
from django_graphgate.allowlist.lexer import location
from django_graphgate.allowlist.listed import (
    DIGEST,
    END,
    HEADER,
    RESERVED,
    ROLE,
    AllowList,
    ListedOperation,
    comment_lines,
    comment_text,
    fragment_block,
    from_definitions,
    variables_json,
)
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.ir.hidden import HIDDEN
from django_graphgate.strict_json import strict_decoder

_JSON = strict_decoder()

_COMMENT = re.compile(r"#[^\n]*")
_SAME_LINE = re.compile(r"[ \t,]*(#[^\n]*)")
_EMPTY = re.compile(r"(?:[ \t\n,]|#[^\n]*)*+")
_ANY_HEADER = re.compile(r"# django-graphgate allow list\b.*")
_META = re.compile(r"# ?(digest|roles|variables):[ \t]*(.*?)[ \t]*")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_VISIBLE = re.compile(r"[^\n]")
_DAMAGED = "Was the file damaged by a merge?  Put every block back together."
_FREEZE = "Run graphgate_freeze after changes by hand, and ship what it writes."


@dataclass
class _Block:
    """A definition with the comments that belong to it, sorted into what they mean."""

    definition: Definition
    free: list[str] = field(default_factory=list)
    meta: dict[str, tuple[str, int]] = field(default_factory=dict)


def parse_allow_list(
    text: str, *, namespace: str = "", strict: bool = False, source: str = "allow.list"
) -> AllowList:
    """Read the text of an allow list.

    ``strict`` is for production: the file must have been written by the gate and not changed since,
    so every block has the digest of its text.  Otherwise digests are computed again.  ``source``
    names the file in messages.  Raises ``ConfigurationError`` with the line and what is wrong.
    """
    return _Reader(with_line_feeds(text).removeprefix("\ufeff"), namespace, source, strict=strict).read()


def render_allow_list(allow_list: AllowList) -> str:
    """The text of an allow list: the same bytes for the same value, and read back to that value.

    Raises ``ConfigurationError`` when one file cannot hold it: two operations bring different
    fragments of one name.
    """
    fragments: dict[str, str] = {}
    blocks = ["\n".join((HEADER, *comment_lines(allow_list.header)))]
    for operation in allow_list:
        own, used = _split_document(operation)
        blocks.append("\n".join((*_head(operation), own)))
        for name, block in used.items():
            if fragments.setdefault(name, block) != block:
                raise ConfigurationError(
                    f"Two fragments of the allow list are named {name}.",
                    hint="Write the fragments into the operations that use them.",
                )
    blocks.extend(block for _, block in sorted(fragments.items()))
    if allow_list.footer:
        blocks.append("\n".join(comment_lines(allow_list.footer)))
    text = "\n\n".join((*blocks, END)) + "\n"
    if parse_allow_list(text, namespace=allow_list.namespace, strict=True) != allow_list:
        raise ConfigurationError("The allow list holds an operation that is not in its canonical form.")
    return text


def _head(operation: ListedOperation) -> Iterator[str]:
    yield from comment_lines(operation.comment)
    yield f"# digest: sha256:{operation.digest}"
    if operation.roles:
        yield f"# roles: {', '.join(operation.roles)}"
    if operation.variables:
        yield f"# variables: {variables_json(dict(operation.variables))}"


def _split_document(operation: ListedOperation) -> tuple[str, dict[str, str]]:
    if "fragment" not in operation.document:
        return operation.document, {}
    own, *fragments = split_definitions(operation.document)
    return own.text, {fragment.name or "": fragment_block(fragment) for fragment in fragments}


class _Reader:
    """Reads one file.  ``text`` has line feeds only and no byte order mark."""

    def __init__(self, text: str, namespace: str, source: str, *, strict: bool) -> None:
        self.text = text
        self.namespace = namespace
        self.source = source
        self.strict = strict

    def read(self) -> AllowList:
        hidden = HIDDEN.search(self.text)
        if hidden is not None:
            code = f"U+{ord(hidden.group()):04X}"
            self.fail(
                hidden.start(), f"The character {code} hides text from a reader; write it as an escape."
            )
        header, start = self.header()
        self.end = self.end_of_blocks(written=start > 0)
        blocks, footer = self.blocks(start)
        return AllowList(
            namespace=self.namespace,
            operations=tuple(self.operations(blocks)),
            header=header,
            footer=comment_text(footer),
        )

    def fail(self, position: int, sentence: str, *, hint: str = "") -> NoReturn:
        line, _ = location(self.text, position)
        raise ConfigurationError(f"{self.source}, line {line}: {sentence}", hint=hint)

    def header(self) -> tuple[str, int]:
        """The free lines at the top and where the blocks begin: 0 in a file written by hand."""
        start = len(self.text) - len(self.text.lstrip("\n"))
        first, *rest = self.text[start:].split("\n")
        if first.rstrip() == HEADER:
            free: list[str] = []
            for line in rest:
                if not line.startswith("#") or RESERVED.match(line):
                    break
                free.append(line)
            return comment_text(free), start + len("\n".join((first, *free)))
        if _ANY_HEADER.match(first):
            self.fail(start, "This format is not one that this version of graphgate reads.")
        if self.strict:
            self.fail(start, "The first line is missing.", hint=_FREEZE)
        return "", 0

    def end_of_blocks(self, *, written: bool) -> int:
        whole = self.text.rstrip()
        head, _, last = whole.rpartition("\n")
        if last == END:
            return len(head)
        if written:
            self.fail(len(whole), "The file ends too early: its last line is missing.")
        return len(self.text)

    def blocks(self, start: int) -> tuple[list[_Block], list[str]]:
        """The definitions with their comments, and the comments behind the last."""
        body = _VISIBLE.sub(" ", self.text[:start]) + self.text[start : self.end]
        blocks = [] if _EMPTY.fullmatch(body) else [_Block(d) for d in self.definitions(body)]
        footer: list[str] = []
        previous: _Block | None = None
        before = start
        for block in (*blocks, None):
            until = self.end if block is None else block.definition.start
            same_line = None if previous is None else _SAME_LINE.match(self.text, before, until)
            if previous is not None and same_line is not None:
                previous.free.append(same_line.group(1))
                before = same_line.end()
            for comment in _COMMENT.finditer(self.text, before, until):
                self.sort_comment(comment.group(), comment.start(), block, footer)
            if block is not None:
                previous, before = block, block.definition.end
        return blocks, footer

    def definitions(self, body: str) -> tuple[Definition, ...]:
        try:
            return split_definitions(body)
        except RequestRejected as error:
            conflict = _CONFLICT.search(self.text)
            if conflict is not None:
                self.fail(conflict.start(), "The file holds the markers of an unfinished merge.")
            line, column = error.locations[0]
            raise ConfigurationError(
                f"{self.source}, line {line}, column {column}: {error.message}"
            ) from error

    def sort_comment(self, line: str, position: int, block: _Block | None, footer: list[str]) -> None:
        meta = _META.fullmatch(line)
        if meta is None and RESERVED.match(line):
            self.fail(position, "The file's first or last line is in the middle.", hint=_DAMAGED)
        if meta is None:
            (footer if block is None else block.free).append(line)
        elif block is None or not block.definition.is_operation:
            self.fail(position, f"The line of {meta.group(1)} belongs to no operation.", hint=_DAMAGED)
        elif meta.group(1) in block.meta:
            self.fail(position, f"There are two lines of {meta.group(1)} in one block.", hint=_DAMAGED)
        else:
            block.meta[meta.group(1)] = (meta.group(2), position)

    def operations(self, blocks: Sequence[_Block]) -> Iterator[ListedOperation]:
        self.check_names(blocks)
        definitions = [replace(block.definition, comments=tuple(block.free)) for block in blocks]
        fragments = [definition for definition in definitions if not definition.is_operation]
        for block, definition in zip(blocks, definitions, strict=True):
            if definition.is_operation:
                yield self.operation(block, [definition, *fragments])

    def check_names(self, blocks: Sequence[_Block]) -> None:
        seen: dict[tuple[bool, str], int] = {}
        fragments = {b.definition.name for b in blocks if not b.definition.is_operation}
        for definition in (block.definition for block in blocks):
            what = "operation" if definition.is_operation else "fragment"
            if definition.name is None:
                self.fail(definition.start, "This operation has no name.")
            key = (definition.is_operation, definition.name)
            if key in seen:
                line, _ = location(self.text, seen[key])
                self.fail(
                    definition.start, f"There is another {what} named {definition.name} in line {line}."
                )
            seen[key] = definition.start
            for name in sorted(definition.spreads() - fragments):
                self.fail(definition.start, f"The fragment {name}, which {definition.name} uses, is missing.")
        for definition in unused_fragments(block.definition for block in blocks):
            self.fail(definition.start, f"No operation uses the fragment {definition.name}.")

    def operation(self, block: _Block, definitions: Sequence[Definition]) -> ListedOperation:
        try:
            operation = from_definitions(
                select_operation(definitions, block.definition.name),
                namespace=self.namespace,
                comment=comment_text(block.free),
                roles=self.roles(block),
                variables=self.variables(block),
            )
        except ConfigurationError as error:
            if error.message.startswith(self.source):
                raise
            self.fail(block.definition.start, error.message, hint=error.hint)
        self.check_digest(block, operation)
        return operation

    def roles(self, block: _Block) -> list[str]:
        if "roles" not in block.meta:
            return []
        value, position = block.meta["roles"]
        roles = [role.strip() for role in value.split(",")]
        if not all(ROLE.fullmatch(role) for role in roles):
            self.fail(position, "The line of roles is not a list of names with commas between.")
        return roles

    def variables(self, block: _Block) -> dict[str, Any]:
        if "variables" not in block.meta:
            return {}
        value, position = block.meta["variables"]
        try:
            variables = _JSON.decode(value)
        except (ValueError, RecursionError):
            variables = None
        if not isinstance(variables, dict):
            self.fail(position, "The line of variables is not a JSON object.")
        return variables

    def check_digest(self, block: _Block, operation: ListedOperation) -> None:
        given, position = block.meta.get("digest", ("", block.definition.start))
        digest = given.removeprefix("sha256:")
        if given and (digest == given or not DIGEST.fullmatch(digest)):
            self.fail(position, "A digest reads sha256: and 64 lower-case hexadecimal digits.")
        if self.strict and not given:
            self.fail(position, f"The operation {operation.name} has no digest.", hint=_FREEZE)
        if self.strict and digest != operation.digest:
            self.fail(position, f"The digest of {operation.name} does not fit its text.", hint=_FREEZE)
