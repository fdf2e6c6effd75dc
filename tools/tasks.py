#!/usr/bin/env python3
"""One command each for set-up, lessons, tests and reports, on Linux, macOS and Windows.

    python3 tools/tasks.py lab          (Windows: py tools\\tasks.py lab)

It needs Python 3.11 or newer and nothing else. The first call makes an environment in .venv from requirements.lock;
later calls use it. In an activated conda environment (conda env create -f environment.yml) it uses that one instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "cxlab-setup"
LEAST_PYTHON = (3, 11)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
EXTRAS = ("bench", "browser", "engines")
WHOLE_WORDS = ".jp-OutputArea-output pre { word-break: normal !important; overflow-wrap: anywhere; }\n"
LARGE = (":root { --jp-code-font-size: 20px !important; --jp-content-font-size1: 21px !important; "
         "--jp-ui-font-size1: 16px !important; --jp-cell-prompt-width: 84px !important; }\n")
TOLD = "kept-copies"  # the cell of the start page that says which copies are older than their lessons
COMMAND = "py tools\\tasks.py" if os.name == "nt" else "python3 tools/tasks.py"
IMPORTS = ("numpy", "pandas", "pyarrow", "scipy", "statsmodels", "sklearn", "matplotlib", "seaborn", "ipywidgets",
           "anywidget", "openpyxl", "python_calamine", "jupyterlab", "nbconvert", "cxlab")


def in_conda() -> bool:
    """Say whether a conda environment other than base is active."""
    return bool(os.environ.get("CONDA_PREFIX")) and os.environ.get("CONDA_DEFAULT_ENV") not in (None, "base")


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(python: Path) -> bool:
    """Say whether an earlier environment can be brought up to date: same Python, and pip runs."""
    if not python.exists():
        return False
    probe = "import sys, pip; print('.'.join(map(str, sys.version_info[:2])))"
    done = subprocess.run([str(python), "-c", probe], capture_output=True, text=True)
    return done.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def fingerprint() -> str:
    """Change when the lock, the project file or the Python that made the environment changes."""
    content = (ROOT / "requirements.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + sys.version.encode() + str(ROOT).encode()).hexdigest()


def setup(*, quiet: bool = False) -> str:
    """Make the environment if it is not there or not up to date, and return its Python."""
    if in_conda():
        missing = subprocess.run([sys.executable, "-c", "import cxlab"], cwd=os.sep, capture_output=True)
        if missing.returncode:
            run([sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "-q", "-e", str(ROOT)])
        return sys.executable
    if sys.version_info < LEAST_PYTHON:
        sys.exit(f"cxlab needs Python {'.'.join(map(str, LEAST_PYTHON))} or newer; this is {sys.version.split()[0]}.\n"
                 "Install a newer Python, or use Anaconda: conda env create -f environment.yml")
    python = python_of(ENVIRONMENT)
    if STAMP.exists() and STAMP.read_text() == fingerprint() and python.exists():
        if not quiet:
            say(f"the environment {ENVIRONMENT.name} is up to date")
        return str(python)
    began = time.time()
    say("setting up the environment .venv (once; one to three minutes) ...")
    try:
        if not works(python):
            venv.create(ENVIRONMENT, with_pip=True, clear=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"Python could not make an environment: {error}\nOn Debian or Ubuntu: apt install python3-venv")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")],
        "The packages could not be installed. Is there a network connection? Then run the same command again.")
    run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    silence_news()
    STAMP.write_text(fingerprint())
    say(f"set up in {time.time() - began:.0f} seconds")
    return str(python)


def setup_more(extra: str) -> str:
    """Add one optional group of packages (bench, browser, engines) to the environment, and return its Python."""
    python = setup(quiet=True)
    pins = ROOT / "tools" / "locks" / f"{extra}.lock"
    stamp = (Path(python).parent if in_conda() else ENVIRONMENT) / f"cxlab-setup-{extra}"
    state = hashlib.sha256(pins.read_bytes()).hexdigest() + fingerprint()
    if stamp.exists() and stamp.read_text() == state:
        return python
    say(f"adding the packages for {extra} (once) ...")
    wanted = optional(extra) if in_conda() else ["--require-hashes", "-r", str(pins)]
    run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted],
        "The packages could not be installed. Is there a network connection? Then run the same command again.")
    stamp.write_text(state)
    return python


def optional(extra: str) -> list[str]:
    """Return the packages and ranges that pyproject.toml names for an optional group."""
    import tomllib  # here, so that a Python older than 3.11 still reads what it must do
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["optional-dependencies"][extra]


def silence_news() -> None:
    """Let JupyterLab start without asking to fetch news: a classroom has no use for it, and nothing goes out."""
    settings = ENVIRONMENT / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    wish = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "overrides.json").write_text(json.dumps(wish), encoding="utf-8")


def run(command: list[str], remedy: str = "", **options) -> None:
    """Run a command; stop with its exit code, and the remedy, when it fails."""
    environment = {**os.environ, **ONE_THREAD, **options.pop("env", {})}
    code = subprocess.call(command, cwd=options.pop("cwd", ROOT), env=environment, **options)
    if code:
        if remedy:
            sys.stderr.write(f"\n{remedy}\n")
        sys.exit(code)


def run_for_user(command: list[str], undone: str = "") -> None:
    """Run a command that says itself what the user has to mend (code 2); make would shout after that, so it is spared.

    The Makefile sets CXLAB_MAKE. Called directly, the code is kept for scripts.
    """
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **ONE_THREAD})
    if code and undone:
        sys.stderr.write(f"{undone}\n")
    sys.exit(0 if code == 2 and "CXLAB_MAKE" in os.environ else code)


def say(words: str) -> None:
    print(f"cxlab: {words}", flush=True)


def lab(arguments: list[str]) -> None:
    """Open JupyterLab on the start page; the lessons are working copies, so the originals stay clean."""
    python = setup(quiet=True)
    work = copy_lessons()
    large = "--projector" in arguments
    rest = [argument for argument in arguments if argument != "--projector"]
    options = dress_lab(python, work / ".lab", large=large)
    say(f"your lessons are in the folder {work.name}; stop with Ctrl-C")
    run([python, "-m", "jupyterlab", "00_start_here.ipynb", f"--ServerApp.root_dir={work}", *options, *rest], cwd=work,
        env={"CXLAB_PROJECTOR": "1"} if large else {})


def projector(arguments: list[str]) -> None:
    """Open JupyterLab with everything larger, for the back row of a class."""
    lab(["--projector", *arguments])


def dress_lab(python: str, folder: Path, *, large: bool) -> list[str]:
    """Write how JupyterLab looks, and return the options that make it look so: no news, no words cut in two."""
    wishes = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overrides.json").write_text(json.dumps(wishes), encoding="utf-8")
    options = [f"--LabApp.app_settings_dir={folder}",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    # JupyterLab cuts the words of printed sentences at the edge, and takes the size of letters only from what a user
    # set; a style sheet of one's own is its way to change both.
    where = "from jupyter_server import DEFAULT_STATIC_FILES_PATH as path; print(path)"
    static = subprocess.run([python, "-c", where], capture_output=True, text=True).stdout.strip()
    if not static:
        return options
    try:
        (Path(static) / "custom").mkdir(exist_ok=True)
        (Path(static) / "custom" / "custom.css").write_text(WHOLE_WORDS + LARGE * large, encoding="utf-8")
    except OSError:
        return options  # an environment that cannot be written to: letters have their usual size and words are cut
    return [*options, "--LabApp.custom_css=True"]


def hand_out(lessons: Path, work: Path) -> list[str]:
    """Copy lessons into a folder to work in; return the names of those that stay older because somebody worked on them.

    A file in the folder .lab remembers what was handed out, so a copy that nobody wrote in is known, and is renewed
    with its lesson. What a person wrote is never overwritten.
    """
    record = work / ".lab" / "handed_out.json"
    record.parent.mkdir(parents=True, exist_ok=True)
    try:
        given = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        given = {}
    kept = []
    for lesson in sorted(lessons.glob("*.ipynb")):
        mine, new = work / lesson.name, written_in(lesson)
        now = written_in(mine) if mine.exists() else None
        if now in (None, given.get(lesson.name)) and now != new:
            shutil.copy(lesson, mine)
            now = new
        if now == new:
            given[lesson.name] = new
        elif given.get(lesson.name) != new:
            kept.append(lesson.name)
    record.write_text(json.dumps(given, indent=1) + "\n", encoding="utf-8")
    tell_kept(work / "00_start_here.ipynb", kept)
    return kept


def written_in(notebook: Path) -> str:
    """Return a mark of what is written in a notebook's cells; its outputs, which a run changes, do not count."""
    content = notebook.read_bytes()
    try:
        cells = [[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(content)["cells"]
                 if cell.get("id") != TOLD]
        content = json.dumps(cells).encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # no notebook any more: then every byte counts
    return hashlib.sha256(content).hexdigest()


def tell_kept(page: Path, kept: list[str]) -> None:
    """Say at the head of the start page which copies are older than their lessons; take it away when none is."""
    try:
        notebook = json.loads(page.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook["cells"] if cell.get("id") != TOLD]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return  # no page, or no notebook any more
    if kept:
        names = ", ".join(f"`{name}`" for name in kept)
        cells.insert(1, {"cell_type": "markdown", "id": TOLD, "metadata": {}, "source": [
            f"**A newer lesson is there for {names}.** Your copy may hold what you wrote, so it stays as it is. ",
            "To get the new one, give yours another name in the list of files on the left, and start again."]})
    if cells != notebook["cells"]:
        page.write_text(json.dumps({**notebook, "cells": cells}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def copy_lessons() -> Path:
    """Copy the lessons into the folder work, and say which of somebody's own copies are older than their lesson."""
    work = ROOT / "work"
    for name in hand_out(ROOT / "notebooks", work):
        say(f"{name} is newer than your copy, which may hold what you wrote; rename yours in {work.name} to get the "
            "new one")
    return work


def test(arguments: list[str]) -> None:
    """Run the whole gate: lint, tests with doctests, lessons with their outputs compared."""
    lint([])
    exercises(["--check"])
    began = time.time()
    python = setup(quiet=True)
    if arguments:
        run([python, "-m", "pytest", *arguments])
        return
    run([python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"])
    notebooks([])
    say(f"all tests passed in {time.time() - began:.0f} seconds")


def test_engines(arguments: list[str]) -> None:
    """Test that DuckDB and Spark give the numbers of pandas (Spark needs Java 17 or newer)."""
    run([setup_more("engines"), "-m", "pytest", "-q", "tests/test_engines.py", *arguments])


def test_browser(arguments: list[str]) -> None:
    """Open every lesson in a real JupyterLab in Chromium, run it, and click every widget."""
    run([setup_more("browser"), "-m", "pytest", "-q", "-m", "browser", "-rs", "tests/browser", *arguments])


def lint(arguments: list[str]) -> None:
    """Check the style of the code."""
    run([setup(quiet=True), "-m", "ruff", "check", *(arguments or ["."])])


def notebooks(arguments: list[str]) -> None:
    """Run every lesson: solutions with their outputs compared, learners' copies up to the exercises."""
    python = setup(quiet=True)
    options = ["-q", "-n", "2", "--dist", "loadfile", "-W", "default",
               "--nbval-current-env", "--nbval-cell-timeout=300", "--nbval-kernel-startup-timeout=120"]
    strict = ["--nbval", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg"]
    run([python, "-m", "pytest", *options, *strict, *(arguments or ["notebooks/solutions"])],
        "A lesson's stored output differs from what the code gives now. If the new output is right: "
        "python3 tools/tasks.py refresh")
    if not arguments:
        learners = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "notebooks").glob("*.ipynb"))
        run([python, "-m", "pytest", *options, "--nbval-lax", *learners])


def refresh(arguments: list[str]) -> None:
    """Run the solution notebooks again, store their outputs, and regenerate the learners' copies."""
    python = setup(quiet=True)
    run([python, "tools/build_exercises.py", "--execute", *arguments])


def exercises(arguments: list[str]) -> None:
    """Make the learners' copies of the lessons from the solutions."""
    run([setup(quiet=True), "tools/build_exercises.py", *arguments])


def datasets(arguments: list[str]) -> None:
    """Rebuild the simulated data, to the byte."""
    run([setup(quiet=True), "tools/build_datasets.py", *arguments])


def templates(arguments: list[str]) -> None:
    """Write Excel templates for the tables that people fill in."""
    run([setup(quiet=True), "tools/make_templates.py", *arguments])


def report(arguments: list[str]) -> None:
    """Write a report page: report CORE FILE [options]; the options are those of python -m cxlab report."""
    run_for_user([setup(quiet=True), "-m", "cxlab", "report", *arguments], "No page was written.")


def columns(arguments: list[str]) -> None:
    """Show how the columns of your file are understood: columns complaints FILE."""
    run_for_user([setup(quiet=True), "-m", "cxlab", "columns", *arguments])


def bench(arguments: list[str]) -> None:
    """Measure our speeds beside named peers, into benchmarks/RESULTS.md (half an hour)."""
    run([setup_more("bench"), "benchmarks/run.py", *arguments])


def classpack(arguments: list[str]) -> None:
    """Put all that a class without a network needs into the folder classpack_out, for a memory stick."""
    run([setup(quiet=True), "tools/build_classpack.py", *arguments])


def kit(arguments: list[str]) -> None:
    """Make the masterclass kit: trainer's sheets, slides, handouts, words in Dutch and English."""
    run([setup(quiet=True), "tools/build_kit.py", *arguments])


def class_(arguments: list[str]) -> None:
    """Make fresh data for a class: class --seed 7 --groups 4 [--apart]."""
    run_for_user([setup(quiet=True), "tools/build_class.py", "make", *arguments])


def wall(arguments: list[str]) -> None:
    """Bring the coding sheets of the groups into one figure: wall FOLDER."""
    run_for_user([setup(quiet=True), "tools/build_class.py", "wall", *arguments])


def lock(arguments: list[str]) -> None:
    """Renew requirements.lock and tools/locks (for maintainers; needs the uv program)."""
    options = ["--universal", "--generate-hashes", "--no-annotate", "--no-header", "-q", "-c",
               "tools/locks/constraints.txt", *arguments]
    remedy = "Install uv first: pip install uv"
    extras = ["--extra", "test", "--extra", "build"]
    run(["uv", "pip", "compile", "pyproject.toml", *extras, *options, "-o", "requirements.lock"], remedy)
    options += ["-c", "requirements.lock", "--python-version", ".".join(map(str, LEAST_PYTHON))]
    for extra in EXTRAS:
        command = ["uv", "pip", "compile", "-", *options, "-o", f"tools/locks/{extra}.lock"]
        done = subprocess.run(command, input="\n".join(optional(extra)), text=True, cwd=ROOT)
        if done.returncode:
            sys.exit(done.returncode)


def doctor(arguments: list[str]) -> None:
    """Say what is wrong with the environment, and how to mend it."""
    ailments = list(find_ailments())
    for ailment in ailments:
        print(f"- {ailment}")
    print(f"Nothing is wrong: run  {COMMAND} lab" if not ailments else
          f"{len(ailments)} thing(s) to mend, listed above.")
    sys.exit(bool(ailments))


def find_ailments():
    """Yield one sentence for each thing that is wrong, with its remedy."""
    python = sys.executable if in_conda() else str(python_of(ENVIRONMENT))
    if sys.version_info < LEAST_PYTHON:
        yield f"Python is {sys.version.split()[0]}; cxlab needs 3.11 or newer. Install a newer Python."
    if shutil.disk_usage(ROOT).free < 3e9:
        yield "less than 3 GB of disk is free; the environment takes about 1.5 GB. Make room."
    if " " in str(ROOT) and os.name == "nt" and len(str(ROOT)) > 120:
        yield "the folder's path is very long; Windows may fail on it. Move the folder nearer to the drive's root."
    if not os.access(ROOT, os.W_OK):
        yield f"the folder {ROOT.name} cannot be written to. Copy it to a folder of your own."
    if not Path(python).exists():
        yield f"there is no environment yet. Run: {COMMAND} setup"
        return
    if not in_conda() and (not STAMP.exists() or STAMP.read_text() != fingerprint()):
        yield "the environment is older than the lock file, or its set-up was broken off. " \
              f"Run: {COMMAND} setup"
    together = subprocess.run([python, "-c", f"import {', '.join(IMPORTS)}"], capture_output=True, cwd=os.sep)
    for name in IMPORTS if together.returncode else ():
        done = subprocess.run([python, "-c", f"import {name}"], capture_output=True, text=True, cwd=os.sep)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            yield f"the package {name} does not load ({last}). Delete the folder .venv and run setup again."
    probe = subprocess.run([python, "-m", "jupyter", "kernelspec", "list"], capture_output=True, text=True)
    if "python3" not in probe.stdout:
        yield "Jupyter finds no Python kernel. Delete the folder .venv and run setup again."


def help_(arguments: list[str]) -> None:
    """Show this list."""
    for name, task in TASKS.items():
        print(f"  {name:<13} {(task.__doc__ or '').splitlines()[0]}")


TASKS = {"lab": lab, "projector": projector, "test": test, "test-browser": test_browser,
         "test-engines": test_engines, "setup": lambda arguments: setup(), "lint": lint, "notebooks": notebooks,
         "exercises": exercises, "refresh": refresh, "datasets": datasets,
         "templates": templates, "report": report, "columns": columns,
         "classpack": classpack, "kit": kit, "class": class_, "wall": wall, "bench": bench, "lock": lock, "doctor":
         doctor, "help": help_}
TASKS["setup"].__doc__ = "Make the environment, or bring it up to date."


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0], add_help=False)
    parser.add_argument("task", nargs="?", default="help", choices=TASKS)
    known, rest = parser.parse_known_args()
    TASKS[known.task](rest)


if __name__ == "__main__":
    main()
