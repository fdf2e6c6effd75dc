"""The front door of the readers: one function a table, one way of reading for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cxlab.frames import find_contract, infer_dayfirst
from cxlab.frames.contracts import FIXES, LEDGER
from cxlab.readers.columns import describe_match
from cxlab.readers.guess import guess_column
from cxlab.readers.reading import Reading, Seen, doubt_first, make_reading
from cxlab.readers.source import WARNING, Source, open_source

BLOCK_ROWS = 50_000
DRY_RUN_ROWS = 1_000


def read_complaints(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
                    dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
                    delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read complaints or survey comments from a text file (.csv, .txt, .tsv) or an Excel workbook (.xlsx).

    Give only the path; the file shows the rest. Name what it gets wrong.

    Parameters
    ----------
    path : str or Path
        The file. It is opened for reading only.
    columns : dict of str to str, optional
        Our name to your name, such as ``{"text": "Klacht", "agent_id": "Medewerker"}``. Columns left out are found by
        their name, in English or Dutch.
    decimal : {",", "."}, optional
        Decimal sign of the numbers. By default each column shows it.
    dayfirst : bool, optional
        Whether dates put the day before the month. By default each column shows it.
    sheet : str or int, optional
        Sheet of the workbook, by name or by place (1 is the first).
    encoding : str, optional
        Encoding of a text file, such as ``"cp1252"``. By default the whole file shows it.
    delimiter : str, optional
        Separator of a text file. By default the first rows show it.
    progress : bool
        Show a bar while a large text file is read.

    Returns
    -------
    Reading
        ``.good`` (typed rows; the label is the row number in the spreadsheet), ``.refused``, ``.faults``,
        ``.columns``, ``.notes`` and ``.text``.

    Raises
    ------
    FrameError
        When a required column cannot be found; the message lists the file's columns and the line to add.
    ValueError
        When the file is of another kind, is empty, or an option names something that is not there.
    FileNotFoundError
        When there is no such file.

    Notes
    -----
    Rows with more or fewer fields than the header, rows with a fault and later rows with an identifier that was used
    before are set aside and never repaired in silence. Blank cells become missing values.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_bytes("Klacht;Datum\\nEén woord;28-02-2026\\nTe snel;31-02-2026\\n".encode("cp1252"))
    >>> reading = read_complaints(path)
    >>> reading.good["text"].tolist()
    ['Eén woord']
    >>> from cxlab.readers import say_fault
    >>> say_fault(reading.faults.loc[0])
    "Row 3, 'Datum': '31-02-2026' does not exist."
    """
    return _read("complaints", path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_calls(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
               dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
               delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read a call log: one row a phone call, also the calls nobody complained about.

    They are the denominator of every rate; see :func:`cxlab.linkage.rate_base`.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Gesprek;Duur\\nK1;6,5\\nK2;12")
    >>> read_calls(path).good["handle_minutes"].tolist()
    [6.5, 12.0]
    """
    return _read("calls", path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_ratings(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
                 dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
                 delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read survey scores: one row an answered survey.

    A score outside its scale is set aside, never clipped.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("nps;comment\\n9;Clear\\n12;Fast")
    >>> read_ratings(path).good["nps_score"].tolist()
    [9]
    """
    return _read("ratings", path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_initiatives(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
                     dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
                     delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read a list of CX initiatives: one row an initiative.

    The track may be in English or Dutch, in full or in short.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Naam,Spoor\\nCall back,innovatie")
    >>> read_initiatives(path).good["track"].tolist()
    ['Result Driven Innovation']
    """
    return _read("initiatives", path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_journeys(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
                  dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
                  delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read journeys with emotions: one row an emotion that one rater gave to one step.

    An empty emotion means that none was felt.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Persona,Versie,Stap,Beoordelaar,Emotie\\nNew,nu,1,P01,vreugde")
    >>> read_journeys(path).good["emotion"].tolist()
    ['joy']
    """
    return _read("journeys", path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_codings(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
                 dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
                 delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read the codings of groups: one row a complaint coded by one coder.

    They feed the agreement measures.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("complaint_id,coder,status\\nC1,A,yes\\nC1,B,doubt")
    >>> read_codings(path).good["status"].tolist()
    ['complaint', 'unclear']
    """
    return _read("codings", path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_ledger(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
                dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
                delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read a ledger of initiatives: what was promised, when each stage was reached, what was measured.

    It feeds :func:`cxlab.portfolio.measure_ledger`.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Initiatief;Beloofde waarde;Gestart op\\nTerugbellen;12,5;05-01-2026")
    >>> read_ledger(path).good["promised_value"].tolist()
    [12.5]
    """
    return _read(LEDGER, path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def read_fixes(path, *, columns: dict[str, str] | None = None, decimal: str | None = None,
               dayfirst: bool | None = None, sheet: str | int | None = None, encoding: str | None = None,
               delimiter: str | None = None, progress: bool = False) -> Reading:
    """Read themes of complaints with their owner and the day they were fixed: one row a theme.

    It feeds :func:`cxlab.portfolio.complaint_backlog`.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.

    Returns
    -------
    Reading
        As in :func:`read_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Thema,Opgelost op\\nDubbele incasso,2026-03-01")
    >>> read_fixes(path).good["theme"].tolist()
    ['Dubbele incasso']
    """
    return _read(FIXES, path, columns, decimal, dayfirst, sheet=sheet, encoding=encoding, delimiter=delimiter,
                 progress=progress)


def iter_complaints(path, *, chunk_rows: int = 100_000, columns: dict[str, str] | None = None,
                    decimal: str | None = None, dayfirst: bool | None = None, sheet: str | int | None = None,
                    encoding: str | None = None, delimiter: str | None = None,
                    progress: bool = False) -> Iterator[Reading]:
    """Read a file that does not fit in memory, part by part.

    Score or count each part, keep what you need, and let it go.

    Parameters
    ----------
    path, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`read_complaints`.
    chunk_rows : int
        Rows in a part.

    Yields
    ------
    Reading
        One a part, at least one. Row numbers go on from part to part; an identifier that stood in an earlier part is
        found again. The order of day and month is settled in the first part that has dates and then kept.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`read_complaints`, at the call and not at the first part; only that a column of words holds nothing
        but codes is told with the first part.

    Notes
    -----
    Of each identifier eight bytes are kept. Two different identifiers can share them, once in some million files of a
    million rows. An Excel workbook is read whole; it cannot hold more than a million rows.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("text,team\\nToo slow,A\\nToo fast,B\\nFine,A\\n")
    >>> [reading.good.index.tolist() for reading in iter_complaints(path, chunk_rows=2)]
    [[2, 3], [4]]
    """
    if not isinstance(chunk_rows, int) or chunk_rows < 1:
        raise ValueError(f"chunk_rows must be a whole number of at least 1, got {chunk_rows!r}")
    source = open_source(path, find_contract("complaints"), columns=columns, sheet=sheet, encoding=encoding,
                         delimiter=delimiter, progress=progress)
    _check_options(decimal, dayfirst)
    return _iter(source, chunk_rows, decimal, dayfirst)


def iter_calls(path, *, chunk_rows: int = 100_000, columns: dict[str, str] | None = None,
               decimal: str | None = None, dayfirst: bool | None = None, sheet: str | int | None = None,
               encoding: str | None = None, delimiter: str | None = None,
               progress: bool = False) -> Iterator[Reading]:
    """Read a call log that does not fit in memory, part by part.

    Parameters
    ----------
    path, chunk_rows, columns, decimal, dayfirst, sheet, encoding, delimiter, progress
        As in :func:`iter_complaints`.

    Yields
    ------
    Reading
        As in :func:`iter_complaints`.

    Raises
    ------
    FrameError, ValueError, FileNotFoundError
        As in :func:`iter_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("call_id,team\\nK1,A\\nK2,B\\n")
    >>> sum(len(reading.good) for reading in iter_calls(path, chunk_rows=1))
    2
    """
    if not isinstance(chunk_rows, int) or chunk_rows < 1:
        raise ValueError(f"chunk_rows must be a whole number of at least 1, got {chunk_rows!r}")
    source = open_source(path, find_contract("calls"), columns=columns, sheet=sheet, encoding=encoding,
                         delimiter=delimiter, progress=progress)
    _check_options(decimal, dayfirst)
    return _iter(source, chunk_rows, decimal, dayfirst)


def describe_columns(path, contract="complaints", *, columns: dict[str, str] | None = None,
                     sheet: str | int | None = None, encoding: str | None = None,
                     delimiter: str | None = None) -> pd.DataFrame:
    """Show which of your columns would be read as which of ours: a dry run on the first rows.

    Parameters
    ----------
    path, columns, sheet, encoding, delimiter
        As in :func:`read_complaints`.
    contract : str or Contract
        What to read the file as: "complaints", "calls", "ratings", "initiatives", "journeys" or "codings".

    Returns
    -------
    DataFrame
        One row a column: ``column`` (ours; missing for a column that we do not know), ``your_column``, ``found_by``
        ("given", "same name", "alias", "not found", "kept as it is"), ``kind``, ``required``, ``share_filled`` (of the
        first 1,000 rows, in [0, 1]) and ``example``. A required column that is "not found" stops the real reading.

    Raises
    ------
    ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Klacht;Datum;Cijfer\\nTe snel;28-02-2026;4\\n")
    >>> table = describe_columns(path)
    >>> table.loc[table["your_column"].notna(), ["column", "your_column", "found_by"]].values.tolist()
    [['text', 'Klacht', 'alias'], ['date', 'Datum', 'alias'], [nan, 'Cijfer', 'kept as it is']]
    """
    return dry_run(path, contract, columns=columns, sheet=sheet, encoding=encoding, delimiter=delimiter).columns


@dataclass(frozen=True, eq=False)
class DryRun:
    """How a file would be read, from its first rows.

    Attributes
    ----------
    columns : DataFrame
        As :func:`describe_columns` gives it.
    suggestions : DataFrame
        One row a column of ours that was not found and that one of the user's looks like: ``column``,
        ``your_column``, ``why`` (empty: it is the first that is free), ``required``.
    warnings : tuple of str
        What must be seen before the file is used.
    notes : tuple of str
        What is done to columns in other units, and what is doubtful.
    lacking : tuple of str
        Our columns that are needed and were not found.
    refusal : str
        Why the file would be refused although its columns were found; empty when it would not.
    """

    columns: pd.DataFrame
    suggestions: pd.DataFrame
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    lacking: tuple[str, ...]
    refusal: str = ""


def dry_run(path, contract="complaints", *, columns: dict[str, str] | None = None, sheet: str | int | None = None,
            encoding: str | None = None, delimiter: str | None = None) -> DryRun:
    """Try a file on its first rows: which column is which, what they look like, what would be converted.

    Parameters
    ----------
    path, columns, sheet, encoding, delimiter
        As in :func:`read_complaints`.
    contract : str or Contract
        What to read the file as; see :func:`describe_columns`.

    Returns
    -------
    DryRun
        ``columns``, ``suggestions``, ``warnings``, ``notes``, ``lacking`` and ``refusal``.

    Raises
    ------
    ValueError, FileNotFoundError
        As in :func:`read_complaints`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Nr;Wat zei u;Kosten\\n1;Zij sprak te snel;4\\n2;Prima geholpen hoor;5\\n")
    >>> tried = dry_run(path)
    >>> tried.lacking, tried.suggestions.loc[tried.suggestions["required"], ["your_column", "why"]].values.tolist()
    (('text',), [['Wat zei u', 'its cells are longest']])
    """
    contract = find_contract(contract)
    source = open_source(path, contract, columns=columns, sheet=sheet, encoding=encoding, delimiter=delimiter,
                         whole=False, complete=False)
    first = next(iter(source.parts(DRY_RUN_ROWS))).frame
    table = describe_match(first, source.match, contract)
    lacking = tuple(name for name in contract.required if name not in source.match.found)
    doubts, refusal = ([], "") if lacking else doubt_first(first, source)
    notes = [*source.notes, *doubts]
    warnings = tuple(note for about, note in notes if about == WARNING)
    return DryRun(table, _suggest(first, source, lacking), warnings,
                  tuple(note for about, note in notes if about != WARNING), lacking, refusal)


def _suggest(first: pd.DataFrame, source: Source, lacking: tuple[str, ...]) -> pd.DataFrame:
    """Suggest columns for what is needed and was not found, and then for dates and identifiers."""
    contract, rows = source.contract, []
    used = {theirs for theirs, _ in source.match.found.values()}
    for column in sorted(contract.columns, key=lambda column: not column.required):
        worth = column.required or column.kind in ("date", "quarter") or column.name in contract.key
        if column.name in source.match.found or not worth:
            continue
        better, why = guess_column(first, column, contract, [name for name in source.names if name not in used])
        if better and (why or column.required):
            used.add(better)
            rows.append((column.name, better, why, column.required))
    return pd.DataFrame(rows, columns=["column", "your_column", "why", "required"])


def _read(table, path, columns, decimal, dayfirst, **options) -> Reading:
    _check_options(decimal, dayfirst)
    source = open_source(path, find_contract(table), columns=columns, **options)
    return make_reading(source, list(source.parts(BLOCK_ROWS)), decimal=decimal, dayfirst=dayfirst)


def _check_options(decimal, dayfirst) -> None:
    if decimal not in (None, ",", "."):
        raise ValueError(f"decimal must be ',' or '.', got {decimal!r}")
    if dayfirst not in (None, True, False):
        raise ValueError(f"dayfirst must be True or False, got {dayfirst!r}")


def _iter(source: Source, chunk_rows: int, decimal, dayfirst) -> Iterator[Reading]:
    seen = Seen()
    for part in source.parts(chunk_rows):
        yield make_reading(source, [part], decimal=decimal, dayfirst=dayfirst, seen=seen)
        if dayfirst is None:
            dayfirst = _settle_dayfirst(source, part.frame)


def _settle_dayfirst(source: Source, frame: pd.DataFrame) -> bool | None:
    """Return the order of day and month that a part shows; None when it has no dates written with digits."""
    for column in source.contract.columns:
        if column.kind == "date" and column.name in source.match.found:
            values = frame[source.match.found[column.name][0]]
            if not pd.api.types.is_string_dtype(values.dtype):
                continue
            written = values.dropna().str.strip()
            written = written[written.str.contains(r"^\d{1,2}[-/. ]\d{1,2}[-/. ]", regex=True)]
            if len(written):
                return infer_dayfirst(written)[0]
    return None
