"""What mutations write, in allow.lock: what several have in common is there once."""

from __future__ import annotations

import json
from dataclasses import replace

from django_graphgate.allowlist.digest import lexical_digest
from django_graphgate.allowlist.lockfile.read import parse_lock
from django_graphgate.allowlist.lockfile.values import (
    Lock,
    LockedOperation,
    LockedStatement,
    LockedVersion,
    VersionBody,
)
from django_graphgate.allowlist.lockfile.write import render_lock
from django_graphgate.dialects import DIALECTS
from tests.support.shop.writing import mutation

TEXTS = [
    "mutation A($data: [ProductInsert!]!) { products(insert: $data) { id } }",
    "mutation B($data: [ProductInsert!]!) { products(insert: $data) { id name } }",
    'mutation C { products(update: { name: "x" }, where: { id: { gt: 1 } }) { id } }',
]


def version(text: str) -> LockedVersion:
    statements = tuple(
        LockedStatement(roles=("user",), dialect=vendor, statement=mutation(text, None, vendor).to_json())
        for vendor in sorted(DIALECTS)
    )
    return LockedVersion(
        namespace="",
        name=text.split()[1][0],
        digest=lexical_digest(text),
        kind="mutation",
        source=VersionBody(document=text, statements=statements),
    )


def lock_of(*texts: str) -> Lock:
    return Lock(operations=tuple(LockedOperation(current=version(text)) for text in texts))


def test_writes_are_read_back_as_the_same_value() -> None:
    lock = lock_of(*TEXTS)
    text = render_lock(lock)
    read = parse_lock(text.encode(), whole=True)
    for operation, written in zip(read.operations, lock.operations, strict=True):
        assert operation.current.body == written.current.body
    assert render_lock(read) == text
    assert render_lock(replace(lock, operations=lock.operations[::-1])) == text


def test_shapes_are_there_once() -> None:
    text = render_lock(lock_of(*TEXTS))
    shape = '"model":"shop.Category"'
    lines = [line for line in text.splitlines() if shape in line and '"action":"insert"' in line]
    assert len(lines) == 1
    assert len(text) < len(render_lock(lock_of(TEXTS[0]))) * 1.4
    assert max(map(len, text.splitlines())) < len(json.dumps(mutation(TEXTS[0]).to_json())) / 2
