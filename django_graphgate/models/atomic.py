"""A row and what its signals write are there together, or not at all."""

from __future__ import annotations

from typing import Any

from django.db import models, router, transaction


class AtomicModel(models.Model):
    """Saving is a transaction with the signals in it, as deleting is: the audit's event is never without the change."""

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **options: Any) -> None:
        alias = options.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias, savepoint=False):
            super().save_base(*args, **{**options, "using": alias})
