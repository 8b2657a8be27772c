"""Who has a role: a sentence, and a sample of users where rows decide it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from django_graphgate.access.live import load_access, state_alias
from django_graphgate.access.roles import ANON, USER
from django_graphgate.conf import get_settings
from django_graphgate.ir.identity import Identity
from django_graphgate.matching.asking import RoleQuestion
from django_graphgate.matching.choice import RoleChoice, role_choice
from django_graphgate.models import Role

MAX_USERS = 1_000
"""How many users are looked at: each is a question to the database."""

_MAX_SHOWN = 10

CALLERS = {ANON: "Callers who are not signed in.", USER: "Signed-in callers who have no other role."}
BY_NAME = "Callers whose credential names it."
_ONE_BY_ONE = "They cannot be listed: ROLES_QUERY asks about one user at a time."


@dataclass(frozen=True, kw_only=True)
class Holders:
    """Who has a role.  ``count`` is of the ``looked_at`` users; ``None`` where nobody can be counted."""

    sentence: str
    count: int | None = None
    looked_at: int = 0
    more: bool = False
    """There are more users than were looked at."""
    sample: tuple[str, ...] = ()


def holders_of(role: Role) -> Holders:
    """Raises ``ConfigurationError`` where a match is not understood."""
    sentence = f"Signed-in callers for whom {role.match} holds, and no match before it." if role.match else ""
    sentence = sentence or CALLERS.get(role.name, BY_NAME)
    settings = get_settings()
    access = load_access(state_alias())
    if role.name == ANON or not (role.match or role.name == USER):
        return Holders(sentence=sentence)
    if settings.ROLES_QUERY is not None:
        return Holders(sentence=f"{sentence} {_ONE_BY_ONE}")
    choice = role_choice([access.roles[name] for name in access.order], settings)
    return _counted(role, sentence, choice)


def _counted(role: Role, sentence: str, choice: RoleChoice | None) -> Holders:
    alias = state_alias()
    users = get_user_model()._default_manager.using(alias).order_by("pk")
    if any(field.name == "is_active" for field in users.model._meta.concrete_fields):
        users = users.filter(is_active=True)
    question = None if choice is None else RoleQuestion(choice, alias)
    listed = list(users[: MAX_USERS + 1])
    looked_at = listed[:MAX_USERS]
    having = [
        user
        for user in looked_at
        if (USER if question is None else question.role_of(Identity(user_id=str(user.pk)))) == role.name
    ]
    return Holders(
        sentence=sentence,
        count=len(having),
        looked_at=len(looked_at),
        more=len(listed) > len(looked_at),
        sample=tuple(str(user) for user in having[:_MAX_SHOWN]),
    )
