"""Whether the chains are whole: numbers without holes, digests under the secret, and the ends that were written."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import router

from django_graphgate.audit.chain import START, fits, is_signed
from django_graphgate.models import AuditCheckpoint, AuditEvent, AuditStream


@dataclass(frozen=True, slots=True)
class Head:
    """An event of a chain, which vouches for all that came before it."""

    stream: str
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where."""

    stream: str
    sequence: int
    name: str
    """``cut``, ``forged``, ``order``, ``end``, ``checkpoint`` or ``expected``."""
    message: str

    def __str__(self) -> str:
        return f"{self.stream}:{self.sequence}: {self.message}"


@dataclass(slots=True)
class Verified:
    """One chain, from its last checkpoint to its end."""

    stream: str
    start: int = 0
    """The number of the last event that was pruned."""
    events: int = 0
    head: Head | None = None
    """Up to where it is whole."""
    problems: list[Problem] = field(default_factory=list)


def verify(expected: Sequence[Head] = (), *, using: str | None = None) -> list[Verified]:
    """Follow every chain; ``expected`` are heads that somebody has noted before, elsewhere."""
    alias = using or router.db_for_write(AuditEvent)
    names = {head.stream for head in expected}
    for model, name in ((AuditEvent, "stream"), (AuditCheckpoint, "stream"), (AuditStream, "name")):
        names.update(model._base_manager.using(alias).order_by().values_list(name, flat=True).distinct())
    return [_verified(name, alias, expected) for name in sorted(names)]


def heads(*, using: str | None = None) -> list[Head]:
    """The ends of all chains, to be noted where those who can write the database cannot."""
    alias = using or router.db_for_write(AuditStream)
    rows = AuditStream._base_manager.using(alias).order_by("name")
    return [Head(row.name, row.sequence, row.digest) for row in rows]


def verify_stream(name: str, using: str) -> Verified:
    """One chain."""
    return _verified(name, using, ())


def _verified(name: str, alias: str, expected: Sequence[Head]) -> Verified:
    """Again where events were pruned meanwhile: they are missing, and nothing is wrong."""
    while True:
        verified = _Walk(name, alias).result(expected)
        pruned = AuditCheckpoint._base_manager.using(alias).filter(stream=name, sequence__gt=verified.start)
        if not (verified.problems and any(is_signed(row) for row in pruned)):
            return verified


class _Walk:
    """Along one chain."""

    def __init__(self, stream: str, alias: str) -> None:
        self.alias = alias
        self.verified = Verified(stream)
        self.digests: dict[int, str] = {}

    def result(self, expected: Sequence[Head]) -> Verified:
        name = self.verified.stream
        wanted = [head for head in expected if head.stream == name]
        end = AuditStream._base_manager.using(self.alias).filter(pk=name).first()
        last = self._checkpoint()
        self.verified.start = last.sequence
        known = self._follow(last, {head.sequence for head in wanted})
        self._compare_end(end, known)
        for head in wanted:
            self._compare(head, last)
        return self.verified

    def _problem(self, sequence: int, name: str, message: str) -> None:
        self.verified.problems.append(Problem(self.verified.stream, sequence, name, message))

    def _checkpoint(self) -> Head:
        """The last one that is signed: the chain begins after it."""
        last = Head(self.verified.stream, 0, START)
        rows = AuditCheckpoint._base_manager.using(self.alias).filter(stream=self.verified.stream)
        for row in rows.order_by("sequence"):
            if is_signed(row):
                last = Head(row.stream, row.sequence, row.digest)
                self.digests[row.sequence] = row.digest
            else:
                self._problem(row.sequence, "checkpoint", "The checkpoint has no valid signature.")
        return last

    def _events(self) -> Iterator[AuditEvent]:
        rows = AuditEvent._base_manager.using(self.alias).filter(stream=self.verified.stream)
        return rows.order_by("sequence").iterator(chunk_size=1_000)

    def _follow(self, last: Head, wanted: Container[int]) -> Head:
        """To the last event that is there; ``head`` stays at the last one before the first problem."""
        whole = True
        self.verified.head = last
        for event in self._events():
            if event.sequence <= self.verified.start:
                self._problem(event.sequence, "order", "The event is from before the last checkpoint.")
                continue
            whole = self._is_next(event, last) and whole
            last = Head(event.stream, event.sequence, event.digest)
            self.verified.events += 1
            if event.sequence in wanted:
                self.digests[event.sequence] = event.digest
            if whole:
                self.verified.head = last
        return last

    def _is_next(self, event: AuditEvent, last: Head) -> bool:
        before = len(self.verified.problems)
        if event.sequence != last.sequence + 1:
            missing = f"{last.sequence + 1} to {event.sequence - 1}"
            self._problem(last.sequence + 1, "cut", f"The events {missing} are missing.")
        elif event.previous != last.digest:
            self._problem(event.sequence, "order", "The event does not follow the one before it.")
        if not fits(event):
            self._problem(event.sequence, "forged", "The event was changed, or made without the secret.")
        return len(self.verified.problems) == before

    def _compare_end(self, end: AuditStream | None, last: Head) -> None:
        """Events that were written meanwhile come after the end that was read first, which is no problem."""
        if end is None or end.sequence < last.sequence:  # or was set back: then it still is
            end = AuditStream._base_manager.using(self.alias).filter(pk=self.verified.stream).first()
            if end is not None and end.sequence > last.sequence:
                return  # further events were written since the last one was read
        if end is None:
            if last.sequence:
                self._problem(last.sequence, "end", "The row of the chain's end is missing.")
        elif end.sequence > last.sequence:
            missing = f"{last.sequence + 1} to {end.sequence}"
            self._problem(last.sequence + 1, "cut", f"The events {missing} are missing at the end.")
        elif end.sequence < last.sequence or (end.digest != last.digest):
            self._problem(end.sequence, "end", "The row of the chain's end does not fit its last event.")

    def _compare(self, head: Head, checkpoint: Head) -> None:
        digest = self.digests.get(head.sequence)
        if digest is None and head.sequence < checkpoint.sequence:
            return  # pruned since
        if digest != head.digest:
            message = "The event that was expected is missing." if digest is None else "Another was expected."
            self._problem(head.sequence, "expected", message)
