"""Which of the user's columns is which of ours?

By the user's own word first (``columns={"text": "Klacht"}``), then by the same name, then by a name that people use for
it, in English or Dutch. Where two columns could be meant, the choice is the user's.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cxlab.frames import Column, Contract, FrameError
from cxlab.readers.guess import guess_column
from cxlab.readers.names import HOW, LONGEST_NAME, SAME_NAME, WORDS, rank_all, squeeze

HEADER_SEARCHED = 30
KEPT = "kept as it is"
# The templates write this sign beside their example row, in a column without a name.
TEMPLATE_MARK = "«"


@dataclass(frozen=True)
class Match:
    """Which column is which.

    Attributes
    ----------
    found : dict of str to (str, str)
        Our name to the user's name and how it was found: "given", "same name" or "alias".
    notes : tuple of (str, str)
        What it is about, and what is doubtful.
    """

    found: dict[str, tuple[str, str]]
    notes: tuple[tuple[str, str], ...]


def is_blank(cell) -> bool:
    """Say whether a cell holds nothing of the user's: it is empty or has the mark of our templates."""
    return str(cell).strip() == "" or str(cell).startswith(f"{TEMPLATE_MARK} ")


def know_names(contract: Contract, columns: dict[str, str] | None) -> Callable[[str], bool]:
    """Return a function that says whether a name in a file is one that the contract or the user knows."""
    given = {squeeze(str(name)) for name in (columns or {}).values()}
    answers: dict[str, bool] = {}

    def known(name: str) -> bool:
        name = str(name)
        if len(name) > LONGEST_NAME:
            return False
        if name not in answers:
            answers[name] = squeeze(name) in given or bool(rank_all(name, contract))
        return answers[name]

    return known


def know_table(contract: Contract, columns: dict[str, str] | None) -> Callable[[list[list]], int]:
    """Return a function that counts the columns of a table in rows: 0 when a needed one is lacking, or all rows."""
    given = columns or {}
    known = know_names(contract, columns)

    def fits(rows: list[list]) -> int:
        at = find_header(rows, known)
        header = [str(cell) for cell in rows[at]]
        found = {ours for name in header for ours in rank_all(name, contract)}
        squeezed = set(map(squeeze, header))
        found |= {ours for ours, theirs in given.items() if squeeze(str(theirs)) in squeezed}
        has_rows = any(not is_blank(cell) for row in rows[at + 1:] for cell in row)
        return len(found) if has_rows and found.issuperset(contract.required) else 0

    return fits


def find_header(records: list[list], known: Callable[[str], bool]) -> int:
    """Find the row with the column names: the first with many known names, else the first full row.

    Parameters
    ----------
    records : list of list
        The first rows of the file.
    known : callable
        Says whether a name is known.

    Returns
    -------
    int
        Position among the records.
    """
    head = records[:HEADER_SEARCHED]
    scores = [sum(known(cell) for cell in record if isinstance(cell, str)) for record in head]
    best = max(scores, default=0)
    filled = [sum(str(cell).strip() != "" for cell in record) for record in head]
    if best:  # a value can be a known name too, so an earlier row with half as many is the header already
        full = filled[scores.index(best)]  # a title above the header can hold a known name, but stands alone
        return next(at for at, score in enumerate(scores)
                    if 2 * score >= best and (2 * filled[at] > full or filled[at] == full))
    return next((at for at, count in enumerate(filled) if count >= max(1, max(filled) / 2)), 0)


def name_columns(header: list, has_values: list[bool]) -> tuple[list[str], list[tuple[str, str]]]:
    """Give every column a name of its own.

    Parameters
    ----------
    header : list
        The names as they stand.
    has_values : list of bool
        Whether a column without a name holds values (among the first rows).

    Returns
    -------
    tuple of (list of str, list of (str, str))
        The names, without the empty columns at the end, and notes on names that stand twice or not at all.
    """
    names, notes = [str(name).strip() for name in header], []
    while names and not names[-1] and not has_values[len(names) - 1]:
        names.pop()
    first: dict[str, int] = {}
    for at, name in enumerate(names):
        if not name:
            names[at] = f"column {_letter(at)}"
            if has_values[at]:
                notes.append((names[at], f"Column {_letter(at)} has values but no name; it is kept as {names[at]!r}."))
        elif name in first:
            count = sum(other == name for other in (str(given).strip() for given in header[:at])) + 1
            names[at] = f"{name} ({count})"
            notes.append((name, f"Two columns are called {name!r} ({_letter(first[name])} and {_letter(at)}). The "
                                f"first is used; the other is kept as {names[at]!r}."))
        else:
            first[name] = at
    return names, notes


def _letter(at: int) -> str:
    """Return the letter that a spreadsheet gives to the column at a position counted from 0."""
    at, letters = at + 1, ""
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def match_columns(names: list[str], contract: Contract, columns: dict[str, str] | None, source: str, *,
                  complete: bool = True, sample: pd.DataFrame | None = None) -> Match:
    """Match a file's columns to those of a contract.

    Parameters
    ----------
    names : list of str
        The names in the file.
    contract : Contract
        What the table must look like.
    columns : dict of str to str, optional
        Our name to the user's name.
    source : str
        What the file is called, for the message.
    complete : bool
        Whether every required column must be found; a dry run shows what is missing instead.
    sample : DataFrame, optional
        The first rows under the user's names; what stands in them shows which column could be the missing one.

    Returns
    -------
    Match

    Raises
    ------
    ValueError
        When `columns` names something that is not there, on either side.
    FrameError
        When the match must be complete and a required column cannot be found, or could be several.
    """
    found = {ours: (theirs, "given") for ours, theirs in _check_given(names, contract, columns, source).items()}
    free = [name for name in names if name not in {theirs for theirs, _ in found.values()}]
    ranks = {name: {ours: rank for ours, rank in rank_all(name, contract).items() if ours not in found}
             for name in free}
    notes = [("columns", _say_both(name, list(ours))) for name, ours in ranks.items() if len(ours) > 1]
    ranks = {name: ours for name, ours in ranks.items() if len(ours) == 1}
    wishes = {column.name: _find_candidates(ranks, column) for column in contract.columns if column.name not in found}
    for ours, (candidates, how, others) in wishes.items():
        if len(candidates) == 1:
            found[ours] = (candidates[0], how)
            notes += [(ours, _say_other(ours, candidates[0], other)) for other in others]
        elif candidates:
            notes.append((ours, _say_doubt(ours, candidates)))
    missing = [name for name in contract.required if name not in found]
    if missing and complete:
        raise _missing_error(missing, names, contract, wishes, found, source, sample)
    return Match({c.name: found[c.name] for c in contract.columns if c.name in found}, tuple(notes))


def _find_candidates(ranks: dict[str, dict[str, int]], column: Column) -> tuple[list[str], str, list[str]]:
    """Return the names that most surely mean a column, how they were found, and names that mean it less surely."""
    meant = {name: ours[column.name] for name, ours in ranks.items() if column.name in ours}
    if not meant:
        return [], "", []
    if column.name in meant:
        best, candidates = SAME_NAME, [column.name]
    else:
        best = min(meant.values())
        candidates = [name for name, rank in meant.items() if rank == best]
    others = [name for name, rank in meant.items() if rank > best and rank >= WORDS]
    return candidates, HOW[best], others


def _say_doubt(ours: str, candidates: list[str]) -> str:
    return f"{', '.join(map(repr, candidates))} could each be {ours!r}, so none was used; choose one with " \
           f"columns={{{ours!r}: {candidates[0]!r}}}."


def _say_both(name: str, ours: list[str]) -> str:
    return f"{name!r} could be {' or '.join(map(repr, ours))}, so it was not used; say which with " \
           f"columns={{{ours[0]!r}: {name!r}}}."


def _say_other(ours: str, used: str, other: str) -> str:
    return f"{used!r} was used as {ours!r}; {other!r} could be it too. To use that one: " \
           f"columns={{{ours!r}: {other!r}}}."


def _check_given(names: list[str], contract: Contract, columns, source: str) -> dict[str, str]:
    """Return the user's choice with the names as they stand in the file, or raise one error on all its mistakes."""
    if columns is None:
        return {}
    if not isinstance(columns, dict):
        raise TypeError(f"columns must be like {{'{contract.columns[1].name}': 'Klacht'}} (our name: your name), got "
                        f"{type(columns).__name__}")
    ours_all, mistakes, given = [column.name for column in contract.columns], [], {}
    for ours, theirs in columns.items():
        same = [name for name in names if name == theirs] or [n for n in names if squeeze(n) == squeeze(str(theirs))]
        if ours not in ours_all and theirs in ours_all and ours in names:
            mistakes.append(f"it is the other way round: write columns={{{theirs!r}: {ours!r}}} (our name first)")
        elif ours not in ours_all:
            mistakes.append(f"we have no column {ours!r}{_near(ours, ours_all)}; ours are {', '.join(ours_all)}")
        elif len(same) != 1:
            mistakes.append(f"{source} has no column {theirs!r}{_near(theirs, names)}; it has "
                            f"{', '.join(map(repr, names))}")
        elif same[0] in given.values():
            mistakes.append(f"column {same[0]!r} is named twice")
        else:
            given[ours] = same[0]
    if mistakes:
        raise ValueError("columns= cannot be used: " + "; ".join(mistakes))
    return given


def _near(name, names: list[str]) -> str:
    lower = {str(other).casefold(): other for other in names}
    near = difflib.get_close_matches(str(name).casefold(), lower, n=1, cutoff=0.6)
    return f" (did you mean {lower[near[0]]!r}?)" if near else ""


def _missing_error(missing, names, contract, wishes, found, source, sample) -> FrameError:
    used = {theirs for theirs, _ in found.values()}
    faults = []
    for ours in missing:
        candidates = wishes[ours][0] if ours in wishes else []
        free = candidates or [name for name in names if name not in used]
        guess, why = guess_column(sample, contract[ours], contract, free)
        problem = f"could be {' or '.join(map(repr, candidates))}" if candidates else "was not found"
        remedy = f"Say which column it is: columns={{{ours!r}: {guess or 'your name'!r}}}"
        remedy += f" (because {why}). " if why else ". "
        remedy += f"{source} has the columns {', '.join(map(repr, names)) or 'none'}."
        if not found and any(re.search(r"^\d+$|\d[-/]\d", name) for name in names):
            remedy += " These look like data: if so, put a row with column names above them."
        faults.append((ours, pd.NA, pd.NA, problem, contract[ours].meaning.rstrip(".").lower(), remedy))
    table = pd.DataFrame(faults, columns=["column", "row", "value", "problem", "expected", "remedy"])
    return FrameError(table, f"{source} (read as {contract.name})")


def describe_match(frame: pd.DataFrame, match: Match, contract: Contract) -> pd.DataFrame:
    """Show which column is which, how full it is, and an example.

    Parameters
    ----------
    frame : DataFrame
        The rows as they stand, under the user's names.
    match : Match
        From :func:`match_columns`.
    contract : Contract

    Returns
    -------
    DataFrame
        One row a column of the contract, then one row for each other column of the file: ``column`` (our name),
        ``your_column``, ``found_by`` ("given", "same name", "alias", "not found", "kept as it is"), ``kind``,
        ``required``, ``share_filled`` (in [0, 1]) and ``example``.
    """
    used = {theirs for theirs, _ in match.found.values()}
    rows = []
    for column in contract.columns:
        theirs, how = match.found.get(column.name, (pd.NA, "not found"))
        rows.append((column.name, theirs, how, column.kind, column.required, *_fill(frame, theirs)))
    rows += [(pd.NA, name, KEPT, pd.NA, False, *_fill(frame, name)) for name in frame.columns if name not in used]
    table = pd.DataFrame(rows, columns=["column", "your_column", "found_by", "kind", "required", "share_filled",
                                        "example"])
    return table.astype(dict.fromkeys(("column", "your_column", "found_by", "kind", "example"), "str")
                        | {"share_filled": "float64"})


def _fill(frame: pd.DataFrame, name) -> tuple:
    if pd.isna(name) or not len(frame):
        return float("nan"), pd.NA
    filled = frame[name].dropna()
    return len(filled) / len(frame), (str(filled.iloc[0])[:60] if len(filled) else pd.NA)
