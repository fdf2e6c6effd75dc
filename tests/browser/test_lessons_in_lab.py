"""Every lesson runs from top to bottom in a real JupyterLab, as a learner would run it."""

from __future__ import annotations

import pytest

from browser.conftest import LESSONS
from browser.real_lab import Notebook

pytestmark = pytest.mark.browser
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_without_an_error_and_shows_its_figures_and_widgets(lesson, page, server, picture):
    book = Notebook(page, server, lesson.name)
    picture(page, f"{lesson.stem}_top")
    book.run_all()
    cells = book.cells()
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    outputs = [output for cell in code for output in cell["outputs"]]
    assert [output["traceback"][-1] for output in outputs if output["output_type"] == "error"] == []
    assert [output["text"] for output in outputs if output.get("name") == "stderr"] == []
    assert all(cell["execution_count"] for cell in code if "".join(cell["source"]).strip())
    for place, cell in enumerate(cells):
        data = {kind: value for output in cell.get("outputs", []) for kind, value in output.get("data", {}).items()}
        if VIEW in data:
            shown = book.show(place)
            shown.locator(".cx-widget").first.wait_for()
            picture(shown, f"{lesson.stem}_cell_{place:02d}_widget")
        elif "<figure>" in "".join(data.get("text/html", "")):
            image = book.show(place).locator("figure img").first
            image.wait_for()
            assert image.evaluate("image => image.complete && image.naturalWidth > 100 && image.alt.length > 30")
    picture(page, f"{lesson.stem}_end")
    book.shut()
