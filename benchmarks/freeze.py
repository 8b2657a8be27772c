"""How long a large allow list takes to freeze and to load: ``python -m benchmarks.freeze``.

2,000 operations over the example's models, made from a fixed seed: lists with
filters, orderings and pages, relations three deep.  They are frozen for five roles (the example's and
variants of them) and each database, twice, which must give the same bytes.  Then another process loads the
gate in production, with and without ``WARM_UP``: seconds, and how much memory that takes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from django_graphgate.ir.codec import TEXT

SEED = 20240229
ROLES = ("anon", "user", "editor", "reader", "partner")
"""The last two have the rules of ``user`` and ``editor`` with smaller limits."""

VARIABLES = {"text": '$text: String = "a"', "rows": "$rows: Int = 20"}


def set_up(folder: Path, **changes: Any) -> None:
    """Django with the example's settings; the operations are those of ``folder``."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "example_project.settings"
    os.environ["GRAPHGATE_CONFIG_DIR"] = str(folder)
    os.environ["GRAPHGATE_PRODUCTION"] = "1"
    import django
    from django.conf import settings

    settings.GRAPHGATE.update(changes)
    django.setup()


# -- operations ---------------------------------------------------------------------------------------


class Generator:
    """Operations that every role may run: they use what all of them see."""

    def __init__(self, seed: int) -> None:
        from django_graphgate.access.reading import stored_roles
        from django_graphgate.catalog import get_catalog
        from django_graphgate.compiler.compile import RoleView
        from django_graphgate.conf import get_settings
        from django_graphgate.statements.limits import limits_of

        settings = get_settings()
        content = json.loads((settings.config_dir() / "roles.json").read_text())
        (anon,) = (role for role in stored_roles(content) if role.name == "anon")
        view = RoleView.build(anon, get_catalog(), default_limit=50, limits=limits_of(settings))
        self.tables = {
            name: one for name, one in view.catalog.tables.items() if one.columns and not one.blocked
        }
        self.chance = random.Random(seed)

    def operation(self, number: int) -> str:
        chance = self.chance
        name = f"Operation{number:05}"
        roots = "".join(self.root(index) for index in range(chance.choice((1, 1, 1, 2))))
        declared = [one for each, one in VARIABLES.items() if f"${each}" in roots]
        variables = f"({', '.join(declared)})" if declared else ""
        return f"query {name}{variables} @skipAuth {{\n{roots}}}\n"

    def root(self, index: int) -> str:
        table = self.tables[self.chance.choice(sorted(self.tables))]
        arguments = [f"limit: {self.chance.choice(('$rows', '5', '20'))}", f"where: {self.filter(table)}"]
        column = self.chance.choice(sorted(table.columns))
        arguments.append(f"order_by: [{{ {column}: {self.chance.choice(('asc', 'desc'))} }}, {{ id: asc }}]")
        inside = self.fields(table, 3, "    ")
        return f"  part{index}: {table.name}({', '.join(arguments)}) {{\n{inside}  }}\n"

    def filter(self, table: Any) -> str:
        texts = [name for name, one in table.columns.items() if one.codec == TEXT]
        terms = [f"id: {{ gt: {self.chance.randrange(1000)} }}"]
        if texts:
            terms.append(f"{self.chance.choice(sorted(texts))}: {{ icontains_text: $text }}")
        else:
            terms.append("id: { in: [1, 2, 3] }")
        return f"{{ or: [{', '.join(f'{{ {one} }}' for one in terms)}] }}"

    def fields(self, table: Any, depth: int, indent: str) -> str:
        return "".join(self._fields(table, depth, indent))

    def _fields(self, table: Any, depth: int, indent: str) -> Iterator[str]:
        names = sorted(table.columns)
        for name in self.chance.sample(names, min(len(names), self.chance.randrange(2, 9))):
            yield f"{indent}{name}\n"
        relations = {key: one for key, one in table.relations.items() if one.target in self.tables}
        for name in self.chance.sample(sorted(relations), min(len(relations), self.chance.randrange(3))):
            target = self.tables[relations[name].target]
            if depth > 1:
                page = f"(limit: {self.chance.randrange(1, 9)})" if relations[name].many else ""
                yield f"{indent}{name}{page} {{\n{self.fields(target, depth - 1, indent + '  ')}{indent}}}\n"


def write(folder: Path, count: int) -> None:
    """``allow.list`` and ``roles.json`` of the benchmark."""
    from django_graphgate.allowlist.file import render_allow_list
    from django_graphgate.allowlist.listed import AllowList, list_operation

    example = Path(__file__).parents[1] / "example_project" / "config" / "roles.json"
    content = json.loads(example.read_text())
    by_name = {role["name"]: role for role in content["roles"]}
    for name, like, limit in (("reader", "user", 30), ("partner", "editor", 10)):
        role = deepcopy(by_name[like])
        role["name"] = name
        for table in role["tables"]:
            table["query"]["limit"] = limit
        content["roles"].append(role)
    content["roles"] = [role for role in content["roles"] if role["name"] in ROLES]
    (folder / "roles.json").write_text(json.dumps(content))
    generator = Generator(SEED)
    listed = tuple(list_operation(generator.operation(number), comment="") for number in range(count))
    (folder / "allow.list").write_text(render_allow_list(AllowList(operations=listed)))


# -- measuring ----------------------------------------------------------------------------------------


def memory() -> float:
    """Resident megabytes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def freeze() -> float:
    """Seconds of ``graphgate_freeze`` in this process."""
    from django.core.management import call_command

    started = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        call_command("graphgate_freeze", stdout=nowhere)
    return time.perf_counter() - started


def load(folder: Path, *, warm: bool) -> None:
    """Print what loading the gate takes."""
    set_up(folder, **({"WARM_UP": True} if warm else {}))
    from django_graphgate.gate import get_gate

    before, started = memory(), time.perf_counter()
    gate = get_gate()
    seconds = time.perf_counter() - started
    what = "gate with WARM_UP" if warm else "gate"
    print(
        f"{what}: {len(gate.operations)} operations in {seconds:.2f} s, {memory() - before:.0f} MB more memory"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=2_000)
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--warm", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--profile", action="store_true", help="Print where the first freeze spends its time."
    )
    options = parser.parse_args()
    if options.load:
        load(options.load, warm=options.warm)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        set_up(folder)
        example = Path(__file__).parents[1] / "example_project" / "config" / "roles.json"
        (folder / "roles.json").write_text(example.read_text())
        write(folder, options.operations)
        if options.profile:
            profile()
            return
        seconds = freeze()
        lock = (folder / "allow.lock").read_bytes()
        again = freeze()
        same = lock == (folder / "allow.lock").read_bytes()
        print(f"freeze: {options.operations} operations for {len(ROLES)} roles in {seconds:.1f} s")
        print(
            f"again: {again:.1f} s, {'the same bytes' if same else 'OTHER BYTES'}; lock {len(lock) / 1e6:.1f} MB"
        )
        for warm in ([], ["--warm"]):
            command = [sys.executable, "-m", "benchmarks.freeze", "--load", str(folder), *warm]
            subprocess.run(command, check=True)
        sys.exit(not same)


def profile() -> None:
    """Where the time goes, by function."""
    import cProfile
    import pstats

    with cProfile.Profile() as profiler:
        freeze()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    pstats.Stats(profiler).sort_stats("cumtime").print_stats(60)


if __name__ == "__main__":
    main()
