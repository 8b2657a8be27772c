"""Planted bugs: what a name, a null and a variable's type mean."""

from __future__ import annotations

from tests.planted.bug import Bug, answers, errors

PATHS = ("tests/integration/catalog/test_paths.py",)

BUGS = (
    Bug(
        "table's name means a path before a relation",
        "catalog/paths.py",
        "direct = any(relation.target == target for relation in",
        "direct = any(relation.target == target and relation.many for relation in",
        ("tests/integration/catalog/test_paths.py", "tests/unit/catalog/test_names.py"),
    ),
    Bug(
        "filter knows no other names of relations",
        "compiler/normalise/filters.py",
        "if meant := table.relation_called(node.name.value):",
        "if (meant := table.relation_called(node.name.value)) and not meant:",
        answers("relations/other_names"),
    ),
    Bug(
        "filter guesses between several relations",
        "compiler/normalise/relation_names.py",
        'rows if name in _OF_THE_ROWS else None',
        "None",
        PATHS,
    ),
    Bug(
        "unrelated rows need a way",
        "compiler/normalise/relation_names.py",
        "elif not is_unrelated(node) and (",
        "elif (",
        PATHS,
    ),
    Bug(
        "null is an argument like any other",
        "compiler/normalise/pages.py",
        'if argument.name.value == "id" or not isinstance(argument.value, NullValueNode)',
        "",
        errors("order/by_name_null_beside_keys"),
    ),
    Bug(
        "null for a key is no argument",
        "compiler/normalise/pages.py",
        'if argument.name.value == "id" or not isinstance',
        "if not isinstance",
        answers("selectors/object_with_id_null", "selectors/null_arguments"),
    ),
    Bug(
        "skipIf null hides its field",
        "compiler/plan/planner.py",
        " and not isinstance(argument.value, NullValueNode):",
        ":",
        answers("selectors/null_arguments"),
    ),
    Bug(
        "empty cursor of a variable is no place",
        "execution/binders.py",
        ' or cursor == ""',
        "",
        answers("page/after_empty", "page/before_empty"),
    ),
    Bug(
        "schema of its own is refused",
        "compiler/plan/row_source.py",
        "else _DEFAULT",
        "else ()",
        errors("selectors/schema_of_its_own"),
    ),
    Bug(
        "Int is no BigInt",
        "compiler/validate/variable_types.py",
        'frozenset({"Int", "ID"})',
        "frozenset()",
        errors("variables/int_for_a_key_of_64_bits", "variables/id_for_a_key"),
    ),
    Bug(
        "ID counts rows",
        "compiler/validate/variable_types.py",
        "(_KEYS if key else _ANY_PLACE)",
        "_KEYS",
        errors("variables/id_for_a_number_of_rows"),
    ),
    Bug(
        "ID of a column of 32 bits is no text",
        "compiler/plan/values.py",
        "codec = _KEY  #",
        "pass  #",
        answers("variables/id_beyond_32_bits"),
    ),
    Bug(
        "variable in an unknown place is a second error",
        "compiler/validate/document.py",
        " and name not in explained",
        "",
        ("tests/unit/compiler/test_normalise.py",),
    ),
    Bug(
        "keys of a strict filter sorted",
        "compiler/normalise/filters.py",
        "self._entry(field, table)) for field in node.fields]",
        "self._entry(field, table)) for field in sorted(node.fields, key=lambda field: field.name.value)]",
        ("tests/unit/compiler/test_normalise.py", "-k", "strict_document"),
    ),
    Bug(
        "operation that no list holds brought by the lock",
        "allowlist/frozen.py",
        "operations.extend(_of_list(allow_list, locked))",
        "operations.extend(locked.values())",
        ("tests/unit/allowlist/test_frozen.py", "-k", "cannot_bring"),
    ),
    Bug(
        "version of the lock that the list does not hold runs",
        "allowlist/frozen.py",
        "operation is None or operation.current.digest != listed.digest",
        "operation is None",
        ("tests/unit/allowlist/test_frozen.py", "-k", "another_text"),
    ),
    Bug(
        "before alone reads the last page where it brings no place",
        "compiler/render/rows.py",
        'given.append(sql("{} IS NOT NULL{}", parameter(page.before[-1]), alone))',
        'given.append(raw("1 = 1"))',
        answers("page/before_alone_null", "page/before_alone_empty"),
    ),
    Bug(
        "empty text as before alone reads the last page",
        "compiler/plan/ordering.py",
        'backward="last" in given,',
        'backward="last" in given or "before" in given,',
        answers("page/before_alone_written_empty"),
    ),
    Bug(
        "null for last pages backward",
        "compiler/plan/ordering.py",
        'if last is None and "first" not in given and self._may_be_absent(given.get("last")):',
        "if given is None:",
        answers("page/last_alone_null"),
    ),
    Bug(
        "null for first keeps before from being alone",
        "compiler/plan/ordering.py",
        'first=self._count(given, "first") if before and may_turn else None,',
        "first=None,",
        answers("page/first_given_beside_before"),
    ),
)
