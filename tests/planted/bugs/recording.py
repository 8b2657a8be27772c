"""Planted bugs: what development records."""

from __future__ import annotations

from tests.planted.bug import Bug

RECORDING = "tests/gate/test_recording.py"

BUGS = (
    Bug(
        "operation known to the database and missing from the file",
        "allowlist/recorder.py",
        "and (not row.current or self._in_file())",
        "and allow_list_path(self.folder, self.listed.namespace).exists()",
        (RECORDING, "-k", "file_lacks or folder_that_lacks"),
    ),
    Bug(
        "rows committed before the file is written",
        "allowlist/recorder.py",
        """        with transaction.atomic(using=self.alias):
            update_allow_list(path, self._under_lock, namespace=self.listed.namespace)
""",
        """        update_allow_list(path, self._under_lock, namespace=self.listed.namespace)
""",
        (RECORDING, "-k", "no_file_can_hold"),
    ),
    Bug(
        "hand edit overwritten by the next role",
        "allowlist/recorder.py",
        "in_file.digest != row.digest and (wins or not row.current):",
        "in_file.digest != row.digest and not row.current:",
        (RECORDING, "-k", "hand_edit"),
    ),
)
