"""Operations that client tools wrote into files: read, validated all together, then registered.

Known are Apollo's persisted query manifest (``generate-persisted-query-manifest``, version 1), the maps
``{"<sha256>": "<text>"}`` of relay-compiler and GraphQL code generators, and ``.graphql`` files.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import router, transaction

from django_graphgate.allowlist.access_directives import states_access, undirected_digest, with_require_auth
from django_graphgate.allowlist.digest import Definition, byte_digest, select_operation, split_definitions
from django_graphgate.allowlist.files import allow_list_path, update_allow_list
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.allowlist.storage import MAX_BYTES, read_text
from django_graphgate.catalog import get_catalog
from django_graphgate.compiler.compile import read_operation
from django_graphgate.compiler.schema.build import build_schema
from django_graphgate.compiler.validate.document import check
from django_graphgate.conf import Settings
from django_graphgate.errors import ConfigurationError, RequestRejected
from django_graphgate.models import AllowedOperation
from django_graphgate.publishing.sync import write_rows
from django_graphgate.statements.limits import limits_of

_APOLLO = "apollo-persisted-query-manifest"
_HINT = "Let the tool write sha256 (relay-compiler: persistConfig.algorithm SHA256) over the text it sends."


@dataclass(frozen=True, slots=True)
class SentOperation:
    """One operation of a file: where it is, the text that clients send, its name in that text."""

    source: str
    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """An operation that may be registered, and the sha256 of the texts that it is sent as."""

    listed: ListedOperation
    texts: tuple[str, ...]
    undirected: str = ""
    """The digest without ``@requireAuth``, where the text does not say who may run it; else empty."""


def find_operations(patterns: Sequence[str]) -> list[SentOperation]:
    """The operations of files; a pattern may be a glob.  Raises ``ConfigurationError``, also for no file."""
    sent: list[SentOperation] = []
    documents: list[tuple[str, str]] = []
    for pattern in patterns:
        paths = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  # an absolute pattern is also fine
        if not paths:
            raise ConfigurationError(f"{pattern}: there is no such file.")
        for path in paths:
            text = _read(Path(path))
            if path.endswith((".graphql", ".gql")):
                documents.append((path, text))
            else:
                sent.extend(_from_json(path, text))
    return [*sent, *_from_documents(documents)]


def _read(path: Path) -> str:
    try:
        return read_text(path, max_bytes=MAX_BYTES)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error


def _from_documents(documents: Sequence[tuple[str, str]]) -> Iterator[SentOperation]:
    """An operation may use fragments of another file."""
    everything: list[Definition] = []
    operations: list[tuple[str, str]] = []
    for path, text in documents:
        try:
            definitions = split_definitions(text)
        except RequestRejected as error:
            raise ConfigurationError(f"{path}: {error.message}") from error
        everything.extend(definitions)
        for definition in definitions:
            if definition.is_operation and definition.name is None:
                raise ConfigurationError(f"{path}: an operation needs a name to be on the allow list.")
            if definition.is_operation and definition.name is not None:
                operations.append((path, definition.name))
    for path, name in operations:
        try:
            selected = select_operation(everything, name)
        except RequestRejected as error:
            raise ConfigurationError(f"{path}, {name}: {error.message}") from error
        yield SentOperation(path, "\n\n".join(definition.text for definition in selected), name)


def _from_json(path: str, text: str) -> Iterator[SentOperation]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path} is neither JSON nor a .graphql file.") from error
    if not isinstance(content, Mapping):
        raise ConfigurationError(f"{path} holds neither a manifest nor a map of texts.")
    if "operations" in content or "format" in content:
        yield from _from_manifest(path, content)
        return
    for key, body in content.items():
        yield _checked(path, key, body)


def _from_manifest(path: str, content: Mapping[str, Any]) -> Iterator[SentOperation]:
    operations = content.get("operations")
    if (content.get("format"), content.get("version")) != (_APOLLO, 1) or not isinstance(operations, list):
        raise ConfigurationError(f"{path} is not a manifest of the format {_APOLLO}, version 1.")
    for entry in operations:
        if not isinstance(entry, Mapping):
            raise ConfigurationError(f"{path}: an operation of the manifest is not an object.")
        sent = _checked(path, entry.get("id"), entry.get("body"))
        name = entry.get("name")
        yield replace(sent, name=name if isinstance(name, str) else None)


def _checked(path: str, key: object, body: object) -> SentOperation:
    """The digest is computed again: a wrong one would make another text's id mean this operation."""
    if not isinstance(key, str) or not isinstance(body, str):
        raise ConfigurationError(f"{path}: an entry is not a digest with a text.")
    try:
        digest = byte_digest(body)
    except RequestRejected as error:
        raise ConfigurationError(f"{path}, {key[:80]!r}: {error.message}") from error
    if key.removeprefix("sha256:").lower() != digest:
        raise ConfigurationError(f"{path}: {key[:80]!r} is not the sha256 of its text.", hint=_HINT)
    return SentOperation(path, body)


def validate_operations(
    sent: Sequence[SentOperation], settings: Settings, *, namespace: str = ""
) -> tuple[list[Imported], list[str]]:
    """What may be registered, and a sentence for each operation that may not."""
    schema = build_schema(get_catalog())
    by_name: dict[str, Imported] = {}
    problems: list[str] = []
    for each in sent:
        try:
            operation = read_operation(
                each.text, each.name, catalog=get_catalog(), limits=limits_of(settings)
            )
            check(operation.normal, schema)
            adds = settings.REQUIRE_AUTH and not operation.info.access.is_stated
            text = with_require_auth(operation.info.text) if adds else operation.info.text
            listed = list_operation(text, namespace=namespace, comment="")
        except (RequestRejected, ConfigurationError) as error:
            problems.append(f"{each.source}, {each.name or each.text[:60]!r}: {error.message}")
            continue
        known = by_name.get(listed.name)
        if known is not None and known.listed.digest != listed.digest:
            problems.append(f"{each.source}: there are two texts of the name {listed.name}.")
            continue
        texts = {byte_digest(each.text), *(known.texts if known else ())}
        undirected = undirected_digest(listed.document) if adds else ""
        by_name[listed.name] = Imported(listed, tuple(sorted(texts)), undirected)
    return list(by_name.values()), problems


def register_operations(imported: Sequence[Imported], folder: Path, *, namespace: str = "") -> list[str]:
    """Write all of them into the allow list and the database; one line for each that is new or changed."""
    lines: list[str] = []

    def change(before: AllowList) -> AllowList:
        merged = [_merged(each, before.get(each.listed.name)) for each in imported]
        for listed in merged:
            earlier = before.get(listed.name)
            if earlier is None or earlier.digest != listed.digest:
                lines.append(f"{'+' if earlier is None else '~'} {listed.name}")
        texts = [each.texts for each in imported]
        _write_rows(merged, {listed.digest: sent for listed, sent in zip(merged, texts, strict=True)})
        return before.with_operations(merged)

    update_allow_list(allow_list_path(folder, namespace), change, namespace=namespace)
    return lines


def _merged(imported: Imported, earlier: ListedOperation | None) -> ListedOperation:
    """The operation's metadata in the list stays, and what the list says about who may run the same text."""
    listed = imported.listed
    if earlier is None:
        return listed
    same = bool(imported.undirected) and imported.undirected == undirected_digest(earlier.document)
    if same and states_access(earlier.document):
        return earlier
    return replace(listed, comment=earlier.comment, roles=earlier.roles, variables=earlier.variables)


def _write_rows(operations: Sequence[ListedOperation], texts: Mapping[str, Sequence[str]]) -> None:
    alias = router.db_for_write(AllowedOperation)
    with transaction.atomic(using=alias):
        write_rows(operations)
        for listed in operations:
            row = AllowedOperation.objects.using(alias).get(namespace=listed.namespace, digest=listed.digest)
            row.byte_digests = list(dict.fromkeys([*row.byte_digests, *texts[listed.digest]]))
            row.save(using=alias, update_fields=["byte_digests", "updated_at"])
