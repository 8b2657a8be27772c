"""Findings: what the rules of roles say, and what they leave out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from django_graphgate.access.roles import ANON
from django_graphgate.findings.finding import Rule, Seen
from django_graphgate.findings.project import Project
from django_graphgate.ir.sql import Parameter
from django_graphgate.publishing.role_review import idle_rules, named_secrets, own_table_rules
from django_graphgate.rules.needs import facts_of

_PERSONAL = frozenset(
    {
        "email", "mail", "phone", "mobile", "telephone", "fax", "birth", "birthday", "birthdate", "dob", "gender",
        "sex", "address", "street", "zip", "postcode", "postal", "ip", "salary", "income", "wage", "religion",
        "nationality", "ethnicity", "health", "medical", "diagnosis", "disability", "taxid", "taxnumber", "passport",
        "licence", "license", "lastname", "surname", "maiden", "signature", "fingerprint", "credit", "debt",
    }
)  # fmt: skip
"""Words of names of columns that are about a person; what looks secret is hidden without them."""
_EDGES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


def looks_personal(name: str) -> bool:
    """Whether the column's name says that its values are about a person: ``e_mail``, ``homePhone``, ``ip4``."""
    words = [word.lower().rstrip("0123456789") for word in _EDGES.split(name)]
    pairs = [first + second for first, second in itertools.pairwise(words)]
    return any(each in _PERSONAL or each.removesuffix("s") in _PERSONAL for each in (*words, *pairs))


def _unused_tables(project: Project) -> Iterator[Seen]:
    used = {
        name
        for rules in project.rules.values()
        for name in (*rules.queries, *(table for table, _ in rules.writes))
    }
    left = sorted(project.catalog.tables.keys() - used)
    if left and used:
        yield Seen(where="GRAPHGATE['MODELS']", evidence=f"No role has a rule for {', '.join(left)}.")


def _wildcards(project: Project) -> Iterator[Seen]:
    for role in project.sound_roles:
        readable = project.open_tables(role.name)
        for rule in own_table_rules(role, project.by_name):
            if rule.action != "query" or rule.table not in readable:
                continue
            unnamed = readable[rule.table].columns - {*(rule.columns or ()), *dict(rule.column_filters)}
            personal = sorted(name for name in unnamed if looks_personal(name))
            if personal:
                yield Seen(
                    where=f"role {role.name}, table {rule.table}",
                    evidence=f"Without naming them, the rule opens {', '.join(personal)}.",
                )


def _named_secrets(project: Project) -> Iterator[Seen]:
    for role in project.sound_roles:
        for rule, secret in named_secrets(role, project.by_name):
            yield Seen(
                where=f"role {role.name}, table {rule.table}",
                evidence=f"The rule for {rule.action} names {', '.join(secret)}.",
            )


def _idle_rules(project: Project) -> Iterator[Seen]:
    for rule in idle_rules(project.roles):
        yield Seen(
            where=f"role {rule.role}, table {rule.table}",
            evidence=f"{rule.table} is not a table of the API.",
        )


def _broken_roles(project: Project) -> Iterator[Seen]:
    for role, why in project.broken.items():
        yield Seen(where=f"role {role}", evidence=why)


def _absent_facts(project: Project) -> Iterator[Seen]:
    for role in project.roles:
        for table, rule in project.open_tables(role.name).items():
            filters = (rule.filter, *rule.masks.values())
            facts = {fact.name for each in filters for fact in facts_of(each) if _may_lack(fact, role.name)}
            if facts:
                names = ", ".join(f"${name}" for name in sorted(facts))
                yield Seen(
                    where=f"role {role.name}, table {table}",
                    evidence=f"Without {names}, callers get no row of {table}, or null in a masked column.",
                )


def _may_lack(fact: Parameter, role: str) -> bool:
    """Whether some caller with the role lacks the fact: who is signed in has an id."""
    return bool(fact.name) and (fact.source != "caller" or fact.name != "user_id" or role == ANON)


RULES = (
    Rule(
        id="F003",
        severity="notice",
        title="Tables of the API have no rule in any role.",
        advice="Give a role a rule for them, or take their models out of MODELS.",
        source="roles",
        look=_unused_tables,
    ),
    Rule(
        id="F004",
        severity="warning",
        title="A rule opens columns about people without naming them.",
        advice="List the columns that the role needs, or mask the column with a filter of its own.",
        source="roles",
        look=_wildcards,
    ),
    Rule(
        id="F005",
        severity="warning",
        title="A rule names columns that look secret.",
        advice="Remove them from the rule's columns, unless the role needs them.",
        source="roles",
        look=_named_secrets,
        check="graphgate.W024",
    ),
    Rule(
        id="F012",
        severity="warning",
        title="A rule is for a table that is not in the API.",
        advice="Correct the table's name, or remove the rule.",
        source="roles",
        look=_idle_rules,
        check="graphgate.W023",
    ),
    Rule(
        id="F013",
        severity="error",
        title="A role can run nothing, because one of its rules does not fit the models.",
        advice="Correct the rule, such as one for a column that is gone.",
        source="roles",
        look=_broken_roles,
        check="graphgate.W022",
    ),
    Rule(
        id="F014",
        severity="notice",
        title="What a rule lets through depends on a variable that may be absent.",
        advice="Make sure that each caller with the role has it, or write a rule that does not need it.",
        source="roles",
        look=_absent_facts,
    ),
)
