"""For suites of pytest: ``--graphgate-policy`` runs a policy as a test, ``graphgate_exposure`` is what it looks at.

pytest loads this in every project of the environment where the package is installed, so that nothing else of the
package, and nothing of Django, is imported before somebody asks.
"""

from __future__ import annotations

from typing import Any, Final

import pytest

_OPTION: Final = "--graphgate-policy"


def pytest_addoption(parser: Any) -> None:
    """Add the option."""
    parser.getgroup("graphgate").addoption(
        _OPTION,
        metavar="FILE",
        help="Run a policy of django-graphgate as a test, such as config/policy.toml.",
    )


@pytest.hookimpl(trylast=True)  # type: ignore[untyped-decorator,unused-ignore]
def pytest_collection_modifyitems(session: Any, config: Any, items: list[Any]) -> None:
    """Add the test; selections by name or marker do not take it away."""
    path = config.getoption(_OPTION)
    if path is not None:
        items.append(PolicyItem.from_parent(session, name="graphgate-policy", policy=path))


class PolicyItem(pytest.Item):  # type: ignore[misc,unused-ignore]
    """The test that fails with a line for each violation."""

    def __init__(self, *, policy: str, **options: Any) -> None:
        super().__init__(**options)
        self.policy = policy

    def runtest(self) -> None:
        """Compare what is exposed with the policy."""
        from django_graphgate.testing import assert_policy

        assert_policy(self.config.invocation_params.dir / self.policy)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The violations, or what is wrong with the policy, without a traceback."""
        from django_graphgate.errors import ConfigurationError

        if excinfo.errisinstance((AssertionError, ConfigurationError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, None, str]:
        """How the report calls the test."""
        return self.path, None, f"graphgate policy {self.policy}"


@pytest.fixture(scope="session")  # type: ignore[untyped-decorator,unused-ignore]
def graphgate_exposure() -> Any:
    """What the frozen files expose, computed once."""
    from django_graphgate.testing import exposure

    return exposure()
