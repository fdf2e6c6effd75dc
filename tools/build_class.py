#!/usr/bin/env python3
"""Make fresh data for a class, and bring the codings of its groups together on the wall.

    build_class.py make --seed 7 --groups 4            one company for the class, a coding sheet for each group
    build_class.py make --seed 7 --groups 4 --apart    another company, with another truth, for each group
    build_class.py wall class_7/codings                the groups' sheets in one figure: wall.html and wall.png

The folder of the trainer holds what is true; keep it to yourself until the end of the lesson.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from textwrap import shorten

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

import cxlab as cx
from cxlab.frames import CONTRACTS
from cxlab.simulate.classes import ClassSet, simulate_class

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"complaint_id": 14, "text": 90, "coder": 14, "status": 13, "cause": 15, "emotion": 15}
SHOWN_ITEMS = 12
SAY = {
    "en": {"title": "How far do we agree?", "groups": "Groups", "faults": "To mend", "file": "File", "row": "Row",
           "value": "Value", "problem": "What is wrong, and what to do", "differ": "Read these aloud, and talk",
           "complaint": "Complaint", "question": "Question", "codes": "Codes and groups",
           "words": "The customer's words",
           "caption": "The line through a dot is the 95% interval.",
           "few": "Not enough codings yet: two groups or more must have coded the same complaints."},
    "nl": {"title": "Hoe ver zijn we het eens?", "groups": "Groepen", "faults": "Te verbeteren", "file": "Bestand",
           "row": "Rij", "value": "Waarde", "problem": "Wat er mis is, en wat te doen",
           "differ": "Lees deze hardop, en praat erover", "complaint": "Klacht", "question": "Vraag",
           "codes": "Codes en groepen", "words": "De woorden van de klant",
           "caption": "De lijn door een punt is het 95%-interval.",
           "few": "Nog te weinig coderingen: twee of meer groepen moeten dezelfde klachten hebben gecodeerd."},
}


def make(seed: int, groups: int, out: Path, *, apart: bool = False, **sizes) -> list[Path]:
    """Write the data of a class, a coding sheet for each group, and the truth for the trainer."""
    names = [f"Group {number}" for number in range(1, groups + 1)]
    shared = None if apart else simulate_class(seed, **sizes)
    written = [] if apart else write_set(shared, out / "data", out / "trainer")
    for number, name in enumerate(names, 1):
        folder = f"group_{number}"
        own = shared
        if own is None:
            own = simulate_class(seed, group=number, **sizes)
            written += write_set(own, out / folder, out / "trainer" / folder)
        written.append(write_sheet(own.to_code, name, out / (folder if apart else "codings") / f"{folder}.xlsx"))
    if shared is not None:
        write_table(shared.to_code, out / "codings" / "to_code.csv")
    return written


def write_set(made: ClassSet, data: Path, trainer: Path) -> list[Path]:
    """Write what learners get to one folder, and what is true to another."""
    parts = [(data, made.tables), (trainer, {"truth": made.truth, "teams": made.teams, **made.true_rows})]
    written = []
    for folder, tables in parts:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            written.append(folder / f"{name}.csv")
            write_table(table, written[-1])
    return written


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as a reader and a spreadsheet take it: ISO dates, yes and no, nothing that becomes a formula."""
    plain = table.copy()
    for column in plain:
        if pd.api.types.is_bool_dtype(plain[column].dtype):
            plain[column] = plain[column].astype("boolean").map({True: "yes", False: "no"})
    cx.privacy.safe_cells(plain).to_csv(path, index=False, date_format="%Y-%m-%d", lineterminator="\n",
                                        encoding="utf-8")


def write_sheet(to_code: pd.DataFrame, group: str, path: Path) -> Path:
    """Write the workbook in which a group codes, with the legal codes to choose from."""
    book = Workbook()
    sheet = book.active
    sheet.title = "codings"
    sheet.append(list(WIDTHS))
    for row in to_code.itertuples(index=False):
        sheet.append([row.complaint_id, cx.privacy.safe_cell(row.text), group, None, None, None])
    for place, (name, width) in enumerate(WIDTHS.items()):
        letter = chr(ord("A") + place)
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font, sheet[f"{letter}1"].fill = Font(bold=True), PatternFill("solid", fgColor="D9E8F5")
        if name in ("status", "cause", "emotion"):
            legal = ",".join(CONTRACTS["codings"][name].legal)
            rule = DataValidation(type="list", formula1=f'"{legal}"', allow_blank=True, showErrorMessage=True,
                                  error=f"Choose from the list: {legal.replace(',', ', ')}")
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{len(to_code) + 1}")
    for (cell,) in sheet[f"B2:B{len(to_code) + 1}"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def read_folder(folder: Path) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """Read the groups' files; a file that cannot be read is a fault, and does not stop the others."""
    tables, faults = {}, []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in (".csv", ".xlsx") or path.name.startswith(("~$", ".")) or \
                path.name == "to_code.csv":
            continue
        try:
            reading = cx.read_codings(path)
        except (ValueError, OSError) as fault:
            faults.append({"file": path.name, "row": "", "value": "",
                           "problem": shorten(" ".join(str(fault).split()), 300), "remedy":
                           "Ask the group for its sheet once more."})
            continue
        tables[path.name] = reading.good
        faults += [{"file": path.name, "row": each.row, "value": "" if pd.isna(each.value) else str(each.value)[:60],
                    "problem": f"{each.your_column}: {each.problem}" + (f"; expected {each.expected}" if each.expected
                                                                        else ""), "remedy": each.remedy}
                   for each in reading.faults.itertuples()]
    return tables, faults


def wall(folder: Path, *, language: str = "en", out: Path | None = None) -> dict:
    """Bring the codings of a folder together into a page and a figure for the wall."""
    out = out or folder
    said = handed_out(folder)
    tables, faults = read_folder(folder)
    if not tables and not faults:
        raise ValueError(f"there is no coding sheet in {folder.name}; expected a .csv or .xlsx file for each group")
    found = cx.classroom.gather_codings(tables, items=None if said is None else list(said)) if tables else None
    listed = faults + (found.faults.to_dict("records") if found else [])
    groups = sorted(found.codings["coder"].unique()) if found else []
    page = {"language": language, "say": SAY[language], "groups": groups, "faults": listed, "items": [],
            "text": SAY[language]["few"], "figure": None}
    if len(groups) >= 2:
        agreed = cx.classroom.measure_class(found.codings)
        alt = cx.plots.alt_class_agreement(agreed.table, language=language)
        axes = cx.plots.plot_class_agreement(agreed.table, language=language)
        shown = cx.show(axes, alt, f"{SAY[language]['caption']}", dpi=120)
        out.mkdir(parents=True, exist_ok=True)
        (out / "wall.png").write_bytes(shown.png)
        items = [{**item, "said": (said or {}).get(item["complaint_id"], "")}
                 for item in agreed.items.head(SHOWN_ITEMS).to_dict("records")]
        page |= {"figure": Markup(shown._repr_html_()), "items": items,
                 "text": agreed.text if language == "en" else alt}
    pages = Environment(loader=FileSystemLoader(ROOT / "tools" / "kit"), autoescape=True, trim_blocks=True)
    (out / "wall.html").write_text(pages.get_template("wall.html.jinja").render(page), encoding="utf-8", newline="\n")
    return page


def handed_out(folder: Path) -> dict[str, str] | None:
    """Return the complaints that were handed out, by number and masked, where their list stands beside the sheets."""
    path = folder / "to_code.csv"
    if not path.exists():
        return None
    listed = cx.privacy.restore_cells(pd.read_csv(path, dtype="str", encoding="utf-8"))
    return dict(zip(listed["complaint_id"], cx.privacy.mask(listed["text"]), strict=True))


def refuse(words: str) -> int:
    """Say what the user has to mend."""
    sys.stderr.write(f"{words}\n")
    return 2


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    tasks = parser.add_subparsers(dest="task", required=True)
    first = tasks.add_parser("make", help="fresh data with a truth of its own")
    first.add_argument("--seed", type=int, required=True, help="any whole number; the same number gives the same class")
    first.add_argument("--groups", type=int, default=4)
    first.add_argument("--apart", action="store_true", help="another company and another truth for each group")
    first.add_argument("--out", type=Path, help="default: class_SEED")
    second = tasks.add_parser("wall", help="the groups' coding sheets in one figure")
    second.add_argument("folder", type=Path, help="the folder with the filled-in sheets")
    second.add_argument("--language", choices=list(SAY), default="en")
    options = parser.parse_args(arguments)
    if options.task == "make":
        if options.seed < 0 or not 1 <= options.groups <= 50:
            return refuse("expected a seed of 0 or more and 1 to 50 groups, such as --seed 7 --groups 4")
        out = options.out or Path(f"class_{options.seed}")
        written = make(options.seed, options.groups, out, apart=options.apart)
        print(f"{len(written)} files in {out.name}. Hand out "
              + ("a folder group_N to each group" if options.apart else "data, and a sheet from codings to each group")
              + "; the folder trainer holds what is true.")
        return 0
    if not options.folder.is_dir():
        return refuse(f"there is no folder {options.folder}; expected the folder with the groups' coding sheets")
    try:
        page = wall(options.folder, language=options.language)
    except ValueError as fault:
        return refuse(str(fault))
    print(page["text"])
    for fault in page["faults"]:
        where = f"{fault['file']}, row {fault['row']}" if fault["row"] else fault["file"]
        value = f" ({fault['value']})" if fault["value"] else ""
        print(f"- {where}: {fault['problem'].rstrip('.')}{value}. {fault['remedy']}")
    print(f"open {options.folder / 'wall.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
