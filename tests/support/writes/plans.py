"""A plan that lets a role write everything of an app, less what a test takes away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.db.models import Model, Q

from django_graphgate.execution.writes.budget import Budget
from django_graphgate.execution.writes.context import key_of
from django_graphgate.execution.writes.orm import OrmWriter
from django_graphgate.ir.codec import codec_of
from django_graphgate.ir.input_rows import InputRow, Key, RelatedData
from django_graphgate.ir.write import Probe, WritePlan, WriteRelation, WriteShape

ANY = codec_of("String")
ACTIONS = ("insert", "update", "upsert", "delete")
EVERYTHING = {"insert": True, "update": True, "connect": True, "disconnect": True}
