"""Planted bugs: mutations as SQL, and when they are not."""

from __future__ import annotations

from tests.planted.bug import Bug

CHOICE = "tests/integration/execution/test_write_choice.py"
TRIPS = "tests/integration/gate/test_mutation_trips.py"
WAYS = "tests/acceptance/gate/test_write_ways.py"

BUGS = (
    Bug(
        "receivers of signals passed over by SQL",
        "execution/writes/choice.py",
        "        if getattr(signals, name).has_listeners(model):",
        "        if getattr(signals, name).has_listeners(model) and not model:",
        (CHOICE,),
    ),
    Bug(
        "code of models that nested data write passed over by SQL",
        "execution/writes/choice.py",
        "            yield from _touched(nested, plan)",
        "            pass",
        (CHOICE,),
    ),
    Bug(
        "one round trip never gives up",
        "execution/writes/sql_text.py",
        "ELSE 'graphgate' END",
        "ELSE '0' END",
        (TRIPS,),
    ),
    Bug(
        "one round trip takes no empty list of rows to connect",
        "execution/writes/sql_levels.py",
        "                if not values:",
        "                if not named:",
        (TRIPS, "-k", "must_not_be_empty"),
    ),
    Bug(
        "one round trip connects rows that the role cannot see",
        "execution/writes/sql_trip.py",
        "            if level.table and self._probe(rule) is not None:",
        "            if level.action == 'insert' and level.table and self._probe(rule) is not None:",
        (TRIPS, "-k", "cannot_see"),
    ),
    Bug(
        "one round trip takes foreign keys to rows that the role cannot see",
        "execution/writes/sql_trip.py",
        "        self.statements += self._references(rows)\n        tree",
        "        tree",
        (TRIPS, "-k", "cannot_see"),
    ),
    Bug(
        "one round trip connects values that no row has",
        "execution/writes/sql_text.py",
        "count(*) = json_array_length(${number + 1}::json) AND ",
        "",
        (TRIPS, "-k", "leaves_nothing"),
    ),
    Bug(
        "as SQL, related rows get the key of another parent",
        "execution/writes/sql_insert.py",
        "        links = [link_to(self._context, node.instance, related) for node, related, _ in owners]",
        "        links = [link_to(self._context, owners[0][0].instance, related) for _, related, _ in owners]",
        (WAYS,),
    ),
    Bug(
        "data refused for a role that nothing has confirmed",
        "execution/writes/program.py",
        "except (NotInOneTripError, RequestRejected):",
        "except NotInOneTripError:",
        ("tests/integration/gate/test_guessed_writes.py",),
    ),
)
