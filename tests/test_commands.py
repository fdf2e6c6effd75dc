"""Every command that the README names is run here, or by the gate itself."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import openpyxl
import pytest

from cxlab.__main__ import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = [sys.executable, "tools/tasks.py"]

# Each command of the README, and where it is run. Set-up by conda cannot be run where only pip can reach its packages;
# test_environment.py holds its file to pyproject.toml instead.
RUN_BY = {
    "make lab": "test_the_lab_opens_on_the_start_page",
    "py tools\\tasks.py lab": "test_the_lab_opens_on_the_start_page",
    "conda env create -f environment.yml": "test_environment.py",
    "conda activate cxlab": "test_environment.py",
    "python tools/tasks.py lab": "test_the_lab_opens_on_the_start_page",
    "make doctor": "test_the_doctor_finds_nothing_wrong_with_this_environment",
    "make report CORE=intelligibility DATA=my.csv": "test_make_passes_the_report_its_words",
    "make columns TABLE=complaints DATA=my.csv": "test_make_passes_columns_its_words",
    "make report CORE=intelligibility DATA=my.csv CALLS=calls.xlsx OUT=report.html "
    "ARGS=\"--columns text=Klacht --language nl\"": "test_make_passes_the_report_its_words",
    "python -m cxlab report intelligibility my.csv --calls calls.xlsx --columns text=Klacht --language nl "
    "--out report.html": "test_the_long_report_command_runs",
    "make templates": "test_templates_are_written",
    "make kit": "test_kit.py", "make class SEED=7 GROUPS=4": "test_kit.py",
    "make wall FOLDER=class_7/codings": "test_kit.py",
    "make test": "the gate",
}


def run(*words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(words, capture_output=True, text=True, cwd=options.pop("cwd", ROOT), timeout=300, **options)


def commands_in_readme() -> list[str]:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    return [line.strip() for kind, block in blocks if not kind for line in block.splitlines() if line.strip()]


def test_every_command_of_the_readme_is_run_somewhere():
    assert set(commands_in_readme()) == set(RUN_BY)


def test_help_names_every_task():
    listed = run("make", "help").stdout
    for task in ("lab", "test", "setup", "lint", "notebooks", "exercises", "datasets", "report", "bench", "templates",
                 "doctor"):
        assert re.search(rf"^  {task} ", listed, re.MULTILINE)


def test_every_task_has_its_make_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    tasks = re.findall(r"^  ([\w-]+) ", run(*PYTHON, "help").stdout, re.MULTILINE)
    assert set(tasks) == set(re.search(r"\.PHONY: (.*)", makefile)[1].split())


def test_the_doctor_finds_nothing_wrong_with_this_environment():
    done = run(*PYTHON, "doctor")
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Nothing is wrong")


def test_the_doctor_names_what_is_wrong(tmp_path):
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    done = run(sys.executable, "tools/tasks.py", "doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "there is no environment yet. Run: python3 tools/tasks.py setup" in done.stdout


def test_make_passes_the_report_its_words():
    said = run("make", "-n", "--no-print-directory", "report", "CORE=intelligibility", "DATA=my file.csv",
               "CALLS=calls.xlsx", "OUT=r.html", "ARGS=--columns text=Klacht --language nl").stdout
    assert said.split("tasks.py ")[1].strip() == \
        'report intelligibility "my file.csv" --calls "calls.xlsx" --out "r.html" --columns text=Klacht --language nl'


def test_make_passes_columns_its_words():
    said = run("make", "-n", "--no-print-directory", "columns", "TABLE=complaints", "DATA=my.csv").stdout
    assert said.split("tasks.py ")[1].strip() == 'columns complaints "my.csv"'


def test_columns_are_shown_as_understood(tmp_path):
    path = tmp_path / "klachten.csv"
    path.write_text("Klacht;Datum;Kleur\nTe snel gesproken;01-02-2026;rood\n", encoding="utf-8")
    said = run(*PYTHON, "columns", "complaints", str(path)).stdout
    assert re.search(r"text\s+Klacht", said)
    assert re.search(r"date\s+Datum", said)
    assert "NaN" not in said
    assert "100%" in said
    assert '--columns "text=Uw klacht"' in said, "what to do when a column is wrong"


@pytest.mark.parametrize("words, example", [
    (["report", "weather", "my.csv"], "python -m cxlab report intelligibility my.csv"), (["report"], "report intell"),
    (["columns", "complaints"], "python -m cxlab columns complaints my.csv"), ([], "report intelligibility my.csv")])
def test_a_wrong_command_is_answered_with_one_that_works_and_not_with_all_options(words, example, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(words)
    said = capsys.readouterr().err
    assert example in said
    assert len(said.splitlines()) == 3


def test_templates_are_written(tmp_path):
    done = run("make", "templates", f"OUT={tmp_path / 'mine'}")
    assert done.returncode == 0, done.stderr
    written = {path.stem.split("_")[0] for path in (tmp_path / "mine").glob("*.xlsx")}
    assert {"complaints", "calls", "initiatives", "journeys", "codings"} <= written


def test_the_long_report_command_runs(tmp_path):
    import pandas as pd

    from cxlab import datasets

    datasets.load_complaints("nl")[["complaint_id", "text", "call_id"]].rename(columns={"text": "Verhaal"}).to_csv(
        tmp_path / "my.csv", sep=";", index=False, encoding="cp1252", errors="replace")
    calls = datasets.load_calls()
    pd.DataFrame(calls[["call_id", "date", "team"]]).to_excel(tmp_path / "calls.xlsx", index=False)
    done = run(sys.executable, "-m", "cxlab", "report", "intelligibility", "my.csv", "--calls", "calls.xlsx",
               "--columns", "text=Verhaal", "--language", "nl", "--out", "report.html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "rijen van my.csv gelezen" in done.stdout
    assert "%|" in done.stderr, "a progress bar"
    assert "Van elke 1.000 gesprekken" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_lab_opens_on_the_start_page():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    lab = subprocess.Popen(
        [*PYTHON, "lab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
         "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        page = wait_for(f"http://127.0.0.1:{port}/api/contents/00_start_here.ipynb?token={token}&content=0", lab)
        assert '"name": "00_start_here.ipynb"' in page
        assert (ROOT / "work" / "00_start_here.ipynb").exists()
    finally:
        if lab.poll() is None:
            os.killpg(lab.pid, signal.SIGTERM)
        lab.wait(30)
        lab.stdout.close()


def wait_for(url: str, process: subprocess.Popen, seconds: float = 90) -> str:
    end = time.time() + seconds
    while time.time() < end:
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"no answer within {seconds} seconds")


def test_columns_and_sheet_can_be_named_on_the_command_line_and_the_remedy_is_said_so(tmp_path, capsys):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Hoe was het?", "Team"])
    book.create_sheet("Maart").append(["Verhaal", "Team"])
    book.save(path)
    assert main(["columns", "complaints", str(path)]) == 2
    assert '--columns "text=Hoe was het?"' in capsys.readouterr().out
    assert main(["columns", "complaints", str(path), "--sheet", "2", "--columns", "text=Verhaal"]) == 0
    assert "Verhaal" in capsys.readouterr().out


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """The script behind make lab, with two small lessons of its own."""
    spec = importlib.util.spec_from_file_location("tasks", ROOT / "tools" / "tasks.py")
    tasks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tasks)
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    for name in ("00_start_here", "10_a"):
        write_lesson(tmp_path / "notebooks" / f"{name}.ipynb", "# Old")
    return tasks


def write_lesson(path: Path, source: str, outputs=()) -> None:
    cells = [{"cell_type": "markdown", "id": "c01", "metadata": {}, "source": [source]},
             {"cell_type": "code", "id": "c02", "metadata": {}, "execution_count": None, "outputs": list(outputs),
              "source": ["1 + 1"]}]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


def test_a_copy_in_which_nobody_wrote_is_renewed_with_its_lesson(shelf, tmp_path, capsys):
    work = shelf.copy_lessons()
    ran = [{"output_type": "stream", "name": "stdout", "text": ["2"]}]
    write_lesson(work / "10_a.ipynb", "# Old", ran)     # run and saved, and nothing written
    write_lesson(tmp_path / "notebooks" / "10_a.ipynb", "# New")
    shelf.copy_lessons()
    assert capsys.readouterr().out == ""
    assert "# New" in (work / "10_a.ipynb").read_text(encoding="utf-8")
    assert shelf.TOLD not in (work / "00_start_here.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["10_a", "00_start_here"])
def test_what_somebody_wrote_is_kept_and_the_start_page_names_the_newer_lesson(name, shelf, tmp_path, capsys):
    work, lesson = shelf.copy_lessons(), tmp_path / "notebooks" / f"{name}.ipynb"
    write_lesson(work / lesson.name, "# My work")
    write_lesson(lesson, "# New")
    for _ in range(2):                                  # said every time, and once on the page
        shelf.copy_lessons()
        assert f"{lesson.name} is newer than your copy" in capsys.readouterr().out
    assert "# My work" in (work / lesson.name).read_text(encoding="utf-8")
    start = json.loads((work / "00_start_here.ipynb").read_text(encoding="utf-8"))
    assert [cell["id"] for cell in start["cells"]] == ["c01", shelf.TOLD, "c02"]
    assert f"A newer lesson is there for `{lesson.name}`" in "".join(start["cells"][1]["source"])
    nbformat.validate(nbformat.from_dict(start))
    (work / lesson.name).rename(work / "mine.ipynb")
    shelf.copy_lessons()
    assert "# New" in (work / lesson.name).read_text(encoding="utf-8")
    assert shelf.TOLD not in (work / "00_start_here.ipynb").read_text(encoding="utf-8")


def test_a_copy_of_before_anybody_kept_count_is_kept_and_one_that_is_no_notebook_too(shelf, tmp_path):
    (tmp_path / "work").mkdir()
    write_lesson(tmp_path / "work" / "10_a.ipynb", "# Older still")
    (tmp_path / "work" / "00_start_here.ipynb").write_text("my own list", encoding="utf-8")
    work = shelf.copy_lessons()
    assert "# Older still" in (work / "10_a.ipynb").read_text(encoding="utf-8")
    assert (work / "00_start_here.ipynb").read_text(encoding="utf-8") == "my own list"
