"""Counts, exposures and levels as people give them, lined up by label and checked.

The rooms that compute with counts (intervals, funnels, charts, series) all take them the same way: a number, a list or
a column, with gaps, sometimes with labels in another order. Here they become columns of numbers under one index, or are
refused with every fault named: the column, the row, the value, and what was expected.

Each room says with `each=` what a row is to its reader: a "row" of a table, a "period" of a chart, a "unit" of a
funnel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

__all__ = ["LARGEST", "by_label", "check_choice", "check_column", "check_level", "check_resamples", "check_table",
           "faults", "line_up", "named", "numbers", "place", "refuse", "whole_if_possible"]

_COLUMN = {"row": "one column of numbers", "period": "one column of numbers, one row a period",
           "unit": "one column of numbers, one row a unit"}
_LENGTH = {"row": "the same number", "period": "one row a period in both", "unit": "one row a unit in both"}
_SHOWN_FAULTS = 20
_MANY = (list, dict, set, tuple, np.ndarray)
LARGEST = 1e15  # counts and minutes lie far below; above it whole numbers are no longer told apart


def line_up(*, each: str = "row", **given) -> pd.DataFrame:
    """Put columns under one index: Series meet by label, arrays by position, single numbers repeat.

    Parameters
    ----------
    each : {"row", "period", "unit"}
        What a row is to the reader. Of periods and units the first of `given` must be a column.
    **given : number, array or Series
        The columns by name.

    Returns
    -------
    DataFrame
        A column of floats for each of `given`, missing where a value is missing, under the labels of the first Series
        (else of the first column).

    Raises
    ------
    ValueError
        If a value is not a number, or lengths or labels differ.

    Examples
    --------
    >>> line_up(events=pd.Series([3, 4], index=["a", "b"]), n=pd.Series([9, 8], index=["b", "a"]))
       events    n
    a     3.0  8.0
    b     4.0  9.0
    """
    leading = next(iter(given))
    columns = {name: numbers(values, name, each=each, scalar=each == "row" or name != leading)
               for name, values in given.items()}
    many = [name for name in given if np.ndim(given[name])]
    if not many:
        return pd.DataFrame({name: column.to_numpy() for name, column in columns.items()})
    labelled = [name for name in many if isinstance(given[name], pd.Series)]
    first = (labelled or many)[0]
    index = columns[first].index
    beside = first if each == "row" else leading
    for name in many:
        # In a table two Series of different length are told apart by their labels, below.
        if len(columns[name]) != len(columns[beside]) and not (each == "row" and name in labelled):
            raise ValueError(f"{name} has {len(columns[name])} rows and {beside} has {len(columns[beside])}; "
                             f"expected {_LENGTH[each]}")
    columns |= {name: by_label(columns[name], index, name, first, each=each) for name in labelled}
    return pd.DataFrame({name: np.broadcast_to(column.to_numpy(), len(index)) for name, column in columns.items()},
                        index=index)


def by_label(column: pd.Series, index: pd.Index, name: str, first: str, *, each: str = "row") -> pd.Series:
    """Put a column in the order of an index that holds the same labels.

    Parameters
    ----------
    column : Series
        The column to put in order.
    index : Index
        The labels wanted.
    name, first : str
        What the reader calls the column, and the one the index comes from.
    each : {"row", "period", "unit"}
        What a row is to the reader.

    Returns
    -------
    Series
        The column with `index` as its index.

    Raises
    ------
    ValueError
        If labels are missing on either side, or stand twice in different orders.

    Examples
    --------
    >>> by_label(pd.Series([1, 2], index=["a", "b"]), pd.Index(["b", "a"]), "n", "events").tolist()
    [2, 1]
    """
    if column.index.equals(index):
        return column
    apart, once = column.index.symmetric_difference(index), column.index.is_unique and index.is_unique
    if each != "row" and (len(apart) or not once):
        raise ValueError(f"{first} and {name} have different or repeated row labels "
                         f"({', '.join(map(str, apart[:5]))}); expected the same labels, each once")
    if not once:
        raise ValueError(f"{name} and {first} have repeated row labels in a different order; "
                         "call reset_index(drop=True) on both first")
    if len(apart):
        raise ValueError(f"{name} and {first} have different row labels ({', '.join(map(named, apart[:5]))}); "
                         "expected the same labels in both, in any order")
    return column.reindex(index)


def numbers(values, name: str, *, each: str = "row", scalar: bool = False) -> pd.Series:
    """Turn what was given into one column of floats; text that is no number is refused.

    Parameters
    ----------
    values : number, array or Series
        What was given.
    name : str
        What the reader calls it.
    each : {"row", "period", "unit"}
        What a row is to the reader.
    scalar : bool
        Whether a single number will do.

    Returns
    -------
    Series of float
        Index kept, missing where a value is missing.

    Raises
    ------
    ValueError
        If there are several columns, a value is text, infinite or above 1e15, the column holds dates or durations, or
        the one number for all rows is missing or text.

    Examples
    --------
    >>> numbers(["3", None, 4], "events").tolist()
    [3.0, nan, 4.0]
    """
    if np.ndim(values) > 1 or (np.ndim(values) == 0 and not scalar):
        raise ValueError(f"{name} is {type(values).__name__}; expected {_COLUMN[each]}")
    if np.ndim(values) == 0 and each != "row" and not isinstance(values, int | float | np.number):
        raise ValueError(f"{name} is {values!r}; expected a number or one column of numbers")
    if isinstance(values, Iterable) and not isinstance(values, pd.Series | str):
        values = list(values)
    raw = values if isinstance(values, pd.Series) else pd.Series(values if np.ndim(values) else [values])
    if raw.dtype.kind in "mM" or isinstance(raw.dtype, pd.PeriodDtype | pd.DatetimeTZDtype):
        # pandas would turn them into microseconds without a word.
        raise ValueError(f"{name} holds dates or durations ({raw.dtype}); expected numbers. For a duration divide "
                         f"first, such as {name} / pd.Timedelta(minutes=1)")
    check_column(raw, name)
    found = pd.to_numeric(raw.astype("object") if isinstance(raw.dtype, pd.CategoricalDtype) else raw, errors="coerce")
    bad = (found.isna() & raw.notna()).to_numpy() | (np.abs(found.to_numpy(dtype=float, na_value=np.nan)) > LARGEST)
    refuse([f"{name} is {value!r}{place(raw.index, label, each=each)}; expected a number"
            + (f" below {LARGEST:g}" if isinstance(value, int | float | np.number) and np.isfinite(value) else "")
            for label, value in raw[bad].items()])
    return pd.Series(found.to_numpy(dtype=float, na_value=np.nan), index=raw.index, name=name)


def faults(column: pd.Series, bad, expected: str, *, each: str = "row") -> list[str]:
    """Say of each bad value where it stands and what was expected.

    Parameters
    ----------
    column : Series of numbers
        Its name is what the reader calls it.
    bad : Series or array of bool
        True for the values to name.
    expected : str
        What was expected.
    each : {"row", "period", "unit"}
        What a row is to the reader.

    Returns
    -------
    list of str
        A sentence for each bad value, for `refuse`.

    Examples
    --------
    >>> events = pd.Series([4, -1], name="events")
    >>> faults(events, events < 0, "0 or more")
    ['events is -1 in row 1; expected 0 or more']
    """
    return [f"{column.name} is {value:g}{place(column.index, label, each=each)}; expected {expected}"
            for label, value in column[bad].items()]


def refuse(faults: Sequence[str]) -> None:
    """Raise one error that tells all faults, the first twenty in full; do nothing when there are none.

    Parameters
    ----------
    faults : sequence of str
        A sentence for each fault.

    Raises
    ------
    ValueError
        If there is any fault.

    Examples
    --------
    >>> refuse([])
    """
    if len(faults) > _SHOWN_FAULTS:
        faults = [*faults[:_SHOWN_FAULTS], f"and {len(faults) - _SHOWN_FAULTS} more faults of these kinds"]
    if faults:
        raise ValueError("\n".join(faults))


def place(index: pd.Index, label, *, each: str = "row") -> str:
    """Say where a value stands; nothing for the only row of a table.

    Parameters
    ----------
    index : Index
        All labels.
    label : object
        The label of the value.
    each : {"row", "period", "unit"}
        What a row is to the reader.

    Returns
    -------
    str
        Words that follow on a value, with a space before them.

    Examples
    --------
    >>> place(pd.Index(["Ann", "Bob"]), "Bob"), place(pd.Index(["Ann", "Bob"]), "Bob", each="unit")
    (" in row 'Bob'", ' for unit Bob')
    """
    if each == "row":
        return f" in row {named(label)}" if len(index) > 1 else ""
    return f" for unit {label}" if each == "unit" else f" in row {label}"


def named(label) -> str:
    """Write a row label, text between quotes.

    Parameters
    ----------
    label : object
        The label.

    Returns
    -------
    str
        The label as written in a sentence.

    Examples
    --------
    >>> named("Ann"), named(3)
    ("'Ann'", '3')
    """
    return repr(label) if isinstance(label, str) else str(label)


def whole_if_possible(n: pd.Series) -> pd.Series:
    """Give counts as whole numbers when they all are; exposures with a fraction stay as they are.

    Parameters
    ----------
    n : Series of float
        Counts or exposures.

    Returns
    -------
    Series
        int64, or Int64 with gaps, or unchanged.

    Examples
    --------
    >>> whole_if_possible(pd.Series([3.0, 4.0])).tolist(), whole_if_possible(pd.Series([3.5, 4.0])).tolist()
    ([3, 4], [3.5, 4.0])
    """
    if n.dropna().mod(1).eq(0).all():
        return n.astype("int64" if n.notna().all() else "Int64")
    return n


def check_table(table, name: str, *, needs: Sequence = (), unique: bool = True) -> None:
    """Refuse what is no table, has a column twice, lacks a column, or holds lists in a cell.

    Parameters
    ----------
    table : DataFrame
        What was given.
    name : str
        What the reader calls it.
    needs : sequence of column names
        The columns that the work rests on.
    unique : bool
        Whether each column must have a name of its own.

    Raises
    ------
    TypeError
        If it is no DataFrame.
    ValueError
        If a column stands twice or is not there, or a cell of a needed column holds a list or the like.

    Examples
    --------
    >>> check_table(pd.DataFrame({"team": ["A"], "n": [3]}), "calls", needs=["team"])
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{name} is {type(table).__name__}; expected a table (a pandas DataFrame)")
    twice = table.columns[table.columns.duplicated()].unique() if unique else []
    absent = [column for column in needs if column not in table.columns]
    refuse([*(f"the column {column!r} stands twice in {name}; rename or drop one of the two" for column in twice),
            *(f"{name} has no column {column!r}; it has {', '.join(map(repr, table.columns)) or 'none'}"
              for column in absent)])
    for column in needs:
        check_column(table[column], str(column))


def check_column(column, name: str) -> None:
    """Refuse what is no column of single values.

    Parameters
    ----------
    column : Series
        What was given.
    name : str
        What the reader calls it.

    Raises
    ------
    TypeError
        If it is no Series.
    ValueError
        If a cell holds a list, a dictionary or the like; the first five rows are named.

    Examples
    --------
    >>> check_column(pd.Series(["A", None]), "team")
    """
    if not isinstance(column, pd.Series):
        raise TypeError(f"{name} is {type(column).__name__}; expected one column (a pandas Series)")
    if column.dtype != "object":
        return
    many = np.fromiter((isinstance(value, _MANY) for value in column), bool, len(column))
    refuse([f"{name} is {value!r}{place(column.index, label)}; expected one value in a cell"
            for label, value in column[many].head(5).items()])


def check_level(level) -> None:
    """Refuse a confidence level that is no number between 0 and 1.

    Parameters
    ----------
    level : float in (0, 1)
        What was given.

    Raises
    ------
    ValueError
        If it is something else, such as 95.

    Examples
    --------
    >>> check_level(0.95)
    """
    if not isinstance(level, int | float | np.number) or not 0 < level < 1:
        raise ValueError(f"level is {level!r}; expected a number between 0 and 1, for example 0.95")


def check_resamples(n_resamples) -> None:
    """Refuse a number of resamples too small for an interval.

    Parameters
    ----------
    n_resamples : int of 100 or more
        What was given.

    Raises
    ------
    ValueError
        If it is something else.

    Examples
    --------
    >>> check_resamples(2000)
    """
    if not isinstance(n_resamples, int | np.integer) or n_resamples < 100:
        raise ValueError(f"n_resamples is {n_resamples!r}; expected a whole number of 100 or more")


def check_choice(name: str, value, allowed) -> None:
    """Refuse an option that is not among those allowed.

    Parameters
    ----------
    name : str
        What the reader calls the option.
    value : object
        What was given.
    allowed : iterable
        What may be given.

    Raises
    ------
    ValueError
        If the value is not among them.

    Examples
    --------
    >>> check_choice("method", "exact", ("byar", "exact"))
    """
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, allowed))}")
