"""The lessons have the agreed form, every figure in them has its words, and the learners' copies are generated."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
SOLUTIONS = sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))
COPIES = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in SOLUTIONS if not path.name.startswith("00")]
OWN_DATA = [path for path in SOLUTIONS if not path.name.startswith("90")]  # 90 is about our own questions
ORDER = ["What you will do", "What you will learn", "What you need", "The question", "Limits", "Exercises", "Words",
         "Further reading"]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def tagged(notebook, tag: str) -> list:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def outputs(notebook):
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def test_there_are_a_start_page_and_a_lesson_for_each_core():
    assert {"00", "10", "20", "30"} <= {path.name[:2] for path in SOLUTIONS}


def test_the_learners_copies_are_what_the_solutions_give():
    done = subprocess.run([sys.executable, "tools/build_exercises.py", "--check"], cwd=ROOT, capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout


def test_the_index_of_the_readme_is_what_the_lessons_say():
    done = subprocess.run([sys.executable, "tools/build_index.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@named(SOLUTIONS)
def test_every_figure_has_alt_text_and_no_picture_comes_without(path):
    for output in outputs(read(path)):
        data = output.get("data", {})
        assert not {"image/png", "image/svg+xml", "image/jpeg"} & set(data), "a bare picture; use cx.show"
        for image in re.findall(r"<img[^>]*>", data.get("text/html", "")):
            alt = re.search(r'alt="([^"]*)"', image)
            assert alt, image[:80]
            assert len(alt[1]) >= 40, alt[1]


@named(SOLUTIONS)
def test_no_output_is_an_error_or_a_warning(path):
    for output in outputs(read(path)):
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.get("text")


@named(SOLUTIONS)
def test_outputs_carry_no_paths_or_addresses_of_memory(path):
    for output in outputs(read(path)):
        said = output.get("text", "") + output.get("data", {}).get("text/plain", "")
        assert not re.search(r"0x[0-9a-f]{6,}|/home/|/root/|[A-Z]:\\\\", said), said[:200]


@named(OWN_DATA)
def test_own_data_begin_with_a_parameters_cell_that_means_the_shipped_set(path):
    cell, = tagged(read(path), "parameters")
    assert re.match(r"DATA = None .*\nCOLUMNS = None ", cell.source)


def test_a_lesson_that_takes_no_data_of_ones_own_says_so():
    for path in set(SOLUTIONS) - set(OWN_DATA):
        notebook = read(path)
        assert not tagged(notebook, "parameters")
        assert "There is no `DATA` here" in "".join(cell.source for cell in notebook.cells)


@named([path for path in OWN_DATA if path in LESSONS])
def test_own_data_come_in_through_the_readers_and_only_there(path):
    cells = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    assert not [source for source in cells if "pd.read_" in source]
    using = [source for source in cells if re.search(r"\b(DATA|CALLS)\b", source)][1:]
    assert using
    for source in using:
        assert re.search(r"cx\.lessons\.read_(own|together)\(", source), source


@named([path for path in OWN_DATA if path in LESSONS])
def test_code_fits_on_a_projector(path):
    lines = [line for cell in read(path).cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    assert not [line for line in lines if len(line) > 95]


@named([path for path in OWN_DATA if path in LESSONS])
def test_the_lesson_says_which_numbers_are_those_of_the_practice_data(path):
    assert sum("practice data" in cell.source for cell in read(path).cells if cell.cell_type == "markdown") >= 3


@named([path for path in OWN_DATA if path in LESSONS])
def test_some_checkpoints_are_skipped_on_own_data_and_some_are_not(path):
    checks = [cell.source for cell in read(path).cells if "cx.checkpoint(" in cell.source]
    assert 0 < sum("own=own" in source for source in checks) < len(checks)


@named(LESSONS)
def test_a_lesson_has_the_agreed_order(path):
    headings = [line.lstrip("# ").strip() for cell in read(path).cells if cell.cell_type == "markdown"
                for line in cell.source.splitlines() if line.startswith("## ")]
    places = [next((i for i, heading in enumerate(headings) if wanted.lower() in heading.lower()), None)
              for wanted in ORDER]
    assert None not in places, dict(zip(ORDER, places, strict=True)) | {"headings": headings}
    assert places == sorted(places), headings


@named(LESSONS)
def test_every_exercise_has_a_solution_and_a_checkpoint(path):
    notebook = read(path)
    exercises = tagged(notebook, "exercise")
    assert 3 <= len(exercises) <= 5
    kinds = ["exercise" if cell in exercises else "solution" if "solution" in cell.metadata.get("tags", []) else
             "checkpoint" if "checkpoint(" in cell.source else "" for cell in notebook.cells]
    order = [kind for kind in kinds[kinds.index("exercise"):] if kind]
    joined = re.sub(r"(solution )+", "solution ", " ".join(order) + " ")
    assert re.fullmatch(r"(exercise solution (checkpoint )?(solution )?)+", joined), joined


@named(LESSONS)
def test_every_checkpoint_of_a_solution_is_passed(path):
    said = [output.get("data", {}).get("text/plain", "") for output in outputs(read(path))]
    assert sum(text.startswith("Checkpoint passed") for text in said) >= 5
    assert not [text for text in said if text.startswith("Not yet")]


@named(LESSONS)
def test_a_lesson_defines_nothing_and_prose_stays_short(path):
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not re.search(r"^\s*(def|class) ", cell.source, re.MULTILINE), cell.source
        else:
            words = re.sub(r"<details>.*</details>", "", cell.source, flags=re.DOTALL).split()
            assert len(words) <= 130, (len(words), cell.source[:80])


@named(LESSONS)
def test_a_lesson_says_that_its_data_are_simulated(path):
    captions = [html for output in outputs(read(path)) for html in [output.get("data", {}).get("text/html", "")]
                if "<figure>" in html]
    assert captions
    for html in captions:
        assert "imulated" in html[html.index("<figcaption>"):]


@named(COPIES)
def test_a_learners_copy_gives_no_answers(path):
    notebook = read(path)
    assert not tagged(notebook, "solution")
    assert not list(outputs(notebook))
