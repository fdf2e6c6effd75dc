"""A real JupyterLab on this machine, and a page of Chromium that looks at it."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PANEL = "window.jupyterapp.shell.currentWidget"
SECONDS = 1000


def find_chromium() -> str | None:
    """Return the Chromium to drive: the one that CXLAB_CHROMIUM names, the first installed, or Playwright's own."""
    named = os.environ.get("CXLAB_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None) or playwrights_own()


def playwrights_own() -> str | None:
    """Return the Chromium that ``python -m playwright install chromium`` brought, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        path = play.chromium.executable_path
    return path if Path(path).exists() else None


def load_tasks():
    """The script behind ``make lab``: the tests start JupyterLab with the options that a person gets."""
    place = importlib.util.spec_from_file_location("tasks", Path(__file__).parents[2] / "tools" / "tasks.py")
    tasks = importlib.util.module_from_spec(place)
    place.loader.exec_module(tasks)
    return tasks


class Server:
    """JupyterLab on the loopback address, with settings of its own, on a folder of working copies."""

    def __init__(self, folder: Path, home: Path, *, large: bool = False) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.token = secrets.token_hex(16)
        self.address = f"http://127.0.0.1:{self.port}"
        own = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
        self.log = (home / "lab.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={self.port}",
             "--allow-root", f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={folder}",
             "--LabApp.expose_app_in_browser=True",
             *load_tasks().dress_lab(sys.executable, home / "settings", large=large)],
            cwd=folder, stdout=self.log, stderr=self.log,
            env={**os.environ, **own, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
                 "CXLAB_PROJECTOR": "1" if large else "0"})
        self._wait()

    def _wait(self) -> None:
        for _ in range(240):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}/api/status?token={self.token}", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        raise RuntimeError(f"JupyterLab did not start; its log says: {Path(self.log.name).read_text()[-2000:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Notebook:
    """One notebook that is open in JupyterLab."""

    def __init__(self, page, server: Server, name: str) -> None:
        self.page = page
        if page.url.startswith(server.address):
            page.evaluate("async path => { await window.jupyterapp.commands.execute('docmanager:open', { path }); }",
                          name)
        else:
            page.goto(f"{server.address}/lab/tree/{name}?reset&token={server.token}")
        page.wait_for_function(
            f"name => window.jupyterapp && {PANEL} && {PANEL}.context && {PANEL}.context.path === name"
            f" && {PANEL}.context.isReady && {PANEL}.sessionContext.isReady && {PANEL}.sessionContext.session"
            f" && {PANEL}.sessionContext.session.kernel", arg=name, timeout=90 * SECONDS)
        self.wait_until_idle()

    def wait_until_idle(self, seconds: int = 120) -> None:
        """Wait for what a person sees: "Idle" in the status bar. The page's own data-status may lag behind."""
        self.page.locator("#jp-bottom-panel", has_text="| Idle").wait_for(timeout=seconds * SECONDS)

    def run_all(self, seconds: int = 300) -> None:
        """Run all cells and wait until the last has answered."""
        self.page.set_default_timeout(seconds * SECONDS)
        self.page.evaluate("async () => { await window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        self.wait_until_idle(seconds)
        self.page.set_default_timeout(30 * SECONDS)

    def cells(self) -> list[dict]:
        """All cells with their outputs, as the page holds them; cells out of sight too."""
        return self.page.evaluate(f"() => {PANEL}.content.model.sharedModel.toJSON().cells")

    def ask(self, code: str) -> str:
        """Run code in the notebook's Python and return what it prints."""
        return self.page.evaluate(f"""async (code) => {{
            const kernel = {PANEL}.sessionContext.session.kernel;
            const asked = kernel.requestExecute({{ code, store_history: false }});
            let said = "";
            asked.onIOPub = (message) => {{
                if (message.header.msg_type === "stream") said += message.content.text;
                if (message.header.msg_type === "error") said += message.content.traceback.join("\\n");
            }};
            await asked.done;
            return said;
        }}""", code).strip()

    def show(self, place: int):
        """Scroll to a cell and return it."""
        self.page.evaluate(f"async (place) => {{ const book = {PANEL}.content; book.activeCellIndex = place;"
                           " await book.scrollToItem(place, 'start'); }", place)
        cell = self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{place}"]')
        cell.wait_for()
        return cell

    def shut(self) -> None:
        """End the notebook's Python and close it without being asked to save."""
        self.page.evaluate(f"""async () => {{
            const panel = {PANEL};
            await panel.sessionContext.shutdown();
            panel.context.model.dirty = false;
            panel.close();
        }}""")
