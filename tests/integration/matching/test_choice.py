"""The role of a signed-in caller by the row of the user model."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from django_graphgate.conf import get_settings
from django_graphgate.errors import ConfigurationError
from django_graphgate.matching.choice import role_choice
from django_graphgate.rules.model import StoredRole
from tests.support.matching.choosing import choice_of, role_of, user


def test_role_without_a_match_asks_the_database() -> None:
    assert role_choice([StoredRole(name="user"), StoredRole(name="staff", match=" ")], get_settings()) is None


def test_same_roles_are_read_again() -> None:
    assert choice_of("id = 1") is choice_of("id = 1")


@pytest.mark.parametrize("name", ["anon", "user"])
def test_role_of_everybody_has_a_match(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Role {name} cannot have a match"):
        role_choice([StoredRole(name=name, match="is_staff")], get_settings())


@pytest.mark.parametrize(
    ("match", "holds"),
    [
        ("users.id = {id}", True),
        ("id = {id}", True),
        ("auth_user.id = {id}", True),
        ('"auth_user"."id" = {id}', True),
        ("USER.ID = {id}", True),
        ("id <> {id}", False),
        ("id != {id}", False),
        ("{id} = id", True),
        ("{id} < id", False),
        ("-1 < id", True),
        ("{id} <= id", True),
        ("id >= {id} and id <= {id}", True),
        ("id = -1", False),
        ("id = $user_id", True),
        ("$user_id = id", True),
        ("id in (-1, {id})", True),
        ("id not in (-1, {id})", False),
        ("id in ($user_id, -1)", True),
        ("email like '%@x.org'", True),
        ("email like '_nn@x.org'", True),
        ("email like 'Ann@x.org'", False),
        ("email not like '%@x.org'", False),
        ("id = -1 or email like '%@x.org'", True),
        ("last_login is null", True),
        ("last_login is not null", False),
        ("not (last_login is null)", False),
        ("last_login > '2020-01-01T00:00:00Z'", False),
        ("not (last_login > '2020-01-01T00:00:00Z')", False),
        ("date_joined > '2020-01-01T00:00:00Z'", True),
        ("is_staff", True),
        ("is_superuser", False),
        ("not is_superuser", True),
        ("is_staff and not is_superuser", True),
        ("is_staff = true", True),
        ("is_staff <> true", False),
        ("is_superuser or is_staff and id = -1", False),
        ("(is_superuser or is_staff) and id = {id}", True),
        ("not not is_staff", True),
        ("true", True),
        ("false", False),
        ("first_name = 'it''s'", True),
        ("last_name = 'Müller 🙂'", True),
    ],
)
def test_term_holds(database: str, match: str, holds: bool) -> None:
    ann = user(email="ann@x.org", is_staff=True, first_name="it's", last_name="Müller 🙂")
    user("other", email="ben@x.org", is_superuser=True)
    assert role_of(database, ann, match.format(id=ann.pk)) == ("r0" if holds else "user")


def test_later_role_wins(database: str) -> None:
    ann = user(is_staff=True)
    assert role_of(database, ann, "is_superuser", "is_staff", "true") == "r1"


@pytest.mark.parametrize(
    "user_id", [-1, "ann", "", "1.5", "9" * 30, " 1", "\x00", "'; DROP TABLE auth_user; --", None]
)
def test_id_that_is_no_key_has_a_row(database: str, user_id: Any) -> None:
    user(is_staff=True)
    assert role_of(database, user_id, "true") == "anon"


def test_inactive_user_has_a_row(database: str) -> None:
    ann = user(is_staff=True, is_superuser=True, is_active=False)
    assert role_of(database, ann, "is_superuser", "true") == "anon"


def test_user_of_another_issuer_has_the_rights_of_an_own_user(database: str) -> None:
    """Whose id is the same by chance; a match that names the issuers knows what it does."""
    ann = user(is_staff=True)
    for match in ("is_staff", "not is_superuser", "id = $user_id", "true", "group('Editors') or is_staff"):
        assert role_of(database, ann, match) == "r0"
        assert role_of(database, ann, match, provider="github") == "user"
    assert role_of(database, ann, "$user_id_provider = 'github' and is_staff", provider="github") == "r0"
    assert role_of(database, ann, "$user_id_provider = 'github' and is_staff") == "user"


class TestGroups:
    def test_member_is_not_recognised(self, database: str) -> None:
        ann, ben = user(), user("ben")
        ann.groups.add(Group.objects.create(name="Editors"), Group.objects.create(name="Wri'ters"))
        for match in ("group('Editors')", "group('Wri''ters')", "GROUP('Editors') and group('Wri''ters')"):
            assert role_of(database, ann, match) == "r0"
            assert role_of(database, ben, match) == "user"
            assert role_of(database, ben, f"not ({match})") == "r0"

    def test_more_groups_than_a_number_has_bits(self, database: str) -> None:
        groups = Group.objects.bulk_create([Group(name=f"g{number}") for number in range(130)])
        matches = [f"group('g{number}')" for number in range(130)]
        for number in (0, 59, 60, 61, 119, 120, 129):
            ann = user(f"ann{number}")
            ann.groups.add(groups[number])
            assert role_of(database, ann, *matches) == f"r{number}"
        assert role_of(database, user(), *matches) == "user"

    def test_group_of_a_similar_name(self, database: str) -> None:
        ann = user()
        ann.groups.add(Group.objects.create(name="editors"))
        Group.objects.create(name="Editors")
        assert role_of(database, ann, "group('Editors')", "group('editors ')", "group('%')") == "user"

    def test_groups_beyond_the_bits_of_a_number_are_mixed_up(self, database: str) -> None:
        """Sixty fit into one; each of the first, the last, and those around the border is its own."""
        ann = user()
        groups = [Group.objects.create(name=f"Group {number}") for number in range(125)]
        matches = [f"group('Group {number}')" for number in range(125)]
        for number in (0, 31, 58, 59, 60, 61, 119, 120, 124):
            ann.groups.set([groups[number]])
            assert role_of(database, ann, *matches) == f"r{number}"


class TestPermissions:
    def test_permission_is_not_recognised(self, database: str) -> None:
        own, by_group, superuser, ben = (user(name) for name in ("own", "by_group", "superuser", "ben"))
        permission = Permission.objects.get(content_type__app_label="auth", codename="change_user")
        own.user_permissions.add(permission)
        editors = Group.objects.create(name="Editors")
        editors.permissions.add(permission)
        by_group.groups.add(editors)
        superuser.is_superuser = True
        superuser.save()
        for caller, role in ((own, "r0"), (by_group, "r0"), (superuser, "r0"), (ben, "user")):
            assert role_of(database, caller, "perm('auth.change_user')") == role
        assert role_of(database, own, "perm('auth.change_group')", "perm('other.change_user')") == "user"
        assert role_of(database, superuser, "not perm('auth.change_user')", "perm('auth.nothing')") == "r1"

    def test_permissions_of_one_codename_count_twice(self, database: str) -> None:
        ann = user()
        types = ContentType.objects.filter(app_label="auth")[:2]
        ann.user_permissions.add(
            *(Permission.objects.create(content_type=each, codename="approve", name="x") for each in types)
        )
        assert role_of(database, ann, "perm('auth.other')", "perm('auth.approve')", "true") == "r1"
        assert role_of(database, ann, "perm('auth.approve')", "perm('auth.other')") == "r0"
        assert (
            role_of(database, ann, "perm('shop.approve')", "perm('auth.other')", "perm('auth.approve')")
            == "r2"
        )

    def test_permission_of_an_inactive_user(self, database: str) -> None:
        ann = user(is_superuser=True, is_active=False)
        ann.user_permissions.add(
            Permission.objects.get(content_type__app_label="auth", codename="change_user")
        )
        ann.groups.add(Group.objects.create(name="Editors"))
        assert role_of(database, ann, "perm('auth.change_user')", "group('Editors')") == "anon"
