#!/usr/bin/env python3
"""Make the learners' notebooks from the solutions, the only lessons that are edited by hand.

    build_exercises.py             write notebooks/*.ipynb from notebooks/solutions/*.ipynb
    build_exercises.py --check     exit 1, naming the files, when a learner's copy is not what its solution gives
    build_exercises.py --execute   run the solutions first and store their outputs (optionally: names of lessons)

Cells tagged ``solution`` are left out of the learner's copy; outputs are dropped. Everything else is kept, so the
learner's copy runs from top to bottom: an exercise that is not done yet says "Not yet".
"""

from __future__ import annotations

import argparse
import copy
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "notebooks" / "solutions"
COPIES = ROOT / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"
KEPT_METADATA = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                 "language_info": {"name": "python"}}


def make_copy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the learner's copy of a solution notebook."""
    learner = copy.deepcopy(notebook)
    learner.cells = [cell for cell in learner.cells if "solution" not in cell.metadata.get("tags", [])]
    for cell in learner.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return learner


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop what differs from run to run: timings, versions, widgets (a stored one has no Python behind it)."""
    lesson = notebook.metadata.get("cxlab", {})
    notebook.metadata = nbformat.from_dict({**KEPT_METADATA, "cxlab": lesson})
    for number, cell in enumerate(notebook.cells):
        cell.id = f"c{number:02d}"
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET, None)
        cell.metadata = nbformat.from_dict({"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {})
    return notebook


def execute(path: Path) -> None:
    """Run a solution notebook where it stands and store its outputs."""
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    beside = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=600, coalesce_streams=True, resources=beside).execute()
    write(tidy(notebook), path)


def as_text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    path.write_text(as_text(notebook), encoding="utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--execute", action="store_true")
    parser.add_argument("lessons", nargs="*", help="names of lessons, such as 10_read; all when none is given")
    options = parser.parse_args()
    sources = [path for path in sorted(SOURCES.glob("*.ipynb"))
               if not options.lessons or any(name in path.name for name in options.lessons)]
    stale = []
    for source in sources:
        if options.execute:
            print(f"running {source.name}", flush=True)
            execute(source)
        wanted = as_text(make_copy(nbformat.read(source, as_version=4)))
        target = COPIES / source.name
        if options.check:
            if not target.exists() or target.read_text(encoding="utf-8") != wanted:
                stale.append(target.name)
        else:
            target.write_text(wanted, encoding="utf-8", newline="\n")
    orphans = [path.name for path in COPIES.glob("*.ipynb") if not (SOURCES / path.name).exists()]
    if stale or orphans:
        print("not what the solutions give: " + ", ".join(sorted(stale + orphans))
              + "\nrun: python3 tools/tasks.py exercises")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
