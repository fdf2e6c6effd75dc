"""What the lessons share: a learner's own file in place of the practice data, and checkpoints that never stop a lesson.

A lesson runs on the practice data (simulated, shipped with the laboratory) until somebody writes the name of a file of
their own in the cell with ``DATA``. From then on five rules hold, and each is one function here:

- the file is read once, by a reader that knows Dutch headings and semicolons, and what was set aside is said
  (:func:`read_own`); a lesson that cannot do without a column says so and goes on wholly with the practice data;
- captions say whose data they show (:func:`name_source`);
- groups are taken from the data (:func:`largest_groups`);
- a piece that needs a column which the file lacks is left out, with one sentence (:func:`has`);
- a checkpoint that guards a number of the practice data is skipped, with one sentence, and never passed in silence
  (:func:`checkpoint` with ``own=``).

An exercise that still holds ``...`` is simply "not yet".
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from numbers import Real

import pandas as pd

from cxlab.frames.convert import as_text, to_boolean
from cxlab.language import join_words

SKIPPED = "This checkpoint belongs to the practice data and is skipped."


@dataclass(frozen=True)
class Aside:
    """A sentence in grey, beside the lesson.

    Attributes
    ----------
    text : str
        What is said.
    """

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<p style="opacity:.7">{html.escape(self.text)}</p>'


@dataclass(frozen=True)
class Checkpoint:
    """The outcome of a checkpoint.

    Attributes
    ----------
    what : str
        What was checked.
    passed : bool or None
        Whether the value was as expected; None when nothing was checked, because it belongs to the practice data.
    hint : str
        What to try next when it was not.
    """

    what: str
    passed: bool | None
    hint: str = ""

    def __repr__(self) -> str:
        if self.passed is None:
            return SKIPPED
        if self.passed:
            return f"Checkpoint passed: {self.what}."
        return f"Not yet: {self.what}." + (f" Hint: {self.hint}" if self.hint else "")

    def _repr_html_(self) -> str | None:
        return Aside(SKIPPED)._repr_html_() if self.passed is None else None


def checkpoint(what: str, value, expected, *, within: float = 0, hint: str = "", own=None) -> Checkpoint:
    """Check a value against what is expected, without stopping the notebook.

    Parameters
    ----------
    what : str
        What is checked, as a short phrase.
    value : object
        The value to check; ``...`` means that the exercise has not been done. A function is called for its value, and
        only when the checkpoint is not skipped.
    expected : object
        The right value.
    within : float
        How far a number may lie from `expected`.
    hint : str
        Shown when the value is not right yet.
    own : object, optional
        What :func:`read_own` gave. Give it when the expected value is that of the practice data: with a learner's own
        table the checkpoint is skipped and says so.

    Returns
    -------
    Checkpoint
        Displays as "Checkpoint passed: ...", as "Not yet: ...", or as a sentence in grey when it was skipped.

    Examples
    --------
    >>> checkpoint("share of anger", 0.312, 0.31, within=0.005)
    Checkpoint passed: share of anger.
    >>> checkpoint("number of teams", ..., 8, hint="count the rows")
    Not yet: number of teams. Hint: count the rows
    >>> checkpoint("number of teams", 3, 8, own=pd.DataFrame({"team": ["Noord", "Zuid"]}))
    This checkpoint belongs to the practice data and is skipped.
    """
    if own is not None:
        return Checkpoint(what, None, hint)
    value = value() if callable(value) else value
    if value is ...:
        return Checkpoint(what, False, hint)
    if isinstance(value, Real) and isinstance(expected, Real):
        return Checkpoint(what, bool(abs(value - expected) <= within), hint)
    return Checkpoint(what, bool(value == expected), hint)


def read_own(read, path, columns: dict[str, str] | None = None, *, needs=()) -> pd.DataFrame | None:
    """Read a learner's own file, or say that the lesson goes on with the practice data.

    Parameters
    ----------
    read : function
        A reader, such as ``cx.read_complaints``.
    path : str, Path or None
        The learner's file; None means the practice data.
    columns : dict of str to str, optional
        Our name to the learner's name, as the reader takes it.
    needs : iterable of str
        Columns that the lesson cannot do without, beside those that the reader asks for itself. Of several in a tuple
        one is enough.

    Returns
    -------
    DataFrame or None
        The rows that can be used. None: take the practice data, because no file was named or because it lacks a column
        of `needs` (then that is said).

    Examples
    --------
    >>> read_own(None, None) is None
    True
    >>> from types import SimpleNamespace
    >>> def read(path, columns):  # in place of cx.read_complaints
    ...     return SimpleNamespace(good=pd.DataFrame({"text": ["Te snel"]}), text=f"All rows of {path} read.",
    ...                            notes=pd.DataFrame({"note": ["Read as text."]}))
    >>> read_own(read, "klachten.csv")["text"].tolist()
    All rows of klachten.csv read. Read as text.
    ['Te snel']
    >>> read_own(read, "klachten.csv", needs=["topic"]) is None
    All rows of klachten.csv read. Read as text.
    Your file has no topic, and this lesson cannot do without. It goes on with the practice data.
    True
    """
    if path is None:
        return None
    reading = read(path, columns=columns)
    _show(_say_reading(reading))
    lacking = _find_lacking(reading.good, needs, 1)
    if lacking:
        _show(f"Your file has no {_name(lacking)}, and this lesson cannot do without. "
              "It goes on with the practice data.")
        return None
    return reading.good


def read_together(*files) -> tuple[pd.DataFrame, ...] | None:
    """Read a learner's own files for a lesson that needs all of them; own and simulated tables are never mixed.

    Parameters
    ----------
    *files : tuple
        For each file what :func:`read_own` takes: reader, path, columns and needs.

    Returns
    -------
    tuple of DataFrame or None
        One table a file. None: take the practice data, because no file was named, or because one is missing or lacks
        a column (then that is said).

    Examples
    --------
    >>> read_together((None, None, None, []), (None, None, None, [])) is None
    True
    >>> read_together((None, "klachten.csv", None, []), (None, None, None, [])) is None
    This lesson needs all its files (see the cell with DATA). It goes on with the practice data.
    True
    """
    named = [path is not None for _, path, _, _ in files]
    if any(named) and not all(named):
        _show("This lesson needs all its files (see the cell with DATA). It goes on with the practice data.")
    if not all(named):
        return None
    tables = tuple(read_own(read, path, columns, needs=needs) for read, path, columns, needs in files)
    return None if any(table is None for table in tables) else tables


def name_source(own) -> str:
    """Say whose data a figure or table shows, for its caption.

    Parameters
    ----------
    own : object
        What :func:`read_own` gave.

    Returns
    -------
    str
        "Simulated data." for the practice data, otherwise "Own data."

    Examples
    --------
    >>> name_source(None)
    'Simulated data.'
    """
    return "Simulated data." if own is None else "Own data."


def largest_groups(values: pd.Series, number: int = 2) -> list:
    """Return the groups with the most rows, the largest first.

    Parameters
    ----------
    values : Series
        The group of each row; missing ones are not counted.
    number : int
        How many groups.

    Returns
    -------
    list
        Names of groups; groups of one size stand in the order of their names. Shorter when there are fewer groups.

    Examples
    --------
    >>> largest_groups(pd.Series(["Zuid", "Noord", "Zuid", "Oost", None]))
    ['Zuid', 'Noord']
    """
    counts = values.dropna().astype("str").value_counts().sort_index(kind="stable")
    return counts[counts > 0].sort_values(ascending=False, kind="stable").index[:number].tolist()


def has(table: pd.DataFrame | None, *names, groups: int = 1, rows: int = 1) -> bool:
    """Say whether a table has what the next lines need; if not, one sentence in grey tells that they are left out.

    Parameters
    ----------
    table : DataFrame or None
        The table; None when the learner gave none.
    names : str or tuple of str
        Columns that must be there and hold values. Of several in a tuple one is enough.
    groups : int
        How many different values each of them must hold: two where groups are compared.
    rows : int
        How many rows must have a value in all of them.

    Returns
    -------
    bool

    Examples
    --------
    >>> own = pd.DataFrame({"text": ["Te snel", "Te zacht"], "team": ["Noord", "Noord"]})
    >>> has(own, "text")
    True
    >>> has(own, "topic")
    Your file has no topic, so this piece is left out.
    False
    >>> has(own, "team", groups=2)
    Your file has one team only, so this piece is left out.
    False
    >>> has(own, "team", rows=30)
    Your file has 2 rows with team where 30 are needed, so this piece is left out.
    False
    >>> has(own, ("call_id", "customer_id"))
    Your file has no call id or customer id, so this piece is left out.
    False
    >>> has(None, "call_id")
    You gave no file for this (see the cell with DATA), so this piece is left out.
    False
    """
    if table is None:
        _show("You gave no file for this (see the cell with DATA), so this piece is left out.")
        return False
    lacking = _find_lacking(table, names, 1)
    alike = _find_lacking(table, [name for name in names if name not in lacking], groups)
    said = ([f"no {_name(lacking)}"] if lacking else []) + ([f"one {_name(alike)} only"] if alike else [])
    full = 0 if said or rows < 2 else int(table[list(names)].notna().all(axis=1).sum())
    if not said and rows > max(full, 1):
        said = [f"{full} rows with {_name(names)} where {rows} are needed"]
    if said:
        _show(f"Your file has {' and '.join(said)}, so this piece is left out.")
    return not said


def read_labels(table: pd.DataFrame, names) -> pd.DataFrame:
    """Take columns of yes and no from a learner's own table, however they were typed.

    Parameters
    ----------
    table : DataFrame
        What :func:`read_own` gave.
    names : iterable of str
        The columns, such as the eight emotions.

    Returns
    -------
    DataFrame
        The columns as booleans, with the rows and labels of `table`. A column that is not there, an empty cell and a
        cell that says neither yes nor no are missing.

    Examples
    --------
    >>> read_labels(pd.DataFrame({"joy": ["ja", "nee", ""]}), ["joy", "fear"])
         joy  fear
    0   True  <NA>
    1  False  <NA>
    2   <NA>  <NA>
    """
    return pd.DataFrame({name: to_boolean(as_text(table[name]))[0] if name in table else
                         pd.Series(pd.NA, table.index, dtype="boolean") for name in names}, index=table.index)


def _say_reading(reading) -> str:
    """Say what came out of a file, for who has no ``reading`` at hand: the notes themselves, and where faults are."""
    text = re.sub(r" \(cx\.readers\.write_refused\(.*?\) lists \w+\)", " (the start page shows how to see which)",
                  reading.text)
    text = re.sub(r" There (is|are) \d+ notes? to look at in \.notes\.", "", text)
    return " ".join([text, *reading.notes["note"]])


def _find_lacking(table: pd.DataFrame, names, groups: int) -> list:
    return [name for name in names
            if not any(one in table and table[one].nunique() >= groups for one in _alternatives(name))]


def _alternatives(name) -> tuple:
    return name if isinstance(name, tuple) else (name,)


def _name(names) -> str:
    return join_words([" or ".join(_alternatives(name)).replace("_", " ") for name in names])


def _show(text: str) -> None:
    """Show a sentence where the learner is: in the notebook, or on the screen."""
    from IPython.display import display  # noqa: TID251  the lessons live in notebooks

    display(Aside(text))
