#!/usr/bin/env python3
"""Make the masterclass kit: for each lesson a sheet for the trainer, slides for the wall and a page to take home.

    build_kit.py                 all lessons, into the folder kit_out
    build_kit.py 10 20           these lessons only
    build_kit.py --check         look with Chromium: no slide too full, every handout one page

The pages are made from the lesson with solutions (its prose, figures and tables) and from two things beside it: the
trainer's sheet notebooks/kit/<lesson>.toml and the words in notebooks/kit/glossary.csv. No page needs a network.
"""

from __future__ import annotations

import argparse
import csv
import html
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.filters import markdown2html

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "notebooks" / "solutions"
SHEETS = ROOT / "notebooks" / "kit"
PARTS = ROOT / "tools" / "kit"
NOT_SHOWN = ("What you will do", "What you need", "Words", "Words used here", "Further reading")
CODE_LINES = 12          # more code than this is not readable from the back row
TABLE_ROWS = 9           # above a longer table there is no room for code
SMALLEST = 20            # pixels on a wall of 1280 by 720
FULL, SAID = 16, 9       # lines that one slide takes, at letters that the back row reads; and of these, of text
CORES = {"emotions": "complaints", "intelligibility": "complaints", "portfolio": "initiatives"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    kind : {"title", "prose", "figure", "result", "both"}
        What it holds; both is a text with the result that it speaks of.
    where : str
        The heading of the part of the lesson that it comes from.
    body : Markup
        Its HTML.
    """

    kind: str
    where: str
    body: Markup


def read_lesson(path: Path) -> dict:
    """Return what the pages say about a lesson."""
    notebook = nbformat.read(path, as_version=4)
    title, promise = re.match(r"# (.+?)\s*\n+\*(.+?)\*", notebook.cells[0].source, re.DOTALL).groups()
    about = notebook.metadata["cxlab"]
    return {"name": path.stem, "number": path.stem.split("_")[0], "title": title, "promise": " ".join(promise.split()),
            "minutes": about["minutes"], "functions": about["functions"], "notebook": notebook}


def read_sheet(name: str) -> dict:
    """Return a lesson's sheet for the trainer."""
    return tomllib.loads((SHEETS / f"{name}.toml").read_text(encoding="utf-8"))


def read_glossary() -> list[dict]:
    """Return the words of the lessons in both languages, by their English name."""
    with (SHEETS / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["term_en"].casefold())


def is_tagged(cell, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def cut_slides(lesson: dict) -> list[Slide]:
    """Cut a lesson into slides, by rule.

    A text is a slide. A piece of code waits for the next output and stands above it, under the text that leads to it
    where both have room; a figure takes the whole slide. Imports, parameters, checkpoints, hints and solutions stay in
    the lesson.
    """
    first = Markup("<h1>{}</h1><p>{}</p>").format(lesson["title"], lesson["promise"])
    slides, where, code = [Slide("title", "", first)], "", []
    for cell in lesson["notebook"].cells[1:]:
        if cell.cell_type == "markdown":
            where = (re.findall(r"^## (.+)$", cell.source, re.MULTILINE) or [where])[-1].strip()
        if where in NOT_SHOWN or is_tagged(cell, "solution") or is_tagged(cell, "parameters"):
            continue
        if cell.cell_type == "markdown":
            slides += [Slide("prose", where if not part.startswith("## ") else "", say(part))
                       for part in split_exercises(cell.source)]
        elif "checkpoint(" not in cell.source and not is_tagged(cell, "exercise") and not is_import(cell.source):
            code.append(cell.source)
            shown = [output for output in map(show_output, cell.outputs) if output]
            if shown:
                slides.append(result_slide(where, code, shown))
                code = []
    return join_slides(slides)


def join_slides(slides: list[Slide]) -> list[Slide]:
    """Put texts and results of one part of the lesson on one slide where they have room; an exercise stands alone.

    A text goes with the result that follows it, rather than with what stands before it.
    """
    joined = slides[:1]
    for slide, after in zip(slides[1:], [*slides[2:], None], strict=True):
        leads = slide.kind == "prose" and after is not None and after.kind == "result" and go_together(slide, after)
        if not leads and go_together(joined[-1], slide):
            joined[-1] = Slide("both", joined[-1].where, joined[-1].body + slide.body)
        else:
            joined.append(slide)
    return joined


def go_together(before: Slide, after: Slide) -> bool:
    """Say whether two slides of one part of the lesson fit on one."""
    (text, boxes), (more, further) = lines_of(before.body), lines_of(after.body)
    fits = text + more <= SAID and text + more + boxes + further <= FULL
    return fits and not {before.kind, after.kind} & {"title", "figure"} and not re.match(r"\s*<h[123]", after.body)


def lines_of(body: str) -> tuple[float, float]:
    """Return about how many lines of text a slide has, and how many of code and tables."""
    box = re.compile(r"<style.*?</style>|<(pre|table).*?</\1>", re.DOTALL)
    text = box.sub("", body)
    written = len(re.findall(r"<(?:p|li|h[1-4])\b", text)) / 2 + len(re.sub(r"<[^>]+>", "", text)) / 70
    rows = sum(1.5 + found[0].strip().count("\n") if found[1] == "pre" else 0.5 + found[0].count("<tr")
               for found in box.finditer(body) if found[1])
    return written, rows


def is_import(source: str) -> bool:
    return all(re.match(r"(import|from)\b", line) for line in source.splitlines() if line.strip())


def split_exercises(source: str) -> list[str]:
    """Give each exercise a slide of its own, without its hint; a heading with nothing under it is no slide."""
    parts = [re.sub(r"\n\*Hint:.*", "", part, flags=re.DOTALL).strip() for part in re.split(r"\n(?=### )", source)]
    return [part for part in parts if "\n" in part or not part.startswith("#")]


def say(source: str) -> Markup:
    """Return the HTML of a piece of the lesson's text; links within the lessons lead nowhere on a wall."""
    return Markup(re.sub(r"<a class=\"anchor-link\".*?</a>|</?a\b[^>]*>", "", markdown2html(source)))


def show_output(output) -> Markup | None:
    """Return the HTML of one output, or nothing for what is no result."""
    data = output.get("data", {})
    if "text/html" in data:
        return Markup(data["text/html"])
    text = data.get("text/plain") or (output.get("text") if output.get("name") == "stdout" else None)
    return Markup('<pre class="said">{}</pre>').format(text.rstrip()) if text else None


def result_slide(where: str, code: list[str], shown: list[Markup]) -> Slide:
    """Put outputs on a slide, with the code above them where there is room."""
    whole = Markup("").join(shown)
    if "<figure" in whole:
        return Slide("figure", where, whole)
    if whole.count("<tr") > TABLE_ROWS + 1:
        return Slide("result", where, whole)
    lines = "\n".join(code).splitlines()
    said = "\n".join(lines) if len(lines) <= CODE_LINES else code[-1]
    return Slide("result", where, Markup("<pre><code>{}</code></pre>").format(said) + whole)


def part_of(notebook, heading: str) -> Markup | None:
    """Return the text under a heading, or nothing when the lesson has no such heading."""
    for cell in notebook.cells:
        found = re.search(rf"^## {re.escape(heading)}\s*\n(.*)", cell.source, re.DOTALL | re.MULTILINE)
        if cell.cell_type == "markdown" and found:
            return say(found[1].strip())
    return None


def first_figure(notebook) -> Markup | None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "<figure" in output.get("data", {}).get("text/html", ""):
                return Markup(output["data"]["text/html"])
    return None


def say_again(lesson: dict) -> list[Markup]:
    """Return how to do a lesson on a file of one's own: its first cell, and the report where there is one."""
    first = next((cell.source for cell in lesson["notebook"].cells if is_tagged(cell, "parameters")), "")
    file = (re.findall(r"\"(\w+\.\w+)\"", first.split("\n")[0]) or ["my.csv"])[0]
    rooms = {name.split(".")[1] for name in lesson["functions"]}
    core = next((core for core in CORES if core in rooms), None)
    lines = [Markup("Put your file in the folder <code>work</code>, write <code>DATA = \"{}\"</code> in the first cell "
                    "of the lesson, and choose <i>Run</i>, <i>Run All Cells</i>.").format(file)] if first else []
    if core:
        lines += [Markup("How are my columns read? <code>make columns TABLE={} DATA=work/{}</code>").format(
                      CORES[core], file),
                  Markup("One page with the finding: <code>make report CORE={} DATA=work/{}</code>").format(core, file)]
    return lines


def find_answers(notebook) -> list[dict]:
    """Return the title of each exercise with the reasoning of its solution."""
    answers, title = [], ""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        title = (re.findall(r"^### (.+)$", cell.source, re.MULTILINE) or [title])[-1]
        if is_tagged(cell, "solution"):
            answers.append({"title": title if title.endswith(("?", "!", ".")) else f"{title}.",
                            "text": Markup(re.sub(r"^<p>|</p>\s*$", "", say(cell.source).strip()))})
    return answers


def clock(parts: list[dict]) -> list[dict]:
    """Add to each part the minute at which it begins and ends."""
    timed, now = [], 0
    for part in parts:
        timed.append({"wrong": "", **part, "begins": now, "ends": now + part["minutes"]})
        now += part["minutes"]
    return [part | {name: ticks(part[name]) for name in ("do", "ask", "wrong")} for part in timed]


def ticks(text: str) -> Markup:
    """Set what stands between backticks as code; everything else is escaped."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False)))


def glossary_terms(notebook) -> list[str]:
    """Return the words that a lesson explains: the titles under its heading Words, and what is bold there."""
    terms, inside = [], False
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for line in cell.source.splitlines():
            if line.startswith("## "):
                inside = line.lstrip("# ").startswith("Words")
            if inside:
                titles = re.findall(r"<summary>(.+?)</summary>", line)
                bold = re.findall(r"\*\*(.+?)\*\*(?=:| \()", line)
                terms += [term for title in titles if title != "Show the glossary"
                          for term in re.split(r",\s*(?:and )?| and ", re.sub(r"\s*\([^)]*\)", "", title))] + bold
    return list(dict.fromkeys(term.strip() for term in terms))


def words_of(notebook, glossary: list[dict]) -> list[dict]:
    """Return the words of a lesson in both languages."""
    by_name = {row["term_en"].casefold(): row for row in glossary}
    return [by_name[term.casefold()] for term in glossary_terms(notebook) if term.casefold() in by_name]


def build(paths: list[Path], out: Path) -> list[dict]:
    """Write the pages."""
    pages = Environment(loader=FileSystemLoader(PARTS), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    style = {"css": Markup((PARTS / "sheet.css").read_text(encoding="utf-8"))}
    reveal = {name: Markup((PARTS / "reveal" / f"reveal.{ending}").read_text(encoding="utf-8"))
              for name, ending in (("reveal_js", "js"), ("reveal_css", "css"))}
    glossary, lessons = read_glossary(), []
    for path in paths:
        lesson = read_lesson(path)
        sheet, notebook = read_sheet(lesson["name"]), lesson["notebook"]
        sheet["prepare"] = [ticks(line) for line in sheet["prepare"]]
        known = lesson | style | {
            "sheet": sheet, "parts": clock(sheet["parts"]), "answers": find_answers(notebook),
            "slides": cut_slides(lesson), "figure": first_figure(notebook), "again": say_again(lesson),
            "limits": part_of(notebook, "Limits"),
            "decision": part_of(notebook, "What it means for a decision"), "words": words_of(notebook, glossary)}
        for page in ("trainer", "slides", "handout"):
            more = reveal if page == "slides" else {}
            write(out / lesson["name"] / f"{page}.html", pages.get_template(f"{page}.html.jinja").render(known | more))
        lessons.append(known)
    write(out / "glossary.html", pages.get_template("glossary.html.jinja").render(style | {"words": glossary}))
    write(out / "index.html", pages.get_template("index.html.jinja").render(style | {"lessons": lessons}))
    return lessons


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def find_browser() -> str:
    found = next((shutil.which(name) for name in BROWSERS if shutil.which(name)), None)
    if not found:
        sys.exit("this check looks through Chromium, which was not found. On Debian or Ubuntu: apt install chromium")
    return found


def browse(browser: str, page: Path, *options: str) -> str:
    """Open a page in Chromium without a window, and return what it prints."""
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
               "--virtual-time-budget=8000", *options, page.resolve().as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    if done.returncode:
        sys.exit(f"Chromium could not open {page.name}: {done.stderr.strip()[-400:]}")
    return done.stdout


def count_pages(pdf: bytes) -> int:
    """Return the number of pages of a PDF as Chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def slide_sizes(browser: str, page: Path) -> list[int]:
    """Return the size of the letters on each slide, in pixels on a wall of 1280 by 720."""
    return [int(size) for size in re.findall(r'data-size="(\d+)"', browse(browser, page, "--dump-dom"))]


def check(out: Path, lessons: list[dict]) -> int:
    """Look at every page: letters on slides large enough, a handout one page, a sheet at most two."""
    browser, faults = find_browser(), []
    for lesson in lessons:
        folder = out / lesson["name"]
        sizes = slide_sizes(browser, folder / "slides.html")
        small = [number for number, size in enumerate(sizes, 1) if size < SMALLEST]
        pages = {}
        for page in ("handout", "trainer", "slides"):
            target = folder / f"{page}.pdf"
            browse(browser, folder / f"{page}.html", f"--print-to-pdf={target}", "--no-pdf-header-footer")
            pages[page] = count_pages(target.read_bytes())
        print(f"{lesson['name']}: {len(sizes)} slides, smallest letters {min(sizes, default=0)} px; handout "
              f"{pages['handout']} page(s), trainer's sheet {pages['trainer']}", flush=True)
        if len(sizes) != len(lesson["slides"]):
            faults.append(f"{lesson['name']}: the slides did not start")
        if pages["slides"] != len(lesson["slides"]):
            faults.append(f"{lesson['name']}: {len(lesson['slides'])} slides print on {pages['slides']} pages")
        faults += [f"{lesson['name']}: slide {number} is too full (letters of {sizes[number - 1]} px; expected "
                   f"{SMALLEST} or more); shorten its table or split its text" for number in small]
        if pages["handout"] != 1 or pages["trainer"] > 2:
            faults.append(f"{lesson['name']}: handout {pages['handout']} pages (expected 1), trainer's sheet "
                          f"{pages['trainer']} (expected 1 or 2)")
    print(*faults, sep="\n")
    return 1 if faults else 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("lessons", nargs="*", help="the beginnings of names of lessons, such as 10; all when none")
    parser.add_argument("--out", type=Path, default=ROOT / "kit_out")
    parser.add_argument("--check", action="store_true", help="also look at the pages with Chromium, and print them")
    options = parser.parse_args(arguments)
    paths = [path for path in sorted(LESSONS.glob("*.ipynb"))
             if not options.lessons or path.stem.startswith(tuple(options.lessons))]
    if not paths:
        sys.exit(f"no lesson begins with {' or '.join(options.lessons)}; there are "
                 + ", ".join(path.stem for path in sorted(LESSONS.glob("*.ipynb"))))
    for path in (path for path in paths if not (SHEETS / f"{path.stem}.toml").exists()):
        print(f"{path.stem} is left out: it has no trainer's sheet; write notebooks/kit/{path.stem}.toml, as its "
              "neighbours show")
    lessons = build([path for path in paths if (SHEETS / f"{path.stem}.toml").exists()], options.out)
    print(f"{len(lessons)} lessons: open {options.out.name}/index.html")
    return check(options.out, lessons) if options.check else 0


if __name__ == "__main__":
    sys.exit(main())
