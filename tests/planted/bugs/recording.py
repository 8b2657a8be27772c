"""Planted bugs: what development records."""

from __future__ import annotations

from tests.planted.bug import Bug

RECORDING = "tests/integration/gate/test_recording.py"
DIRECTIVES = "tests/integration/gate/test_recorded_directives.py"

BUGS = (
    Bug(
        "operation known to the database and missing from the file",
        "allowlist/recorder.py",
        "and (not row.current or self._in_file())",
        "and self.path.exists()",
        (RECORDING, "-k", "file_lacks or folder_that_lacks"),
    ),
    Bug(
        "rows committed before the file is written",
        "allowlist/recorder.py",
        """        with transaction.atomic(using=self.alias):
            update_allow_list(self.path, self._under_lock, namespace=self.recording.namespace)
""",
        """        update_allow_list(self.path, self._under_lock, namespace=self.recording.namespace)
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
    Bug(
        "statements of superseded rules kept",
        "statements/store.py",
        "self._ready.keep(lambda key: access.fingerprints.get(key[2], \"\") == key[3])",
        "pass",
        ("tests/integration/gate/test_memory.py",),
    ),
    Bug(
        "statements counted, not weighed",
        "statements/store.py",
        "settings.STATEMENT_CACHE, settings.STATEMENT_MEMORY * 1_000_000, _size",
        "settings.STATEMENT_CACHE, settings.STATEMENT_MEMORY * 1_000_000",
        ("tests/integration/gate/test_memory.py",),
    ),
    Bug(
        "broken chunk is nobody's fault",
        "views/requests.py",
        "    except Exception:  # noqa: BLE001 - servers",
        "    except (OSError, ValueError):  # noqa: BLE001 - servers",
        ("tests/acceptance/views/test_servers.py", "-k", "malformed_chunk and gunicorn"),
    ),
    Bug(
        "any text in the URL names a document",
        "views/requests.py",
        "if document_id is not None and not _DOCUMENT_ID.fullmatch(document_id):",
        "if document_id is not None and not _DOCUMENT_ID.match(document_id):",
        ("tests/integration/views/test_graphql.py", "-k", "url_of_no_document"),
    ),
    Bug(
        "directive of a person overwritten by the next run",
        "allowlist/recorder.py",
        "if states_access(in_file.document):",
        "if False:",
        (DIRECTIVES, "-k", "person"),
    ),
    Bug(
        "operation recorded without a directive",
        "statements/development.py",
        "adds = self.require_auth and bool(info.name) and not info.access.is_stated",
        "adds = False",
        (DIRECTIVES, "-k", "writes_another"),
    ),
    Bug(
        "older text gets round the directive of the list",
        "publishing/freeze.py",
        "return undirected == undirected_digest(listed.document) and not self._is_retired(version)",
        "return False",
        ("tests/integration/views/test_recorded_access.py", "-k", "yesterday"),
    ),
    Bug(
        "production loads what does not say who may run it",
        "statements/opening.py",
        "operations.check_stated()",
        "pass",
        (DIRECTIVES, "-k", "strict"),
    ),
    Bug(
        "password of an example kept in the allow list",
        "statements/saving.py",
        "return HIDDEN if isinstance(value, str) and looks_secret(name) else value",
        "return value",
        (RECORDING, "-k", "looks_secret"),
    ),
)
