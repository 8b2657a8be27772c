"""Planted bugs: what the specification says of documents, variables and answers."""

from __future__ import annotations

from tests.planted.bug import Bug

PARSE = "compiler/parse.py"
COMPILE = "compiler/compile.py"
WHOLE = "tests/compiler/test_whole_documents.py"

BUGS = (
    Bug(
        "fragment of another operation is never used",
        PARSE,
        "[operation.selection_set for operation in operations] if fragments",
        "[operation.selection_set for operation in operations[:1]] if fragments",
        (WHOLE, "-k", "never_used"),
    ),
    Bug(
        "only the chosen operation is validated",
        COMPILE,
        "several = (operation.normal, *written.others)",
        "several = (operation.normal,)",
        (WHOLE, "-k", "other_operation_that_is_invalid"),
    ),
    Bug(
        "declared types of filters in variables are not looked at",
        COMPILE,
        "for normal in several if written is operation else (written.normal, *several):",
        "for normal in several:",
        (WHOLE, "-k", "fits_any_place"),
    ),
    Bug(
        "other operations may spread a fragment any number of times",
        COMPILE,
        "if sum(normal.size for normal in others) > limits.tokens:",
        "if not others:",
        (WHOLE, "-k", "take_long"),
    ),
    Bug(
        "word of a document is taken for its length",
        PARSE,
        "if error.message.startswith(_TOO_MANY_TOKENS):",
        'if "tokens" in error.message:',
        (WHOLE, "-k", "taken_for_its_length"),
    ),
    Bug(
        "equal fields are compared in pairs",
        "compiler/validate.py",
        "lifted(without_repeats(operation), schema)",
        "lifted(operation, schema)",
        (WHOLE, "-k", "equal_fields"),
    ),
    Bug(
        "directive that stands twice excludes itself",
        COMPILE,
        'if name in seen and name in ("skipAuth", "requireAuth"):',
        'if name in seen and name == "cacheControl":',
        (WHOLE, "-k", "excludes_itself"),
    ),
    Bug(
        "values of no variable are saved",
        "gate.py",
        "for name, value in request.variables.items() if name in declared}",
        "for name, value in request.variables.items()}",
        (WHOLE, "-k", "is_saved_or_tells"),
    ),
    Bug(
        "default may hold what no database takes",
        "compiler/values.py",
        "_fits(default, codec, one.default_value)",
        "_fits(None, codec, one.default_value)",
        (WHOLE, "-k", "default_that_no_database_takes"),
    ),
    Bug(
        "characters without a shape hide text in the list",
        "allowlist/listed.py",
        r"\u180e\u200b\u200e\u200f\u202a",
        r"\u180e\u202a",
        ("tests/allowlist/test_listed.py",),
    ),
)
