"""The catalogue that statements are made for: with the types that the databases say their columns have."""

from __future__ import annotations

import logging

from django_graphgate.catalog import get_catalog
from django_graphgate.catalog.stored import Fitted, fit_catalog
from django_graphgate.errors import ConfigurationError
from django_graphgate.ir.catalog import Catalog

logger = logging.getLogger(__name__)


class FittedCatalog:
    """Asks the databases once what their columns are; until then it holds what the models say."""

    def __init__(self) -> None:
        self._fitted: Fitted | None = None
        self.is_fitted = False
        """The databases have been asked."""

    @property
    def catalog(self) -> Catalog:
        """The catalogue as far as it is known."""
        return get_catalog() if self._fitted is None else self._fitted.catalog

    @property
    def refitted(self) -> frozenset[str]:
        """Labels of models whose frozen statements cannot be used."""
        return frozenset() if self._fitted is None else self._fitted.models

    def fit(self) -> None:
        """Ask the databases; raises ``ConfigurationError`` for a column that cannot be read."""
        self._fitted = fit_catalog(get_catalog()).checked()
        self.is_fitted = True

    def fit_early(self) -> None:
        """:meth:`fit` before any request; the first request asks again where a database does not answer now."""
        try:
            self.fit()
        except ConfigurationError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the first request meets it again
            logger.warning("graphgate: the columns' types are not known yet: %s", error)
