"""Open the user's file, whatever it is: a text file or a workbook becomes numbered rows under the user's own names."""

from __future__ import annotations

import difflib
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from cxlab.frames import Contract, split_frame
from cxlab.readers.columns import (
    HEADER_SEARCHED,
    Match,
    find_header,
    is_blank,
    know_names,
    know_table,
    match_columns,
    name_columns,
)
from cxlab.readers.encodings import WIDE, find_encoding, name_encoding
from cxlab.readers.records import (
    DELIMITERS,
    SAMPLE_RECORDS,
    Block,
    find_layout,
    first_records,
    iter_blocks,
    to_frame,
)
from cxlab.readers.sheets import read_sheet, to_series
from cxlab.readers.units import Unit, adapt_contract, read_unit, say_conversion, say_refusal, spell_clock

WHOLE_ROW = "(whole row)"
WARNING = "warning"
# A column of which this many cells, and this share, cannot be read is another column than its name says.
LEAST_ODD = 10
MOST_ODD = 0.8
READABLE = (".csv", ".txt", ".tsv", ".xlsx")
BEYOND = "(beyond the last column)"
_AS_XLSX = "open it in your spreadsheet program and save it as .xlsx"
_WITH_PANDAS = "read it with pandas and check the table with cx.check_frame"
_SIGNATURES = (
    (b"%PDF", "a PDF document; its tables cannot be read reliably. Ask for the same data as .xlsx or .csv"),
    (b"\xd0\xcf\x11\xe0", f"an old Excel workbook (.xls) or one locked with a password; {_AS_XLSX}"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"PAR1", f"a Parquet file; {_WITH_PANDAS}"),
    (b'{"', f"a JSON file; {_WITH_PANDAS}"),
    (b"[{", f"a JSON file; {_WITH_PANDAS}"),
    (b"{\\rtf", f"a word processor's document; {_AS_XLSX}"),
    (b"\x89PNG", "a picture; ask for the data itself"),
    (b"\xff\xd8\xff", "a picture; ask for the data itself"),
    (b"<", f"a web page or XML under another name; {_AS_XLSX}"),
)


@dataclass
class Part:
    """Some rows of a file: a frame of those that could be told apart, and those that could not with their problem."""

    frame: pd.DataFrame
    odd: list[tuple[int, list[str], str]]
    blank: int


@dataclass(frozen=True)
class Source:
    """A file that was looked at and is ready to be read.

    Attributes
    ----------
    path : Path
        The file.
    contract : Contract
        The table that it is read as.
    names : list of str
        The user's column names, each one once.
    match : Match
        Which of them is which of ours.
    notes : list of (str, str)
        What it is about ("warning": what must be seen first), and what the user should know.
    parts : callable
        Given a number of rows, yields the file as :class:`Part` of that size.
    units : dict of str to Unit
        Our name to the unit that the user's numbers are in, where the file names one.
    sample : DataFrame
        The first rows, as they stand, under the user's names.
    """

    path: Path
    contract: Contract
    names: list[str]
    match: Match
    notes: list[tuple[str, str]]
    parts: Callable[[int], Iterator[Part]]
    units: dict[str, Unit]
    sample: pd.DataFrame


def open_source(path, contract: Contract, *, columns=None, sheet=None, encoding=None, delimiter=None, progress=False,
                whole=True, complete=True) -> Source:
    """Look at a file: what it is, how it is written, where its header stands and which column is which."""
    path, is_workbook = _check_path(path)
    given = columns if isinstance(columns, dict) else None
    known = know_names(contract, given)
    opened = _open_workbook(path, contract, sheet, known, know_table(contract, given)) if is_workbook else \
        _open_text(path, encoding, delimiter, known, progress, whole)
    names, notes, parts, sample = opened
    match = match_columns(names, contract, columns, path.name, complete=complete, sample=sample)
    match, units, unit_notes = _settle_units(match, contract, sample)
    match, fit_notes = _settle_fit(match, contract, sample, units)
    return Source(path, contract, names, match, [*notes, *match.notes, *unit_notes, *fit_notes], parts,
                  {ours: unit for ours, unit in units.items() if ours in match.found}, sample)


def _settle_units(match: Match, contract: Contract, sample: pd.DataFrame):
    """Read the units of the columns of numbers; let go of those that cannot be converted, and say so."""
    found, units, notes, mistakes = dict(match.found), {}, [], []
    for ours, (theirs, how) in match.found.items():
        unit = read_unit(theirs, contract[ours], sample[theirs])
        if unit is None:
            continue
        if not unit.is_known and how == "given":
            mistakes.append(say_refusal(theirs, unit, contract[ours]))
        elif not unit.is_known:
            del found[ours]
            notes.append((WARNING, say_refusal(theirs, unit, contract[ours])))
        else:
            units[ours] = unit
            said = say_conversion(theirs, unit, contract[ours])
            notes += [(ours, said)] if said else []
    if mistakes:
        raise ValueError("columns= cannot be used: " + " ".join(mistakes))
    return Match(found, match.notes), units, notes


def _settle_fit(match: Match, contract: Contract, sample: pd.DataFrame, units: dict[str, Unit]):
    """Let go of a column whose name is known but whose cells are something else, so that no row is lost to it."""
    found, notes = dict(match.found), []
    adapted = adapt_contract(contract, units)
    for ours, (theirs, how) in match.found.items():
        column = adapted[ours]
        if how == "given" or contract[ours].required or column.kind in ("text", "key"):
            continue
        cells = spell_clock(sample[theirs], units[ours]) if ours in units else sample[theirs]
        alone = Contract(ours, ours, ours, "", (replace(column, nullable=True),))
        faults = split_frame(cells.to_frame(ours), alone).faults
        if len(faults) >= max(LEAST_ODD, MOST_ODD * cells.notna().sum()):
            del found[ours]
            example = str(faults["value"].iloc[0])[:40]
            notes.append((WARNING, f"{theirs!r} was not used as {ours!r}: most of its cells cannot be read as that, "
                                   f"such as {example!r}. If it is that column, correct its cells and name it: "
                                   f"columns={{{ours!r}: {theirs!r}}}."))
    return Match(found, match.notes), notes


def _open_text(path, encoding, delimiter, known, progress, whole):
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
        raise ValueError(f"delimiter must be one character, such as ';', ',' or '\\t'; got {delimiter!r}")
    found = name_encoding(encoding) if encoding else find_encoding(path, whole=whole)
    layout = find_layout(path, found, delimiter, known)
    sample = first_records(path, layout)
    names, notes = name_columns(list(layout.header), _filled(sample, len(layout.header)))
    mark = DELIMITERS.get(layout.delimiter, repr(layout.delimiter))
    notes = [("file", f"Read as text with {mark}, {found.name}."), *_say_header(layout.header_row),
             *(("encoding", note) for note in found.notes), *notes]

    def parts(rows: int) -> Iterator[Part]:
        with tqdm(total=path.stat().st_size, unit="B", unit_scale=True, desc=path.name, disable=not progress) as bar:
            for block in iter_blocks(path, layout, len(names), rows, bar):
                yield Part(to_frame(block, names), block.odd, block.blank)

    return names, notes, parts, _first_rows(sample, names)


def _first_rows(records: list[list[str]], names: list[str]) -> pd.DataFrame:
    """Put the first records under their names; what does not fit is left out."""
    whole = Block(rows=[record for record in records if len(record) == len(names)])
    whole.numbers = list(range(len(whole.rows)))
    return to_frame(whole, names)


def _open_workbook(path, contract, sheet, known, fits):
    opened = read_sheet(path, sheet, contract, fits)
    rows = opened.rows
    at = find_header(rows, known)
    width = len(rows[at])
    names, notes = name_columns(rows[at], _filled(rows[at + 1:], width))
    full = [(number, cells) for number, cells in enumerate(rows[at + 1:], start=at + 2)
            if not all(map(is_blank, cells))]
    blank = full[-1][0] - (at + 1) - len(full) if full else 0
    index = pd.Index([number for number, _ in full], name="row", dtype="int64")
    frame = pd.DataFrame({name: to_series([cells[place] for _, cells in full], index)
                          for place, name in enumerate(names)}, index=index)
    suffix = "" if path.suffix.lower() == ".xlsx" else f" (though its name ends in {path.suffix or 'nothing'!r})"
    notes = [("file", f"Read as an Excel workbook{suffix}, sheet {opened.name!r}."), *opened.notes,
             *_say_header(at + 1), *notes]

    def parts(size: int) -> Iterator[Part]:
        for start in range(0, max(1, len(frame)), size):
            yield Part(frame.iloc[start:start + size], [], blank if start == 0 else 0)

    return names, notes, parts, frame.head(SAMPLE_RECORDS)


def _filled(records: list[list], width: int) -> list[bool]:
    filled = [False] * width
    for record in records:
        for place, cell in enumerate(record[:width]):
            filled[place] = filled[place] or not is_blank(cell)
    return filled


def _say_header(row: int) -> list[tuple[str, str]]:
    if row == 1:
        return []
    above = "row above it was" if row == 2 else f"{row - 1} rows above it were"
    return [("header", f"The column names stand in row {row}; the {above} passed over. (The first {HEADER_SEARCHED} "
                       "rows are searched.)")]


def _check_path(path) -> tuple[Path, bool]:
    """Return the path and whether it is an Excel workbook; say clearly what else it is."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"expected the name of a file, got {type(path).__name__}; a table that is already in memory "
                        "can be checked with cx.check_frame")
    if str(path).lower().startswith(("http://", "https://")):
        raise ValueError(f"{path} is a web address; download the file first and give its name")
    path = Path(path).expanduser()
    if path.is_dir():
        inside = sorted(child.name for child in path.iterdir() if child.suffix.lower() in READABLE)
        hint = f"; it holds {', '.join(map(repr, inside[:5]))}" if inside else ""
        raise ValueError(f"{path} is a folder; name a file in it{hint}")
    if not path.exists():
        where = path.absolute().parent
        raise FileNotFoundError(f"there is no file {str(path)!r}{_near_files(path)}; looked in {where}")
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except PermissionError:
        raise ValueError(f"{path.name} may not be read; close it in other programs, or copy it to a folder of your "
                         "own") from None
    return path, _check_kind(path, head)


def _near_files(path: Path) -> str:
    folder = path.absolute().parent
    names = [child.name for child in folder.iterdir() if child.is_file()] if folder.is_dir() else []
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _check_kind(path: Path, head: bytes) -> bool:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ValueError(f"{path.name} is empty: it has no column names and no rows")
    if head.startswith(b"PK\x03\x04"):
        return _check_zip(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, what in _SIGNATURES:
        if start.startswith(signature):
            raise ValueError(f"{path.name} is {what}")
    odd = sum(byte < 9 or 13 < byte < 27 for byte in head[:4096])
    if odd > 5 and odd > 0.02 * len(head[:4096]) and find_encoding(path, whole=False).codec not in WIDE:
        raise ValueError(f"{path.name} is not a text file or an .xlsx workbook; {_AS_XLSX}")
    return False


def _check_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype") if "mimetype" in names else b""
    except zipfile.BadZipFile:
        raise ValueError(f"{path.name} is damaged; copy it again from where it came") from None
    if "xl/workbook.xml" in names:
        return True
    if b"opendocument.spreadsheet" in kind:
        what = f"a LibreOffice workbook (.ods); {_AS_XLSX}"
    elif "word/document.xml" in names or b"opendocument.text" in kind:
        what = "a word processor's document; copy its table into a spreadsheet and save that as .xlsx"
    elif "xl/workbook.bin" in names:
        what = f"a binary Excel workbook (.xlsb); {_AS_XLSX}"
    else:
        what = "a compressed folder; unpack it and name the file you need"
    raise ValueError(f"{path.name} is {what}")
