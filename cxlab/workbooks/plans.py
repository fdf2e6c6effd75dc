"""A plan as a workbook: what to do and when, how full each quarter is, what was left out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from cxlab.privacy import safe_cell
from cxlab.workbooks.cells import BLUE, check_path

_SHEETS = {
    "en": {"plan": "plan", "use": "capacity", "left_out": "left out", "scenarios": "scenarios", "note": "read me",
           "initiative": "initiative"},
    "nl": {"plan": "plan", "use": "capaciteit", "left_out": "niet gekozen", "scenarios": "scenario's",
           "note": "lees mij", "initiative": "initiatief"},
}
_NOTE = {
    "en": "The plan rests on estimates of value and effort. It fits the limits that were set; change an estimate and "
          "another plan may be better. Talk about what was left out.",
    "nl": "Het plan rust op schattingen van waarde en inzet. Het past binnen de gekozen grenzen; verander een "
          "schatting en een ander plan kan beter zijn. Bespreek wat niet is gekozen.",
}


def write_plan(plan, path, *, scenarios: pd.DataFrame | None = None, picture: bytes | None = None,
               language: str = "en") -> tuple[Path, ...]:
    """Write a plan to a workbook that anybody can open, and its picture beside it.

    Parameters
    ----------
    plan : Selection
        From :func:`cxlab.portfolio.select_initiatives`.
    path : str or Path
        The workbook to write, ending in ``.xlsx``. A file of that name is replaced.
    scenarios : DataFrame, optional
        Scenarios to stand on a sheet of their own, one row each.
    picture : bytes, optional
        A PNG, such as ``cx.show(axes, alt).png``; it is written under the same name, ending in ``.png``.
    language : {"en", "nl"}
        Language of the sheets' names and of the note. Column names stay those of the list.

    Returns
    -------
    tuple of Path
        Where the workbook, and the picture when there is one, were written.

    Raises
    ------
    ValueError
        If the name does not end in ``.xlsx``, the language is another, or there is no plan to write.

    Notes
    -----
    Text that a spreadsheet would take for a formula gets an apostrophe in front. Quarters are written as 2026Q1.

    Examples
    --------
    >>> import tempfile
    >>> from cxlab.portfolio import select_initiatives
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> plan = select_initiatives(wishes, pd.Series([1.0], index=["2026Q1"]))
    >>> path, = write_plan(plan, tempfile.mkdtemp() + "/plan.xlsx")
    >>> pd.read_excel(path, sheet_name="plan", engine="calamine")["start"].tolist()
    ['2026Q1']
    """
    path = check_path(path)
    if language not in _SHEETS:
        raise ValueError(f"language is {language!r}; expected one of {', '.join(map(repr, _SHEETS))}")
    if plan.status in ("infeasible", "unknown"):
        raise ValueError(f"there is no plan to write: {plan.text}")
    names, book = _SHEETS[language], openpyxl.Workbook()
    _fill(book.active, names["plan"], plan.table)
    _fill(book.create_sheet(), names["use"], plan.use)
    _fill(book.create_sheet(), names["left_out"], pd.DataFrame({names["initiative"]: list(plan.not_chosen)}))
    if scenarios is not None and len(scenarios):
        _fill(book.create_sheet(), names["scenarios"], scenarios)
    note = book.create_sheet(names["note"])
    note.column_dimensions["A"].width = 100
    for said in (plan.text, _NOTE[language]):
        note.append([safe_cell(said)])
        note.cell(note.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    if picture is None:
        return (path,)
    beside = path.with_suffix(".png")
    beside.write_bytes(picture)
    return path, beside


def _fill(sheet, title, frame) -> None:
    """A sheet of a table: a header that stays in sight, and columns as wide as their words."""
    sheet.title = title
    sheet.append([safe_cell(str(name)) for name in frame.columns])
    for row in frame.astype("object").itertuples(index=False, name=None):
        sheet.append([_cell(value) for value in row])
    for place, cell in enumerate(sheet[1], start=1):
        cell.font, cell.fill = Font(bold=True), BLUE
        longest = max((len(str(one.value or "")) for one in sheet[get_column_letter(place)]), default=8)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, 8) + 2, 60)
    sheet.freeze_panes = "B2"


def _cell(value):
    if isinstance(value, tuple | list):
        return safe_cell("; ".join(map(str, value)))
    if pd.isna(value):
        return None
    return safe_cell(str(value)) if isinstance(value, pd.Period) else safe_cell(value)
