"""Which column could it be, by what stands in it? A suggestion with its reason; never a decision."""

from __future__ import annotations

import pandas as pd

from cxlab.frames import Column, Contract, fold
from cxlab.frames.convert import clean, to_date, to_quarter

ROWS_LOOKED_AT = 500
LEAST_SHARE = 0.8
LONGEST_CODE = 24
# Fewer cells than this prove nothing about what a column holds.
MANY_CELLS = 20
MANY_ROWS = 200
FEW_TEXTS = 20


def guess_column(sample: pd.DataFrame | None, column: Column, contract: Contract, free: list[str]) -> tuple[str, str]:
    """Guess which of the user's columns is one of ours.

    Parameters
    ----------
    sample : DataFrame or None
        The first rows, as they stand, under the user's names.
    column : Column
        Ours.
    contract : Contract
        The table it belongs to.
    free : list of str
        Names of the columns that are no other one of ours.

    Returns
    -------
    tuple of (str, str)
        The name, and why, in a few words. Both empty when nothing looks like it; without any rows the first free name.
    """
    cells = {name: _written(sample[name]) for name in free if sample is not None and name in sample}
    cells = {name: values for name, values in cells.items() if len(values)}
    if not cells:
        return (free[0] if free else ""), ""
    if column.kind == "text":
        return _guess_text(cells)
    if column.kind == "key" and column.name in contract.key:
        return _guess_key(cells, is_name=" " in column.example)
    if column.kind == "category" and column.legal:
        spelt = {fold(word) for word in (*column.legal, *(said for said, _ in column.synonyms))}
        shares = {name: values.map(fold).isin(spelt).mean() for name, values in cells.items()}
        return _best(shares, "its cells hold the words for it")
    if column.kind in ("date", "quarter"):
        read = (lambda values: to_date(values, dayfirst=None)[0]) if column.kind == "date" else \
            (lambda values: to_quarter(values)[0])
        shares = {name: read(values).notna().mean() for name, values in cells.items()
                  if values.str.contains(r"\d", regex=True).any()}
        return _best(shares, f"its cells read as {column.kind}s")
    return "", ""


def _written(values: pd.Series) -> pd.Series:
    """Return the cells that hold something, as text."""
    values = values.head(ROWS_LOOKED_AT)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    return clean(values.dropna().astype("str")).dropna().reset_index(drop=True)


def _guess_text(cells: dict[str, pd.Series]) -> tuple[str, str]:
    """The longest texts of several words; failing those, the longest cells with letters in them."""
    wordy = {name: values.str.len().mean() for name, values in cells.items()
             if values.str.contains(r"\S\s+\S+\s+\S", regex=True).mean() >= 0.5 and not _reads_as_dates(values)}
    if wordy:
        return max(wordy, key=wordy.get), "its cells are longest"
    letters = {name: values.str.len().mean() for name, values in cells.items()
               if values.str.contains(r"^[^\W\d_]+(?:\W|$)", regex=True).mean() >= 0.5}
    return (max(letters, key=letters.get), "") if letters else ("", "")


def _reads_as_dates(values: pd.Series) -> bool:
    return bool(to_date(values, dayfirst=None)[0].notna().mean() >= LEAST_SHARE)


def _guess_key(cells: dict[str, pd.Series], *, is_name: bool) -> tuple[str, str]:
    """A column with another value in every row: short codes for an identifier, words for a name."""
    unique = {name: values for name, values in cells.items() if values.is_unique and not _reads_as_dates(values)}
    if is_name:
        named = {name: values.str.len().mean() for name, values in unique.items()
                 if values.str.contains(r"[^\W\d_]{2}", regex=True).mean() >= LEAST_SHARE
                 and values.str.len().mean() <= 80}
        several = {name: length for name, length in named.items() if (cells[name].str.contains(" ")).mean() >= 0.5}
        best = several or named
        return (min(best, key=best.get), "each row has its own name there") if best else ("", "")
    codes = {name: values for name, values in unique.items()
             if values.str.fullmatch(rf"\S{{1,{LONGEST_CODE}}}").all() and values.str.contains(r"\d", regex=True).all()}
    return (next(iter(codes)), "each row has its own short code there") if codes else ("", "")


def _best(shares: dict[str, float], why: str) -> tuple[str, str]:
    likely = {name: share for name, share in shares.items() if share >= LEAST_SHARE}
    if not likely:
        return "", ""
    best = max(likely, key=likely.get)
    return best, why


def doubt_words(values: pd.Series, name: str) -> tuple[str, bool]:
    """Say whether a column that is read as people's own words holds none.

    Parameters
    ----------
    values : Series
        The cells of the column.
    name : str
        The user's name of it.

    Returns
    -------
    tuple of (str, bool)
        A warning (empty: none), and whether the column is of no use at all: not one of many cells has two words.
    """
    filled = clean(values.dropna().astype("str")).dropna()
    if len(filled) < MANY_CELLS:
        return "", False
    two_words = filled.str.contains(r"\w[\s/,.;-]+\w*[^\W\d_]", regex=True) & filled.str.contains(r"\s", regex=True)
    distinct = filled.nunique()
    example = filled.iloc[0][:40]
    if two_words.mean() < 0.5 and distinct > 1:
        said = f"Column {name!r} holds one word per row, such as {example!r}: is this the text of the complaints?"
        coded = filled.str.contains(r"\d", regex=True).mean() >= 0.5
        return said, bool(not two_words.any() and (coded or distinct >= LEAST_SHARE * len(filled)))
    if len(filled) >= MANY_ROWS and distinct <= FEW_TEXTS:
        return (f"Column {name!r} holds only {distinct} different texts in {len(filled):,} rows, such as {example!r}: "
                "is this the text of the complaints?"), False
    return "", False
