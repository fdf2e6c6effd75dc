"""Codes beside the texts, in a workbook that a person corrects, and the corrections back into the codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from cxlab.frames import CONTRACTS, FrameError
from cxlab.frames.convert import as_text, clean, to_boolean, to_category, to_number
from cxlab.privacy import restore_cells, safe_cell
from cxlab.workbooks.cells import BLUE, YELLOW, check_path, list_rule

CORRECTED = "_corrected"
EMPTY = "(empty)"
CODES_SHEET = "codes"
_CELL_LIMIT = 32_000


@dataclass(frozen=True, eq=False, repr=False)
class Corrections:
    """Codes with a person's corrections in them.

    Attributes
    ----------
    table : DataFrame
        The codes, corrected; same index, columns and types.
    changes : DataFrame
        One row a change: the key, ``column``, ``before``, ``after`` and ``because`` ("corrected", or "follows status").
    n : int
        Rows of codes.
    n_read : int
        Rows of the workbook.
    n_changed : int
        Rows of codes with at least one change.
    text : str
        The same in a sentence.
    """

    table: pd.DataFrame
    changes: pd.DataFrame
    n: int
    n_read: int
    n_changed: int
    text: str

    def __repr__(self) -> str:
        return self.text


def export_codes(frame: pd.DataFrame, path, *, key: str = "complaint_id", codes: list[str] | None = None) -> Path:
    """Write codes or scores beside the texts to a workbook, with an empty column for each to correct them.

    Parameters
    ----------
    frame : DataFrame
        One row a text, with the key, the texts and the codes: ``complaints.join(codes)``.
    path : str or Path
        The workbook to write, ending in ``.xlsx``.
    key : str
        Column (or name of the index) that identifies a row.
    codes : list of str, optional
        Columns that can be corrected. By default all categories, yes/no and numbers that are not columns of the
        complaints themselves. Where there is a ``status``, ``complaint`` follows it and is not corrected by itself.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    ValueError
        When the key is not there, is missing in a row or stands twice, when there are no codes, or when `path` does not
        end in ``.xlsx``.

    Notes
    -----
    Text that a spreadsheet would take for a formula gets an apostrophe in front. Cells are cut at 32,000 characters and
    control characters left out, because Excel cannot hold them. Only the corrections are read back.

    Examples
    --------
    >>> import tempfile
    >>> frame = pd.DataFrame({"complaint_id": ["C1"], "text": ["Too fast"],
    ...                       "status": pd.Categorical(["complaint"], ["complaint", "no", "unclear"])})
    >>> path = export_codes(frame, tempfile.mkdtemp() + "/codes.xlsx")
    >>> pd.read_excel(path, sheet_name="codes", engine="calamine").columns.tolist()
    ['complaint_id', 'text', 'status', 'status_corrected']
    """
    path, keys = check_path(path), _get_keys(frame, key, "the table")
    frame = frame if key in frame else frame.assign(**{key: keys})
    chosen = _choose_codes(frame, key, codes)
    book = openpyxl.Workbook()
    sheet, lists = book.active, book.create_sheet("lists")
    sheet.title, lists.sheet_state = CODES_SHEET, "hidden"
    context = [key, *(name for name in frame if name != key and name not in chosen)]
    order = [*context, *(name for code in chosen for name in (code, code + CORRECTED))]
    said = pd.DataFrame({name: frame[name].map(_to_cell, na_action="ignore").astype("object") for name in order
                         if name in frame}).reindex(columns=order).astype("object")
    sheet.append([safe_cell(str(name)) for name in order])
    for row in said.where(said.notna(), None).itertuples(index=False, name=None):
        sheet.append(row)
    for place, name in enumerate(order, start=1):
        _dress(sheet, lists, place, name, frame, len(frame) + 1)
    sheet.freeze_panes = sheet.cell(2, 2)
    _write_note(book.create_sheet("note", 1))
    book.save(path)
    return path


def _get_keys(frame: pd.DataFrame, key: str, what: str) -> pd.Series:
    """Return the key of each row as text, or raise one error that names all that is wrong with it."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"{what} must be a DataFrame, got {type(frame).__name__}")
    if key not in frame and frame.index.name != key:
        names = ", ".join(map(str, frame.columns))
        raise ValueError(f"{what} has no column {key!r} to know its rows by; it has {names}. Join the codes to the "
                         "complaints first (complaints.join(codes)), or say key='<your column>'")
    keys = as_text(frame[key] if key in frame else frame.index.to_series())
    faults = [f"row {label} has no {key}" for label in frame.index[keys.isna().to_numpy()]]
    faults += [f"{key} {keys.iloc[place]!r} stands again in row {frame.index[place]}"
               for place in (keys.duplicated() & keys.notna()).to_numpy().nonzero()[0]]
    if faults:
        more = f" and {len(faults) - 10:,} more" if len(faults) > 10 else ""
        raise ValueError(f"{what} cannot be told row from row: {'; '.join(faults[:10])}{more}")
    return keys


def _choose_codes(frame: pd.DataFrame, key: str, codes: list[str] | None) -> list[str]:
    if codes is None:
        own = {column.name for column in CONTRACTS["complaints"].columns} | {key}
        codes = [name for name in frame if name not in own and _kind(frame[name]) is not None
                 and not (name == "complaint" and "status" in frame)]
    absent = [name for name in codes if name not in frame]
    if absent:
        raise ValueError(f"there is no column {', '.join(map(repr, absent))} to correct; the table has "
                         f"{', '.join(map(str, frame.columns))}")
    if not codes:
        raise ValueError("there are no codes to correct: no categories, yes/no or numbers besides the complaints. Join "
                         "the codes first (complaints.join(codes)), or name them in codes=[...]")
    return list(codes)


def _kind(values: pd.Series) -> str | None:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return "category"
    if pd.api.types.is_bool_dtype(values.dtype):
        return "boolean"
    return "number" if pd.api.types.is_numeric_dtype(values.dtype) else None


def _to_cell(value):
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.tz_localize(None).to_pydatetime()
    if isinstance(value, pd.Period | frozenset | set | list | tuple | dict):
        value = str(value)
    if isinstance(value, str):
        return safe_cell(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)[:_CELL_LIMIT])
    return value.item() if hasattr(value, "item") else value


def _dress(sheet, lists, place: int, name: str, frame: pd.DataFrame, last: int) -> None:
    letter, code = get_column_letter(place), name.removesuffix(CORRECTED)
    is_correction = name not in frame
    sheet.cell(1, place).font, sheet.cell(1, place).fill = Font(bold=True), YELLOW if is_correction else BLUE
    sheet.column_dimensions[letter].width = 70 if name in ("text", "comment") else max(14, len(str(name)) + 3)
    if name in ("text", "comment"):
        for row in range(2, last + 1):
            sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
    if is_correction and last > 1:
        legal = _legal(frame[code])
        if legal:
            rule = list_rule(lists, str(code), [*legal, EMPTY])
            rule.showErrorMessage, rule.allow_blank = True, True
            rule.error = "Please choose a value from the list, or leave the cell empty."
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{last}")


def _legal(values: pd.Series) -> list[str]:
    if _kind(values) == "category":
        return [str(value) for value in values.cat.categories]
    return ["yes", "no"] if _kind(values) == "boolean" else []


def _write_note(sheet) -> None:
    for line in (
        "How to correct: leave the column as it is and write your own value in the yellow column beside it. An empty "
        f"yellow cell means that you agree; {EMPTY} means that there should be no code at all.",
        "Do not change the first column: it ties each row to its text. You may sort whole rows, filter and delete.",
        "Save the workbook as .xlsx and read it back with cx.merge_corrections(codes, '<this file>').",
        "",
        "Zo verbetert u: laat de kolom staan en schrijf uw eigen waarde in de gele kolom ernaast. Een lege gele cel "
        f"betekent dat u het eens bent; {EMPTY} betekent dat er geen code hoort te staan.",
        "Verander de eerste kolom niet: zij verbindt elke rij met haar tekst. Sorteer alleen hele rijen; filteren en "
        "verwijderen mag.",
    ):
        sheet.append([line])
    sheet.column_dimensions["A"].width = 110
    for row in sheet.iter_rows():
        row[0].alignment = Alignment(wrap_text=True, vertical="top")


def merge_corrections(codes: pd.DataFrame, corrections, *, key: str = "complaint_id") -> Corrections:
    """Bring a person's corrections back into the codes.

    Parameters
    ----------
    codes : DataFrame
        The table that was exported, with the key. It is not changed.
    corrections : str, Path or DataFrame
        The workbook that :func:`export_codes` wrote and a person filled in, or a table with the key and one or more
        columns ending in ``_corrected``.
    key : str
        Column (or name of the index of `codes`) that identifies a row.

    Returns
    -------
    Corrections
        ``.table``, ``.changes``, ``.n``, ``.n_read``, ``.n_changed`` and ``.text``. Merging the same corrections again
        changes nothing more.

    Raises
    ------
    FrameError
        When a key is unknown, missing or stands twice, a value is not allowed, or the words beside a key are not its
        own (a column was sorted alone); all at once, and nothing is merged.
    ValueError
        When the workbook has no key or no ``_corrected`` column.

    Notes
    -----
    An empty cell changes nothing; ``(empty)`` takes a code away. When ``status`` is corrected, ``complaint`` and the
    ``cause_`` columns follow it where they were not corrected themselves: a text that is no complaint has no cause, and
    of an unclear one nothing is known.

    Examples
    --------
    >>> codes = pd.DataFrame({"complaint_id": ["C1", "C2"],
    ...                       "status": pd.Categorical(["no", "complaint"], ["complaint", "no", "unclear"])})
    >>> filled = pd.DataFrame({"complaint_id": ["C1", "C2"], "status_corrected": ["unclear", None]})
    >>> result = merge_corrections(codes, filled)
    >>> result.table["status"].tolist()
    ['unclear', 'complaint']
    >>> result.text
    '1 of 2 rows corrected: 1 change in status.'
    """
    keys = _get_keys(codes, key, "the table of codes")
    filled, name, first_row = _open_corrections(corrections)
    _check_columns(filled, codes, key, name)
    said_keys = clean(as_text(filled[key]))
    wishes, faults = _read_wishes(filled, codes, first_row)
    has_wish = pd.DataFrame({code: wish["is_given"] for code, wish in wishes.items()}).any(axis=1)
    faults += _find_key_faults(said_keys, has_wish, keys, key, first_row)
    faults += _find_moved_rows(filled, said_keys, codes, keys, first_row)
    if faults:
        columns = ["column", "row", "value", "problem", "expected", "remedy"]
        raise FrameError(pd.DataFrame(sorted(faults, key=lambda fault: fault[1]), columns=columns), name)
    places = pd.Index(keys).get_indexer(said_keys)
    table, reasons = _apply(codes, wishes, places)
    changes = _list_changes(codes, table, keys, key, reasons)
    text = _say_changes(changes, len(codes), key)
    return Corrections(table, changes, len(codes), len(filled), changes[key].nunique(), text)


def _open_corrections(corrections) -> tuple[pd.DataFrame, str, int]:
    """Return the filled-in table, what it is called, and the number that its first row has for the user."""
    if isinstance(corrections, pd.DataFrame):
        return corrections.reset_index() if corrections.index.name else corrections, "the corrections", 0
    path = Path(corrections)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {str(path)!r}; looked in {path.absolute().parent}")
    if path.suffix.lower() != ".xlsx":
        raise ValueError(f"{path.name} is not an .xlsx workbook; save the corrected workbook as .xlsx")
    with pd.ExcelFile(path, engine="calamine") as book:
        sheet = CODES_SHEET if CODES_SHEET in book.sheet_names else book.sheet_names[0]
        filled = pd.read_excel(book, sheet_name=sheet, dtype="object", keep_default_na=False, na_values=[""])
    filled.columns = [str(column) for column in filled.columns]
    return restore_cells(filled), path.name, 2


def _check_columns(filled: pd.DataFrame, codes: pd.DataFrame, key: str, name: str) -> None:
    faults = []
    if key not in filled:
        faults.append(f"it has no column {key!r} to know its rows by")
    corrected = [column for column in filled if str(column).endswith(CORRECTED)]
    unknown = [column for column in corrected if column.removesuffix(CORRECTED) not in codes]
    if not corrected:
        faults.append(f"it has no column that ends in {CORRECTED}")
    if unknown:
        faults.append(f"{', '.join(map(repr, unknown))} corrects no column of the codes, which are "
                      f"{', '.join(map(str, codes.columns))}")
    if faults:
        raise ValueError(f"{name} cannot be merged: {'; '.join(faults)}. It has {', '.join(map(str, filled.columns))}")


def _read_wishes(filled: pd.DataFrame, codes: pd.DataFrame, first_row: int) -> tuple[dict, list[tuple]]:
    """Return, for each code, the values asked for and where one was given; and the values that are not allowed."""
    wishes, faults, labels = {}, [], _label_rows(filled, first_row)
    for column in [name for name in filled if str(name).endswith(CORRECTED)]:
        code = column.removesuffix(CORRECTED)
        text = as_text(filled[column]).reset_index(drop=True).str.strip()
        is_empty = text.str.casefold().isin([EMPTY, "(leeg)"])
        values, problems = _convert(text.mask(is_empty), codes[code])
        wishes[code] = {"values": values, "is_given": text.notna()}
        legal = _legal(codes[code])
        expected = f"one of {', '.join(map(repr, legal))}" if legal else "a number"
        remedy = f"{'Choose a value from the list' if legal else 'Write a number'} or leave the cell empty."
        faults += [(column, labels[place], text[place], problems[place], expected, remedy)
                   for place in problems.index[problems != ""]]
    return wishes, faults


def _label_rows(filled, first_row: int):
    return range(first_row, first_row + len(filled)) if first_row else filled.index


def _convert(text: pd.Series, like: pd.Series) -> tuple[pd.Series, pd.Series]:
    if _kind(like) == "boolean":
        return to_boolean(text)
    if _kind(like) == "number":
        values, problems, _ = to_number(text, decimal=None)
        is_broken = pd.api.types.is_integer_dtype(like.dtype) & values.notna() & (values % 1 != 0)
        return values, problems.mask(is_broken, "is not a whole number")
    if _kind(like) == "category":
        legal = tuple(_legal(like))
        known = {column.name: column.synonyms for column in CONTRACTS["codings"].columns}
        return to_category(text, legal, tuple(pair for pair in known.get(like.name, ()) if pair[1] in legal))
    return text, pd.Series("", index=text.index, dtype="str")


def _find_key_faults(said: pd.Series, has_wish: pd.Series, keys: pd.Series, key: str, first_row: int) -> list[tuple]:
    faults, labels = [], _label_rows(said, first_row)
    known, again = said.isin(keys).to_numpy(), (said.duplicated(keep="first") & said.notna()).to_numpy()
    for place, label in enumerate(labels):
        if pd.isna(said.iloc[place]):
            if has_wish.iloc[place]:
                faults.append((key, label, pd.NA, "is empty beside a correction", "the key of the row",
                               "Copy the key from the exported workbook."))
        elif not known[place]:
            faults.append((key, label, said.iloc[place], "is not in the codes", "a key that was exported",
                           "Correct the key, or merge with the codes that were exported."))
        elif again[place]:
            faults.append((key, label, said.iloc[place], "stands more than once", "each key once",
                           "Remove one of the rows."))
    return faults


def _find_moved_rows(filled, said_keys, codes, keys, first_row: int) -> list[tuple]:
    """Find keys beside other words than their own: someone sorted one column and not the others."""
    if "text" not in filled or "text" not in codes:
        return []
    own = pd.Series(as_text(codes["text"]).to_numpy(), index=keys.to_numpy())
    faults, labels = [], _label_rows(filled, first_row)
    for label, key, words in zip(labels, said_keys, as_text(filled["text"]), strict=True):
        if not pd.isna(key) and key in own.index and _plain(words) != _plain(own[key]):
            faults.append(("text", label, words, "is not the text that belongs to this key", "the words exported",
                           "Was one column sorted alone? Sort whole rows, or export again."))
    return faults


def _plain(words) -> str:
    """Leave only what Excel cannot change: no white space, no control characters, no cut-off end."""
    return "" if pd.isna(words) else re.sub(r"[\s\x00-\x1f]|_x000[dD]_", "", str(words))[: _CELL_LIMIT // 2]


def _apply(codes: pd.DataFrame, wishes: dict, places) -> tuple[pd.DataFrame, dict]:
    table, reasons = codes.copy(), {}
    if "status" in wishes:
        table = _set_values(table, "status", wishes["status"], places)
        moved = (table["status"].astype("object").fillna("") != codes["status"].astype("object").fillna("")).to_numpy()
        table, followers = _follow_status(table, moved)
        reasons |= dict.fromkeys(followers, "follows status")
    for code, wish in wishes.items():
        table = _set_values(table, code, wish, places)
    return table, reasons


def _set_values(table: pd.DataFrame, code: str, wish: dict, places) -> pd.DataFrame:
    given = wish["is_given"].to_numpy()
    values = table[code].astype("object").to_numpy(copy=True)
    for place, value in zip(places[given], wish["values"][given], strict=True):
        values[place] = None if pd.isna(value) else value
    return table.assign(**{code: _as_like(values, table[code])})


def _as_like(values, like: pd.Series) -> pd.Series:
    """Return values with the type of a column; a whole-number or yes/no column takes missing values only if it must."""
    plain = pd.Series(values, index=like.index, dtype="object", name=like.name)
    if plain.isna().any() and like.dtype.kind in "iub" and not isinstance(like.dtype, pd.api.extensions.ExtensionDtype):
        return plain.astype("boolean" if like.dtype.kind == "b" else "Int64")
    return plain.astype(like.dtype)


def _follow_status(table: pd.DataFrame, moved) -> tuple[pd.DataFrame, list[str]]:
    status = table["status"].astype("object").to_numpy()
    causes = [name for name in table if str(name).startswith("cause_") and _kind(table[name]) == "boolean"]
    followers = [*causes, *(["complaint"] if "complaint" in table and _kind(table["complaint"]) == "boolean" else [])]
    for name in followers:
        values = table[name].astype("object").to_numpy(copy=True)
        for place in moved.nonzero()[0]:
            if status[place] == "complaint":
                values[place] = True if name == "complaint" else (False if pd.isna(values[place]) else values[place])
            else:
                values[place] = False if status[place] == "no" else None
        table = table.assign(**{name: _as_like(values, table[name])})
    if "cause_unspecified" in causes:
        none_given = ~table[causes].astype("boolean").fillna(False).any(axis=1).to_numpy()
        lone = moved & none_given & (status == "complaint")
        named = table["cause_unspecified"].mask(pd.Series(lone, index=table.index), True)
        table = table.assign(cause_unspecified=named)
    return table, followers


def _list_changes(codes: pd.DataFrame, table: pd.DataFrame, keys: pd.Series, key: str, reasons: dict):
    rows = []
    for name in codes:
        before, after = codes[name].astype("object"), table[name].astype("object")
        was, then = before.where(before.notna(), None), after.where(after.notna(), None)
        rows += [(keys.iloc[place], name, old, new, reasons.get(name, "corrected"))
                 for place, (old, new) in enumerate(zip(was, then, strict=True)) if old is not new and old != new]
    return pd.DataFrame(rows, columns=[key, "column", "before", "after", "because"])


def _say_changes(changes: pd.DataFrame, n: int, key: str) -> str:
    if not len(changes):
        return f"Nothing changed: the workbook agrees with all {n:,} rows."
    counts = changes["column"].value_counts()
    parts = [f"{count:,} {'change' if count == 1 else 'changes'} in {name}" for name, count in counts.items()]
    return f"{changes[key].nunique():,} of {n:,} rows corrected: {', '.join(parts)}."
