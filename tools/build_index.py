#!/usr/bin/env python3
"""Write the README's index (question, function, notebook, source; areas of the exam) from what the lessons say.

    build_index.py           rewrite the tables between the index marks in README.md
    build_index.py --check   exit 1 when the tables are not what the lessons say
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- index: begin -->", "<!-- index: end -->"
AREAS_BEGIN, AREAS_END = "<!-- areas: begin -->", "<!-- areas: end -->"


def title_of(notebook: nbformat.NotebookNode) -> str:
    """Return the title of a lesson."""
    return notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()


def lesson_row(path: Path) -> str:
    """Return the row of one lesson."""
    notebook = nbformat.read(path, as_version=4)
    about = notebook.metadata["cxlab"]
    title = title_of(notebook)
    functions = ", ".join(f"`{name}`" for name in about["functions"])
    return f"| {about['question']} | {functions} | [{title}](notebooks/{path.name}) | {about['source'] or '–'} |"


def build_table() -> str:
    """Return the whole index."""
    rows = [lesson_row(path) for path in sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))]
    return "\n".join(["| Question | Function | Lesson | Source |", "|---|---|---|---|", *rows])


def build_areas() -> str:
    """Return the map of lessons to the five areas of the exam."""
    from cxlab.study import map_lessons

    areas, rows = map_lessons(), []
    for path in sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb")):
        if path.stem in areas.index:
            cells = ["" if pd.isna(count) else f"● {count}" if count else "●" for count in areas.loc[path.stem]]
            title = title_of(nbformat.read(path, as_version=4))
            rows.append(f"| [{title}](notebooks/{path.name}) | {' | '.join(cells)} |")
    return "\n".join([f"| Lesson | {' | '.join(areas.columns)} |", "|---" * 6 + "|", *rows])


def between(text: str, begin: str, end: str, table: str) -> str:
    """Put a table between two marks."""
    before, rest = text.split(begin)
    return f"{before}{begin}\n{table}\n{end}{rest.split(end)[1]}"


def main() -> int:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    wanted = between(text, BEGIN, END, build_table())
    wanted = between(wanted, AREAS_BEGIN, AREAS_END, build_areas())
    if "--check" in sys.argv:
        if wanted != text:
            print("the README's index is not what the lessons say; run: python3 tools/build_index.py")
            return 1
        return 0
    readme.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
