"""What a database driver does for a statement; one subclass per database."""

from __future__ import annotations

import contextlib
import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.backends.base.base import BaseDatabaseWrapper

from django_graphgate.execution.drivers.violations import Violation
from django_graphgate.ir.write import Isolation

Row = tuple[bytes | None, ...]


class Problem(enum.Enum):
    """What an error of the database's library means for the caller."""

    TIMEOUT = enum.auto()
    """The statement took longer than it may."""
    SEVERAL_ROWS = enum.auto()
    """A subquery that must give one value has several rows."""
    BAD_PATTERN = enum.auto()
    """A pattern is not a regular expression of this database."""
    TOO_DEEP = enum.auto()
    """The server cannot read a statement that is nested so deeply."""
    BAD_STATEMENT = enum.auto()
    """The statement does not fit the database, whatever class the library gives the error."""
    CONFLICT = enum.auto()
    """The statement was given up in favour of another connection's."""
    UNAVAILABLE = enum.auto()
    """The database cannot run the statement at the moment, whatever class the library gives the error."""
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class Executed:
    """What a statement of the project's own has brought."""

    columns: tuple[str, ...] = ()
    """Empty where it gives no rows."""
    rows: Sequence[tuple[Any, ...]] = ()
    written: int | None = None
    """How many rows it has inserted, updated or deleted; ``None`` where it is not for that."""


@dataclass(frozen=True, slots=True)
class DepthLimit:
    """The server may refuse operations that ``MAX_DEPTH`` allows, if that is more than ``levels``."""

    levels: int
    message: str
    hint: str


class Driver(ABC):
    """Runs statements on Django's connections and leaves nothing there that the project could notice.

    Errors leave as the driver's library raises them.
    """

    is_server: ClassVar[bool] = True
    """The database is another process: a connection is worth keeping, and may break."""

    has_session_variables: ClassVar[bool] = False
    """Triggers and policies can read variables of the session."""

    too_deep: ClassVar[str] = "The database cannot read an operation that is nested so deeply."
    """What a caller reads of :attr:`Problem.TOO_DEEP`."""

    def unfit(self) -> str:
        """Why nothing can run on such a database; empty where it can.  Needs no connection."""
        return ""

    @abstractmethod
    def run(
        self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any], *, plan_once: bool = False
    ) -> Row:
        """The first row of a statement, each column as the bytes of its text; empty without a row.

        With ``plan_once`` the server plans for these values alone.
        """

    @abstractmethod
    def prepare_only(self, connection: BaseDatabaseWrapper, text: str, count: int) -> None:
        """Have the server parse a statement of ``count`` parameters, and run nothing."""

    @abstractmethod
    def problem(self, error: BaseException | None) -> Problem:
        """What an error of the library means."""

    # -- several statements in one round trip -----------------------------------------------------

    pipelines: ClassVar[bool] = False
    """:meth:`run_all` exists."""

    def run_all(
        self, connection: BaseDatabaseWrapper, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> list[Row]:
        """The first row of each statement: one round trip, which is one transaction of its own.

        Deferred constraints are checked before the last statement.
        """
        raise NotImplementedError

    def texts(self, connection: BaseDatabaseWrapper, values: Sequence[Any]) -> list[str | None]:
        """Values, as fields of models give them to the driver's library, as texts that a cast reads."""
        raise NotImplementedError

    # -- statements of the project's own -----------------------------------------------------------

    def execute(self, connection: BaseDatabaseWrapper, text: str, values: Sequence[Any]) -> Executed:
        """Run a statement with numbered placeholders, which may be any that the database has; JSON is decoded."""
        raise NotImplementedError

    def time_limit(
        self, connection: BaseDatabaseWrapper, milliseconds: int
    ) -> contextlib.AbstractContextManager[None]:
        """Each statement of the body is stopped after so long, which is :attr:`Problem.TIMEOUT`."""
        raise NotImplementedError

    def counting(
        self, connection: BaseDatabaseWrapper
    ) -> contextlib.AbstractContextManager[Callable[[], int]]:
        """How many rows the statements of the body have written so far, those of the ORM among them."""
        raise NotImplementedError

    # -- transactions that write ------------------------------------------------------------------

    @contextlib.contextmanager
    def ready_to_write(self, connection: BaseDatabaseWrapper) -> Generator[None]:
        """Around the beginning of a transaction that is going to write."""
        yield

    def set_isolation(self, connection: BaseDatabaseWrapper, isolation: Isolation) -> None:  # noqa: B027  nothing to do
        """Give the transaction that has just begun an isolation level; nothing where ``isolation`` is empty."""

    @contextlib.contextmanager
    def read_only(self, connection: BaseDatabaseWrapper) -> Generator[None]:
        """Have the server refuse writes of the body, which is within a transaction or a savepoint of its own."""
        yield

    def isolation(self, connection: BaseDatabaseWrapper) -> str:
        """The isolation level of the transaction that is open."""
        return "serializable"

    def set_session_variables(
        self, connection: BaseDatabaseWrapper, values: Mapping[str, str]
    ) -> Mapping[str, str]:
        """Set variables of the session until the open transaction ends; those that it had are returned."""
        return {}

    def check_deferred(self, connection: BaseDatabaseWrapper) -> None:  # noqa: B027  nothing to do
        """Check the constraints that the open transaction has deferred, and leave them deferred."""

    def is_outcome_unknown(self, error: BaseException | None) -> bool:
        """Whether COMMIT may have taken effect although it ended with this error of the library."""
        return True

    # -- surroundings -----------------------------------------------------------------------------

    def violation(self, error: BaseException | None) -> Violation | None:
        """Why the database refuses to write a row; ``None`` where an error of the library means something else."""
        return None

    def is_pooled(self, connection: BaseDatabaseWrapper) -> bool:
        """A pooler between us and the server hands our statements to whichever connection is free."""
        return False

    def depth_limit(self) -> DepthLimit | None:
        """How deeply an operation may be nested; ``None`` where ``MAX_DEPTH`` alone decides."""
        return None


def zone_of(connection: BaseDatabaseWrapper) -> str:
    """The time zone that ``DATABASES`` gives the connection; nothing where it is Django's own."""
    return str(connection.settings_dict.get("TIME_ZONE") or "")
