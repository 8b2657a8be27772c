"""The front page in a browser: somebody likes an airport, and reviews it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.example_project.copies import ROOT, Atlas, environment, manage
from tests.support.browsing import chromium
from tests.support.waiting import until

pytestmark = pytest.mark.slow


@pytest.fixture
def page(rows: Atlas, tmp_path: Path) -> Iterator[Page]:
    """The atlas in development mode, in a window in which the administrator is signed in."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"127.0.0.1:{unused.getsockname()[1]}"
    home = environment(
        tmp_path,
        **rows.variables,
        DJANGO_DEBUG="1",
        GRAPHGATE_PRODUCTION="0",
        GRAPHGATE_CONFIG_DIR=str(tmp_path / "config"),
    )
    (tmp_path / "config").mkdir()
    command = [sys.executable, "manage.py", "runserver", address, "--noreload", "--skip-checks"]
    with subprocess.Popen(command, cwd=ROOT, env=home, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://{address}/", server)
            with chromium() as browser:
                page = browser.new_context(base_url=f"http://{address}").new_page()
                page.goto("/admin/login/?next=/")
                page.fill("#id_username", "admin")
                page.fill("#id_password", "atlas")
                page.click("[type=submit]")
                yield page
        finally:
            server.terminate()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert server.poll() is None, "the server has ended"
        try:
            urlopen(url).close()
        except OSError:
            return False
        return True

    until(answers)


def test_what_is_written_on_the_page_is_lost(page: Page, rows: Atlas) -> None:
    airport = page.locator("#airport")
    airport.get_by_role("button", name="Add to favourites").click()
    expect(airport.get_by_role("button", name="★ Favourite")).to_be_visible()
    airport.get_by_label("Your review").fill("")
    airport.get_by_role("button", name="Save").click()
    expect(page.locator("#status")).to_have_text(re.compile(r"text: This field cannot be blank\."))
    airport.get_by_label("Your review").fill("Good <b>coffee</b>.")
    airport.get_by_label("Stars").select_option("4")
    airport.get_by_role("button", name="Save").click()
    expect(airport.get_by_role("button", name="Change")).to_be_visible()
    expect(airport.locator("blockquote").first).to_contain_text("Good <b>coffee</b>.")
    review = "SELECT rating FROM atlas_review WHERE text = 'Good <b>coffee</b>.'"
    assert rows.execute(review) == [(4,)]
    assert len(rows.execute("SELECT * FROM atlas_traveller_favourites")) == 1
    airport.get_by_role("button", name="Delete").click()
    expect(airport.get_by_role("button", name="Save")).to_be_visible()
    airport.get_by_role("button", name="★ Favourite").click()
    expect(airport.get_by_role("button", name="Add to favourites")).to_be_visible()
    assert rows.execute(review) == rows.execute("SELECT * FROM atlas_traveller_favourites") == []


def test_leaderboard_is_not_on_the_page(page: Page, rows: Atlas) -> None:
    leaders = page.locator("#leaders li")
    expect(leaders).to_have_text(
        [re.compile(r"Nobody yet: run manage\.py graphgate_action refresh_leaderboard\.")]
    )
    assert (
        manage(ROOT, "graphgate_action", "refresh_leaderboard", DJANGO_DEBUG="1", **rows.variables).returncode
        == 0
    )
    page.reload()
    expect(leaders).to_have_count(5)
    ((most,),) = rows.execute("SELECT max(trips) FROM atlas_leaders")
    expect(leaders.first.locator(".number")).to_have_text(str(most))
