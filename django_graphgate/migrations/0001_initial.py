import uuid

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from django_graphgate.access.triggers import create_statements, drop_statements
from django_graphgate.audit import triggers as audit_triggers


def create_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in create_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)
    if not audit_triggers.in_tests():
        for statement in audit_triggers.create_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


def drop_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    for statement in (*drop_statements(vendor), *audit_triggers.drop_statements(vendor)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="GateState",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.CharField(max_length=32)),
            ],
            options={
                "db_table": "graphgate_gatestate",
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[_A-Za-z][_0-9A-Za-z]*\\Z",
                                "A name holds letters, digits and underscores only.",
                            )
                        ],
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=500)),
                (
                    "position",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Roles with a match are tried in this order; the first that matches is the caller's.",
                    ),
                ),
                (
                    "match",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Who has the role, such as is_staff, group('Editors') or perm('shop.change_product').",
                    ),
                ),
                (
                    "extends",
                    models.ForeignKey(
                        blank=True,
                        help_text=(
                            "The role whose rules this one inherits; a rule of its own for a table replaces "
                            "the inherited one."
                        ),
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extended_by",
                        to="graphgate.role",
                    ),
                ),
            ],
            options={
                "db_table": "graphgate_role",
                "ordering": ("position", "name"),
            },
        ),
        migrations.CreateModel(
            name="NamedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[_A-Za-z][_0-9A-Za-z]*\\Z",
                                "A name holds letters, digits and underscores only.",
                            )
                        ],
                    ),
                ),
                ("filter", models.JSONField(help_text='Such as "{ owner_id: { eq: $user_id } }".')),
            ],
            options={
                "db_table": "graphgate_namedfilter",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="AllowedOperation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("namespace", models.CharField(blank=True, default="", max_length=100)),
                (
                    "name",
                    models.CharField(
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[_A-Za-z][_0-9A-Za-z]*\\Z",
                                "A name holds letters, digits and underscores only.",
                            )
                        ],
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="sha256 of the lexical form, in hexadecimal.", max_length=64),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("query", "Query"),
                            ("mutation", "Mutation"),
                            ("subscription", "Subscription"),
                        ],
                        default="query",
                        max_length=12,
                    ),
                ),
                ("document", models.TextField()),
                ("comment", models.TextField(blank=True)),
                (
                    "roles",
                    models.JSONField(blank=True, default=list, help_text="Roles that ran it in development."),
                ),
                ("variables", models.JSONField(blank=True, default=dict, help_text="Example variables.")),
                (
                    "byte_digests",
                    models.JSONField(blank=True, default=list, help_text="sha256 of texts it was sent as."),
                ),
                (
                    "typename_variant_digests",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="sha256 of the same texts with __typename in every selection set.",
                    ),
                ),
                ("current", models.BooleanField(default=True)),
                ("retired", models.BooleanField(default=False)),
                (
                    "enabled",
                    models.BooleanField(
                        default=True, help_text="The kill switch: off refuses it at the next request."
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "graphgate_allowedoperation",
                "ordering": ("namespace", "name", "-current", "-created_at"),
                "constraints": [
                    models.UniqueConstraint(fields=("namespace", "digest"), name="graphgate_one_digest"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("namespace", "name"),
                        name="graphgate_one_current",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "digest",
                    models.CharField(
                        help_text="sha256 of the caller and the key.",
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "request",
                    models.CharField(
                        help_text="sha256 of all that the mutation depends on: operation, variables, role.",
                        max_length=64,
                    ),
                ),
                (
                    "answer",
                    models.BinaryField(help_text="Empty if it was too large to be kept.", null=True),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "graphgate_idempotencyrecord",
            },
        ),
        migrations.CreateModel(
            name="OperationUsage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("namespace", models.CharField(blank=True, default="", max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=100)),
                ("runs", models.BigIntegerField(default=0)),
                ("failures", models.BigIntegerField(default=0, help_text="Runs that ended with an error.")),
                ("milliseconds", models.FloatField(default=0.0, help_text="Time of all runs together.")),
                ("rows", models.BigIntegerField(default=0, help_text="Rows of all answers together.")),
                (
                    "response_bytes",
                    models.BigIntegerField(default=0, help_text="Size of all answers together."),
                ),
                ("last_run", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "operation usage",
                "db_table": "graphgate_operationusage",
                "ordering": ("namespace", "name", "role"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("namespace", "digest", "role"), name="graphgate_one_usage"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TableRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "table",
                    models.CharField(help_text="The table's API name, such as products.", max_length=200),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("query", "Query"),
                            ("insert", "Insert"),
                            ("update", "Update"),
                            ("upsert", "Upsert"),
                            ("delete", "Delete"),
                        ],
                        default="query",
                        max_length=10,
                    ),
                ),
                ("block", models.BooleanField(default=False, help_text="Refuse every use of the table.")),
                (
                    "columns",
                    models.JSONField(
                        blank=True,
                        help_text='A list of names. Empty: all that do not look secret; "*" means these in a list.',
                        null=True,
                    ),
                ),
                (
                    "filters",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='A list of filters that all must hold, such as "{ owner_id: { eq: $user_id } }".',
                    ),
                ),
                (
                    "limit",
                    models.PositiveIntegerField(
                        blank=True, help_text="Limit of rows per list and parent row.", null=True
                    ),
                ),
                (
                    "presets",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text='Values that win over the data, such as {"owner_id": "$user_id", "created_at": "now"}.',
                    ),
                ),
                (
                    "max_affected",
                    models.PositiveIntegerField(
                        blank=True, help_text="Rows of the table that an operation may write.", null=True
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="graphgate.role"
                    ),
                ),
            ],
            options={
                "db_table": "graphgate_tablerule",
                "ordering": ("role__position", "role__name", "table", "action"),
                "constraints": [
                    models.UniqueConstraint(fields=("role", "table", "action"), name="graphgate_one_rule")
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[_A-Za-z][_0-9A-Za-z]*\\Z",
                                "A name holds letters, digits and underscores only.",
                            )
                        ],
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("sql", "SQL"), ("operation", "Operation"), ("callable", "Callable")],
                        max_length=10,
                    ),
                ),
                ("definition", models.JSONField(default=dict, help_text="Its entry of actions.json.")),
                (
                    "enabled",
                    models.BooleanField(
                        default=True, help_text="The kill switch: off refuses it at the next request."
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "graphgate_action",
                "ordering": ("name",),
                "permissions": (
                    ("run_action", "Can run an action now"),
                    ("change_action_sql", "Can write the SQL of an action"),
                ),
            },
        ),
        migrations.CreateModel(
            name="ActionLock",
            fields=[
                ("name", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=32)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "graphgate_actionlock",
            },
        ),
        migrations.CreateModel(
            name="ActionRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("action", models.CharField(db_index=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("skipped", "Skipped"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                (
                    "via",
                    models.CharField(
                        help_text="http, shell, admin, webhook, task or graphql.", max_length=10
                    ),
                ),
                ("authenticator", models.CharField(blank=True, default="", max_length=200)),
                ("user_id", models.CharField(blank=True, default="", max_length=255)),
                ("user_id_provider", models.CharField(blank=True, default="", max_length=255)),
                ("role", models.CharField(blank=True, default="", max_length=100)),
                (
                    "origin",
                    models.CharField(
                        blank=True, default="", help_text="The caller's address.", max_length=100
                    ),
                ),
                ("dry_run", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_index=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("milliseconds", models.FloatField(null=True)),
                (
                    "code",
                    models.CharField(blank=True, default="", help_text="The error's code.", max_length=50),
                ),
                (
                    "error_id",
                    models.CharField(
                        blank=True, default="", help_text="What the log calls it.", max_length=32
                    ),
                ),
                ("affected", models.BigIntegerField(help_text="Rows written.", null=True)),
                ("output_bytes", models.BigIntegerField(null=True)),
                (
                    "parameters",
                    models.JSONField(
                        help_text="Only while a worker still needs them: they may be personal data.",
                        null=True,
                    ),
                ),
                (
                    "result",
                    models.JSONField(
                        help_text="For the status URL; kept for ACTION_RESULT_SECONDS.", null=True
                    ),
                ),
                ("result_expires_at", models.DateTimeField(db_index=True, null=True)),
            ],
            options={
                "db_table": "graphgate_actionrun",
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[_A-Za-z][_0-9A-Za-z]*\\Z",
                                "A name holds letters, digits and underscores only.",
                            )
                        ],
                    ),
                ),
                ("definition", models.JSONField(default=dict, help_text="Its entry of actions.json.")),
                (
                    "enabled",
                    models.BooleanField(
                        default=True, help_text="The kill switch: off refuses every delivery at once."
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "db_table": "graphgate_webhookendpoint",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("endpoint", models.CharField(max_length=100)),
                (
                    "event_id",
                    models.CharField(help_text="The sender's id, or sha256 of the body.", max_length=255),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("dead", "Dead"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("body", models.BinaryField()),
                ("content_type", models.CharField(blank=True, default="", max_length=200)),
                (
                    "headers",
                    models.JSONField(default=dict, help_text="Without signatures, cookies and credentials."),
                ),
                ("url", models.CharField(blank=True, default="", max_length=2000)),
                ("origin", models.CharField(blank=True, default="", max_length=100)),
                ("received_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "lease_expires_at",
                    models.DateTimeField(
                        help_text="Until then the process that runs it is taken to be alive.", null=True
                    ),
                ),
                ("lease_holder", models.CharField(blank=True, default="", max_length=32)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "code",
                    models.CharField(
                        blank=True, default="", help_text="The last error's code.", max_length=50
                    ),
                ),
                (
                    "error_id",
                    models.CharField(
                        blank=True, default="", help_text="What the log calls it.", max_length=32
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "webhook deliveries",
                "db_table": "graphgate_webhookdelivery",
                "ordering": ("-received_at",),
                "permissions": (("retry_webhookdelivery", "Can try a delivery again"),),
                "constraints": [
                    models.UniqueConstraint(fields=("endpoint", "event_id"), name="graphgate_one_delivery")
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditStream",
            fields=[
                ("name", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("sequence", models.BigIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "graphgate_auditstream",
            },
        ),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(max_length=50)),
                (
                    "sequence",
                    models.BigIntegerField(help_text="The number of the last event that was pruned."),
                ),
                ("digest", models.CharField(help_text="That event's digest.", max_length=64)),
                ("events", models.BigIntegerField(help_text="How many were pruned.")),
                ("at", models.DateTimeField()),
                ("signature", models.CharField(help_text="HMAC-SHA256 of all this.", max_length=64)),
            ],
            options={
                "db_table": "graphgate_auditcheckpoint",
                "ordering": ("stream", "-sequence"),
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "sequence"), name="graphgate_one_checkpoint")
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(help_text="The chain that it belongs to.", max_length=50)),
                ("sequence", models.BigIntegerField(help_text="Its number in the chain, from 1.")),
                ("at", models.DateTimeField(db_index=True)),
                ("event", models.CharField(db_index=True, max_length=20)),
                ("name", models.CharField(blank=True, default="", max_length=300)),
                ("actor", models.CharField(blank=True, default="", max_length=300)),
                ("via", models.CharField(blank=True, default="", max_length=100)),
                ("role", models.CharField(blank=True, default="", max_length=100)),
                ("origin", models.CharField(blank=True, default="", help_text="An address.", max_length=100)),
                ("code", models.CharField(blank=True, default="", max_length=50)),
                (
                    "reference",
                    models.CharField(
                        blank=True, default="", help_text="The id that the caller saw.", max_length=32
                    ),
                ),
                ("detail", models.TextField(blank=True, default="")),
                ("data", models.JSONField(default=dict)),
                (
                    "previous",
                    models.CharField(
                        help_text="The digest of the event before; of the first, zeros.", max_length=64
                    ),
                ),
                (
                    "digest",
                    models.CharField(help_text="HMAC-SHA256 of the event and the one before.", max_length=64),
                ),
            ],
            options={
                "db_table": "graphgate_auditevent",
                "ordering": ("-at", "stream", "-sequence"),
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "sequence"), name="graphgate_one_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationClient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("namespace", models.CharField(blank=True, default="", max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("client_name", models.CharField(max_length=100)),
                ("client_version", models.CharField(blank=True, default="", max_length=100)),
                ("runs", models.BigIntegerField(default=0)),
                ("last_run", models.DateTimeField()),
            ],
            options={
                "db_table": "graphgate_operationclient",
                "ordering": ("namespace", "name", "client_name", "client_version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("namespace", "digest", "client_name", "client_version"),
                        name="graphgate_one_client",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationLatency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("namespace", models.CharField(blank=True, default="", max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("role", models.CharField(max_length=100)),
                ("bucket", models.PositiveSmallIntegerField()),
                ("runs", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "graphgate_operationlatency",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("namespace", "digest", "role", "bucket"), name="graphgate_one_bucket"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationOrigin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("namespace", models.CharField(blank=True, default="", max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("network", models.CharField(max_length=50)),
                ("first_run", models.DateTimeField()),
                ("last_run", models.DateTimeField()),
            ],
            options={
                "db_table": "graphgate_operationorigin",
                "ordering": ("namespace", "name", "network"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("namespace", "name", "network"), name="graphgate_one_origin"
                    )
                ],
            },
        ),
        migrations.RunPython(create_triggers, drop_triggers, elidable=False),
    ]
