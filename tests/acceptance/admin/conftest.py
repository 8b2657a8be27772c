"""A browser in front of the tests' project, and a person who looks at its window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page

from django_graphgate.testing import graphgate_mode
from tests.support.browsing import chromium

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

Open = Callable[..., Page]


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    """The folder of a development server: operations may be written into its allow list."""
    with graphgate_mode("development", CONFIG_DIR=tmp_path):
        yield tmp_path


@pytest.fixture
def address(transactional_db: None, config: Path, settings: Any) -> Iterator[str]:
    """A server with the admin, the API, and a strict content security policy."""
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.ROOT_URLCONF = "tests.support.admin.urls"
    settings.MIDDLEWARE = ["tests.support.admin.policy.strict", *django_settings.MIDDLEWARE]
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()
    server.join()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # the library's own event loop is of the thread in which the test uses Django's models
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """A new window in which the superuser is signed in; no script may fail, and none be refused."""
    user = User.objects.create_superuser("chief")
    client = Client()
    client.force_login(user)
    complaints: list[str] = []

    def open_page(viewport: dict[str, int] = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(base_url=address, viewport=viewport, **options)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        return page

    yield open_page
    assert [line for line in complaints if "favicon" not in line and "404" not in line] == []


def picture(page: Page, name: str) -> None:
    """A picture of the whole page, where somebody wants to look at it."""
    folder = os.environ.get("GRAPHGATE_TEST_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
