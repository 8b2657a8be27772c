"""The allow list as values: operations as they are in the file, and the file as a whole."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from django_graphgate.allowlist.digest import (
    OPERATION_KINDS,
    Definition,
    byte_digest,
    form_of,
    select_operation,
    split_definitions,
    unused_fragments,
    with_line_feeds,
)
from django_graphgate.errors import (
    ConfigurationError,
    DocumentInvalid,
    DocumentSyntaxError,
    OperationNotFound,
)
from django_graphgate.ir.hidden import HIDDEN, UNSEEN

NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,199}", re.ASCII)
NAMESPACE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)
ROLE = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)

HEADER = "# django-graphgate allow list, format 1"
END = "# end of allow list"
RESERVED = re.compile(
    r"# ?(?:(?:digest|roles|variables):|django-graphgate allow list\b|end of allow list[ \t]*$)"
)
"""Comment lines that mean something to the file."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_ESCAPED = re.compile(rf"[\x7f-\x9f\u2028\u2029\ud800-\udfff{UNSEEN}]")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOperation:
    """The current version of a named operation.

    ``document`` is the operation's own text followed by the fragments it uses, sorted by name;
    ``digest`` is the sha256 of its lexical form; ``roles`` are sorted; ``variables`` is an example
    of JSON values; ``comment`` are lines of free text.  Build one with :func:`list_operation`.
    Raises ``ConfigurationError`` for values that the file cannot hold.
    """

    name: str
    kind: str
    document: str
    digest: str
    namespace: str = ""
    roles: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict, hash=False)
    comment: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"{self.name[:80]!r} is not a name that an operation can be listed under."
            )
        if self.kind not in OPERATION_KINDS:
            raise ConfigurationError(f"Operation {self.name}: {self.kind[:80]!r} is not a type of operation.")
        if not DIGEST.fullmatch(self.digest):
            raise ConfigurationError(f"Operation {self.name}: a digest is 64 lower-case hexadecimal digits.")
        check_namespace(self.namespace)
        for role in self.roles:
            if not ROLE.fullmatch(role):
                raise ConfigurationError(f"Operation {self.name}: {role[:80]!r} is not the name of a role.")
        object.__setattr__(self, "roles", tuple(sorted(set(self.roles))))
        object.__setattr__(self, "variables", _plain(self.name, self.variables))
        object.__setattr__(self, "comment", normal_comment(self.comment))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowList:
    """The operations of one namespace, sorted by name, with the file's own comments.

    ``header`` are comment lines at the top of the file, ``footer`` those behind the last
    operation.  Raises ``ConfigurationError`` when two operations share a name or one belongs to
    another namespace.
    """

    namespace: str = ""
    operations: tuple[ListedOperation, ...] = ()
    header: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        check_namespace(self.namespace)
        ordered = tuple(sorted(self.operations, key=lambda operation: operation.name))
        for before, after in itertools.pairwise(ordered):
            if before.name == after.name:
                raise ConfigurationError(f"Two operations are named {after.name}.")
        for operation in ordered:
            if operation.namespace != self.namespace:
                raise ConfigurationError(f"Operation {operation.name} belongs to another namespace.")
        object.__setattr__(self, "operations", ordered)
        object.__setattr__(self, "header", normal_comment(self.header))
        object.__setattr__(self, "footer", normal_comment(self.footer))

    def __iter__(self) -> Iterator[ListedOperation]:
        return iter(self.operations)

    def __len__(self) -> int:
        return len(self.operations)

    def get(self, name: str) -> ListedOperation | None:
        """The operation of that name, if there is one."""
        return next((operation for operation in self.operations if operation.name == name), None)

    def with_operations(self, operations: Iterable[ListedOperation]) -> AllowList:
        """The list with these added; one of the same name is replaced."""
        kept = {operation.name: operation for operation in self.operations}
        kept.update((operation.name, operation) for operation in operations)
        return replace(self, operations=tuple(kept.values()))

    def without(self, names: Iterable[str]) -> AllowList:
        """The list without the operations of these names."""
        gone = frozenset(names)
        return replace(self, operations=tuple(o for o in self.operations if o.name not in gone))


def list_operation(
    text: str,
    *,
    name: str | None = None,
    namespace: str = "",
    comment: str | None = None,
    roles: Sequence[str] = (),
    variables: Mapping[str, Any] = _NOTHING,
) -> ListedOperation:
    """The value for an operation of a document; ``name`` chooses among several.

    Without ``comment``, the comments above the operation are taken.  Raises
    ``DocumentSyntaxError``, ``OperationNotFound`` (none, several, or unnamed) and
    ``DocumentInvalid`` (fragments missing, unused or defined twice) for the document, and
    ``ConfigurationError`` for the rest.
    """
    text = with_line_feeds(text).removeprefix("\ufeff")
    if HIDDEN.search(text):
        raise DocumentSyntaxError("Syntax Error: Characters that hide text must be written as escapes.")
    definitions = split_definitions(text)
    selected = select_operation(definitions, name)
    unused = unused_fragments(definitions)
    if unused:
        raise DocumentInvalid(f"Fragment '{unused[0].name}' is never used.")
    if comment is None:
        comment = comment_text(selected[0].comments)
    return from_definitions(selected, namespace=namespace, comment=comment, roles=roles, variables=variables)


def from_definitions(
    selected: Sequence[Definition],
    *,
    namespace: str,
    comment: str,
    roles: Sequence[str],
    variables: Mapping[str, Any],
) -> ListedOperation:
    """The value for an operation and its fragments, as ``select_operation`` returns them."""
    operation, *fragments = selected
    if operation.name is None:
        raise OperationNotFound("An operation needs a name to be on the allow list.")
    return ListedOperation(
        namespace=namespace,
        name=operation.name,
        kind=operation.kind,
        document="\n\n".join((operation.text, *map(fragment_block, fragments))),
        digest=byte_digest(form_of(selected)),
        roles=tuple(roles),
        variables=variables,
        comment=comment,
    )


def fragment_block(fragment: Definition) -> str:
    """A fragment with the comment lines above it, as it is written in documents and in the file."""
    comment = normal_comment(comment_text(fragment.comments))
    return "\n".join((*comment_lines(comment), fragment.text))


def check_namespace(namespace: str) -> None:
    """Raise ``ConfigurationError`` unless this can be (part of) a file's name and nothing else."""
    if namespace and not NAMESPACE.fullmatch(namespace):
        raise ConfigurationError(
            f"{namespace[:80]!r} is not the name of a namespace.",
            hint="Lower-case letters, digits, hyphens and underscores, at most 63; a letter or digit first.",
        )


def comment_text(lines: Iterable[str]) -> str:
    """Free text of comment lines.  ``# text`` becomes ``text``; other forms keep their ``#``."""
    return "\n".join(_free_text(line) for line in lines)


def comment_lines(text: str) -> list[str]:
    """The comment lines of a free text: what :func:`comment_text` takes back."""
    return [_comment_line(line) for line in text.split("\n")] if text else []


def normal_comment(text: str) -> str:
    """The text as it comes back from the file.

    A line that would mean something to the file is indented by a space; empty lines alone are no
    comment.  Raises ``ConfigurationError`` for control characters and characters that hide text.
    """
    text = with_line_feeds(text)
    if _CONTROL.search(text) or HIDDEN.search(text):
        raise ConfigurationError("A comment holds control characters, or characters that hide text.")
    lines = (_comment_line(line) for line in text.split("\n"))
    kept = comment_text(re.sub(r"^# ?", "#  ", line) if RESERVED.match(line) else line for line in lines)
    return kept if kept.strip("\n") else ""


def variables_json(variables: Mapping[str, Any]) -> str:
    """One line of JSON with sorted keys; characters that could mislead a reader are escaped."""
    text = json.dumps(variables, ensure_ascii=False, allow_nan=False, sort_keys=True)
    return _ESCAPED.sub(lambda match: json.dumps(match.group())[1:-1], text)


def _plain(name: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        plain = json.loads(json.dumps(dict(variables), allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ConfigurationError(f"Operation {name}: the example variables are not JSON.") from error
    return dict(plain)


def _free_text(line: str) -> str:
    rest = line.removeprefix("# ")
    if line == "#":
        return ""
    return line if rest == line or not rest or rest.startswith("#") else rest


def _comment_line(text: str) -> str:
    if text.startswith("#"):
        return text
    return f"# {text}" if text else "#"
