"""How often, how quickly, by which programs and from where operations run."""

from __future__ import annotations

from django.db import models


class OperationUsage(models.Model):
    """How often one role ran one version of an operation; see :mod:`django_graphgate.telemetry.usage`."""

    namespace = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    role = models.CharField(max_length=100)
    runs = models.BigIntegerField(default=0)
    failures = models.BigIntegerField(default=0, help_text="Runs that ended with an error.")
    milliseconds = models.FloatField(default=0.0, help_text="Time of all runs together.")
    rows = models.BigIntegerField(default=0, help_text="Rows of all answers together.")
    response_bytes = models.BigIntegerField(default=0, help_text="Size of all answers together.")
    last_run = models.DateTimeField()

    class Meta:
        db_table = "graphgate_operationusage"
        ordering = ("namespace", "name", "role")
        verbose_name_plural = "operation usage"
        constraints = (
            models.UniqueConstraint(fields=("namespace", "digest", "role"), name="graphgate_one_usage"),
        )

    def __str__(self) -> str:
        return f"{self.name} as {self.role}: {self.runs}"


class OperationLatency(models.Model):
    """One bucket of the histogram of how long a role's runs of a version took; processes add to it.

    Bucket ``n`` holds runs of at least ``2 ** (n / 4)`` microseconds, and of less than the next one.
    """

    namespace = models.CharField(max_length=100, blank=True, default="")
    digest = models.CharField(max_length=64)
    role = models.CharField(max_length=100)
    bucket = models.PositiveSmallIntegerField()
    runs = models.BigIntegerField(default=0)

    class Meta:
        db_table = "graphgate_operationlatency"
        constraints = (
            models.UniqueConstraint(
                fields=("namespace", "digest", "role", "bucket"), name="graphgate_one_bucket"
            ),
        )

    def __str__(self) -> str:
        return f"{self.digest[:8]} as {self.role}: {self.bucket}"


class OperationClient(models.Model):
    """Which program ran a version of an operation, as it says itself; a bounded number of them for each."""

    namespace = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    client_name = models.CharField(max_length=100)
    client_version = models.CharField(max_length=100, blank=True, default="")
    runs = models.BigIntegerField(default=0)
    last_run = models.DateTimeField()

    class Meta:
        db_table = "graphgate_operationclient"
        ordering = ("namespace", "name", "client_name", "client_version")
        constraints = (
            models.UniqueConstraint(
                fields=("namespace", "digest", "client_name", "client_version"), name="graphgate_one_client"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} by {self.client_name} {self.client_version}"


class OperationOrigin(models.Model):
    """A network (/24, or /48 of IPv6) that an operation was run from; a bounded number of them for each."""

    namespace = models.CharField(max_length=100, blank=True, default="")
    name = models.CharField(max_length=200)
    network = models.CharField(max_length=50)
    first_run = models.DateTimeField()
    last_run = models.DateTimeField()

    class Meta:
        db_table = "graphgate_operationorigin"
        ordering = ("namespace", "name", "network")
        constraints = (
            models.UniqueConstraint(fields=("namespace", "name", "network"), name="graphgate_one_origin"),
        )

    def __str__(self) -> str:
        return f"{self.name} from {self.network}"
