"""Planted bugs: what the specification says of documents, variables and answers."""

from __future__ import annotations

from tests.planted.bug import Bug

PARSE = "compiler/syntax/parse.py"
COMPILE = "compiler/compile.py"
WHOLE = "tests/integration/compiler/test_whole_documents.py"
SHOWN = "tests/integration/compiler/test_shown_schema.py"
ORDER = "tests/integration/compiler/test_key_order.py"

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
        "return (self.normal, *self.others)",
        "return (self.normal,)",
        (WHOLE, "-k", "other_operation_that_is_invalid"),
    ),
    Bug(
        "declared types of filters in variables are not looked at",
        COMPILE,
        "return (self.written.normal, self.normal, *self.written.others)",
        "return (self.normal, *self.written.others)",
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
        "compiler/validate/document.py",
        "lifted(without_repeats(operation), schema)",
        "lifted(operation, schema)",
        (WHOLE, "-k", "equal_fields"),
    ),
    Bug(
        "directive that stands twice excludes itself",
        "compiler/normalise/operation_directives.py",
        'if name in seen and name in ("skipAuth", "requireAuth"):',
        'if name in seen and name == "cacheControl":',
        (WHOLE, "-k", "excludes_itself"),
    ),
    Bug(
        "values of no variable are saved",
        "statements/saving.py",
        "            if name in declared\n",
        "",
        (WHOLE, "-k", "is_saved_or_tells"),
    ),
    Bug(
        "default may hold what no database takes",
        "compiler/plan/values.py",
        "_fits(default, codec, definition.default_value)",
        "_fits(None, codec, definition.default_value)",
        (WHOLE, "-k", "default_that_no_database_takes"),
    ),
    Bug(
        "characters without a shape hide text in the list",
        "ir/hidden.py",
        r"\u180e\u200b\u200e\u200f\u202a",
        r"\u180e\u202a",
        ("tests/unit/allowlist/test_listed.py",),
    ),
    Bug(
        "schema says that hidden values are never null",
        "compiler/schema/build.py",
        "return GraphQLList(self.leaf(column)) if column.codec.item else self.leaf(column)",
        "return self.leaf(column) if column.nullable else GraphQLNonNull(self.leaf(column))",
        (SHOWN, "-k", "field_that_can_be_null"),
    ),
    Bug(
        "total of a connection is never null",
        "compiler/schema/pages.py",
        "GraphQLField(GraphQLInt, description=total)",
        "GraphQLField(GraphQLNonNull(GraphQLInt), description=total)",
        (SHOWN, "-k", "field_that_can_be_null"),
    ),
    Bug(
        "name of a type can be null",
        "compiler/plan/row_source.py",
        "if directive.name.value in NULLING:",
        "if directive.name.value in _PLACES:",
        (SHOWN, "-k", "name_of_a_type"),
    ),
    Bug(
        "orderings of a schema in camel case have several keys",
        "compiler/schema/camel.py",
        "is_one_of=type_.is_one_of",
        "is_one_of=False",
        (SHOWN, "-k", "several_keys"),
    ),
    Bug(
        "schema shows what the database refuses",
        "compiler/schema/build.py",
        "without = frozenset[str].intersection(*lacking) if lacking else frozenset[str]()",
        "without = frozenset[str]()",
        (SHOWN, "-k", "database"),
    ),
    Bug(
        "schema shows lists that the database lacks",
        "dialects/base.py",
        "has_arrays: ClassVar[bool] = False",
        "has_arrays: ClassVar[bool] = True",
        (SHOWN, "-k", "list_that"),
    ),
    Bug(
        "key has the place of an occurrence that is excluded",
        "compiler/plan/fields.py",
        "entry.positions.append((keys.next_position(), presence))",
        "entry.positions[-1] = position_of_last, either(known, presence)",
        (ORDER, "-k", "excluded_occurrence"),
    ),
    Bug(
        "key stands in two places",
        "compiler/plan/fields.py",
        "here = without(presence, before, _MAX_ALTERNATIVES)",
        "here = without(presence, (), _MAX_ALTERNATIVES)",
        (ORDER, "-k", "excluded_occurrence"),
    ),
    Bug(
        "value that has several places is written several times",
        "compiler/render/json.py",
        "elif isinstance(field, Select | UnionSelect | Returned | Cursor):",
        "elif isinstance(field, Cursor):",
        (ORDER, "-k", "written_several_times"),
    ),
    Bug(
        "argument that is not there passes",
        "compiler/validate/document.py",
        '"NoUnusedVariablesRule",',
        '"NoUnusedVariablesRule", "KnownArgumentNamesRule",',
        ("tests/acceptance/clients/test_reference.py",),
    ),
    Bug(
        "check says that any SQLite reads all",
        "execution/drivers/sqlite.py",
        "READS_ALL = (3, 46)",
        "READS_ALL = (3, 38)",
        ("tests/integration/test_checks.py", "-k", "sqlite_reads_less"),
    ),
    Bug(
        "lists cost SQLite a place more for each level",
        "dialects/sqlite.py",
        'return join(" || ", pieces)',
        'return sql("({})", join(" || ", pieces))',
        ("tests/integration/compiler/test_limits.py", "-k", "documented_depth"),
    ),
    Bug(
        "text with a hidden character cannot be listed",
        "compiler/syntax/canonical_text.py",
        "return _STRING.sub(_without_hidden, text) if HIDDEN.search(text) else text",
        "return text",
        (WHOLE, "-k", "hides_text"),
    ),
)
