"""Did the numbers change when we changed something?

Complaints before, complaints after: the two averages nearly always differ, and the change mostly gets the credit.
Three things spoil that sum. The numbers may have been falling already. Months differ in days and in customers. And
months resemble their neighbours: a bad month is followed by another, so that twelve months tell less than twelve
independent ones, and ordinary methods call a change where there is none in up to half of all cases.

`interrupted_series` fits one line through the logarithms of the rate, with a step at the moment of the change, and lets
neighbouring periods resemble each other. It answers as a ratio: 0.80 means a fifth less than the earlier trend pointed
to. It also pretends that the change came at other moments, earlier, when nothing was done (placebo dates). If those
look like changes too, the method is seeing the ordinary restlessness of your numbers.

What it cannot say is why. Whatever else happened in the same month is in the same step: a price rise, a strike, a new
way of counting. A comparison series that was not changed, and an honest look at the diary, do more than any formula.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from cxlab.counts import check_choice, check_level, faults, line_up, refuse

__all__ = ["InterruptedSeries", "days_in_period", "interrupted_series"]

KINDS = ("count", "value")
_LEAST = 4
_FEW_EVENTS = 5
_RHO_BOUNDS = (0.0, 0.98)
_TERMS = {"start": "level at the start", "trend": "trend per period", "step": "step",
          "slope": "change of trend per period", "sin": "season (sine)", "cos": "season (cosine)"}


@dataclass(frozen=True, eq=False)
class InterruptedSeries:
    """What `interrupted_series` found.

    Attributes
    ----------
    table : DataFrame
        One row a term (index `term`): `estimate`, `ci_lower`, `ci_upper`, `n` (periods used), `n_missing`, `p_value`.
        The estimates are ratios: the step of 0.80 is a fall of 20%, a trend of 1.01 a rise of 1% a period.
        "level at the start" is the rate of the first period; its p-value (against a rate of 1) means nothing.
    fitted : DataFrame
        One row a period, index kept: `estimate` (the rate seen), `fitted`, `without` (where the earlier trend would
        have led), `after` (true from the change on).
    placebo : DataFrame
        One row for each pretended date before the change: `intervention`, `estimate` (ratio), `ci_lower`, `ci_upper`,
        `n`, `signal` (true when the interval leaves out 1).
    step : float
        The ratio of the step, also in `table`.
    rho : float
        How much a period resembles the one before (0 not at all, 1 entirely).
    intervention : object
        Label of the first period after the change.
    level : float
        Confidence level.
    text : str
        The result in a few sentences.
    """

    table: pd.DataFrame
    fitted: pd.DataFrame
    placebo: pd.DataFrame
    step: float
    rho: float
    intervention: object
    level: float
    text: str


def interrupted_series(events, exposure=1, *, intervention, kind: str = "count", slope: bool = False,
                       season: int | None = None, level: float = 0.95) -> InterruptedSeries:
    """Measure the step in a series at the moment something was changed.

    Parameters
    ----------
    events : Series or array of numbers
        One value a period, in order of time, at equal steps. A period without a number is a missing value, not a
        missing row.
    exposure : number, Series or array
        What the events are out of: days of the month (`days_in_period`), customers, or days times customers.
    intervention : date, label or position
        The first period after the change. With dates as index, every period that begins on or after this date is
        after; give the first whole period.
    kind : {"count", "value"}
        "count": whole numbers of events; half an event is added so that zero has a logarithm. "value": positive
        numbers such as minutes, averages or shares.
    slope : bool
        Let the trend change too. The step is then the change at the first period after.
    season : int, optional
        Periods in a year (12 for months): adds one wave a year. It needs two years or more to be worth it.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    InterruptedSeries
        `.table` of terms (`estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`, `p_value`), `.fitted`, `.placebo`,
        `.step`, `.rho`, `.text`.

    Raises
    ------
    ValueError
        If there are fewer than four periods with a number on either side of the change, dates are out of order or
        have gaps, values are impossible, too many periods are missing to tell the terms apart, or `intervention`
        names no period.

    Notes
    -----
    log((events + ½) / exposure) is a line in time plus the step, with first-order autoregressive errors. rho is
    estimated by restricted likelihood between 0 and 0.98, which takes away most of the bias that short series give it,
    and intervals use Student's t with n less the number of terms. In simulations of 16 to 60 months without any change
    (600 events a month, rates that differ by 10%, rho from 0 to 0.7) 4 to 11% of steps are called a change at a nominal
    5%, where Poisson regression calls about half. Without `slope` the trend is one line for the whole series, before
    and after. Two periods, one before and one after, have no month-to-month variation to measure, and no formula can
    make up for that. With fewer than about five events a period the logarithm is rough.

    References
    ----------
    Wagner AK, Soumerai SB, Zhang F, Ross-Degnan D (2002). Segmented regression analysis of interrupted time series
    studies. J. Clinical Pharmacy and Therapeutics 27, 299-309.
    Cheang WK, Reinsel GC (2000). Bias reduction of autoregressive estimates in time series regression model through
    restricted maximum likelihood. JASA 95, 1173-1184.

    Examples
    --------
    >>> before, after = [61, 58, 63, 60, 57, 62, 64, 59], [42, 45, 40, 44, 43, 41, 46, 42]
    >>> found = interrupted_series(before + after, 30, intervention=8)
    >>> found.table[["estimate", "ci_lower", "ci_upper"]].loc["step"].round(2).tolist()
    [0.7, 0.64, 0.77]
    """
    _check_options(kind, season, level)
    series = _series(events, exposure, kind)
    at = _position(series.index, intervention)
    time = np.arange(len(series))
    y = np.log((series["events"] + (0.5 if kind == "count" else 0.0)) / series["exposure"]).to_numpy()
    known = ~np.isnan(y)
    terms = ["start", "trend", "step"] + ["slope"] * slope + ["sin", "cos"] * (season is not None)
    _check_length(known, at, len(terms), series.index)
    x = _design(time, at, terms, season)
    if not _told_apart(x[known]):
        raise ValueError("the periods that have a number cannot tell the terms apart; expected more of them, or a "
                         "model without season= or slope=")
    fit = _fit_ar1(y[known], x[known], time[known])
    table = _terms(fit, terms, level, int((~known).sum()))
    without = _design(time, len(time), terms, season)
    fitted = pd.DataFrame({"estimate": series["events"] / series["exposure"], "fitted": np.exp(x @ fit["beta"]),
                           "without": np.exp(without @ fit["beta"]), "after": time >= at}, index=series.index)
    placebo = _placebo(y[:at], time[:at], series.index, terms, season, level)
    step = float(table.loc["step", "estimate"])
    rare = kind == "count" and series["events"].mean() < _FEW_EVENTS
    text = _text(table, placebo, fit["rho"], series.index[at], level, slope, rare)
    return InterruptedSeries(table, fitted, placebo, step, fit["rho"], series.index[at], level, text)


def days_in_period(index, *, freq: str = "M") -> pd.Series:
    """Give the number of days of each month (quarter, week), as exposure.

    February has a tenth fewer days than January and so a tenth fewer complaints, with nothing gained.

    Parameters
    ----------
    index : DatetimeIndex, PeriodIndex, or anything pandas reads as dates
        One date in each period.
    freq : {"M", "Q", "W", "Y"}
        Length of the periods.

    Returns
    -------
    Series of int
        Days, with the given dates as index.

    Raises
    ------
    ValueError
        If a date cannot be read or `freq` is unknown.

    Examples
    --------
    >>> days_in_period(["2016-01-01", "2016-02-01"]).tolist()
    [31, 29]
    """
    if freq not in ("M", "Q", "W", "Y"):
        raise ValueError(f"freq is {freq!r}; expected 'M', 'Q', 'W' or 'Y'")
    if isinstance(index, pd.PeriodIndex):
        periods, labels = index.asfreq(freq), index
    else:
        labels = _dates(index)
        periods = labels.to_period(freq)
    days = (periods.end_time.normalize() - periods.start_time.normalize()).days + 1
    return pd.Series(days, index=labels, name="days")


def _fit_ar1(y, x, time) -> dict:
    """Generalised least squares with first-order autoregressive errors, rho by restricted likelihood."""
    gap, df = np.diff(time), len(y) - x.shape[1]
    line = np.linalg.lstsq(x, y, rcond=None)[0]
    if np.abs(y - x @ line).max() < 1e-9:
        # Numbers exactly on the line have no variation to judge a step by.
        return {"beta": line, "se": np.full(len(line), np.nan), "rho": 0.0, "n": len(y), "df": df}

    def solve(rho):
        w, logdet = _whitened(np.column_stack([x, y]), gap, rho)
        a, b = w[:, :-1], w[:, -1]
        gram = a.T @ a
        beta = np.linalg.solve(gram, a.T @ b)
        rest = b - a @ beta
        return beta, rest @ rest / df, gram, logdet

    def loss(rho):
        _, s2, gram, logdet = solve(rho)
        return df * np.log(s2) + logdet + np.linalg.slogdet(gram)[1]
    grid = np.linspace(*_RHO_BOUNDS, 25)
    best = int(np.argmin([loss(rho) for rho in grid]))
    around = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    rho = float(optimize.minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-8}).x)
    rho = min([rho, *_RHO_BOUNDS], key=loss)
    beta, s2, gram, _ = solve(rho)
    return {"beta": beta, "se": np.sqrt(s2 * np.diag(np.linalg.inv(gram))), "rho": rho, "n": len(y),
            "df": df}


def _whitened(z, gap, rho):
    """Rows made independent, of equal variance, with the log determinant; `gap` is the time between kept periods."""
    kept = rho ** gap[:, None]
    spread = np.concatenate([[1.0], (1 - kept[:, 0] ** 2)]) / (1 - rho**2)
    rows = np.vstack([z[:1], z[1:] - kept * z[:-1]])
    return rows / np.sqrt(spread)[:, None], float(np.log(spread).sum())


def _design(time, at, terms, season) -> np.ndarray:
    after = (time >= at).astype(float)
    angle = 2 * np.pi * time / (season or 1)
    columns = {"start": np.ones(len(time)), "trend": time, "step": after, "slope": after * (time - at),
               "sin": np.sin(angle), "cos": np.cos(angle)}
    return np.column_stack([columns[term] for term in terms]).astype(float)


def _told_apart(x) -> bool:
    return np.linalg.matrix_rank(x) == x.shape[1]


def _terms(fit, terms, level, n_missing) -> pd.DataFrame:
    half = stats.t.ppf((1 + level) / 2, fit["df"]) * fit["se"]
    p_value = 2 * stats.t.sf(np.abs(fit["beta"] / fit["se"]), fit["df"])
    return pd.DataFrame({"estimate": np.exp(fit["beta"]), "ci_lower": np.exp(fit["beta"] - half),
                         "ci_upper": np.exp(fit["beta"] + half), "n": fit["n"], "n_missing": n_missing,
                         "p_value": p_value}, index=pd.Index([_TERMS[term] for term in terms], name="term"))


def _placebo(y, time, index, terms, season, level) -> pd.DataFrame:
    """The same step sought at every date before the change that leaves enough periods on both sides."""
    rows, known = [], ~np.isnan(y)
    for at in time:
        if min(known[:at].sum(), known[at:].sum()) < _LEAST or known.sum() < len(terms) + 2:
            continue
        x = _design(time, at, terms, season)[known]
        if not _told_apart(x):
            continue
        fit = _fit_ar1(y[known], x, time[known])
        step = _terms(fit, terms, level, 0).loc["step"]
        rows.append({"intervention": index[at], **step[["estimate", "ci_lower", "ci_upper"]].to_dict(), "n": fit["n"],
                     "signal": bool(step["ci_lower"] > 1 or step["ci_upper"] < 1)})
    return pd.DataFrame(rows, columns=["intervention", "estimate", "ci_lower", "ci_upper", "n", "signal"])


def _text(table, placebo, rho, label, level, slope, rare) -> str:
    step = table.loc["step"]
    ratio, lower, upper = (float(step[name]) for name in ("estimate", "ci_lower", "ci_upper"))
    where = "at once" if slope else "on average"
    trend = "the earlier trend" if slope else "the trend"
    said = [f"From {_label(label)} on the numbers were {where} {ratio:.2f} times what {trend} pointed to"]
    if np.isnan(lower):
        said[0] += ". They do not vary at all otherwise, so there is no interval."
        return said[0]
    said[0] += f" ({level * 100:g}% interval {lower:.2f} to {upper:.2f}, {int(step['n'])} periods)."
    if lower <= 1 <= upper:
        said.append("That interval holds 1: no change is shown, and one of the size at either end is not ruled out.")
    else:
        way = "less" if ratio < 1 else "more"
        said.append(f"That is {way} than ordinary variation would easily give; why, this cannot say.")
    if rho >= 0.3:
        said.append(f"Neighbouring periods resemble each other (rho {rho:.2f}), so the periods count for fewer.")
    if rare:
        said.append("With so few events in a period these limits are rough: join periods (months into quarters).")
    wrong = int(placebo["signal"].sum())
    dates = "date" if len(placebo) == 1 else "dates"
    said.append(f"Of {len(placebo)} pretended {dates} before it, {wrong} would have been called a change too."
                if len(placebo) else "There are too few periods before it to try pretended dates.")
    return " ".join(said)


def _label(label) -> str:
    return f"{label:%Y-%m-%d}" if isinstance(label, pd.Timestamp) else f"period {label}"


# What the user gave, lined up and checked.

def _series(events, exposure, kind) -> pd.DataFrame:
    series = line_up(events=events, exposure=exposure, each="period")
    y, found = series["events"], []
    if kind == "value":
        found += faults(y, y <= 0, 'a number above 0 (for counts use kind="count")', each="period")
    else:
        # Half an event is added to counts; added to shares or averages it would hide the change.
        found += faults(y, y < 0, "0 or more", each="period")
        found += faults(y, y % 1 > 0, 'a whole number (for shares or averages use kind="value")', each="period")
    refuse(found + faults(series["exposure"], series["exposure"] <= 0, "a number above 0", each="period"))
    _check_steps(series.index)
    return series


def _check_steps(index) -> None:
    if isinstance(index, pd.PeriodIndex):
        index = index.to_timestamp()
    if not isinstance(index, pd.DatetimeIndex) or len(index) < 3:
        return
    steps = np.diff(index.to_numpy())
    if not (steps > np.timedelta64(0)).all():
        wrong = int(np.argmin(steps > np.timedelta64(0)))
        raise ValueError(f"the dates go from {index[wrong]:%Y-%m-%d} to {index[wrong + 1]:%Y-%m-%d}; expected them in "
                         "order, each once: use sort_index() first")
    wide = np.flatnonzero(steps > 1.9 * np.median(steps))
    if len(wide):
        raise ValueError(f"there is a gap between {index[wide[0]]:%Y-%m-%d} and {index[wide[0] + 1]:%Y-%m-%d}; "
                         "expected equal steps: add the missing periods with a missing number of events")


def _position(index, intervention) -> int:
    """Position of the first period after the change."""
    at = None
    if isinstance(index, pd.DatetimeIndex | pd.PeriodIndex) and not isinstance(intervention, int | np.integer):
        date = intervention.start_time if isinstance(intervention, pd.Period) else _date(intervention)
        starts = index.start_time if isinstance(index, pd.PeriodIndex) else index
        later = np.flatnonzero(starts >= date)
        at = int(later[0]) if len(later) else None
    elif index.is_unique and intervention in index:
        at = int(index.get_loc(intervention))
    elif isinstance(intervention, int | np.integer) and 0 <= intervention < len(index):
        at = int(intervention)
    if at is None:
        shown = f"from {_label(index[0])} to {_label(index[-1])}" if len(index) else "of an empty series"
        raise ValueError(f"intervention is {intervention!r}; expected the first period after the change, {shown}")
    return at


def _date(value) -> pd.Timestamp:
    try:
        return pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"intervention is {value!r}; expected a date such as '2016-06-01'") from error


def _dates(index) -> pd.DatetimeIndex:
    if pd.api.types.is_numeric_dtype(getattr(index, "dtype", object)):
        raise ValueError("index holds numbers; expected dates such as '2016-06-01'")
    try:
        return pd.DatetimeIndex(index).tz_localize(None)
    except (ValueError, TypeError) as error:
        raise ValueError(f"index cannot be read as dates ({error}); expected dates such as '2016-06-01'") from error


def _check_length(known, at, n_terms, index) -> None:
    before, after = int(known[:at].sum()), int(known[at:].sum())
    if min(before, after) < _LEAST or before + after < n_terms + 2:
        raise ValueError(f"{before} periods before {_label(index[at])} and {after} from then on have a number; "
                         f"expected at least {_LEAST} on each side and {n_terms + 2} in all, for with fewer nobody can "
                         "tell a change from ordinary variation")


def _check_options(kind, season, level) -> None:
    check_choice("kind", kind, KINDS)
    if season is not None and not (isinstance(season, int | np.integer) and season >= 3):
        raise ValueError(f"season is {season!r}; expected the number of periods in a year, for example 12 for months")
    check_level(level)
