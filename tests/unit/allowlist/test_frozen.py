"""The lists decide which operations of the lock there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_graphgate.allowlist.files import allow_list_path, update_allow_list, written_list_digest
from django_graphgate.allowlist.frozen import frozen_operations
from django_graphgate.allowlist.index import OperationIndex
from django_graphgate.allowlist.listed import AllowList, list_operation
from django_graphgate.allowlist.lockfile.values import Lock, LockedOperation, LockedVersion, VersionBody
from django_graphgate.errors import ConfigurationError, OperationNotAllowed

PRODUCT = "query Product { product { name } }"
OTHER = "query Product { web }"
OLDER = "query Product { product { id } }"
DELETE = "mutation Delete { products(delete: true) { id } }"


def version(text: str, namespace: str = "") -> LockedVersion:
    listed = list_operation(text, namespace=namespace)
    return LockedVersion(
        namespace=namespace,
        name=listed.name,
        digest=listed.digest,
        kind=listed.kind,
        source=VersionBody(document=listed.document),
    )


def write(folder: Path, *texts: str, namespace: str = "") -> AllowList:
    operations = tuple(list_operation(text, namespace=namespace) for text in texts)
    allow_list = AllowList(namespace=namespace, operations=operations)
    update_allow_list(allow_list_path(folder, namespace), lambda _: allow_list)
    return allow_list


def locked(*operations: LockedOperation) -> Lock:
    return Lock(operations=operations)


def test_a_lock_of_another_text_counts_for_nothing(tmp_path: Path) -> None:
    write(tmp_path, PRODUCT)
    for current, versions in ((OTHER, ()), (OTHER, (version(PRODUCT),))):
        lock = locked(LockedOperation(current=version(current), versions=versions))
        with pytest.raises(ConfigurationError, match=r"Product of the allow list .* in another version"):
            frozen_operations(tmp_path, lock)


def test_a_listed_operation_without_a_place_in_the_lock_is_refused(tmp_path: Path) -> None:
    write(tmp_path, PRODUCT)
    write(tmp_path, PRODUCT, namespace="web")
    with pytest.raises(ConfigurationError, match=r"is not in allow\.lock"):
        frozen_operations(tmp_path, locked(LockedOperation(current=version(PRODUCT))))


@pytest.mark.parametrize("frozen_lists", [False, True])
def test_a_lock_cannot_bring_operations_that_are_not_listed(tmp_path: Path, frozen_lists: bool) -> None:
    """Neither of a list that was changed since, nor of a namespace without a list."""
    before = AllowList(operations=(list_operation(DELETE), list_operation(PRODUCT)))
    write(tmp_path, DELETE)
    digest = written_list_digest(allow_list_path(tmp_path), before)
    lock = Lock(
        lists={"": digest, "web": digest} if frozen_lists else {},
        operations=(
            LockedOperation(current=version(DELETE)),
            LockedOperation(current=version(PRODUCT), versions=(version(OLDER),)),
            LockedOperation(current=version(OTHER, "web")),
        ),
    )
    index = OperationIndex(frozen_operations(tmp_path, lock))
    assert [operation.name for operation in index] == ["Delete"]
    for text, namespace in ((PRODUCT, ""), (OLDER, ""), (OTHER, "web")):
        with pytest.raises(OperationNotAllowed):
            index.resolve(namespace, digest=version(text).digest)


def test_no_list_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"holds no allow\.list"):
        frozen_operations(tmp_path, locked(LockedOperation(current=version(PRODUCT))))
