"""What every workbook of ours has: a path that ends in .xlsx, drop-downs, and the colours of its header."""

from __future__ import annotations

from pathlib import Path

from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cxlab.privacy import safe_cell

GREY, YELLOW, BLUE = (PatternFill("solid", start_color=colour) for colour in ("EEEEEE", "FFF8D6", "DCE9F5"))


def check_path(path) -> Path:
    """Return the path of a workbook to write, or say that it must end in .xlsx."""
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"the workbook must end in .xlsx, got {path.name!r}")
    return path


def list_rule(lists, name: str, values: list[str]) -> DataValidation:
    """Put the values of a drop-down on the hidden sheet: a list in the rule itself ends at 255 characters."""
    place = 1 if lists.max_column == 1 and lists["A1"].value is None else lists.max_column + 1
    for row, value in enumerate([name, *values], start=1):
        lists.cell(row, place, safe_cell(value))
    letter = get_column_letter(place)
    return DataValidation(type="list", formula1=f"lists!${letter}$2:${letter}${len(values) + 1}")
