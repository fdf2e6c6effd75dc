"""Tables for people: percentages with their interval, small cells hidden, everything escaped.

A summary frame (``estimate, ci_lower, ci_upper, n``) becomes a table in which the interval stands beside the estimate
in words, such as "12.4% (10.1 to 15.0)". A cell that was suppressed says so instead of showing a number.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import pandas as pd

from cxlab.counts import check_table
from cxlab.language import localise_number

WORDS = {
    "en": {"estimate": "Estimate (interval)", "n": "n", "count": "Count", "n_missing": "Not counted",
           "hidden": "hidden: too few", "to": "to", "none": "no figure", "total": "Total"},
    "nl": {"estimate": "Schatting (interval)", "n": "n", "count": "Aantal", "n_missing": "Niet meegeteld",
           "hidden": "verborgen: te weinig", "to": "tot", "none": "geen cijfer", "total": "Totaal"},
}
_SUMMARY = ("estimate", "ci_lower", "ci_upper")
_LEFT = 'style="text-align:left"'


@dataclass(frozen=True, eq=False)
class ShownTable:
    """A table ready to be shown.

    Attributes
    ----------
    cells : DataFrame
        The table as text.
    caption : str
        The line above the table.
    """

    cells: pd.DataFrame = field(repr=False)
    caption: str = ""

    def __repr__(self) -> str:
        head = f"{self.caption}\n" if self.caption else ""
        return head + self.cells.to_string(index=False)

    def _repr_html_(self) -> str:
        # The style stands in each cell because JupyterLab's own style sheet sets all cells to the right.
        head = "".join(f'<th scope="col" {_LEFT}>{html.escape(str(name))}</th>' for name in self.cells.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td {_LEFT}>{html.escape(str(value))}</td>" for value in row) + "</tr>"
            for row in self.cells.itertuples(index=False)
        )
        caption = f"<caption {_LEFT}>{html.escape(self.caption)}</caption>" if self.caption else ""
        return f'<table class="cx">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def say_number(value, *, percent: bool = False, digits: int = 1, language: str = "en") -> str:
    """Write a number as a reader expects it.

    Parameters
    ----------
    value : float
        The number; missing gives a dash.
    percent : bool
        Write a share of one as a percentage.
    digits : int
        Digits after the decimal sign.
    language : {"en", "nl"}
        Which decimal sign and thousands separator to use.

    Returns
    -------
    str

    Examples
    --------
    >>> say_number(0.1234, percent=True), say_number(9774, digits=0), say_number(1.5, language="nl")
    ('12.3%', '9,774', '1,5')
    """
    if pd.isna(value):
        return "–"
    text = f"{100 * value:,.{digits}f}%" if percent else f"{value:,.{digits}f}"
    return localise_number(text, language)


def say_interval(estimate, lower, upper, *, percent: bool = False, digits: int = 1, language: str = "en") -> str:
    """Write an estimate with its interval.

    Parameters
    ----------
    estimate, lower, upper : float
        The estimate and the ends of its interval.
    percent, digits, language
        As in :func:`say_number`.

    Returns
    -------
    str
        Such as "12.4% (10.1% to 15.0%)"; a dash when there is no estimate; the estimate alone when it is exact.

    Examples
    --------
    >>> say_interval(0.124, 0.101, 0.15, percent=True)
    '12.4% (10.1% to 15.0%)'
    """
    if pd.isna(estimate):
        return "–"
    say = [say_number(x, percent=percent, digits=digits, language=language) for x in (estimate, lower, upper)]
    if say[0] == say[1] == say[2]:
        return say[0]
    return f"{say[0]} ({say[1]} {WORDS[language]['to']} {say[2]})"


def show_table(frame: pd.DataFrame, caption: str = "", *, percent: bool = True, digits: int = 1,
               names: dict | None = None, language: str = "en") -> ShownTable:
    """Show a summary as a table for people.

    Parameters
    ----------
    frame : DataFrame
        A summary. Columns ``estimate, ci_lower, ci_upper`` become one column; rows whose ``suppressed`` is true say
        that they are hidden. Other columns are shown as they are.
    caption : str
        The line above the table.
    percent : bool
        The estimates are shares of one.
    digits : int
        Digits after the decimal sign.
    names : dict, optional
        What to call the columns, by their name in `frame`.
    language : {"en", "nl"}
        Language of our own words and numbers.

    Returns
    -------
    ShownTable

    Examples
    --------
    >>> summary = pd.DataFrame({"team": ["A"], "estimate": [0.5], "ci_lower": [0.2], "ci_upper": [0.8], "n": [12]})
    >>> show_table(summary, names={"team": "Team"})
    Team   Estimate (interval)  n
       A 50.0% (20.0% to 80.0%) 12
    """
    check_table(frame, "frame")
    words = WORDS[language] | (names or {})
    hidden = frame["suppressed"].fillna(False).astype(bool) if "suppressed" in frame else \
        pd.Series(False, index=frame.index)
    cells: dict[str, list[str]] = {}
    for name in frame.columns:
        if name in ("suppressed", "ci_lower", "ci_upper"):
            continue
        if name == "estimate" and set(_SUMMARY) <= set(frame.columns):
            said = [
                say_interval(row.estimate, row.ci_lower, row.ci_upper, percent=percent, digits=digits,
                             language=language)
                for row in frame[list(_SUMMARY)].itertuples(index=False)
            ]
        else:
            said = [_say(value, digits, language) for value in frame[name]]
        if name in ("estimate", "count", "events"):
            said = [words["hidden"] if hide else value for value, hide in zip(said, hidden, strict=True)]
        cells[words.get(name, str(name))] = said
    return ShownTable(pd.DataFrame(cells, dtype="str"), caption)


def _say(value, digits: int, language: str) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return "–"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iu"):
        return say_number(int(value), digits=0, language=language)
    if isinstance(value, float):
        return say_number(value, digits=0 if float(value).is_integer() else digits, language=language)
    return str(value)
