"""Planted bugs: bounds on what callers send."""

from __future__ import annotations

from tests.planted.bug import Bug

BOUNDS = "tests/integration/gate/test_bounds.py"

BUGS = (
    Bug(
        "list of a variable without bound",
        "execution/binders.py",
        "if isinstance(value, list | tuple) and len(value) > limits.items:",
        "if isinstance(value, dict):",
        (BOUNDS,),
    ),
    Bug(
        "pattern of a variable without bound",
        "execution/binders.py",
        "if isinstance(text, str) and len(text) > limits.pattern:",
        "if isinstance(text, bytes):",
        (BOUNDS,),
    ),
    Bug(
        "back-references in regular expressions",
        "ir/scalars.py",
        'if any(pair[1] in "123456789" for pair in _ESCAPES.findall(text)):',
        "if text is None:",
        (BOUNDS,),
    ),
    Bug(
        "limits along a path not multiplied",
        "compiler/plan/row_limits.py",
        "rows *= _most(select)",
        "rows = _most(select)",
        (BOUNDS,),
    ),
    Bug(
        "list of an ordering gone through for every row",
        "compiler/render/rows.py",
        'if not self._may_see_any_row(key):',
        "if key.listed:",
        (BOUNDS,),
    ),
    Bug(
        "list of JSON values read for every row",
        "dialects/sqlite_json.py",
        "@functools.lru_cache(maxsize=16)\n",
        "@functools.lru_cache(maxsize=0)\n",
        (BOUNDS,),
    ),
    Bug(
        "pattern of a header without bound",
        "execution/binders.py",
        "if text is not None and parameter.codec.name in _SEARCHES and len(text) > limits.pattern:",
        "if text is not None and len(text) < 0:",
        ("tests/unit/execution/test_variables.py", "-k", "pattern_of_a_header"),
    ),
)
