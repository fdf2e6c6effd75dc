"""The commands on a person's own file, by make: what has to be mended is said, and nothing is shouted after it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cxlab.__main__ import main, say_as_command

ROOT = Path(__file__).parents[1]
CODES = "Klachtnr.;Zo ging het\n" + "".join(f"K-{n};Zij sprak veel te snel {n}\n" for n in range(40))


def run(*words: str) -> subprocess.CompletedProcess:
    # As a person types it: not as a part of the make that runs the tests.
    bare = {name: value for name, value in os.environ.items()
            if name not in {"CXLAB_MAKE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKE_TERMOUT", "MAKE_TERMERR"}}
    return subprocess.run(words, capture_output=True, text=True, cwd=ROOT, timeout=300, env=bare)


@pytest.fixture
def codes(tmp_path) -> Path:
    path = tmp_path / "klachten.csv"
    path.write_text(CODES, encoding="utf-8")
    return path


def test_make_does_not_shout_after_what_has_to_be_mended(codes):
    done = run("make", "columns", f"DATA={codes}")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ARGS='--columns \"text=Zo ging het\"' (its cells are longest)" in done.stdout.splitlines()[-1]
    done = run("make", "report", "CORE=emotions", "DATA=nowhere.csv")
    assert done.returncode == 0
    assert done.stderr.startswith("cxlab: there is no file") and "Error" not in done.stderr


def test_the_options_that_make_was_told_to_type_work(codes):
    assert run("make", "columns", f"DATA={codes}", "ARGS=--columns \"text=Zo ging het\"").returncode == 0


def test_called_directly_the_task_keeps_the_code_for_scripts(codes):
    assert run(sys.executable, "tools/tasks.py", "columns", "complaints", str(codes)).returncode == 2


def test_a_remedy_is_written_for_the_way_the_command_was_called(codes, monkeypatch, capsys):
    monkeypatch.delenv("CXLAB_MAKE", raising=False)
    said = "Say which: columns={'text': 'Uw klacht'}."
    assert say_as_command(said) == 'Say which: --columns "text=Uw klacht".'
    monkeypatch.setenv("CXLAB_MAKE", "1")
    assert say_as_command(said) == "Say which: ARGS='--columns \"text=Uw klacht\"'."
    assert main(["report", "emotions", str(codes), "--language", "nl"]) == 2
    assert "ARGS='--columns \"text=Zo ging het\"'" in capsys.readouterr().err
