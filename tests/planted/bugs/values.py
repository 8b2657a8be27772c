"""Planted bugs: values."""

from __future__ import annotations

from tests.planted.bug import Bug, answers, errors

SERVERS = "tests/integration/dialects/test_real_servers.py"

BUGS = (
    Bug(
        "wildcards of a text not escaped",
        "dialects/base.py",
        'text.replace("\\\\", "\\\\\\\\").replace("%", "\\\\%").replace("_", "\\\\_")',
        'text.replace("\\\\", "\\\\\\\\")',
        answers("where/the_text_itself"),
    ),
    Bug(
        "quotes in a name not doubled",
        "dialects/base.py",
        "part.replace(quote, quote * 2)",
        "part",
        (SERVERS, "-k", "name"),
    ),
    Bug(
        "elements of an array not quoted",
        "dialects/postgresql.py",
        "return '\"' + text.replace(",
        "return text.replace(",
        (SERVERS, "-k", "list_of_texts or list_does_not"),
    ),
    Bug(
        "escape character of patterns read as a letter",
        "dialects/sqlite_functions.py",
        'if character == "\\\\" else character',
        'if character == "\\0" else character',
        (SERVERS, "-k", "pattern"),
    ),
    Bug(
        "constants of a document not checked",
        "compiler/plan/values.py",
        "        coerced = coerce(codec, value)\n",
        "        coerced = value\n",
        errors("errors/now_for_a_date", "errors/nul_in_a_text", "page/limit_negative"),
    ),
    Bug(
        "booleans pass as whole numbers",
        "ir/scalars.py",
        '    if isinstance(value, bool):\n        raise BadValue("a whole number is expected")',
        "    if isinstance(value, bool):\n        value = int(value)",
        ("tests/unit/ir",),
    ),
    Bug(
        "infinity passes as a number",
        "ir/scalars.py",
        "    if not math.isfinite(number):",
        "    if math.isnan(number):",
        ("tests/unit/ir",),
    ),
    Bug(
        "text with a NUL passes",
        "ir/scalars.py",
        '    if "\\0" in value:',
        '    if value == "\\0":',
        ("tests/unit/ir",),
    ),
    Bug(
        "default replaces a null that was given",
        "execution/variables.py",
        "if name not in given:",
        "if given.get(name) is None:",
        answers("variables/absent_null_and_default"),
    ),
    Bug(
        "required variable may be missing",
        "execution/variables.py",
        "self.needed = spec.required and not spec.has_default",
        "self.needed = spec.required and spec.has_default",
        answers("variables/missing"),
    ),
    Bug(
        "fragment in itself followed",
        "compiler/normalise/document.py",
        'if "..." + name in inside:',
        'if name + "..." in inside:',
        ("tests/integration/compiler/test_limits.py", "-k", "itself or bomb"),
    ),
    Bug(
        "comparisons of a document not counted",
        "compiler/plan/filters.py",
        "if self.terms > self.most_terms:",
        "if self.terms < 0:",
        ("tests/integration/compiler/test_limits.py",),
    ),
    Bug(
        "place that asks for more takes what the variable has",
        "execution/binders.py",
        "    convert = conversion(item, codec)\n",
        "    convert = None\n",
        ("tests/unit/execution/test_variables.py", "-k", "less_than_the_variable"),
    ),
    Bug(
        "value of a variable checked once more in its place",
        "execution/binders.py",
        "    convert = conversion(item, codec)\n",
        "    convert = checker(codec)\n",
        ("tests/unit/execution/test_variables.py", "-k", "more_than_once"),
    ),
    Bug(
        "moment without an offset where one is needed",
        "ir/scalars.py",
        '    "datetime": with_offset,\n',
        '    "datetime": None,\n',
        ("tests/unit/execution/test_variables.py", "-k", "less_than_the_variable"),
    ),
)
