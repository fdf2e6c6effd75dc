"""Read a sheet of an Excel workbook as the user sees it: the same rows, the same numbers."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import python_calamine

from cxlab.frames import Contract, fold, infer_decimal

ROWS_TRIED = 60


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells.

    Attributes
    ----------
    name : str
        Name of the sheet.
    rows : list of list
        The cells from row 1 and column A on; an empty cell is empty text.
    notes : tuple of (str, str)
        What it is about, and which other sheets there are.
    """

    name: str
    rows: list[list]
    notes: tuple[tuple[str, str], ...]


def read_sheet(path: Path, sheet: str | int | None, contract: Contract, fits: Callable[[list[list]], int]) -> Sheet:
    """Read one sheet: the one asked for, else the one named after the table, else the one that fits best.

    Parameters
    ----------
    path : Path
        The workbook; it is opened for reading only.
    sheet : str or int, optional
        Name of the sheet, or its place counted from 1.
    contract : Contract
        The table that is looked for.
    fits : callable
        Says how many columns of the table rows have under a header; 0 when one is lacking that is needed.

    Returns
    -------
    Sheet

    Raises
    ------
    ValueError
        When the workbook cannot be opened, is empty, or has no such sheet.
    """
    try:
        book = python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError:
        raise ValueError(f"{path.name} is locked with a password; save a copy without one in Excel") from None
    except python_calamine.CalamineError:
        raise ValueError(f"{path.name} cannot be read as an Excel workbook; open it in Excel and save it again as "
                         ".xlsx") from None
    with book:
        seen = [meta.name for meta in book.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]
        shown = [meta.name for meta in book.sheets_metadata
                 if meta.name in seen and meta.visible == python_calamine.SheetVisibleEnum.Visible]
        chosen = _choose(path, sheet, seen, contract)
        name, rows = _best_fitting(book, [chosen] if chosen else shown or seen, fits)
    if not any(str(cell).strip() for row in rows for cell in row):
        where = f"sheet {name!r} of {path.name}" if sheet is not None else path.name
        raise ValueError(f"{where} is empty: it has no column names and no rows")
    others = [other for other in shown if other != name]
    note = f"Sheet {name!r} was read. The workbook also has {', '.join(map(repr, others))}; say sheet=... for another."
    return Sheet(name, rows, (("sheet", note),) if others else ())


def _choose(path: Path, sheet, names: list[str], contract: Contract) -> str | None:
    if sheet is None:
        titles = {fold(title) for title in (contract.name, contract.title, contract.title_nl)}
        return next((name for name in names if fold(name) in titles), None)
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 1 <= sheet <= len(names):
        return names[sheet - 1]
    same = [name for name in names if fold(name) == fold(str(sheet))]
    if same:
        return same[0]
    near = difflib.get_close_matches(str(sheet), names, n=1)
    meant = f" (did you mean {near[0]!r}?)" if near else ""
    raise ValueError(f"{path.name} has no sheet {sheet!r}{meant}; it has {', '.join(map(repr, names))}")


def _best_fitting(book, names: list[str], fits: Callable[[list[list]], int]) -> tuple[str | None, list[list]]:
    """Return the sheet on which most columns are known; when none fits, the first with anything on it."""
    heads = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=ROWS_TRIED)
             for name in names if len(names) > 1}
    known = {name: fits(rows) for name, rows in heads.items() if rows}
    name = max(known, key=known.get) if known else next(iter(names), None)
    return name, (book.get_sheet_by_name(name).to_python(skip_empty_area=False) if name is not None else [])


def to_series(cells: list, index: pd.Index) -> pd.Series:
    """Turn a column of cells into a typed column when all its cells are dates or numbers, else into text.

    A date in Excel is a date: as text its day and month could be taken for each other. Text is written as a person
    would: 12, not 12.0.
    """
    filled = [cell for cell in cells if cell != ""]
    kinds = {type(cell) for cell in filled}
    if filled and kinds <= {datetime.date, datetime.datetime}:
        stamps = [pd.NaT if cell == "" else pd.Timestamp(cell) for cell in cells]
        return pd.Series(stamps, index=index, dtype="datetime64[us]")
    if filled and kinds <= {int, float} and any(cell != int(cell) for cell in filled):
        return pd.Series([float("nan") if cell == "" else cell for cell in cells], index=index, dtype="float64")
    texts = pd.Series([cell for cell in filled if isinstance(cell, str)], dtype="str")
    sign = infer_decimal(texts)[0] if float in kinds and len(texts) else "."
    return pd.Series([_say(cell, sign) for cell in cells], index=index, dtype="str")


def _say(cell, sign: str) -> str | None:
    if cell == "":
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", sign)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time(0):
        cell = cell.date()
    return str(cell)
