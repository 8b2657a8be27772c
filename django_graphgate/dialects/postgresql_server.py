"""What PostgreSQL is asked and given beside operations: types of columns, triggers."""

from __future__ import annotations

from collections.abc import Sequence

from django_graphgate.dialects.triggers import Triggers, trigger_name

COLUMN_TYPES = """
WITH RECURSIVE c AS (
  SELECT t.n, a.attname, a.atttypid AS type, format_type(a.atttypid, a.atttypmod) AS shown
  FROM unnest(%s::text[]) WITH ORDINALITY AS t (name, n)
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = to_regclass(t.name)
  WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT c.n, c.attname, p.typbasetype, c.shown
  FROM c JOIN pg_catalog.pg_type AS p ON p.oid = c.type WHERE p.typtype = 'd'
)
SELECT c.n, c.attname, c.shown, CASE
  WHEN e.typname IS NOT NULL THEN '[]' || CASE e.typtype WHEN 'e' THEN 'enum' ELSE e.typname END
  WHEN p.typtype = 'e' THEN 'enum'
  WHEN p.typnamespace = 'pg_catalog'::regnamespace OR (p.typname = 'citext' AND pg_type_is_visible(p.oid))
  THEN p.typname::text ELSE 'other' END
FROM c JOIN pg_catalog.pg_type AS p ON p.oid = c.type
LEFT JOIN pg_catalog.pg_type AS e ON e.oid = p.typelem AND p.typcategory = 'A'
WHERE p.typtype <> 'd'
"""
"""Domains are what they are made of; a table that does not exist has no columns."""

TYPE_OF_CODE = (
    "SELECT CASE typtype WHEN 'e' THEN 'enum' ELSE typname END FROM pg_catalog.pg_type WHERE oid = %s"
)


class PostgreSQLTriggers(Triggers):
    """Statement triggers, ``ALWAYS``: also under ``session_replication_role = replica``.

    Their functions name the schema of each table, as a search path would find a caller's temporary table first.
    """

    events = ("row", "truncate")
    random_text = "replace(gen_random_uuid()::text, '-', '')"

    def create(self, tables: Sequence[str], state: str) -> list[str]:
        statements = [
            f"""
CREATE OR REPLACE FUNCTION graphgate_new_version() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format($sql${self.new_version(f"%I.{state}")}$sql$, TG_TABLE_SCHEMA);
    RETURN NULL;
END $$
"""
        ]
        for table in tables:
            for event, when in zip(self.events, ("INSERT OR UPDATE OR DELETE", "TRUNCATE"), strict=True):
                statements += [
                    (
                        f"CREATE OR REPLACE TRIGGER {trigger_name(table, event)} AFTER {when} ON {table} "
                        "FOR EACH STATEMENT EXECUTE FUNCTION graphgate_new_version()"
                    ),
                    f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger_name(table, event)}",
                ]
        return statements

    def drop(self, tables: Sequence[str]) -> list[str]:
        return [
            *(
                f"DROP TRIGGER IF EXISTS {trigger_name(table, event)} ON {table}"
                for table in tables
                for event in self.events
            ),
            "DROP FUNCTION IF EXISTS graphgate_new_version()",
        ]

    def find(self, tables: Sequence[str]) -> str:
        classes = ", ".join(f"to_regclass('{table}')" for table in tables)
        return (
            "SELECT tgname, pg_is_in_recovery() FROM pg_trigger"  # noqa: S608 - names of this package
            f" WHERE tgenabled = 'A' AND NOT tgisinternal AND tgrelid IN ({classes})"
        )

    def keep(self, events: str, checkpoints: str) -> dict[str, list[str]]:
        function = f"""
CREATE OR REPLACE FUNCTION graphgate_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    pruned boolean;
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = '{events}' THEN
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM %I.{checkpoints} AS c WHERE c.stream = $1 AND c.sequence >= $2)',
            TG_TABLE_SCHEMA
        ) INTO pruned USING OLD.stream, OLD.sequence;
        IF pruned THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""  # noqa: S608 - names of this package
        kinds = {
            "row": "UPDATE OR DELETE ON {} FOR EACH ROW",
            "truncate": "TRUNCATE ON {} FOR EACH STATEMENT",
        }
        return {
            (name := _keeping(table, event)): [
                function,
                (
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE {when.format(table)} "
                    "EXECUTE FUNCTION graphgate_append_only()"
                ),
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
            ]
            for table in (events, checkpoints)
            for event, when in kinds.items()
        }

    def stop_keeping(self, events: str, checkpoints: str) -> list[str]:
        return [
            *(
                f"DROP TRIGGER IF EXISTS {_keeping(table, event)} ON {table}"
                for table in (events, checkpoints)
                for event in self.events
            ),
            "DROP FUNCTION IF EXISTS graphgate_append_only()",
        ]


def _keeping(table: str, event: str) -> str:
    return f"{table}_append_only_{event}"
