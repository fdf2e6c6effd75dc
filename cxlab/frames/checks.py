"""Check a table against its contract: all faults at once, nothing lost, the caller's frame never changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlab.counts import LARGEST
from cxlab.frames import convert
from cxlab.frames.contracts import CONTRACTS, Column, Contract

FAULT_COLUMNS = ("column", "row", "value", "problem", "expected", "remedy")
MOST_SHOWN = 10
_ACCEPTED = {
    "category": pd.api.types.is_string_dtype,
    "boolean": lambda dtype: dtype in ("bool", "boolean"),
    "integer": pd.api.types.is_numeric_dtype,
    "number": pd.api.types.is_numeric_dtype,
    "date": pd.api.types.is_datetime64_any_dtype,
    "quarter": lambda dtype: dtype == pd.PeriodDtype("Q-DEC"),  # months and broken years are read as text, or refused
}
_EXPECTED = {
    "text": "text", "key": "an identifier", "boolean": "yes or no", "integer": "a whole number", "number": "a number",
    "date": "a date such as 2026-02-28 or 28-02-2026", "quarter": "a quarter such as 2026Q1", "category": "a word",
}


class FrameError(ValueError):
    """A table does not hold to its contract.

    Attributes
    ----------
    faults : DataFrame
        One row a fault: ``column``, ``row`` (the label in the table; missing when the whole column is at fault),
        ``value``, ``problem``, ``expected`` and ``remedy``.
    table : str
        Name of the contract.
    """

    def __init__(self, faults: pd.DataFrame, table: str = "table"):
        self.faults = faults
        self.table = table
        super().__init__(describe_faults(faults, table))

    def __reduce__(self):
        return type(self), (self.faults, self.table)


@dataclass(frozen=True, eq=False)
class Split:
    """A table divided into what can be used and what cannot.

    Attributes
    ----------
    good : DataFrame
        The rows without a fault, typed, with their own labels.
    refused : DataFrame
        The rows with at least one fault, exactly as they came.
    faults : DataFrame
        One row a fault: ``column, row, value, problem, expected, remedy``.
    notes : DataFrame
        ``column`` and ``note``: how doubtful values were read.
    """

    good: pd.DataFrame
    refused: pd.DataFrame
    faults: pd.DataFrame
    notes: pd.DataFrame


def describe_faults(faults: pd.DataFrame, table: str) -> str:
    """Say all faults of a table as a person would, at most ten of them, and count the rest.

    Parameters
    ----------
    faults : DataFrame
        As in :attr:`FrameError.faults`.
    table : str
        What the table is called.

    Returns
    -------
    str
        One line a fault.

    Examples
    --------
    >>> split = split_frame(pd.DataFrame({"call_id": ["K1", "K1"]}), "calls")
    >>> print(describe_faults(split.faults, "calls"))
    1 fault in calls:
    - row 1, column 'call_id': 'K1' stands more than once (first in row 0). Expected each value once. ...
    """
    count = len(faults)
    lines = [f"{count:,} {'fault' if count == 1 else 'faults'} in {table}:"]
    lines += [f"- {_describe(fault)}" for fault in faults.head(MOST_SHOWN).itertuples(index=False)]
    if count > MOST_SHOWN:
        lines.append(f"and {count - MOST_SHOWN:,} more; the attribute .faults of this error lists them all.")
    return "\n".join(lines)


def _describe(fault) -> str:
    where = f"column {fault.column!r}" if pd.isna(fault.row) else f"row {fault.row}, column {fault.column!r}"
    value = "" if pd.isna(fault.value) else f" {_shorten(str(fault.value))!r}"
    expected = f" Expected {fault.expected}." if fault.expected else ""
    return f"{where}:{value} {fault.problem}.{expected} {fault.remedy}".rstrip()


def _shorten(value: str, most: int = 60) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"


def find_contract(contract: str | Contract) -> Contract:
    """Return a contract, by its name or as it is.

    Parameters
    ----------
    contract : str or Contract
        A name such as ``"complaints"``, or a contract.

    Returns
    -------
    Contract

    Raises
    ------
    ValueError
        When there is no contract of that name; the message names those there are.

    Examples
    --------
    >>> find_contract("calls").key
    ('call_id',)
    """
    if isinstance(contract, Contract):
        return contract
    if contract not in CONTRACTS:
        raise ValueError(f"there is no table called {contract!r}; there are {', '.join(CONTRACTS)}")
    return CONTRACTS[contract]


def check_frame(frame: pd.DataFrame, contract: str | Contract, *, decimal: str | None = None,
                dayfirst: bool | None = None) -> pd.DataFrame:
    """Check a table against its contract and return a typed copy.

    The table is taken whole or not at all. To keep the good rows of a table with faults, use :func:`split_frame`.

    Parameters
    ----------
    frame : DataFrame
        The table. Values may be text or already typed. It is not changed.
    contract : str or Contract
        What the table must look like, by name (``"complaints"``) or as a contract.
    decimal : {",", "."}, optional
        Decimal sign of numbers written as text. By default each column shows it.
    dayfirst : bool, optional
        Whether dates put the day before the month. By default each column shows it.

    Returns
    -------
    DataFrame
        A copy with the same index. Columns of the contract are typed: text and keys ``str``, categories ``category``
        (legal values in their order), whole numbers ``Int64``, numbers ``float64``, yes/no ``boolean``, dates
        ``datetime64[us]``, quarters ``period[Q-DEC]``. Other columns are as they were.

    Raises
    ------
    FrameError
        When anything is wrong; it lists all faults, each with column, row label, value, what was expected and the
        remedy.
    TypeError
        When `frame` is not a DataFrame.

    Notes
    -----
    Blank text and, but in people's own words, the usual words for "nothing" (NA, n.v.t., -) become missing values;
    they are faults only in columns that may not be missing.

    Examples
    --------
    >>> frame = pd.DataFrame({"call_id": ["K1", "K2"], "handle_minutes": ["6,5", "12"]})
    >>> check_frame(frame, "calls")["handle_minutes"].tolist()
    [6.5, 12.0]
    >>> check_frame(frame.assign(transferred=["no", "perhaps"]), "calls")
    Traceback (most recent call last):
    ...
    cxlab.frames.checks.FrameError: 1 fault in calls:
    - row 1, column 'transferred': 'perhaps' is neither yes nor no. Expected yes or no. ...
    """
    split = split_frame(frame, contract, decimal=decimal, dayfirst=dayfirst)
    if len(split.faults):
        raise FrameError(split.faults, find_contract(contract).name)
    return split.good


def split_frame(frame: pd.DataFrame, contract: str | Contract, *, decimal: str | None = None,
                dayfirst: bool | None = None) -> Split:
    """Divide a table into the rows that hold to its contract, typed, and those that do not.

    Parameters
    ----------
    frame, contract, decimal, dayfirst
        As in :func:`check_frame`.

    Returns
    -------
    Split
        ``good``, ``refused``, ``faults`` and ``notes``.

    Raises
    ------
    FrameError
        When the table as a whole cannot be used: a required column is absent, or two columns have the same name.
    TypeError
        When `frame` is not a DataFrame.

    Examples
    --------
    >>> frame = pd.DataFrame({"text": ["Too slow", "Fine"], "date": ["31-02-2026", "01-03-2026"]})
    >>> split = split_frame(frame, "complaints")
    >>> split.good["text"].tolist(), split.refused["text"].tolist()
    (['Fine'], ['Too slow'])
    >>> split.faults.loc[0, "problem"]
    'does not exist'
    """
    contract = find_contract(contract)
    _refuse_unusable(frame, contract)
    numbers = pd.RangeIndex(len(frame))
    good, faults, notes = frame.set_axis(numbers).copy(), [], []
    for column in contract.columns:
        if column.name not in frame:
            continue
        typed, problems, note = _check_column(good[column.name], column, decimal, dayfirst)
        good[column.name] = typed
        faults += _list_faults(frame[column.name], column, problems)
        notes += [(column.name, note)] if note else []
    faults += _find_duplicates(good, frame.index, contract)
    table = _fault_table(faults)
    bad = numbers.isin([fault[0] for fault in faults])
    good = good[~bad].set_axis(frame.index[~bad])
    return Split(_drop_unused(good, contract), frame[bad], table, pd.DataFrame(notes, columns=["column", "note"]))


def _refuse_unusable(frame, contract: Contract) -> None:
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"expected a pandas DataFrame of {contract.title.lower()}, got {type(frame).__name__}")
    faults = [
        (-1, column.name, pd.NA, pd.NA, "is missing", column.meaning.rstrip(".").lower(),
         f"Rename your column to {column.name!r}, or name it when you read the file: "
         f"columns={{{column.name!r}: '<your name>'}}; "
         f"the table has {', '.join(map(repr, map(str, frame.columns))) or 'no columns'}.")
        for column in contract.columns if column.required and column.name not in frame
    ]
    faults += [
        (-1, str(name), pd.NA, pd.NA, "stands more than once in the header", "one column of that name",
         "Rename or remove one of them.")
        for name in frame.columns[frame.columns.duplicated()].unique()
    ]
    if faults:
        raise FrameError(_fault_table(faults), contract.name)


def _check_column(series: pd.Series, column: Column, decimal, dayfirst) -> tuple[pd.Series, pd.Series, str]:
    """Return the typed column, the problem of each row (empty: none) and a note on doubtful values."""
    note = ""
    is_typed = _ACCEPTED.get(column.kind, lambda dtype: False)(series.dtype)
    if is_typed and column.kind != "category":
        typed, problems = series, pd.Series("", index=series.index, dtype="str")
        if column.kind == "date" and series.dt.tz is not None:
            typed = series.dt.tz_localize(None)
    else:
        text = convert.as_text(series)
        if column.kind == "text":
            typed, problems = text, pd.Series("", index=series.index, dtype="str")
        else:
            typed, problems, note = _convert_distinct(convert.clean(text), column, decimal, dayfirst)
    problems = _check_bounds(typed, problems, column)
    if not column.nullable:
        problems = problems.mask(typed.isna() & (problems == ""), "is empty")
    return _set_type(typed, column), problems, note


def _convert_distinct(text: pd.Series, column: Column, decimal, dayfirst) -> tuple[pd.Series, pd.Series, str]:
    if column.kind == "key":
        return text, pd.Series("", index=text.index, dtype="str"), ""
    codes, distinct = pd.factorize(text, use_na_sentinel=False)
    values = pd.Series(distinct, dtype="str")
    note = ""
    if column.kind == "boolean":
        converted, problems = convert.to_boolean(values)
    elif column.kind == "category":
        converted, problems = convert.to_category(values, column.legal, column.synonyms)
    elif column.kind == "quarter":
        converted, problems = convert.to_quarter(values)
    elif column.kind == "date":
        converted, problems, note = convert.to_date(values, dayfirst=dayfirst)
    else:
        clock = convert.clock_to_minutes(values) if column.unit == "minutes" else values
        converted, problems, note = _to_number(values, clock, decimal)
        if column.unit == "FTE":  # 50% of a person is half a person
            converted = converted.where(~values.str.contains(r"%\s*$", regex=True).fillna(False), converted / 100)
    return converted.take(codes).set_axis(text.index), problems.take(codes).set_axis(text.index), note


def _to_number(values: pd.Series, clock: pd.Series, decimal) -> tuple[pd.Series, pd.Series, str]:
    """Turn numbers into floats; lengths on the clock were turned into minutes with a decimal point before."""
    is_clock = (clock != values) & values.notna()
    converted, problems, note = convert.to_number(values.mask(is_clock), decimal=decimal)
    short = values[is_clock & (values.str.count(":") == 1)]
    if len(short):
        note = "; ".join(filter(None, [note, f"{short.iloc[0]!r} was read as minutes and seconds"]))
    return converted.mask(is_clock, pd.to_numeric(clock.where(is_clock), errors="coerce")), problems, note


def _check_bounds(typed: pd.Series, problems: pd.Series, column: Column) -> pd.Series:
    if column.kind not in ("integer", "number"):
        return problems
    values = typed.astype("float64")
    fine = problems == ""
    if column.kind == "integer":
        problems = problems.mask(fine & values.notna() & (values % 1 != 0), "is not a whole number")
    problems = problems.mask(fine & (values.abs() > LARGEST), "is too large to be true")
    if column.minimum is not None:
        problems = problems.mask(fine & (values < column.minimum), f"is below {column.minimum:g}")
    if column.maximum is not None:
        problems = problems.mask(fine & (values > column.maximum), f"is above {column.maximum:g}")
    return problems


def _set_type(typed: pd.Series, column: Column) -> pd.Series:
    if column.kind == "integer":
        values = typed.astype("Float64")
        return values.mask(values % 1 != 0).astype("Int64")
    if column.kind == "category":
        return typed.astype(pd.CategoricalDtype(list(column.legal)) if column.legal else "category")
    targets = {"number": "float64", "boolean": "boolean", "date": "datetime64[us]"}
    if column.kind == "number" and isinstance(typed.dtype, pd.api.extensions.ExtensionDtype):
        return pd.Series(typed.to_numpy(dtype="float64", na_value=float("nan")), index=typed.index)
    return typed.astype(targets[column.kind]) if column.kind in targets else typed


def _drop_unused(good: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Free categories without legal values from those that stood only in refused rows."""
    for column in contract.columns:
        if column.kind == "category" and not column.legal and column.name in good:
            good[column.name] = good[column.name].cat.remove_unused_categories()
    return good


def _expectation(column: Column) -> str:
    if column.legal:
        return "one of " + ", ".join(map(repr, column.legal))
    expected = _EXPECTED[column.kind]
    if column.minimum is not None and column.maximum is not None:
        expected += f" from {column.minimum:g} to {column.maximum:g}"
    elif column.minimum is not None:
        expected += f" of at least {column.minimum:g}"
    return expected


def _list_faults(raw: pd.Series, column: Column, problems: pd.Series) -> list[tuple]:
    remedy = "Correct the value or leave it empty." if column.nullable else "Correct the value."
    expected = _expectation(column)
    at = (problems != "").to_numpy().nonzero()[0]
    return [
        (int(place), column.name, raw.index[place], pd.NA if problem == "is empty" else raw.iloc[place], problem,
         expected, remedy if problem != "is empty" else "Fill in the value or remove the row.")
        for place, problem in zip(at, problems.iloc[at], strict=True)
    ]


def _find_duplicates(good: pd.DataFrame, labels: pd.Index, contract: Contract) -> list[tuple]:
    key = [name for name in contract.key if name in good]
    if not key:
        return []
    known = good[key].dropna(subset=key[:1])
    again = known.duplicated(key, keep="first")
    if not again.any():
        return []
    first = known.drop_duplicates(key).reset_index(names="first")[[*key, "first"]]
    where = known[again].reset_index(names="place").merge(first, on=key, how="left")
    named = " + ".join(key)
    return [
        (int(row.place), named, labels[row.place], " + ".join(str(getattr(row, name)) for name in key),
         f"stands more than once (first in row {labels[row.first]})", "each value once",
         "Remove the row or give it an identifier of its own.")
        for row in where.itertuples()
    ]


def _fault_table(faults: list[tuple]) -> pd.DataFrame:
    """Order faults by row, then as the contract orders its columns."""
    ordered = sorted(faults, key=lambda fault: fault[0])
    table = pd.DataFrame([fault[1:] for fault in ordered], columns=list(FAULT_COLUMNS))
    return table.astype(dict.fromkeys(("column", "problem", "expected", "remedy"), "str"))


def describe_contract(contract: str | Contract, *, language: str = "en") -> pd.DataFrame:
    """Explain the columns of a table: the codebook, the templates and the help all come from here.

    Parameters
    ----------
    contract : str or Contract
        The table.
    language : {"en", "nl"}
        Language of the meanings.

    Returns
    -------
    DataFrame
        One row a column: ``column``, ``kind``, ``meaning``, ``unit``, ``legal`` (values allowed, or the bounds),
        ``required`` (yes or no) and ``example``.

    Examples
    --------
    >>> describe_contract("ratings").loc[5, ["column", "legal"]].tolist()
    ['understanding_effort', '1 to 5']
    """
    contract = find_contract(contract)
    rows = [
        (c.name, c.kind, c.meaning_nl if language == "nl" else c.meaning, c.unit, _describe_legal(c),
         "yes" if c.required else "no", c.example)
        for c in contract.columns
    ]
    return pd.DataFrame(rows, columns=["column", "kind", "meaning", "unit", "legal", "required", "example"])


def _describe_legal(column: Column) -> str:
    if column.legal:
        return "; ".join(column.legal)
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum:g} to {column.maximum:g}"
    return f"{column.minimum:g} or more" if column.minimum is not None else ""
