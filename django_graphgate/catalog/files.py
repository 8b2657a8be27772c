"""Fields of files: where their storage serves them."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models.fields.files import FieldFile


def file_url_prefix(field: models.Field[Any, Any]) -> str:
    """The URL of the folder that a field's files are served from; empty where only code of a storage knows it.

    A storage that signs URLs, or asks a server for them, has a method of its own.
    """
    if not isinstance(field, models.FileField) or field.attr_class.url is not FieldFile.url:
        return ""
    storage: Any = field.storage
    if not isinstance(storage, FileSystemStorage) or storage.__class__.url is not FileSystemStorage.url:
        return ""
    base = str(storage.base_url or "")
    return base if base not in ("", "/") and base.startswith(("/", "http://", "https://")) else ""


def files_of(model: type[models.Model]) -> list[str]:
    """The names of a model's fields of files."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)]
