"""Planted bugs: what no test noticed for a long time."""

from __future__ import annotations

from tests.planted.bug import Bug

EDGES = "tests/integration/compiler/test_page_edges.py"

BUGS = (
    Bug(
        "nonce of cursors constant",
        "execution/cursors.py",
        "    nonce = os.urandom(_NONCE_BYTES)",
        "    nonce = bytes(_NONCE_BYTES)",
        ("tests/unit/execution/test_cursors.py",),
    ),
    Bug(
        "nonce of marks constant",
        "execution/cursors.py",
        "    return os.urandom(16).hex()",
        '    return "0" * 32',
        ("tests/unit/execution/test_cursors.py",),
    ),
    Bug(
        "nonce of marks made once for a statement",
        "execution/run.py",
        "            values.nonce = new_nonce()",
        "            values.nonce = self.__class__.nonce = getattr(self.__class__, 'nonce', None) or new_nonce()",
        ("tests/integration/gate/test_marks.py",),
    ),
    Bug(
        "cursors of a former key refused",
        "execution/cursors.py",
        "    for cipher in _ciphers(tuple(secret_keys())):",
        "    for cipher in _ciphers(tuple(secret_keys()))[:1]:",
        ("tests/unit/execution/test_cursors.py",),
    ),
    Bug(
        "cursors sealed under a former key",
        "execution/cursors.py",
        "_ciphers(tuple(secret_keys()))[0]",
        "_ciphers(tuple(secret_keys()))[-1]",
        ("tests/unit/execution/test_cursors.py",),
    ),
    Bug(
        "proof without pads proves",
        "execution/guard.py",
        "    elif shape.proof_column and not shape.prefix:\n",
        "    elif shape.proof_column and shape.prefix < 0:\n",
        ("tests/integration/execution/test_guard.py",),
    ),
    Bug(
        "guard without its fence",
        "execution/guard.py",
        "version, role, dialect.fence)",
        'version, role, raw(""))',
        ("tests/integration/execution/test_guard.py",),
    ),
    Bug(
        "lock of another release fits",
        "statements/frozen_statements.py",
        '        "version": VERSION,\n',
        "",
        ("tests/integration/gate/test_production.py", "-k", "another_release"),
    ),
    Bug(
        "malformed address trusted as a Unix socket",
        "auth/http/proxies.py",
        'UNIX_SOCKET in trusted and not request.META.get("REMOTE_ADDR")',
        "UNIX_SOCKET in trusted",
        ("tests/unit/auth/test_proxies.py",),
    ),
    Bug(
        "authenticator that names itself another believed",
        "auth/chain.py",
        "replace(identity, authenticator=authenticator.name, dropped=dropped)",
        "replace(identity, dropped=dropped)",
        ("tests/unit/auth/test_chain.py",),
    ),
    Bug(
        "offset beside a cursor dropped",
        "compiler/plan/ordering.py",
        'offset=self._count(given, "offset"),',
        'offset=None if {"after", "before"} & given.keys() else self._count(given, "offset"),',
        (EDGES,),
    ),
    Bug(
        "before dropped beside after",
        "compiler/plan/ordering.py",
        'before = self._cursor(given.get("before"), order, path)',
        'before = self._cursor(None if "after" in given else given.get("before"), order, path)',
        (EDGES,),
    ),
    Bug(
        "rows beside a page counted without distinct",
        "compiler/render/rows.py",
        "        if not self.select.distinct:\n            outside =",
        "        if True:\n            outside =",
        (EDGES,),
    ),
    Bug(
        "generic key of a blocked parent shown",
        "catalog/generic.py",
        "                    of=self._of(model, generic_key.fk_field),",
        '                    of="",',
        ("tests/integration/catalog/test_generic.py", "-k", "parent_without"),
    ),
    Bug(
        "database down while rules are read an error of its own",
        "access/live.py",
        "    except (OperationalError, InterfaceError) as error:\n",
        "    except ZeroDivisionError as error:\n",
        ("tests/integration/access/test_live.py", "-k", "goes_down"),
    ),
    Bug(
        "facts that a rule needs inside not dropped",
        "ir/visit.py",
        "        yield from predicates_of(where.item)\n",
        "        yield from ()\n",
        ("tests/integration/rules/test_missing_facts.py",),
    ),
    Bug(
        "facts that a rule needs along a relation dropped",
        "ir/visit.py",
        "    for _, predicate in all_predicates(\"\", where):\n",
        "    for predicate in predicates_of(where):\n",
        ("tests/integration/rules/test_missing_facts.py",),
    ),
)
