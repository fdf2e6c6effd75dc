"""Split a delimited text into numbered records, as a spreadsheet would, and lose none.

The numbers are those that a spreadsheet shows: the header is row 1 when it stands on top, a line break inside quotation
marks does not count, a blank line does. Python's csv module does the splitting in its strict mode; what it stumbles
over (a quotation mark that is never closed) costs one line and not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cxlab.readers.columns import find_header, is_blank
from cxlab.readers.encodings import Encoding, settle_text

DELIMITERS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars", "\x1f": "one column"}
SAMPLE_CHARACTERS = 1 << 18
SAMPLE_RECORDS = 500
OPEN_QUOTE = "has a quotation mark that is never closed"
LONGEST_CELL = 131_072
LONG_CELL = "holds a cell of more than 131,072 characters"
_SEP_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How a text file is laid out.

    Attributes
    ----------
    encoding : Encoding
        How its bytes are read.
    delimiter : str
        What separates the fields.
    spaced : bool
        Separators are followed by a space before a quotation mark.
    sep_line : bool
        The first line is ``sep=;``, which a spreadsheet hides and does not count.
    header : tuple of str
        The names as they stand.
    header_row : int
        Number of the row with the names.
    """

    encoding: Encoding
    delimiter: str
    spaced: bool
    sep_line: bool
    header: tuple[str, ...]
    header_row: int


@dataclass
class Block:
    """A number of records: those with the right number of fields, and the odd ones with their problem."""

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    odd: list[tuple[int, list[str], str]] = field(default_factory=list)
    blank: int = 0


def find_layout(path: Path, encoding: Encoding, delimiter: str | None, known: Callable[[str], bool]) -> Layout:
    """Find the separator and the header of a text file from its first records.

    Parameters
    ----------
    path : Path
        The file.
    encoding : Encoding
        How its bytes are read.
    delimiter : str, optional
        The separator, when the user named it.
    known : callable
        Says whether a name is one that we or the user know.

    Returns
    -------
    Layout

    Raises
    ------
    ValueError
        When there is nothing in the file.
    """
    with _open(path, encoding) as file:
        text = file.read(SAMPLE_CHARACTERS)
        is_cut = bool(file.read(1))
    lines = io.StringIO(settle_text(text), newline="").readlines()
    if is_cut and len(lines) > 1:
        lines.pop()
    named = _SEP_LINE.match(lines[0]) if lines else None
    lines = lines[1:] if named else lines
    if not any(line.strip() for line in lines):
        raise ValueError(f"{path.name} is empty: it has no column names and no rows")
    spaced = re.search(r'[;,\t|] "', "".join(lines[:50])) is not None
    delimiter = delimiter or (named[1] if named else _find_delimiter(lines, spaced, known))
    records = _sample_records(lines, delimiter, spaced)
    at = find_header(records, known)
    return Layout(encoding, delimiter, spaced, named is not None, tuple(records[at]), at + 1)


@contextmanager
def _open(path: Path, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    try:
        with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
            yield file
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise ValueError(f"{path.name} is not {encoding.name}: byte 0x{byte:02X} does not fit. Leave encoding out "
                         "and the whole file will be looked at.") from None


def _sample_records(lines: list[str], delimiter: str, spaced: bool) -> list[list[str]]:
    records = []
    for fields, _ in split_records(lines, delimiter, spaced):
        records.append(fields)
        if len(records) == SAMPLE_RECORDS:
            break
    return records


def _find_delimiter(lines: list[str], spaced: bool, known: Callable[[str], bool]) -> str:
    """Choose the separator under which most names are known, then the one that splits the records most evenly."""
    def judge(delimiter: str) -> tuple[int, float, int]:
        records = _sample_records(lines, delimiter, spaced)
        at = find_header(records, known)
        width = len(records[at])
        below = [len(record) for record in records[at + 1:] if any(record)]
        even = sum(length == width for length in below) / len(below) if below else 1.0
        return sum(known(name) for name in records[at]), even if width > 1 else 0.0, width

    verdicts = {delimiter: judge(delimiter) for delimiter in (";", ",", "\t", "|")}
    best = max(verdicts, key=verdicts.get)
    return best if verdicts[best][2] > 1 else "\x1f"


def split_records(lines: Iterable[str], delimiter: str, spaced: bool = False) -> Iterator[tuple[list[str], str]]:
    """Split lines into records; a quotation mark that is never closed costs its own line only.

    Parameters
    ----------
    lines : iterable of str
        Lines with their line ends.
    delimiter : str
        What separates the fields.
    spaced : bool
        Take no notice of a space after a separator.

    Yields
    ------
    tuple of (list of str, str)
        The fields, and what is wrong with the record (empty: nothing). A blank line has no fields.
    """
    source, pending, current = iter(lines), deque(), []

    def feed() -> Iterator[str]:
        while pending:
            current.append(pending[0])
            yield pending.popleft()
        for line in source:
            current.append(line)
            yield line

    while True:
        try:
            for fields in csv.reader(feed(), delimiter=delimiter, skipinitialspace=spaced, strict=True):
                # The limit of the csv module is one for the whole process, and other packages raise it.
                is_long = sum(map(len, current)) > LONGEST_CELL and max(map(len, fields)) > LONGEST_CELL
                yield fields, LONG_CELL if is_long else ""
                current.clear()
            return
        except csv.Error as error:
            first = current[0]
            problem = _explain(error, current)
            pending.extendleft(reversed(current[1:]))
            current.clear()
        yield (_split_leniently(first, delimiter, spaced) if not problem else _cut(first, delimiter)), problem


def _explain(error: csv.Error, lines: list[str]) -> str:
    if len(lines) == 1 and "field limit" in str(error):
        return LONG_CELL
    is_even = lines[0].count('"') % 2 == 0
    return "" if len(lines) == 1 and is_even else OPEN_QUOTE


def _split_leniently(line: str, delimiter: str, spaced: bool) -> list[str]:
    """Split a line whose quotation marks were not doubled: "He said "no" to me" is one text."""
    plain = _cut(line, delimiter)
    if all(len(text) > 1 and text.endswith('"') for text in plain if text.startswith('"')):
        return [text[1:-1].replace('""', '"') if text.startswith('"') else text for text in plain]
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=spaced), [])
    except csv.Error:
        return _cut(line, delimiter)


def _cut(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def iter_blocks(path: Path, layout: Layout, width: int, block_rows: int, bar=None) -> Iterator[Block]:
    """Read the records under the header, some thousands at a time.

    Parameters
    ----------
    path : Path
        The file; it is opened for reading only.
    layout : Layout
        From :func:`find_layout`.
    width : int
        Number of fields that a record must have.
    block_rows : int
        Records in a block.
    bar : tqdm, optional
        Told how many bytes were read.

    Yields
    ------
    Block
        At least one, also when there are no records.
    """
    with _open(path, layout.encoding) as file:
        if layout.sep_line:
            file.readline()
        block, number, told = Block(), 0, 0
        for fields, problem in split_records(file, layout.delimiter, layout.spaced):
            number += 1
            if number <= layout.header_row:
                continue
            if len(fields) == width and not problem and any(map(str.strip, fields)):
                block.numbers.append(number)
                block.rows.append(fields)
            else:
                _add_odd(block, number, fields, problem, width)
            if len(block.rows) + len(block.odd) >= block_rows:
                told = _tell(bar, file, told)
                yield block
                block = Block()
        _tell(bar, file, told)
        yield block


def _tell(bar, file, told: int) -> int:
    place = file.buffer.tell()
    if bar is not None:
        bar.update(place - told)
    return place


def _add_odd(block: Block, number: int, fields: list[str], problem: str, width: int) -> None:
    while len(fields) > width and is_blank(fields[-1]):
        fields.pop()
    if not problem and not any(value.strip() for value in fields):
        block.blank += 1
    elif not problem and len(fields) == width:  # it was longer, by empty fields only
        block.numbers.append(number)
        block.rows.append(fields)
    else:
        count = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
        block.odd.append((number, fields, problem or f"has {count} where the header has {width}"))


def to_frame(block: Block, names: list[str]) -> pd.DataFrame:
    """Turn a block's even records into a table of text; the label of a row is its number in the spreadsheet."""
    columns = zip(*block.rows, strict=True) if block.rows else ([] for _ in names)
    index = pd.Index(block.numbers, name="row", dtype="int64")
    return pd.DataFrame({name: _to_text(values, index) for name, values in zip(names, columns, strict=True)},
                        index=index)


def _to_text(values, index: pd.Index) -> pd.Series:
    cells = pa.array(values, type=pa.large_string())
    cells = pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.large_string()), cells)
    return pd.Series(cells, dtype="str").set_axis(index)


def first_records(path: Path, layout: Layout) -> list[list[str]]:
    """Return the fields of the first records under the header."""
    with _open(path, layout.encoding) as file:
        lines = io.StringIO(file.read(SAMPLE_CHARACTERS), newline="").readlines()
    return _sample_records(lines[layout.sep_line:], layout.delimiter, layout.spaced)[layout.header_row:]
