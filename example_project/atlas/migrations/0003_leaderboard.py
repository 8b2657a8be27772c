"""The leaderboard: a materialised view where the database has them, otherwise a table."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VIEW = """
CREATE MATERIALIZED VIEW atlas_leaders AS
SELECT traveller_id, sum(trips)::bigint AS trips, sum(reviews)::bigint AS reviews
FROM (
    SELECT owner_id AS traveller_id, 1 AS trips, 0 AS reviews FROM atlas_trip WHERE public
    UNION ALL
    SELECT author_id, 0, 1 FROM atlas_review
) AS deeds
GROUP BY traveller_id
"""
TABLE = "CREATE TABLE atlas_leaders (traveller_id bigint PRIMARY KEY, trips bigint NOT NULL, reviews bigint NOT NULL)"


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute(TABLE)
        return
    schema_editor.execute(VIEW)
    # Without a unique index, a refresh locks out those who read.
    schema_editor.execute("CREATE UNIQUE INDEX atlas_leaders_key ON atlas_leaders (traveller_id)")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    view = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP {'MATERIALIZED VIEW' if view else 'TABLE'} atlas_leaders")


class Migration(migrations.Migration):
    dependencies = [
        ("atlas", "0002_favourites"),
    ]

    operations = [
        migrations.RunPython(create, drop),
        migrations.CreateModel(
            name="Leader",
            fields=[
                (
                    "traveller",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("trips", models.BigIntegerField(help_text="Public trips.")),
                ("reviews", models.BigIntegerField()),
            ],
            options={
                "db_table": "atlas_leaders",
                "ordering": ("-trips", "-reviews", "traveller"),
                "managed": False,
            },
        ),
    ]
