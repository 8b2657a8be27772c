"""A thousand models: the catalogue of them is built in less than two seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import random, time
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"], USE_TZ=True)
django.setup()
from django.db import models

dice = random.Random(1)
KINDS = [
    lambda: models.CharField(max_length=50, null=True),
    lambda: models.IntegerField(),
    lambda: models.DateTimeField(null=True),
    lambda: models.DecimalField(max_digits=10, decimal_places=2),
]
for number in range(1000):
    fields = {f"field{index}": dice.choice(KINDS)() for index in range(10)}
    for index in range(3):
        target = f"auth.Thing{dice.randrange(1000)}"
        fields[f"link{index}"] = models.ForeignKey(target, models.CASCADE, related_name=f"back_{number}_{index}")
    if number % 5 == 0:
        target = f"auth.Thing{dice.randrange(1000)}"
        fields["many"] = models.ManyToManyField(target, related_name=f"many_back_{number}")
    meta = type("Meta", (), {"app_label": "auth"})
    type(f"Thing{number}", (models.Model,), {"__module__": "django.contrib.auth.models", "Meta": meta, **fields})

from django_graphgate.catalog.build import build_catalog
start = time.process_time()
catalog = build_catalog(["auth"]).catalog
built = time.process_time()
catalog.fingerprint()
print(len(catalog.tables), built - start, time.process_time() - built)
"""


def test_thousand_models_take_long() -> None:
    """Seconds of the processor: other processes on the machine do not count."""
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", SCRIPT]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    tables, catalog, fingerprint = (float(part) for part in done.stdout.split())
    assert tables == 1003
    assert catalog + fingerprint < 2
