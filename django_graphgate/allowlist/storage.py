"""Text files of the configuration folder: bounded reads, whole writes, one writer at a time.

Reading follows a symbolic link that stays inside its folder, as Kubernetes mounts a ConfigMap
(``allow.list`` → ``..data/allow.list``).  Writing follows none in the last part of a path.  Folders above may be links,
as deployments that switch releases make them.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from django_graphgate.errors import ConfigurationError

MAX_BYTES = 20_000_000
"""Largest file that is read."""

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_TEMPORARY = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}\.tmp", re.DOTALL)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """The text of a regular file in UTF-8.

    Raises ``FileNotFoundError`` when there is none, and ``ConfigurationError`` for a symbolic link out of
    its folder, for anything else that is no regular file, and for one that is too large, unreadable or not UTF-8.
    """
    content = read_bytes(path, max_bytes=max_bytes)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{path}, line {line}: This is not UTF-8.") from error


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file.  Raises as :func:`read_text`, but for what is not UTF-8."""
    content = _read_followed(path, max_bytes + 1)
    if len(content) > max_bytes:
        raise ConfigurationError(f"{path} is larger than {max_bytes} bytes.")
    return content


def write_text(path: Path, text: str) -> bool:
    """Make the file hold this text, and tell whether it held another before.

    Whoever reads meanwhile, or after the process was killed at any point, finds the old text or
    the new one.  Call it under :func:`locked` when others may write too.  Raises
    ``ConfigurationError`` when the file cannot be written.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise ConfigurationError(f"The text for {path} holds half a character.") from error
    try:
        before: bytes | None = _read_bytes(path, len(content) + 1)
    except FileNotFoundError:
        before = None
    if before == content:
        return False
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        mode = 0o666 if before is None else stat.S_IMODE(path.stat().st_mode)
        _write_new(temporary, content, mode, keep_mode=before is not None)
        os.replace(temporary, path)  # noqa: PTH105 -- the pair of calls reads best side by side
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ConfigurationError(f"{path} cannot be written: {error}.") from error
    return True


@contextlib.contextmanager
def locked(path: Path, *, timeout: float = 30.0) -> Iterator[None]:
    """Hold the right to write ``path``, among all processes on this machine.

    The lock file is next to it and stays there; the operating system frees it when a process
    dies.  Raises ``ConfigurationError`` after ``timeout`` seconds, or when there is no such folder.
    """
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=timeout)
    except Timeout as error:
        raise ConfigurationError(
            f"Another process has been writing {path} for {timeout:g} seconds."
        ) from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be locked: {error}.") from error
    try:
        yield
    finally:
        lock.release()


def remove_leftovers(folder: Path, name: str | None = None) -> None:
    """Remove what killed writers of one file, or of all files in the folder, have left.

    Only under the lock of what is removed.
    """
    for path in folder.iterdir():
        match = _TEMPORARY.fullmatch(path.name)
        if match is not None and name in {None, match["name"]}:
            path.unlink(missing_ok=True)


def followed(path: Path) -> Path:
    """Where a path leads; raises ``ConfigurationError`` for a symbolic link that leaves the folder it is in."""
    if not path.is_symlink():
        return path
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # to nothing, or in a circle
        target = None
    if target is None or not target.is_relative_to(path.parent.resolve()):
        raise ConfigurationError(f"{path} is a symbolic link out of its folder, which is not followed.")
    return target


_SWITCHES = 5
"""How often a link may be switched while its file is opened."""


def _read_followed(path: Path, at_most: int) -> bytes:
    for _ in range(_SWITCHES):
        try:
            return _read_bytes(followed(path), at_most)
        except FileNotFoundError:  # a ConfigMap's link was just switched, and the old file is gone
            if not path.is_symlink():
                raise
    raise ConfigurationError(f"{path} is a symbolic link that leads to nothing.")


def _read_bytes(path: Path, at_most: int) -> bytes:
    if path.is_symlink():
        raise ConfigurationError(f"{path} is a symbolic link, which is not followed here.")
    try:
        descriptor = os.open(path, _READ)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ConfigurationError(f"{path} is not a regular file.")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(at_most)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error


def _write_new(path: Path, content: bytes, mode: int, *, keep_mode: bool) -> None:
    descriptor = os.open(path, _CREATE, mode)
    with os.fdopen(descriptor, "wb") as file:
        if keep_mode and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)  # the umask took from the mode that open() was given
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Make the new name last.  Not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
