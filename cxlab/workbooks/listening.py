"""Workbooks for listeners: one a person, so that nobody sees what another heard, and back again."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cxlab.counts import check_table, refuse
from cxlab.frames import CAUSES, fold
from cxlab.privacy import safe_cell
from cxlab.workbooks.cells import BLUE, GREY, list_rule
from cxlab.workbooks.templates import _say_value

CHOICES = {"could_follow": ("yes", "no", "cannot tell"), "line_quality_heard": ("good", "fair", "poor"),
           "cause": CAUSES}
# What a Dutch workbook says where the templates have no word; back again it is read in either language.
_DUTCH = {
    "listen_id": "Luisternummer", "coder": "Luisteraar", "could_follow": "Te volgen", "line_quality_heard": "Lijn",
    "cause": "Oorzaak", "lost": "Niet verstaan", "note": "Opmerking", "cannot tell": "niet te zeggen",
}
_WORDS = {"en": ("listening", "Please choose a value from the list."),
          "nl": ("luisteren", "Kies een waarde uit de lijst.")}
_COLUMNS = ("listen_id", "coder", "could_follow", "line_quality_heard", "cause", "lost", "note")


def write_listening(sheet: pd.DataFrame, folder, *, language: str = "en") -> list[Path]:
    """Write a coding sheet as one workbook for each listener, with drop-downs.

    Parameters
    ----------
    sheet : DataFrame
        What :func:`cxlab.intelligibility.coding_sheet` gives: one row a call and coder. Answers that are there already
        are written too.
    folder : str or Path
        Where the workbooks go; it is made when it is not there.
    language : {"en", "nl"}
        Language of the column names and the drop-downs.

    Returns
    -------
    list of Path
        ``listening_<coder>.xlsx`` for each coder, in their order.

    Raises
    ------
    TypeError, ValueError
        When `sheet` is no coding sheet, `language` is another, or two coders would share a file name.

    Notes
    -----
    No workbook holds another listener's answers, a name of an employee or a customer's words.

    Examples
    --------
    >>> import tempfile
    >>> sheet = pd.DataFrame({"listen_id": ["L001", "L001"], "coder": ["one", "two"], "could_follow": None})
    >>> [path.name for path in write_listening(sheet, tempfile.mkdtemp())]
    ['listening_one.xlsx', 'listening_two.xlsx']
    """
    check_table(sheet, "sheet", needs=("listen_id", "coder"))
    if language not in _WORDS:
        raise ValueError(f"language must be 'en' or 'nl', got {language!r}")
    coders = list(sheet["coder"].astype("str").unique())
    stems = [re.sub(r"[^\w-]+", "_", coder) for coder in coders]
    if len({stem.casefold() for stem in stems}) < len(coders):
        raise ValueError(f"coders {', '.join(map(repr, coders))} would share a file; give each a name of its own")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"listening_{stem}.xlsx" for stem in stems]
    for coder, path in zip(coders, paths, strict=True):
        _write_one(sheet[sheet["coder"].astype("str") == coder], path, language)
    return paths


def read_listening(paths) -> pd.DataFrame:
    """Bring the listeners' filled-in workbooks together again.

    Parameters
    ----------
    paths : str, Path or list of them
        The workbooks, or the folder that holds them (every ``listening_*.xlsx`` in it). They are only read.

    Returns
    -------
    DataFrame
        The columns of :func:`cxlab.intelligibility.coding_sheet`, answers in our words, an empty cell missing; ready
        for :func:`cxlab.intelligibility.score_listening`.

    Raises
    ------
    FileNotFoundError
        When there is no such workbook, or none in the folder.
    ValueError
        When a column is not there or an answer is not one of the drop-down: every such cell by file, row and column.

    Examples
    --------
    >>> import tempfile
    >>> sheet = pd.DataFrame({"listen_id": ["L001"], "coder": ["one"], "could_follow": ["cannot tell"]})
    >>> folder = tempfile.mkdtemp()
    >>> _ = write_listening(sheet, folder, language="nl")
    >>> read_listening(folder)[["listen_id", "could_follow"]].values.tolist()
    [['L001', 'cannot tell']]
    """
    given = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    files = [file for path in given for file in (sorted(path.glob("listening_*.xlsx")) if path.is_dir() else [path])]
    if not files:
        raise FileNotFoundError(f"there is no workbook listening_*.xlsx in {', '.join(map(str, given)) or 'nothing'}")
    parts, faults = zip(*map(_read_one, files), strict=True)
    refuse([fault for found in faults for fault in found])
    return pd.concat(parts, ignore_index=True)


def _say(word: str, language: str) -> str:
    return _DUTCH.get(word) or _say_value(word, language) if language == "nl" else word


def _write_one(part: pd.DataFrame, path: Path, language: str) -> None:
    book = openpyxl.Workbook()
    page, (title, wrong) = book.active, _WORDS[language]
    page.title = title
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for place, name in enumerate(_COLUMNS, start=1):
        letter = get_column_letter(place)
        head = page.cell(1, place, _say(name, language))
        head.font, head.fill = Font(bold=True), BLUE
        page.column_dimensions[letter].width = 40 if name in ("lost", "note") else 18
        values = part[name] if name in part else [None] * len(part)
        for row, value in enumerate(values, start=2):
            cell = page.cell(row, place, None if pd.isna(value) else safe_cell(_say(str(value), language)))
            if name in ("listen_id", "coder"):
                cell.fill = GREY
        if name in CHOICES and len(part):
            rule = list_rule(lists, name, [_say(value, language) for value in CHOICES[name]])
            rule.error, rule.showErrorMessage, rule.allow_blank = wrong, True, True
            page.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{len(part) + 1}")
    page.freeze_panes = "C2"
    book.save(path)


def _read_one(path: Path) -> tuple[pd.DataFrame, list[str]]:
    found = pd.read_excel(path, sheet_name=0, engine="calamine", dtype="str")
    ours = {fold(said): name for name in _COLUMNS for said in (name, _say(name, "nl"))}
    found = found.rename(columns={column: ours[fold(str(column))] for column in found if fold(str(column)) in ours})
    lacking = [name for name in _COLUMNS[:3] if name not in found]
    if lacking:
        return pd.DataFrame(columns=list(_COLUMNS), dtype="str"), [
            f"{path.name} has no column {', '.join(map(repr, lacking))}; expected a workbook that write_listening made"]
    found = found.reindex(columns=list(_COLUMNS)).astype("str")
    found = found[found["listen_id"].notna()]
    faults = []
    for name, choices in CHOICES.items():
        known = {fold(said): choice for choice in choices for said in (choice, _say(choice, "nl"))}
        answers = found[name].map(lambda said, known=known: known.get(fold(said)), na_action="ignore").astype("str")
        faults += [f"{path.name}, row {row + 2}, {name}: {found.loc[row, name]!r}; expected {', '.join(choices)}, or "
                   "an empty cell" for row in found.index[answers.isna() & found[name].notna()]]
        found[name] = answers
    return found, faults
