from tests.support.views.fixtures import development  # noqa: F401
