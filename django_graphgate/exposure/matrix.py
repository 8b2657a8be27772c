"""What is exposed to whom, from the files of the configuration folder."""

from __future__ import annotations

from pathlib import Path

from django_graphgate.conf import Settings
from django_graphgate.exposure.entry import Exposed


def exposure_of_files(settings: Settings, folder: Path) -> tuple[Exposed, ...]:
    """What all operations and actions of the folder do for each role; no database is asked.

    Raises ``ConfigurationError`` for files that are missing, broken, or do not fit the models.
    """
    raise NotImplementedError
