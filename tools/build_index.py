#!/usr/bin/env python3
"""Write the README's index (question, function, notebook, source) from what the lessons say of themselves.

    build_index.py           rewrite the table between the two index marks in README.md
    build_index.py --check   exit 1 when the table is not what the lessons say
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- index: begin -->", "<!-- index: end -->"


def lesson_row(path: Path) -> str:
    """Return the row of one lesson."""
    notebook = nbformat.read(path, as_version=4)
    about = notebook.metadata["cxlab"]
    title = notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()
    functions = ", ".join(f"`{name}`" for name in about["functions"])
    return f"| {about['question']} | {functions} | [{title}](notebooks/{path.name}) | {about['source'] or '–'} |"


def build_table() -> str:
    """Return the whole index."""
    rows = [lesson_row(path) for path in sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))]
    return "\n".join(["| Question | Function | Lesson | Source |", "|---|---|---|---|", *rows])


def main() -> int:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    wanted = f"{before}{BEGIN}\n{build_table()}\n{END}{after}"
    if "--check" in sys.argv:
        if wanted != text:
            print("the README's index is not what the lessons say; run: python3 tools/build_index.py")
            return 1
        return 0
    readme.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
