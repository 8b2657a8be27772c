"""The example's WSGI application in a process that cannot import the compiler, nor graphql-core.

``WATCHED`` names a folder: ``package`` in it gets the path of the package that runs, ``imports`` a line per
module that was asked for and refused.
"""

import os
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

FORBIDDEN = ("graphql", "django_graphgate.compiler")
WATCHED = Path(os.environ["WATCHED"])


class Imported(RuntimeError):
    """Not an ``ImportError``, which code that can do without a module would pass over."""


class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.startswith(tuple(f"{one}." for one in FORBIDDEN)) or name in FORBIDDEN:
            with (WATCHED / "imports").open("a") as file:
                file.write(f"{name}\n")
            raise Imported(name)


for loaded in sys.modules:
    assert loaded.partition(".")[0] != "graphql"
sys.meta_path.insert(0, Refuse())

import django_graphgate  # noqa: E402

(WATCHED / "package").write_text(django_graphgate.__file__)

from example_project.wsgi import application  # noqa: E402, F401
