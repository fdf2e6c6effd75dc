"""Has something changed, or is this month just another month?

Every count and every average goes up and down. A control chart shows how much of that is ordinary for this process:
a centre line, and limits three standard errors away. Points within the limits and crossing the centre line freely
are the process as it always was, and asking "what happened in March?" is a waste of a Monday. Two kinds of signal say
otherwise: a point outside the limits, and an unusual run (too many points in a row on one side of the centre, or too
few crossings of it).

| You have, for each period | Chart |
|---|---|
| anything, few points, no model | `run_chart` (median, runs only) |
| complaints out of calls | `p_chart`; with thousands of calls a period `p_prime_chart` |
| events per exposure (days, customers) | `u_chart`; with large counts `u_prime_chart` |
| a count with equal exposure each period | `c_chart` |
| one number (minutes, a score, euros) | `xmr_chart` |

With large numbers the limits of p and u charts become so narrow that every point falls outside; the prime charts
(Laney) measure the ordinary variation from period to period and widen the limits by it.

When the process was changed on purpose, `rebase=` starts a new centre line there: the first period of the new part. Do
it for a reason you can name, never because the chart looks better.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.counts import faults, line_up, refuse, whole_if_possible

__all__ = [
    "ControlChart",
    "c_chart",
    "p_chart",
    "p_prime_chart",
    "run_chart",
    "u_chart",
    "u_prime_chart",
    "xmr_chart",
]

# Constants for moving ranges of two points; R's charts round them so, and so do the textbooks.
D2 = 1.128
D4 = 3.267
SIGNALS = ("below limits", "above limits", "unusual run", "within limits")
_FEW_POINTS = 10


@dataclass(frozen=True, eq=False)
class ControlChart:
    """A chart as numbers.

    Attributes
    ----------
    table : DataFrame
        One row a point, index kept: `estimate`, `n`, `center`, `lower`, `upper`, `signal`, `part`. `signal` is "above
        limits", "below limits", "unusual run" (the point lies in a run longer than allowed) or "within limits" (a
        run chart has no limits: there it says that the point lies in no unusual run). Missing where there is no
        value, or no limits on a chart that should have them.
    runs : DataFrame
        One row a part: `n_points`, `n_useful` (points not on the centre line), `longest_run`, `longest_run_max`,
        `crossings`, `crossings_min`, and `signal`, true when a run is too long or crossings are too few.
    moving_range : DataFrame or None
        For `xmr_chart` the table of the moving ranges, same columns as `table`.
    kind : str
        Which chart.
    text : str
        The result in a few sentences.
    """

    table: pd.DataFrame
    runs: pd.DataFrame
    moving_range: pd.DataFrame | None
    kind: str
    text: str


def run_chart(values, *, rebase=None) -> ControlChart:
    """Chart values round their median and look for unusual runs.

    It needs no model and no limits, so it works for anything in order of time, from about ten points.

    Parameters
    ----------
    values : array or Series of numbers
        One value a period, in order of time. Missing values are kept and skipped.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        `.table` with `estimate`, `n` (1, or 0 when missing), `center` (median), `lower` and `upper` (missing),
        `signal`, `part`; `.runs`; `.text`.

    Raises
    ------
    ValueError
        If a value is not a number or `rebase` names no point.

    Notes
    -----
    Anhøj's rules: with m points off the centre line, the longest run may be round(log2 m) + 3 points, and there must
    be at least as many crossings as the 5% quantile of a binomial with m - 1 tosses. Chance alone breaks one of the
    rules in 1 to 5 of 100 charts. Agrees with R's qicharts2.

    References
    ----------
    Anhøj J, Olesen AV (2014). Run charts revisited. PLoS ONE 9, e113825.

    Examples
    --------
    >>> run_chart([3, 4, 5, 3, 4, 2, 9, 8, 9, 7, 8, 9]).runs.loc[1, ["crossings", "crossings_min"]].tolist()
    [1, 3]
    """
    points = _points(values=values)
    return _chart("run chart", points["values"], points["values"].notna().astype("int64"), rebase, _run_limits)


def p_chart(events, n, *, rebase=None) -> ControlChart:
    """Chart a share (complaints out of calls) with limits for its size each period.

    Parameters
    ----------
    events, n : array or Series of numbers
        Events, and what they are out of, each period in order of time; two Series are lined up by label.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        `.table` with `estimate` (share), `n`, `center`, `lower`, `upper`, `signal`, `part`; `.runs`; `.text`.

    Raises
    ------
    ValueError
        If events are no whole numbers, events or n are negative, or events exceed n.

    Notes
    -----
    center ± 3·√(p(1-p)/n), cut at 0 and 1. Missing numbers and n = 0 give a point without estimate or limits.
    Agrees with R's qicharts2 to 9 digits.

    References
    ----------
    Montgomery DC (2009). Introduction to Statistical Quality Control, 6th ed., ch. 7. Wiley.

    Examples
    --------
    >>> p_chart([5, 4, 6, 5, 30], 100).table["signal"].tolist()[-1]
    'above limits'
    """
    points = _shares(events, n)
    return _chart("p chart", points["events"] / points["n"], points["n"], rebase, _binomial_limits(prime=False))


def p_prime_chart(events, n, *, rebase=None) -> ControlChart:
    """Chart a share from large numbers with limits that allow for ordinary variation between periods (Laney).

    Parameters
    ----------
    events, n : array or Series of numbers
        As for `p_chart`.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        As `p_chart`.

    Raises
    ------
    ValueError
        If events are no whole numbers, events or n are negative, or events exceed n.

    Notes
    -----
    The limits of the p chart, times sigma_z: the mean moving range of the z-scores over 1.128. Agrees with R's
    qicharts2 to 9 digits.

    References
    ----------
    Laney DB (2002). Improved control charts for attributes. Quality Engineering 14, 531-537.

    Examples
    --------
    >>> p_prime_chart([500, 540, 470, 520], 10_000).table["signal"].unique().tolist()
    ['within limits']
    """
    points = _shares(events, n)
    return _chart("p' chart", points["events"] / points["n"], points["n"], rebase, _binomial_limits(prime=True))


def u_chart(events, exposure, *, rebase=None) -> ControlChart:
    """Chart a rate (events per unit of exposure) with limits for the exposure of each period.

    Parameters
    ----------
    events, exposure : array or Series of numbers
        Events and exposure (days, customers) each period in order of time; two Series are lined up by label.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        `.table` with `estimate` (rate), `n` (exposure), `center`, `lower`, `upper`, `signal`, `part`; `.runs`; `.text`.

    Raises
    ------
    ValueError
        If events are no whole numbers, or events or exposure are negative.

    Notes
    -----
    center ± 3·√(center/exposure), cut at 0. Agrees with R's qicharts2 to 9 digits.

    References
    ----------
    Montgomery DC (2009). Introduction to Statistical Quality Control, 6th ed., ch. 7. Wiley.

    Examples
    --------
    >>> u_chart([9, 12, 8, 11], [30, 31, 28, 30]).table["center"].round(3).iloc[0]
    np.float64(0.336)
    """
    points = _points(events=events, exposure=exposure)
    rate = points["events"] / points["exposure"].where(points["exposure"] > 0)
    return _chart("u chart", rate, points["exposure"], rebase, _poisson_limits(prime=False))


def u_prime_chart(events, exposure, *, rebase=None) -> ControlChart:
    """Chart a rate from large counts with limits that allow for ordinary variation between periods (Laney).

    Parameters
    ----------
    events, exposure : array or Series of numbers
        As for `u_chart`.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        As `u_chart`.

    Raises
    ------
    ValueError
        If events are no whole numbers, or events or exposure are negative.

    Notes
    -----
    The limits of the u chart, times sigma_z as in `p_prime_chart`. Agrees with R's qicharts2 to 9 digits.

    References
    ----------
    Laney DB (2002). Improved control charts for attributes. Quality Engineering 14, 531-537.

    Examples
    --------
    >>> u_prime_chart([900, 1200, 800, 1100], 1000).table["signal"].unique().tolist()
    ['within limits']
    """
    points = _points(events=events, exposure=exposure)
    rate = points["events"] / points["exposure"].where(points["exposure"] > 0)
    return _chart("u' chart", rate, points["exposure"], rebase, _poisson_limits(prime=True))


def c_chart(events, *, rebase=None) -> ControlChart:
    """Chart a count when every period had the same exposure.

    Months differ by up to three days and in their numbers of customers: a `u_chart` is nearly always the better one.

    Parameters
    ----------
    events : array or Series of numbers
        Events each period in order of time.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        `.table` with `estimate` (count), `n` (1, or 0 when missing), `center`, `lower`, `upper`, `signal`, `part`;
        `.runs`; `.text`.

    Raises
    ------
    ValueError
        If events are negative or no whole numbers.

    Notes
    -----
    center ± 3·√center, cut at 0. Agrees with R's qicharts2 to 9 digits.

    References
    ----------
    Montgomery DC (2009). Introduction to Statistical Quality Control, 6th ed., ch. 7. Wiley.

    Examples
    --------
    >>> c_chart([4, 6, 5, 17]).table["upper"].round(2).iloc[0]
    np.float64(16.49)
    """
    points = _points(events=events)
    known = points["events"].notna().astype("int64")
    return _chart("c chart", points["events"], known, rebase, _poisson_limits(prime=False))


def xmr_chart(values, *, rebase=None) -> ControlChart:
    """Chart single numbers with limits from their moving ranges (individuals, or XmR, chart).

    Parameters
    ----------
    values : array or Series of numbers
        One value a period, in order of time.
    rebase : label, position or list of these, optional
        First point of each new part.

    Returns
    -------
    ControlChart
        `.table` with `estimate`, `n` (1, or 0 when missing), `center` (mean), `lower`, `upper`, `signal`, `part`;
        `.moving_range` with the same columns for the moving ranges; `.runs`; `.text`.

    Raises
    ------
    ValueError
        If a value is not a number.

    Notes
    -----
    center ± 3·(mean moving range)/1.128; the upper limit of the moving ranges is 3.267 times their mean. The constants
    are rounded as in R's qicharts2, with which this agrees to 9 digits. No moving range is screened out, as in
    qicharts2 unless its option `qic.screenedmr` is set. Limits may lie below 0 for values that cannot. A part of one
    point has no limits.

    References
    ----------
    Wheeler DJ (2000). Understanding Variation, 2nd ed. SPC Press.

    Examples
    --------
    >>> xmr_chart([10, 12, 11, 13]).table[["center", "lower", "upper"]].round(2).iloc[0].tolist()
    [11.5, 7.07, 15.93]
    """
    points = _points(values=values)["values"]
    known = points.notna().astype("int64")
    single = _chart("XmR chart", points, known, rebase, _individual_limits)
    ranges = points.groupby(single.table["part"]).diff().abs()
    moving = _chart("moving ranges", ranges, ranges.notna().astype("int64"), rebase, _range_limits)
    wild = int((moving.table["signal"] == "above limits").sum())
    text = _text("XmR chart", single.table, single.runs, wild)
    return ControlChart(single.table, single.runs, moving.table, "XmR chart", text)


# The formulas: from the points of one part to its centre and limits.

def _run_limits(y, n):
    return y.median(), np.nan, np.nan


def _binomial_limits(*, prime: bool) -> Callable:
    def limits(y, n):
        center = _weighted_mean(y, n)
        s = np.sqrt(center * (1 - center) / n.where(n > 0)) * (_laney(y, n, center * (1 - center)) if prime else 1)
        return center, np.clip(center - 3 * s, 0, None), np.clip(center + 3 * s, None, 1)
    return limits


def _poisson_limits(*, prime: bool) -> Callable:
    def limits(y, n):
        center = _weighted_mean(y, n)
        s = np.sqrt(center / n.where(n > 0)) * (_laney(y, n, center) if prime else 1)
        return center, np.clip(center - 3 * s, 0, None), center + 3 * s
    return limits


def _weighted_mean(y, n) -> float:
    known = y.notna()
    return float((y * n)[known].sum() / n[known].sum()) if known.any() else np.nan


def _laney(y, n, variance) -> float:
    """sigma_z: how much the z-scores vary from one period to the next, from their moving ranges."""
    z = (y - _weighted_mean(y, n)) / np.sqrt(variance / n.where(n > 0)).replace(0.0, np.nan)
    return z.diff().abs().mean() / D2


def _individual_limits(y, n):
    center, s = y.mean(), y.diff().abs().mean() / D2
    return center, center - 3 * s, center + 3 * s


def _range_limits(y, n):
    center = y.mean()
    return center, center * 0, D4 * center


# From formulas to a chart.

def _chart(kind, estimate, n, rebase, limits) -> ControlChart:
    part = _parts(estimate.index, rebase)
    tables = []
    for number in np.unique(part):
        chosen = part == number
        y, size = estimate[chosen], n[chosen]
        center, lower, upper = limits(y, size)
        table = pd.DataFrame({"estimate": y, "n": size, "center": center, "lower": lower, "upper": upper})
        limited = table["upper"].notna() | (kind == "run chart")
        tables.append(table.assign(signal=_signals(table).where(limited.to_numpy()), part=number))
    table = pd.concat(tables) if tables else _empty(estimate)
    table["n"] = whole_if_possible(table["n"])
    runs = pd.DataFrame([_run_rules(rows) for _, rows in table.groupby("part")],
                        index=pd.Index(np.unique(part), name="part"), columns=list(_run_rules(table.iloc[:0])))
    return ControlChart(table, runs, None, kind, _text(kind, table, runs))


def _signals(table) -> pd.Series:
    lengths, limit = _run_lengths(table), _longest_allowed(_sides(table).size)
    signal = pd.Series("within limits", index=table.index)
    signal = signal.mask(lengths > limit, "unusual run")
    signal = signal.mask(_side_of(table, "upper") > 0, "above limits")
    signal = signal.mask(_side_of(table, "lower") < 0, "below limits")
    return signal.where(table["estimate"].notna().to_numpy())


def _sides(table) -> np.ndarray:
    """+1 above and -1 below the centre line; points on it and missing points are left out."""
    side = _side_of(table, "center")
    return side[side != 0]


def _side_of(table, line) -> np.ndarray:
    """+1 above a line, -1 below it, 0 on it or unknown; the rounding of a mean moves no point off its line."""
    y, at = (table[name].to_numpy(dtype=float) for name in ("estimate", line))
    return np.where(np.isclose(y, at, rtol=1e-12, atol=0), 0.0, np.nan_to_num(np.sign(y - at)))


def _run_lengths(table) -> np.ndarray:
    """For each point the length of the run it lies in; 0 for points on the centre line and missing points."""
    side = _side_of(table, "center")
    useful = np.flatnonzero(side)
    run = np.cumsum(np.diff(side[useful], prepend=0) != 0)
    lengths = np.zeros(len(side), dtype=int)
    lengths[useful] = np.bincount(run)[run] if len(useful) else 0
    return lengths


def _longest_allowed(n_useful: int) -> int:
    return round(np.log2(n_useful)) + 3 if n_useful else 0


def _run_rules(table) -> dict:
    sides = _sides(table)
    n_useful, longest = sides.size, int(_run_lengths(table).max(initial=0))
    crossings = int(np.count_nonzero(np.diff(sides)))
    allowed = _longest_allowed(n_useful)
    needed = int(max(0, stats.binom.ppf(0.05, n_useful - 1, 0.5))) if n_useful > 1 else 0
    return {"n_points": int(table["estimate"].notna().sum()), "n_useful": n_useful, "longest_run": longest,
            "longest_run_max": allowed, "crossings": crossings, "crossings_min": needed,
            "signal": bool(longest > allowed or crossings < needed)}


def _text(kind, table, runs, wild_steps=0) -> str:
    """The chart in sentences: points outside, steps, runs, and what to make of them."""
    n_points = int(runs["n_points"].sum())
    if not n_points:
        return "No points with a value, so there is no chart."
    out = table.index[table["signal"].isin(["above limits", "below limits"])]
    article = "An" if kind[0] == "X" else "A"
    said = [f"{article} {kind} of {_count(n_points, 'point')}" + (f" in {len(runs)} parts." if len(runs) > 1 else ".")]
    if table["upper"].notna().any():
        named = ", ".join(_label(label) for label in out[:5]) + (" and more" if len(out) > 5 else "")
        said.append(f"{_count(len(out), 'point')} outside the limits: {named}." if len(out)
                    else "No point lies outside the limits.")
    if kind in ("p chart", "u chart") and len(out) > n_points / 2:
        said.append(f"That is more than half: the numbers are too large for this chart, so see {kind[0]}_prime_chart.")
    if wild_steps:
        said.append(f"{_count(wild_steps, 'step')} from one point to the next larger than usual.")
    for number, rule in runs.iterrows():
        where = f"In part {number} the" if len(runs) > 1 else "The"
        said.append(f"{where} longest run is {rule['longest_run']} (up to {rule['longest_run_max']} is ordinary) with "
                    f"{_count(rule['crossings'], 'crossing')} (at least {rule['crossings_min']} is ordinary)"
                    + (": unusual, so the level may have shifted." if rule["signal"] else "."))
    limited = kind == "run chart" or table["upper"].notna().any()
    if not limited:
        said.append("These points are too few, or too much alike, for limits.")
    elif not len(out) and not wild_steps and not runs["signal"].any():
        said.append("Nothing here points to a change" + (
            f", but {_count(n_points, 'point')} can show only a large one." if n_points < _FEW_POINTS else "."))
    return " ".join(said)


def _count(number, word) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _label(label) -> str:
    return f"{label:%Y-%m-%d}" if isinstance(label, pd.Timestamp) else str(label)


def _empty(estimate) -> pd.DataFrame:
    columns = ["estimate", "n", "center", "lower", "upper"]
    return pd.DataFrame(dict.fromkeys(columns, estimate)).assign(signal=pd.Series(dtype="str"), part=0)


# What the user gave, lined up and checked.

def _shares(events, n) -> pd.DataFrame:
    points = _points(events=events, n=n)
    over = points[points["events"] > points["n"]]
    refuse([f"events is {row['events']:g} in row {label}, more than its n of {row['n']:g}; for several events per "
            "call use u_chart" for label, row in over.iterrows()])
    # A period without calls has no share; n keeps its zero.
    return points.assign(events=points["events"].where(points["n"] > 0))


def _points(**given) -> pd.DataFrame:
    """The user's columns as floats under one index, the first that has labels."""
    points = line_up(each="period", **given)
    found = [fault for name in points.columns.drop("values", errors="ignore")
             for fault in faults(points[name], points[name] < 0, "0 or more", each="period")]
    if "events" in points:
        # A share in the place of a count would give limits for a hundredth of the real numbers.
        found += faults(points["events"], points["events"] % 1 > 0, "a whole number (for shares or averages use "
                        "xmr_chart)", each="period")
    refuse(found)
    return points


def _parts(index, rebase) -> np.ndarray:
    """1 for the points before the first re-basing, 2 from there, and so on."""
    starts = [] if rebase is None else list(rebase) if np.ndim(rebase) == 1 else [rebase]
    at = np.zeros(len(index), dtype=int)
    for start in starts:
        at[_position(index, start)] = 1
    if len(at):
        at[0] = 1
    return np.cumsum(at)


def _position(index, start) -> int:
    try:
        found = index.get_loc(start)
    except (KeyError, TypeError, ValueError):
        found = start
    if isinstance(found, slice):
        found = found.start
    if isinstance(found, bool | str) or not isinstance(found, int | np.integer) or not 0 <= found < len(index):
        shown = f"from {_label(index[0])} to {_label(index[-1])}" if len(index) else "of an empty chart"
        raise ValueError(f"rebase is {start!r}; expected the label or position of one point {shown}")
    return int(found)
