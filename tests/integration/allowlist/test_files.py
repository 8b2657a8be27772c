"""The lists on disk: hostile folders, writers that are killed, and many writers at once."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from graphql import parse

from django_graphgate.allowlist import storage
from django_graphgate.allowlist.files import (
    allow_list_path,
    listed_namespaces,
    listed_operation,
    read_allow_list,
    update_allow_list,
)
from django_graphgate.allowlist.listed import AllowList, ListedOperation, list_operation
from django_graphgate.allowlist.storage import MAX_BYTES, locked, read_text, write_text
from django_graphgate.errors import ConfigurationError
from tests.support.waiting import until


def operation(name: str, body: str = "a", namespace: str = "") -> ListedOperation:
    return list_operation(f"query {name} {{ {body} }}", namespace=namespace)


def add(path: Path, *operations: ListedOperation) -> AllowList:
    return update_allow_list(path, lambda allow_list: allow_list.with_operations(operations))


def message_of(path: Path, *, strict: bool = False) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_allow_list(path, strict=strict)
    assert caught.value.code == "GATE_MISCONFIGURED"
    return caught.value.message


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


# ---------------------------------------------------------------------------------------- where


@pytest.mark.parametrize("namespace", ["../x", "a/b", "..", "A", "x\x00"])
def test_a_namespace_cannot_name_another_folder(tmp_path: Path, namespace: str) -> None:
    with pytest.raises(ConfigurationError, match="not the name of a namespace"):
        allow_list_path(tmp_path, namespace)


def test_namespaces_are_those_that_have_a_list(tmp_path: Path) -> None:
    assert listed_namespaces(tmp_path / "missing") == []
    for name in (
        "allow.list",
        "allow.web.list",
        "allow.lock",
        ".allow.list.lock",
        "roles.json",
        "allow.web.list~",
    ):
        (tmp_path / name).touch()
    (tmp_path / "allow.ios.list").mkdir()
    assert listed_namespaces(tmp_path) == ["", "ios", "web"]
    assert [allow_list_path(tmp_path, n).name for n in ("", "ios")] == ["allow.list", "allow.ios.list"]


@pytest.mark.parametrize("name", ["allow.Web.list", "allow.a.b.list", "allow..list", "allow. .list"])
def test_a_list_with_an_impossible_namespace_is_not_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ConfigurationError, match="not the name of a namespace"):
        listed_namespaces(tmp_path)


# -------------------------------------------------------------------------------------- reading


def test_a_missing_file_is_an_error_and_not_an_empty_list(tmp_path: Path) -> None:
    assert message_of(tmp_path / "allow.list") == f"{tmp_path / 'allow.list'} is missing."


def config_map(folder: Path, **files: str) -> None:
    """A folder as Kubernetes mounts it: ``name`` → ``..data/name``, ``..data`` → ``..<time>``."""
    release = folder / "..2026_11_30_07_00_00.1"
    release.mkdir(parents=True)
    (folder / "..data").symlink_to(release.name)
    for name, text in files.items():
        (release / name).write_text(text)
        (folder / name).symlink_to(f"..data/{name}")


def test_links_of_a_config_map_are_read_and_not_written(tmp_path: Path) -> None:
    add(tmp_path / "written.list", operation("A"))
    text = (tmp_path / "written.list").read_text()
    folder = tmp_path / "config"
    config_map(folder, **{"allow.list": text})
    assert [one.name for one in read_allow_list(folder / "allow.list", strict=True)] == ["A"]
    with pytest.raises(ConfigurationError, match="is a symbolic link"):
        add(folder / "allow.list", operation("B"))
    with pytest.raises(ConfigurationError, match="is a symbolic link"):
        write_text(folder / "allow.list", "x")
    assert (folder / "..data" / "allow.list").read_text() == text
    assert (folder / "allow.list").is_symlink()


def test_folder_of_operations_may_be_a_config_map(tmp_path: Path) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    add(folder, operation("A"))
    text = (folder / "A.graphql").read_text()
    mounted = tmp_path / "config" / "allow.list"
    config_map(mounted, **{"A.graphql": text})
    assert [one.name for one in read_allow_list(mounted)] == ["A"]
    assert listed_operation(mounted, "A", namespace="") is not None


def test_switch_of_a_config_map_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config_map(tmp_path, **{"allow.lock": "old"})
    release = tmp_path / "..2026_11_30_07_00_01.2"
    release.mkdir()
    (release / "allow.lock").write_text("new")
    follow = storage.followed

    def switched(path: Path) -> Path:
        found = follow(path)
        if found.read_text() == "old":
            (tmp_path / "..data").unlink()
            (tmp_path / "..data").symlink_to(release.name)
            found.unlink()
        return found

    monkeypatch.setattr(storage, "followed", switched)
    assert read_text(tmp_path / "allow.lock") == "new"


@pytest.mark.parametrize(
    "target", ["../secret", "..data/../../secret", "/etc/hostname", "nowhere", "allow.list"]
)
def test_a_symbolic_link_out_of_the_folder_is_not_followed(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "config"
    config_map(folder, **{"allow.web.list": ""})
    (tmp_path / "secret").write_text("query S { secret }")
    (folder / "allow.list").symlink_to(target)
    assert "is a symbolic link out of its folder" in message_of(folder / "allow.list")


def test_a_link_through_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "allow.list").write_text("query S { secret }")
    (tmp_path / "config" / "..data").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "config" / "allow.list").symlink_to("..data/allow.list")
    assert "is a symbolic link out of its folder" in message_of(tmp_path / "config" / "allow.list")


def test_a_symbolic_link_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "allow.gone.list").symlink_to(tmp_path / "nowhere")
    assert "is a symbolic link" in message_of(tmp_path / "allow.gone.list")
    with pytest.raises(ConfigurationError, match="is a symbolic link"):
        add(tmp_path / "allow.gone.list", operation("B", namespace="gone"))
    assert not (tmp_path / "nowhere").exists()


def test_a_symbolic_link_in_a_folder_of_operations_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    add(folder, operation("A"))
    (tmp_path / "B.graphql").write_text("query B { secret }")
    (folder / "B.graphql").symlink_to(tmp_path / "B.graphql")
    assert "is a symbolic link" in message_of(folder)
    (folder / "B.graphql").unlink()
    (tmp_path / "allow.web.list").symlink_to(folder)
    with pytest.raises(ConfigurationError, match="is a symbolic link"):
        add(tmp_path / "allow.web.list", operation("B", namespace="web"))


def test_a_folder_above_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "current").symlink_to(tmp_path / "release")
    add(tmp_path / "current" / "allow.list", operation("A"))
    assert len(read_allow_list(tmp_path / "release" / "allow.list", strict=True)) == 1


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "allow.list")
    assert "is not a regular file" in message_of(tmp_path / "allow.list")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert f"is larger than {MAX_BYTES} bytes" in message_of(path)
    with pytest.raises(ConfigurationError, match="larger than 3 bytes"):
        read_text(path, max_bytes=3)


def test_a_folder_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    for name in ("A", "B"):
        (folder / f"{name}.graphql").write_text(f"query {name} {{ a }} #" + "x" * (MAX_BYTES // 2))
    assert "B.graphql is larger than" in message_of(folder)


@pytest.mark.parametrize(
    "content", [b"query A { a } # \xff", b"\xff\xfeq\x00", b"# \xed\xa0\x80", b"# \xc0\xaf"]
)
def test_what_is_not_utf_8_is_refused_with_its_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "allow.list"
    path.write_bytes(b"\n\n" + content)
    assert message_of(path) == f"{path}, line 3: This is not UTF-8."


def test_an_unreadable_file_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "allow.list" / "A.graphql"
    path.mkdir(parents=True)
    assert message_of(tmp_path / "allow.list") == f"{path} is not a regular file."
    (tmp_path / "roles.json").touch()
    assert "cannot be read: Not a directory" in message_of(tmp_path / "roles.json" / "allow.list")


def test_messages_name_the_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "allow.web.list"
    path.write_text("query A { a }\n{ b }\n")
    assert message_of(path) == f"{path}, line 2: This operation has no name."


def test_the_namespace_follows_from_the_name_of_the_file(tmp_path: Path) -> None:
    for name, namespace in [("allow.list", ""), ("allow.web.list", "web"), ("other.txt", "")]:
        path = tmp_path / name
        path.write_text("query A { a }")
        assert read_allow_list(path).namespace == namespace
        assert read_allow_list(str(path), namespace="x").operations[0].namespace == "x"


# -------------------------------------------------------------------------------------- writing


def test_the_first_operation_makes_folder_and_file(tmp_path: Path) -> None:
    path = tmp_path / "config" / "allow.list"
    assert add(path, operation("A")) == read_allow_list(path, strict=True)
    assert names_in(path.parent) == ["allow.list"]
    parse(path.read_text())


def test_nothing_is_written_when_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    add(path, operation("A"))
    before = path.stat()
    add(path, operation("A"))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_text(path, path.read_text()) is False
    assert write_text(path, "other") is True


def test_a_hand_edit_survives_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    add(path, operation("A"))
    path.write_text(path.read_text().replace("query A { a }", "# mine\nquery A {\n   a, b # both\n}"))
    add(path, operation("B"))
    found = read_allow_list(path, strict=True)
    assert [(o.name, o.comment, o.document) for o in found] == [
        ("A", "mine", "query A {\n   a, b # both\n}"),
        ("B", "", "query B { a }"),
    ]


def test_a_broken_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    path.write_text("query A {")
    with pytest.raises(ConfigurationError):
        add(path, operation("B"))
    assert path.read_text() == "query A {"
    assert names_in(tmp_path) == ["allow.list"]


def test_a_change_that_fails_leaves_the_file_and_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    add(path, operation("A"))
    before = path.read_bytes()

    def fail(_: AllowList) -> AllowList:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update_allow_list(path, fail)
    assert path.read_bytes() == before
    add(path, operation("B"))


def test_a_list_of_another_namespace_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="another namespace"):
        update_allow_list(tmp_path / "allow.list", lambda _: AllowList(namespace="web"))
    assert names_in(tmp_path) == []


def test_the_mode_of_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    add(path, operation("A"))
    path.chmod(0o664)
    previous = os.umask(0o077)
    try:
        add(path, operation("B"))
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config").touch()
    with pytest.raises(ConfigurationError, match="cannot be made"):
        add(tmp_path / "config" / "allow.list", operation("A"))


def test_a_text_without_utf_8_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="half a character"):
        write_text(tmp_path / "x", "\ud800")
    assert names_in(tmp_path) == []


def test_whoever_waits_too_long_for_the_lock_gets_an_error(tmp_path: Path) -> None:
    path = tmp_path / "allow.list"
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(path):
            entered.set()
            leave.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert entered.wait(30)
        with pytest.raises(ConfigurationError, match=r"Another process has been writing .* for 0\.2 seconds"):
            update_allow_list(path, lambda allow_list: allow_list, timeout=0.2)
    finally:
        leave.set()
        holder.join()


def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".allow.list.lock").symlink_to(tmp_path / "victim")
    with pytest.raises(ConfigurationError, match="cannot be locked"):
        add(tmp_path / "allow.list", operation("A"))
    assert not (tmp_path / "victim").exists()


# ------------------------------------------------------------------- a file for each operation


def test_a_folder_holds_a_file_for_each_operation(tmp_path: Path) -> None:
    folder = tmp_path / "allow.web.list"
    folder.mkdir()
    one = list_operation("query A { ...F } fragment F on T { a }", namespace="web", comment="about A")
    other = list_operation("query B { ...F } fragment F on T { b }", namespace="web")
    expected = AllowList(namespace="web", operations=(one, other))
    assert add(folder, one, other) == read_allow_list(folder, strict=True) == expected
    assert names_in(folder) == ["A.graphql", "B.graphql"]
    unchanged = (folder / "A.graphql").stat().st_ino
    update_allow_list(folder, lambda allow_list: allow_list.without(["B"]))
    assert names_in(folder) == ["A.graphql"]
    assert (folder / "A.graphql").stat().st_ino == unchanged


def test_a_folder_may_hold_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    (folder / "README.md").write_text("how we name operations")
    (folder / ".A.graphql.swp").write_text("an editor's")
    (folder / ".#A.graphql").symlink_to("an editor's")
    add(folder, operation("A"))
    update_allow_list(folder, lambda allow_list: allow_list.without(["A"]))
    assert names_in(folder) == [".#A.graphql", ".A.graphql.swp", "README.md"]


def test_the_comments_of_a_file_by_hand_are_kept_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    (folder / "A.graphql").write_text("# above\nquery A { a }\n\n# below\n")
    add(folder, operation("B"))
    assert [(o.name, o.comment) for o in read_allow_list(folder, strict=True)] == [
        ("A", "above\nbelow"),
        ("B", ""),
    ]


@pytest.mark.parametrize("text", ["query B { b }", "query A { a } query B { b }", "# nothing", ""])
def test_a_file_of_a_folder_holds_the_operation_it_is_named_for(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    (folder / "A.graphql").write_text(text)
    assert message_of(folder) == f"{folder / 'A.graphql'} must hold one operation, named like the file."


def test_names_that_differ_only_in_case_do_not_fit_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "allow.list"
    folder.mkdir()
    with pytest.raises(ConfigurationError, match="would be one file where case does not count"):
        add(folder, operation("getA"), operation("getB"), operation("GetA"))
    assert names_in(folder) == []


# ----------------------------------------------------------------------- many writers, and kills

WRITER = """
import sys, itertools
from django_graphgate.allowlist.files import update_allow_list
from django_graphgate.allowlist.listed import list_operation
path, prefix, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(count) if count else itertools.count():
    operation = list_operation(f"query {prefix}{number % 300} {{ a(n: {number}) }}", comment="x" * 2000)
    update_allow_list(path, lambda allow_list: allow_list.with_operations([operation]), timeout=120)
"""


def writer(path: Path, prefix: str, count: int = 0) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path), prefix, str(count)])


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["file", "folder"])
def test_eight_processes_that_add_at_once_lose_nothing(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "allow.list"
    if layout == "folder":
        path.mkdir()
    writers = [writer(path, prefix, 25) for prefix in "ABCDEFGH"]
    assert [process.wait(180) for process in writers] == [0] * 8
    found = read_allow_list(path, strict=True)
    assert {o.name for o in found} == {f"{prefix}{number}" for prefix in "ABCDEFGH" for number in range(25)}
    assert len(names_in(path if path.is_dir() else tmp_path)) == (200 if path.is_dir() else 1)


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["file", "folder"])
def test_a_writer_that_is_killed_leaves_the_old_or_the_new_file(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "allow.list"
    if layout == "folder":
        path.mkdir()
    first, chance = operation("First"), random.Random(3)
    for _ in range(12):
        update_allow_list(path, lambda _: AllowList(operations=(first,)))
        process = writer(path, "Q")
        until(lambda: len(read_allow_list(path, strict=True)) > 1)
        time.sleep(chance.random() / 20)
        process.kill()
        assert process.wait(60) == -signal.SIGKILL
        found = read_allow_list(path, strict=True)
        assert found.get("First") == first
        assert len(found) > 1
    update_allow_list(path, lambda _: AllowList(operations=(first,)))
    add(path, operation("Last"))
    left = names_in(path if path.is_dir() else tmp_path)
    assert left == (["First.graphql", "Last.graphql"] if path.is_dir() else ["allow.list"])


def test_a_kill_between_write_and_rename_leaves_the_old_file(tmp_path: Path) -> None:
    """Stops the process at each system call that matters, instead of at a random time."""
    path = tmp_path / "allow.list"
    add(path, operation("Old"))
    before = path.read_bytes()
    for call in ("fsync", "replace"):
        program = f"import os; os.{call} = lambda *_: os.kill(os.getpid(), 9)\n" + WRITER
        killed = subprocess.run(
            [sys.executable, "-c", program, str(path), "New", "1"], check=False, timeout=60
        )
        assert killed.returncode == -signal.SIGKILL
        assert path.read_bytes() == before
        assert len(names_in(tmp_path)) == 2, "the temporary file is there"
    add(path, operation("New"))
    assert names_in(tmp_path) == ["allow.list"]
    assert len(read_allow_list(path, strict=True)) == 2
