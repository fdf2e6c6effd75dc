"""Every link in the pages and lessons leads somewhere, without a network."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("datasets/*.md"), *ROOT.glob("cxlab/**/*.md"),
                *ROOT.glob("benchmarks/*.md")])
LESSONS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("notebooks/solutions/*.ipynb")])
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|(?:href|src)=\"([^\"]+)\"")


def text_of(path: Path) -> str:
    if path.suffix == ".md":
        return re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(re.sub(r"`[^`\n]*`", "", cell.source) for cell in cells if cell.cell_type == "markdown")


def anchors_of(path: Path) -> set[str]:
    """The anchors that Jupyter (spaces become hyphens) and code hosts (lower case, no signs) make of the headings."""
    headings = re.findall(r"^#+\s+(.+?)\s*$", text_of(path), re.MULTILINE)
    named = re.findall(r"(?:id|name)=\"([^\"]+)\"", text_of(path))
    plain = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return plain | {heading.replace(" ", "-") for heading in headings} | set(named)


def broken_links(path: Path) -> list[str]:
    broken = []
    for first, second in LINK.findall(text_of(path)):
        target = unquote(first or second)
        if re.match(r"[a-z]+:", target):  # an address outside: it must at least be a full one
            if not re.match(r"(https://[\w.-]+\.\w+(/\S*)?|mailto:\S+@\S+)$|data:image/", target):
                broken.append(target)
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (anchor and anchor not in anchors_of(there)):
            broken.append(target)
    return broken


@pytest.mark.parametrize("path", [*PAGES, *LESSONS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path):
    assert broken_links(path) == []


def test_a_broken_link_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One way\n[a](nowhere.md) [b](#one-way) [c](#other) [d](page.md) ![e](http://x) `[f](g)`\n",
                    encoding="utf-8")
    assert broken_links(page) == ["nowhere.md", "#other", "http://x"]


def test_the_index_leads_to_every_lesson():
    names = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
    linked = {Path(unquote(first or second)).name for first, second in LINK.findall(text_of(ROOT / "README.md"))}
    assert names - linked == set()
