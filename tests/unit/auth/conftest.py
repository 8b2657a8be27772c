from tests.support.auth.fixtures import nobody_failed_yet  # noqa: F401
