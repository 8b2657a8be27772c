"""Which operation a request means, and what it may not mean."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.allowlist.digest import byte_digest, lexical_digest
from django_graphgate.allowlist.index import OperationIndex
from django_graphgate.allowlist.listed import list_operation
from django_graphgate.allowlist.lockfile.values import LockedOperation, LockedVersion, VersionBody
from django_graphgate.errors import OperationNotAllowed, OperationRetired
from tests.support.allowlist.documents import garbage

PRODUCT = "query Product($id: ID!) { product(id: $id) { name } }"
SENT = "query Product ($id: ID!) { product(id: $id) { ...P __typename } } fragment P on Product { name }"
OLDER = "query Product { product { name } }"
OLDEST = "query Product { product { id } }"
DELETE = "mutation Delete { products(delete: true) { id } }"
BOTH = "query A { ...F } query B { ...F ...G } fragment G on T { g } fragment F on T { f }"
WEB = "query Product { web }"


def version(text: str, name: str | None = None, namespace: str = "", **values: Any) -> LockedVersion:
    listed = list_operation(text, name=name, namespace=namespace)
    return LockedVersion(
        namespace=namespace,
        name=listed.name,
        digest=listed.digest,
        kind=listed.kind,
        source=VersionBody(document=listed.document),
        **values,
    )


def indexed(*texts: str) -> OperationIndex:
    return OperationIndex(LockedOperation(current=version(text)) for text in texts)


@pytest.fixture(scope="module")
def index() -> OperationIndex:
    product = LockedOperation(
        current=version(PRODUCT, byte_digests=(byte_digest(SENT), lexical_digest(SENT))),
        versions=(
            version(OLDER, byte_digests=(byte_digest("# v1\n" + OLDER),)),
            version(OLDEST, byte_digests=(byte_digest("# v0\n" + OLDEST),), retired=True),
        ),
    )
    shared = (byte_digest("# x\n" + BOTH),)
    others = [
        version(DELETE),
        *(version(BOTH, name, byte_digests=shared) for name in "AB"),
        version(WEB, namespace="web"),
    ]
    return OperationIndex(
        [product, *(LockedOperation(current=each) for each in others)], max_tokens=200, max_bytes=2000
    )


def refused(index: OperationIndex, namespace: str = "", **given: Any) -> OperationNotAllowed:
    with pytest.raises(OperationNotAllowed) as caught:
        index.resolve(namespace, **given)
    assert caught.value.code == "OPERATION_NOT_ALLOWED"
    assert caught.value.status == 403
    assert caught.value.as_errors() == [
        {
            "message": "This operation is not on the allow list.",
            "extensions": {"code": "OPERATION_NOT_ALLOWED"},
        }
    ]
    return caught.value


def current(index: OperationIndex, name: str, namespace: str = "") -> LockedVersion:
    operation = index.get(namespace, name)
    assert operation is not None
    return operation


@pytest.mark.parametrize(
    "given",
    [
        {"name": "Product"},
        {"digest": lexical_digest(PRODUCT)},
        {"digest": byte_digest(SENT)},
        {"document_id": f"sha256:{lexical_digest(PRODUCT)}"},
        {"document_id": f"sha256:{byte_digest(SENT)}"},
        {"text": PRODUCT},
        {"text": SENT},
        {"text": PRODUCT.replace(" ", "\n # note\n, ")},
        {"text": SENT.replace(" ", "\n\n")},
        {"text": "fragment P on Product{name}" + SENT.partition("fragment")[0]},
        {
            "text": PRODUCT,
            "name": "Product",
            "digest": byte_digest(SENT),
            "document_id": f"sha256:{lexical_digest(PRODUCT)}",
        },
    ],
    ids=lambda given: " ".join(f"{key}={value:.20}" for key, value in given.items()),
)
def test_every_way_to_name_an_operation_finds_it(index: OperationIndex, given: dict[str, str]) -> None:
    found = index.resolve("", **given)  # type: ignore[arg-type]
    assert found is current(index, "Product")
    assert (found.kind, found.body.document, found.retired) == ("query", PRODUCT, False)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": ""},
        {"name": "product"},
        {"name": "Product "},
        {"name": "Product\x00"},
        {"name": "Unknown"},
        {"digest": ""},
        {"digest": lexical_digest(PRODUCT).upper()},
        {"digest": lexical_digest(PRODUCT)[:-1]},
        {"digest": lexical_digest(PRODUCT) + "0"},
        {"digest": f"{lexical_digest(PRODUCT)}\n"},
        {"digest": f"sha256:{lexical_digest(PRODUCT)}"},
        {"digest": "0" * 64},
        {"digest": "../../etc/passwd"},
        {"digest": byte_digest(PRODUCT)},
        {"document_id": ""},
        {"document_id": "Product"},
        {"document_id": lexical_digest(PRODUCT)},
        {"document_id": f"SHA256:{lexical_digest(PRODUCT)}"},
        {"document_id": f"sha256:{lexical_digest(PRODUCT).upper()}"},
        {"document_id": f"sha256: {lexical_digest(PRODUCT)}"},
        {"document_id": f"sha256:{lexical_digest(PRODUCT)}\n"},
        {"document_id": f"md5:{lexical_digest(PRODUCT)}"},
        {"document_id": "sha256:"},
        {"document_id": "sha256:" + "٣" * 64},
        {"text": ""},
        {"text": "{ product { name } }"},
        {"text": PRODUCT.replace("name", "name secret")},
        {"text": PRODUCT.replace("Product(", "Other(")},
        {"text": PRODUCT + " fragment F on T { f }"},
        {"text": "query {"},
        {"text": "\x00"},
        {"text": "\ud800"},
        {"text": "type A { a: Int }"},
        {"text": PRODUCT, "digest": lexical_digest(DELETE)},
        {"text": PRODUCT, "document_id": f"sha256:{'0' * 64}"},
        {"text": PRODUCT, "document_id": "x"},
        {"text": "query Evil { secret }", "digest": lexical_digest(PRODUCT)},
        {"name": "Delete", "digest": lexical_digest(PRODUCT)},
        {"digest": lexical_digest(DELETE), "document_id": f"sha256:{lexical_digest(PRODUCT)}"},
        {"text": PRODUCT, "name": "Delete"},
        {"text": PRODUCT, "name": ""},
        {"text": "query Evil { secret }", "name": "Product"},
        {"text": PRODUCT + " query Evil { secret }"},
        {"text": "query { a }", "name": "Product"},
        {"text": "query Product { a } query Other { b }"},
        {"text": "query Product { a } query Product { b }", "name": "Product"},
        {"text": "query Product { a }", "name": "Delete"},
        {"text": f"{PRODUCT} {DELETE}"},
    ],
    ids=lambda given: ascii(" ".join(f"{key}={value:.20}" for key, value in given.items())),
)
def test_everything_else_is_not_allowed(index: OperationIndex, given: dict[str, str]) -> None:
    refused(index, **given)


@pytest.mark.parametrize("value", [7, None, ["Product"], {"a": 1}, True, b"Product", 1.5], ids=str)
@pytest.mark.parametrize("key", ["name", "digest", "document_id"])
def test_a_value_of_another_type_is_not_allowed(index: OperationIndex, key: str, value: object) -> None:
    refused(index, **{key: value})


@given(garbage)
def test_random_text_is_refused_with_one_code(text: str) -> None:
    empty = indexed(PRODUCT)
    for given_values in (
        {"text": text},
        {"name": text},
        {"digest": text},
        {"document_id": text},
        {"namespace": text},
    ):
        refused(empty, **{"namespace": "", "match_by_name": True, **given_values})


def test_the_refusal_says_nothing_of_what_exists_and_keeps_the_log_in_one_line(index: OperationIndex) -> None:
    error = refused(index, name="evil\nINFO: all good\x1b[2J" + "x" * 10_000, digest="0" * 64)
    assert error.message == "This operation is not on the allow list."
    assert "\n" not in error.detail
    assert "\x1b" not in error.detail
    assert len(error.detail) < 300


# ------------------------------------------------------------------------------- old versions


@pytest.mark.parametrize(
    "given",
    [
        {"digest": lexical_digest(OLDER)},
        {"digest": byte_digest("# v1\n" + OLDER)},
        {"text": OLDER.replace(" ", "\t")},
        {"text": OLDER, "name": "Product"},
    ],
)
def test_an_old_version_is_served_by_its_digest(index: OperationIndex, given: dict[str, str]) -> None:
    found = index.resolve("", **given)  # type: ignore[arg-type]
    assert (found.name, found.body.document) == ("Product", OLDER)


@pytest.mark.parametrize(
    "given",
    [
        {"digest": lexical_digest(OLDEST)},
        {"document_id": f"sha256:{byte_digest('# v0' + chr(10) + OLDEST)}"},
        {"text": OLDEST},
        {"text": OLDEST, "match_by_name": True},
    ],
)
def test_a_retired_version_is_refused_as_retired(index: OperationIndex, given: dict[str, Any]) -> None:
    with pytest.raises(OperationRetired) as caught:
        index.resolve("", **given)
    assert (caught.value.code, caught.value.status) == ("OPERATION_RETIRED", 403)


def test_a_name_means_the_current_version_alone(index: OperationIndex) -> None:
    assert index.resolve("", name="Product").body.document == PRODUCT
    refused(index, name="Product", digest=lexical_digest(DELETE))
    assert index.resolve("", name="Product", digest=lexical_digest(OLDER)).body.document == OLDER


# ------------------------------------------------------------------------------ match by name


@pytest.mark.parametrize(
    "given",
    [
        {"text": "query Product { anything at all }"},
        {"text": "query Product { a } query Other { b }", "name": "Product"},
        {"text": "query Product { a }", "digest": byte_digest("query Product { a }")},
        {"text": "query Product{a}", "document_id": f"sha256:{lexical_digest('query Product { a }')}"},
    ],
)
def test_match_by_name_runs_the_frozen_body_and_only_when_it_is_on(
    index: OperationIndex, given: dict[str, str]
) -> None:
    assert index.resolve("", match_by_name=True, **given) is current(index, "Product")  # type: ignore[arg-type]
    refused(index, **given)


@pytest.mark.parametrize(
    "given",
    [
        {"text": "query Delete { a }"},
        {"text": "mutation Product { a }"},
        {"text": "query Unknown { a }"},
        {"text": "{ a }"},
        {"text": "query Product { a }", "digest": lexical_digest(DELETE)},
        {"text": "query Product { a }", "document_id": "Product"},
        {"text": "query Product { ...Missing }"},
        {"text": "query Product {"},
        {"text": "query Product { a }" + " " * 2000},
        {"text": "query Product { " + "a " * 200 + "}"},
    ],
    ids=lambda given: " ".join(f"{key}={value:.30}" for key, value in given.items()),
)
def test_match_by_name_needs_one_known_name_of_the_same_kind(
    index: OperationIndex, given: dict[str, str]
) -> None:
    refused(index, match_by_name=True, **given)


# ------------------------------------------------- documents with several operations, namespaces


def test_of_a_document_with_several_operations_the_name_chooses(index: OperationIndex) -> None:
    for text in (BOTH, BOTH.replace(" ", "\n"), "# x\n" + BOTH):
        assert index.resolve("", text=text, name="A") is current(index, "A")
        assert index.resolve("", text=text, name="B") is current(index, "B")
        refused(index, text=text)
        refused(index, text=text, name="Product")
    shared = byte_digest("# x\n" + BOTH)
    assert index.resolve("", digest=shared, name="B") is current(index, "B")
    refused(index, digest=shared)


def test_namespaces_are_apart(index: OperationIndex) -> None:
    assert index.resolve("web", name="Product").body.document == WEB
    assert index.resolve("", name="Product").body.document == PRODUCT
    refused(index, "web", digest=lexical_digest(PRODUCT))
    refused(index, "web", text=PRODUCT)
    refused(index, "", text=WEB)
    refused(index, "ios", name="Product")
    refused(index, "web/Product", name="")
    refused(index, "", name="web/Product")


def test_the_index_walks_the_current_operations_in_order(index: OperationIndex) -> None:
    assert [(o.namespace, o.name) for o in index] == [
        ("", "A"),
        ("", "B"),
        ("", "Delete"),
        ("", "Product"),
        ("web", "Product"),
    ]
    assert len(index) == 5


def test_an_empty_index_allows_nothing() -> None:
    index = OperationIndex([])
    refused(index, name="Product", match_by_name=True)
    refused(index, text=PRODUCT, match_by_name=True)


def test_no_file_is_touched_at_request_time(index: OperationIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("builtins.open", "os.open", "os.stat", "io.open"):
        monkeypatch.setattr(name, fail)
    assert index.resolve("", text=PRODUCT.replace(" ", "\n")).name == "Product"
    refused(index, digest="../" * 20)
    refused(index, text=hashlib.sha256(b"x").hexdigest())


@given(st.integers(0, 10_000))
def test_a_digest_must_be_whole(position: int) -> None:
    index = indexed(PRODUCT)
    digest = lexical_digest(PRODUCT)
    place = position % 64
    other = digest[:place] + ("0" if digest[place] != "0" else "1") + digest[place + 1 :]
    refused(index, digest=other)
    refused(index, digest=digest[:place])
