"""The allow lists in the configuration folder: ``allow.list``, and ``allow.<namespace>.list``.

Either is a file, or a folder with a file ``<Operation>.graphql`` per operation.  Each of these is
an allow list of one operation, with its own fragments.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from django_graphgate.allowlist.digest import with_line_feeds
from django_graphgate.allowlist.file import parse_allow_list, render_allow_list
from django_graphgate.allowlist.listed import AllowList, ListedOperation, check_namespace
from django_graphgate.allowlist.storage import (
    MAX_BYTES,
    followed,
    locked,
    read_text,
    remove_leftovers,
    write_text,
)
from django_graphgate.errors import ConfigurationError

SUFFIX = ".graphql"
_FILE_NAME = re.compile(r"allow(?:\.(?P<namespace>.*))?\.list", re.DOTALL)


def allow_list_path(folder: Path, namespace: str = "") -> Path:
    """The path of a namespace's list.  Raises ``ConfigurationError`` for a name that is not valid."""
    check_namespace(namespace)
    return folder / (f"allow.{namespace}.list" if namespace else "allow.list")


def listed_namespaces(folder: Path) -> list[str]:
    """The namespaces that have a list in the folder, sorted; ``""`` is the one without a name.

    Raises ``ConfigurationError`` for a list whose namespace is not a possible one.
    """
    if not folder.is_dir():
        return []
    namespaces = (_namespace_of(path) for path in folder.iterdir())
    return sorted(namespace for namespace in namespaces if namespace is not None)


def read_allow_list(path: str | Path, *, namespace: str | None = None, strict: bool = False) -> AllowList:
    """The allow list of a file or folder.

    For a project's own tests too: a test may walk the operations and look at ``name``, ``kind``,
    ``document``, ``roles``.  The namespace follows from the file's name unless it is given.
    ``strict`` refuses what was changed by hand since the gate wrote it, as production does.
    Raises ``ConfigurationError`` with file, line and what is wrong; so does a missing file.
    """
    path = Path(path)
    if namespace is None:
        namespace = _namespace_of(path) or ""
    try:
        if path.is_dir():
            return _read_folder(followed(path), namespace, strict=strict)
        return parse_allow_list(read_text(path), namespace=namespace, strict=strict, source=str(path))
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"{path} is missing.", hint="Run graphgate_freeze, and ship what it writes."
        ) from error


def listed_operation(path: Path, name: str, *, namespace: str) -> ListedOperation | None:
    """The operation of that name as the file or folder lists it now; ``None`` where it lists none.

    A list that did not change since the last call is not parsed again.  Raises ``ConfigurationError``
    for a list that cannot be read.
    """
    if path.is_dir():
        path = followed(path) / f"{name}{SUFFIX}"
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return _parsed(path, namespace, (state.st_ino, state.st_mtime_ns, state.st_size)).get(name)


@functools.lru_cache(maxsize=64)
def _parsed(path: Path, namespace: str, _: tuple[int, int, int]) -> AllowList:
    return parse_allow_list(read_text(path), namespace=namespace, source=str(path))


def update_allow_list(
    path: str | Path,
    change: Callable[[AllowList], AllowList],
    *,
    namespace: str | None = None,
    timeout: float = 30.0,
) -> AllowList:
    """Change the allow list of a file or folder, and return what it is now.

    Of all processes that do so at once, each sees what the one before has written.  A list that
    does not exist begins empty, as a file.  Nothing is written when the text stays the same.
    Raises ``ConfigurationError`` for a list that cannot be read, which is then left as it is, and
    when another process holds the lock for ``timeout`` seconds.
    """
    path = Path(path)
    if namespace is None:
        namespace = _namespace_of(path) or ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{path.parent} cannot be made: {error.strerror}.") from error
    if path.is_symlink():
        raise ConfigurationError(f"{path} is a symbolic link, which is not followed here.")
    with locked(path, timeout=timeout):
        if path.exists():
            before = read_allow_list(path, namespace=namespace)
        else:
            before = AllowList(namespace=namespace)
        after = change(before)
        if after.namespace != before.namespace:
            raise ConfigurationError(f"{path} is the list of another namespace.")
        if path.is_dir():
            _write_folder(path, after)
        else:
            remove_leftovers(path.parent, path.name)
            write_text(path, render_allow_list(after))
    return after


def is_written(path: str | Path, allow_list: AllowList) -> bool:
    """Whether the file or folder holds the list as :func:`update_allow_list` writes it.

    Raises ``ConfigurationError`` as reading does; a missing file is not written.
    """
    try:
        return all(read_text(each) == text for each, text in _written(Path(path), allow_list).items())
    except FileNotFoundError:
        return False


def _written(path: Path, allow_list: AllowList) -> dict[Path, str]:
    """The text of each file of a list, in a folder where there is one."""
    if not path.is_dir():
        return {path: render_allow_list(allow_list)}
    return {path / name: text for name, text in _single_files(allow_list).items()}


def written_list_digest(path: Path, allow_list: AllowList) -> str:
    """What :func:`stored_list_digest` is while the file or folder holds this list, as it is written."""
    return _digest(_written(path, allow_list))


def stored_list_digest(path: Path) -> str:
    """sha256 of the file or folder as it is now; line ends of another system do not count.

    Raises ``ConfigurationError`` for what cannot be read.
    """
    if not path.is_dir():
        return _digest({path: read_text(path)})
    left, texts = MAX_BYTES, dict[Path, str]()
    for file in followed(path).glob(f"[!.]*{SUFFIX}"):
        with contextlib.suppress(FileNotFoundError):  # another process has just removed it
            texts[file] = read_text(file, max_bytes=left)
            left -= len(texts[file].encode())
    return _digest(texts)


def _digest(texts: Mapping[Path, str]) -> str:
    digest = hashlib.sha256()
    for file, text in sorted(texts.items()):
        digest.update(f"{file.name}\0{with_line_feeds(text)}\0".encode())
    return digest.hexdigest()


def _namespace_of(path: Path) -> str | None:
    """The namespace of a list, by the name of its file; ``None`` for any other file."""
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        return None
    if match["namespace"] is None:
        return ""
    check_namespace(match["namespace"] or ".")
    return match["namespace"]


def _read_folder(folder: Path, namespace: str, *, strict: bool) -> AllowList:
    operations: list[ListedOperation] = []
    left = MAX_BYTES
    for path in sorted(folder.glob(f"[!.]*{SUFFIX}")):
        with contextlib.suppress(FileNotFoundError):  # another process has just removed it
            text = read_text(path, max_bytes=left)
            left -= len(text.encode())
            operations.append(_only_operation(path, text, namespace, strict=strict))
    return AllowList(namespace=namespace, operations=tuple(operations))


def _only_operation(path: Path, text: str, namespace: str, *, strict: bool) -> ListedOperation:
    allow_list = parse_allow_list(text, namespace=namespace, strict=strict, source=str(path))
    if [operation.name for operation in allow_list] != [path.name.removesuffix(SUFFIX)]:
        raise ConfigurationError(f"{path} must hold one operation, named like the file.")
    operation = allow_list.operations[0]
    comments = (allow_list.header, operation.comment, allow_list.footer)
    return replace(operation, comment="\n".join(comment for comment in comments if comment))


def _write_folder(folder: Path, allow_list: AllowList) -> None:
    """Write and remove single files: a reader finds each operation old or new, never half of one."""
    files = _single_files(allow_list)
    remove_leftovers(folder)
    for name, text in files.items():
        write_text(folder / name, text)
    for path in folder.glob(f"[!.]*{SUFFIX}"):
        if path.name not in files:
            path.unlink()


def _single_files(allow_list: AllowList) -> dict[str, str]:
    """The text of each operation's file, by the file's name."""
    files: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for operation in allow_list:
        other = spellings.setdefault(operation.name.lower(), operation.name)
        if other != operation.name:
            raise ConfigurationError(
                f"The operations {other} and {operation.name} would be one file where case does not count.",
                hint="Rename one of them, or keep the list in one file.",
            )
        single = AllowList(namespace=allow_list.namespace, operations=(operation,))
        files[f"{operation.name}{SUFFIX}"] = render_allow_list(single)
    return files
