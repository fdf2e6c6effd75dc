"""One JupyterLab and one Chromium for all browser tests; where these are absent, what to install is said."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import nbformat
import pytest

from browser.real_lab import FLAGS, Notebook, Server, find_chromium

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PICTURES = ROOT / "work" / "browser"
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def why_not(config) -> str | None:
    """The reason to skip, with the remedy; None when all is there."""
    if "browser" not in (config.option.markexpr or ""):
        return "drives a real browser, which takes minutes; run: make test-browser"
    if importlib.util.find_spec("playwright") is None:
        return "the package playwright is not installed; run: make test-browser"
    if find_chromium() is None:
        return ("there is no Chromium on this machine. Install it with:  apt install chromium  (Debian, Ubuntu), or "
                "with:  .venv/bin/python -m playwright install chromium . If it stands elsewhere, name it in the "
                "variable CXLAB_CHROMIUM")
    return does_not_start(find_chromium())


@lru_cache
def does_not_start(chromium: str) -> str | None:
    """The reason why a Chromium that is there cannot be used, such as a library that is absent."""
    try:
        done = subprocess.run([chromium, *FLAGS, "--headless", "--dump-dom", "about:blank"], capture_output=True,
                              text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"Chromium is there, but does not start: {error}"
    return f"Chromium is there, but does not start: {done.stderr.strip()[-300:]}" if done.returncode else None


def pytest_collection_modifyitems(config, items) -> None:
    reason = why_not(config) if any(item.get_closest_marker("browser") for item in items) else None
    for item in items:
        if reason and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """JupyterLab on copies of all lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    for lesson in LESSONS:
        shutil.copy(lesson, folder / lesson.name)
    lab = Server(folder, tmp_path_factory.mktemp("home"))
    lab.folder = folder
    yield lab
    lab.stop()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find_chromium(), args=FLAGS,
                                        headless=not os.environ.get("CXLAB_SHOW_BROWSER"))
        yield chromium
        chromium.close()


@contextmanager
def watched_page(browser, server):
    """A page that remembers what it asked for: nothing may leave this machine, and nothing may go wrong in a script."""
    opened = browser.new_page(viewport={"width": 1400, "height": 1400})
    asked, wrong = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("websocket", lambda socket: asked.append(socket.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    here = (server.address, server.address.replace("http", "ws", 1), "data:", "blob:", "about:")
    assert [url for url in asked if not url.startswith(here)] == []
    assert asked, "no request was seen, so nothing was watched"
    assert wrong == []


@pytest.fixture(scope="module")
def page(browser, server):
    with watched_page(browser, server) as opened:
        yield opened


@pytest.fixture(scope="module")
def book(request, browser, server):
    """A notebook with the CELLS of the test module, open and run; one Python serves all its tests."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in request.module.CELLS],
                                        metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, server.folder / "scratch.ipynb")
    with watched_page(browser, server) as opened:
        opened_book = Notebook(opened, server, "scratch.ipynb")
        opened_book.run_all()
        yield opened_book
        opened_book.shut()


@pytest.fixture
def picture(request):
    """Save a picture of a page or a part of it in work/browser, to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(thing, name: str) -> None:
        thing.screenshot(path=PICTURES / f"{name}.png")
    return take
