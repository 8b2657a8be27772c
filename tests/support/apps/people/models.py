"""User models as projects have them; installed only by the tests that need one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, User
from django.db import models


class Plain(AbstractBaseUser):
    """The hash is Django's; everything else has another name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_column="uid")
    login = models.CharField(max_length=100, unique=True)
    password = models.CharField(max_length=128, db_column="pw hash")
    is_active = models.BooleanField(default=True, db_column="enabled")
    objects: Any = BaseUserManager()
    USERNAME_FIELD = "login"

    class Meta:
        app_label = "people"
        db_table = "people of the house"


class Named(AbstractBaseUser):
    """A text key, and no column for ``is_active``."""

    login = models.CharField(max_length=20, primary_key=True)
    objects: Any = BaseUserManager()
    USERNAME_FIELD = "login"

    class Meta:
        app_label = "people"


class OwnHash(AbstractBaseUser):
    """Sessions end with a change of the e-mail address too."""

    login = models.CharField(max_length=100, unique=True)
    email = models.CharField(max_length=100, blank=True)
    objects: Any = BaseUserManager()
    USERNAME_FIELD = "login"

    class Meta:
        app_label = "people"

    def get_session_auth_hash(self) -> str:
        return super().get_session_auth_hash() + self.email


class Unhidden(BaseUserManager):
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(deleted=False)


class Hidden(AbstractBaseUser):
    """The default manager leaves out what was deleted softly."""

    login = models.CharField(max_length=100, unique=True)
    deleted = models.BooleanField(default=False)
    objects: Any = Unhidden()
    USERNAME_FIELD = "login"

    class Meta:
        app_label = "people"


class Child(User):
    """The password is in another table."""

    shoe_size = models.IntegerField(default=42)

    class Meta:
        app_label = "people"


class Computed(AbstractBaseUser):
    """``is_active`` is worked out."""

    login = models.CharField(max_length=100, unique=True)
    banned = models.BooleanField(default=False)
    objects: Any = BaseUserManager()
    USERNAME_FIELD = "login"

    class Meta:
        app_label = "people"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return not self.banned
