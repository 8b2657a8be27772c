"""The example's WSGI application in a process that cannot import the compiler, nor graphql-core.

What writes the ``match`` of roles is no part of it here.

``WATCHED`` names a folder: ``package`` in it gets the path of the package that runs, ``imports`` a line per
module that was asked for and refused.
"""

import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

FORBIDDEN = ("graphql", "django_graphgate.compiler")
NEEDED = ("", ".render", ".plan", ".plan.caller_facts")
"""Parts of the compiler that write the ``match`` of a role, without graphql-core."""
WATCHED = Path(os.environ["WATCHED"])


class Imported(RuntimeError):
    """Not an ``ImportError``, which code that can do without a module would pass over."""


def is_forbidden(name):
    part = name.removeprefix("django_graphgate.compiler")
    if part != name and (part in NEEDED or part.startswith(".render.")):
        return False
    return name.startswith(tuple(f"{one}." for one in FORBIDDEN)) or name in FORBIDDEN


class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if is_forbidden(name):
            with (WATCHED / "imports").open("a") as file:
                file.write(f"{name}\n")
            raise Imported(name)


for loaded in sys.modules:
    assert loaded.partition(".")[0] != "graphql"
sys.meta_path.insert(0, Refuse())

import django_graphgate  # noqa: E402

(WATCHED / "package").write_text(django_graphgate.__file__)

from example_project.wsgi import application  # noqa: E402, F401
