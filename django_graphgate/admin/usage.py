"""The use of an operation on the pages of the admin: tables, and a chart of its times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from django_graphgate.models import AllowedOperation
from django_graphgate.telemetry.histogram import lower_bound
from django_graphgate.telemetry.report import Use, clients_of, usage_of_versions

_BAR, _HEIGHT = 12, 80
"""Width of a bar of the chart, and height of the highest one."""


def use_of(operation: AllowedOperation) -> SafeString | str:
    """How often and how quickly each role ran this version, and which programs did."""
    uses = usage_of_versions([operation.digest])
    by_role = {role: use for ((space, _, _), role), use in uses.items() if space == operation.namespace}
    if not by_role:
        return "Not yet."
    total = Use()
    for use in by_role.values():
        total.add(use)
    return format_html("{}{}{}", _roles_table(by_role), _chart(total), _clients_table(operation))


def uses_of(operations: list[AllowedOperation]) -> dict[tuple[str, str], Use]:
    """The use by all roles, by namespace and digest."""
    uses: dict[tuple[str, str], Use] = {}
    for ((namespace, _, digest), _), use in usage_of_versions({each.digest for each in operations}).items():
        uses.setdefault((namespace, digest), Use()).add(use)
    return uses


def milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{localize(round(value, 1))} ms"


def day(value: datetime | None) -> str:
    return "-" if value is None else date_format(_local(value), "SHORT_DATE_FORMAT")


def moment(value: datetime | None) -> str:
    return "-" if value is None else str(localize(_local(value)))


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _roles_table(by_role: Mapping[str, Use]) -> SafeString:
    lines = [
        (
            role,
            localize(use.runs),
            localize(use.failures),
            milliseconds(use.average_milliseconds),
            *(milliseconds(use.percentile(share)) for share in (0.5, 0.95, 0.99)),
            localize(round(use.average_rows, 1)),
            moment(use.last_run),
        )
        for role, use in by_role.items()
    ]
    titles = ("role", "runs", "failed", "on average", "p50", "p95", "p99", "rows on average", "last")
    return _table(titles, lines)


def _clients_table(operation: AllowedOperation) -> SafeString | str:
    clients = clients_of(Q(namespace=operation.namespace, digest=operation.digest))
    if not clients:
        return ""
    lines = [
        (client.name, client.version, localize(client.runs), moment(client.last_run)) for client in clients
    ]
    return _table(("client", "version", "runs", "last"), lines)


def _table(titles: tuple[str, ...], lines: list[tuple[Any, ...]]) -> SafeString:
    row = "<tr><th>{}</th>" + "<td>{}</td>" * (len(titles) - 1) + "</tr>"
    return format_html(
        '<table class="graphgate-use"><tr>{}</tr>{}</table>',
        format_html_join("", "<th>{}</th>", ((title,) for title in titles)),
        format_html_join("", row, lines),
    )


def _chart(use: Use) -> SafeString | str:
    """A bar for each bucket of the histogram, from the quickest runs to the slowest."""
    if not use.latency:
        return ""
    first, last, highest = min(use.latency), max(use.latency), max(use.latency.values())
    bars = []
    for bucket in range(first, last + 1):
        runs = use.latency[bucket]
        height = max(round(_HEIGHT * runs / highest), 1) if runs else 0
        title = f"{_bound(bucket)} to {_bound(bucket + 1)}: {runs}"
        bars.append(((bucket - first) * _BAR, _HEIGHT - height, _BAR - 2, height, title))
    width = (last - first + 1) * _BAR
    bar = '<rect x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>'
    return format_html(
        '<figure class="graphgate-latency"><svg width="{}" height="{}" viewBox="0 0 {} {}" role="img" '
        'aria-label="Histogram of times">{}</svg><figcaption>{} to {}; p95 {}</figcaption></figure>',
        width,
        _HEIGHT,
        width,
        _HEIGHT,
        format_html_join("", bar, bars),
        _bound(first),
        _bound(last + 1),
        milliseconds(use.percentile(0.95)),
    )


def _bound(bucket: int) -> str:
    value = lower_bound(bucket)
    return f"{value:.3g} ms" if value < 1_000 else f"{value / 1_000:.3g} s"
