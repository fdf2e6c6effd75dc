"""Did the training help? Compare the change in the trained teams with the change in the others."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from cxlab.counts import check_level
from cxlab.intelligibility.effects import _check_table, _event
from cxlab.intelligibility.rates import _is_person
from cxlab.intervals import rate_ci
from cxlab.language import join_words
from cxlab.timeseries import interrupted_series

PER = 1_000
_LEAST_GROUPS = 4
_LEAST_SERIES = 4
_MOST_PLACEBO_GROUPS = 50


@dataclass(frozen=True, eq=False, repr=False)
class DidItHelp:
    """What `did_it_help` found.

    Attributes
    ----------
    table : DataFrame
        One row a method (index `method`): "difference in differences" and, with four months on either side,
        "interrupted series": `estimate` (ratio; 0.80 is a fifth less), `ci_lower`, `ci_upper`, `n` (events),
        `n_missing` (calls of which the event, date or group is not known).
    rates : DataFrame
        Four rows, treated and others, before and after: `group`, `period`, `count`, `estimate` (per 1,000 calls),
        `ci_lower`, `ci_upper`, `n`.
    monthly : DataFrame
        One row a month: `month`, `treated`, `others` (events per 1,000 calls), `expected` (where the treated would have
        been with the change of the others), `after`.
    placebo : DataFrame
        The same sum where nothing was done: `kind` ("date": pretended dates before; "groups": as many untreated groups
        pretended to be treated), `what`, `estimate`, `ci_lower`, `ci_upper`, `signal`.
    treated : tuple
        Names of the treated groups.
    intervention : Timestamp
        First day after the change.
    verdict : str
        "it helped", "it made things worse" or "no change is shown".
    text : str
        One plain sentence, and what stands against it.
    """

    table: pd.DataFrame
    rates: pd.DataFrame
    monthly: pd.DataFrame
    placebo: pd.DataFrame
    treated: tuple
    intervention: pd.Timestamp
    verdict: str
    text: str

    def __repr__(self) -> str:
        return self.text


def did_it_help(calls: pd.DataFrame, event: Hashable | pd.Series | None = None, *, treated: Iterable,
                intervention, by: str = "team", level: float = 0.95, least_before: int = 6) -> DidItHelp:
    """Tell whether something done in some teams lowered how often customers could not follow.

    The trained teams may have become better; so may all teams. Only the difference between the two changes can be put
    down to the training, and only if nothing else happened to just those teams.

    Parameters
    ----------
    calls : DataFrame
        One row a call with `date` and the groups; or, without `event`, one row a month and group with `date`,
        `events` and `calls`.
    event : column name or Series of bool, optional
        Whether the customer could not follow, or complained about it. Missing is not known.
    treated : list of groups
        Where something was done.
    intervention : date
        First day after the change. When it is not the first of a month, that month is left out.
    by : str
        Column with the groups.
    level : float in (0, 1)
        Confidence level.
    least_before : int of 2 or more
        Months needed before the change. With fewer nobody knows how the teams usually differ.

    Returns
    -------
    DidItHelp
        `.table`, `.rates`, `.monthly`, `.placebo`, `.verdict`, `.text`.

    Raises
    ------
    ValueError
        If there are too few months before, fewer than four groups, no treated or fewer than two other groups, groups of
        persons, or a column is missing, impossible or says who people are.

    Notes
    -----
    Difference in differences on the log scale: a Poisson model of events per call with a level for each group, one
    change for all, and one more for the treated. Months are first put together into before and after, which takes the
    resemblance of neighbouring months out of the sum; the spread left between groups widens the interval (dispersion
    of at least 1, Student's t with groups less 2). Four to eight groups give wide intervals, and that is the truth
    about four to eight groups. Groups without any event in both periods say nothing and are left out. The interrupted
    series (:func:`cxlab.timeseries.interrupted_series`) looks at the treated alone, against their own trend.

    References
    ----------
    Bertrand M, Duflo E, Mullainathan S (2004). How much should we trust differences-in-differences estimates?
    Quarterly J. of Economics 119, 249-275.

    Examples
    --------
    >>> from cxlab.datasets import load_calls, load_calls_truth
    >>> calls, truth = load_calls(), load_calls_truth()
    >>> found = did_it_help(calls, ~truth["could_follow"], treated=["Birch", "Elm"], intervention="2026-07-01")
    >>> found.verdict, round(found.table.loc["difference in differences", "estimate"], 2)
    ('it helped', np.float64(0.45))
    """
    check_level(level)
    counts, n_missing = _monthly_counts(calls, event, by)
    date, treated = _date(intervention), tuple(treated) if not isinstance(treated, str) else (treated,)
    counts = counts[counts["month"] != date.to_period("M")] if date.day != 1 else counts
    first = date.to_period("M") + int(date.day != 1)
    _check_counts(counts, treated, first, least_before, by)
    whole = counts.assign(after=counts["month"] >= first, treated=counts["group"].isin(treated))
    main = _difference(whole, level)
    table = pd.DataFrame({"difference in differences": main}).T
    series = _series(whole, first, level)
    if series is not None:
        table.loc["interrupted series"] = series
    table = table.rename_axis("method").assign(n=int(whole["events"].sum()), n_missing=n_missing)
    rates, monthly = _rates(whole, level), _monthly(whole)
    placebo = _placebo(whole, first, level)
    verdict = ("it helped" if main["ci_upper"] < 1 else "it made things worse" if main["ci_lower"] > 1
               else "no change is shown")
    text = _say(main, verdict, rates, placebo, treated, whole["group"].nunique() - len(treated), date, level)
    return DidItHelp(table, rates, monthly, placebo, treated, date, verdict, text)


def _difference(rows, level) -> dict:
    """The extra change of the treated groups, as a ratio."""
    cells = rows.groupby(["group", "treated", "after"], observed=True)[["events", "calls"]].sum().reset_index()
    totals = cells.groupby("group", observed=True)["events"].transform("sum")
    cells = cells[(totals > 0) & (cells["calls"] > 0)]
    group = pd.get_dummies(cells["group"].astype("str"), dtype=float)
    x = np.column_stack([group.to_numpy(), cells["after"], cells["after"] & cells["treated"]]).astype(float)
    sums = cells.groupby(["treated", "after"])["events"].sum()
    df = len(cells) - x.shape[1]
    if len(sums) < 4 or (sums == 0).any() or df < 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        return {"estimate": np.nan, "ci_lower": np.nan, "ci_upper": np.nan}
    with warnings.catch_warnings():
        # Groups that moved exactly alike fit perfectly, which statsmodels takes for separation.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = sm.GLM(cells["events"].to_numpy(float), x, family=sm.families.Poisson(),
                     offset=np.log(cells["calls"].to_numpy(float))).fit()
    half = stats.t.ppf((1 + level) / 2, df) * fit.bse[-1] * np.sqrt(max(1.0, fit.pearson_chi2 / df))
    return {"estimate": float(np.exp(fit.params[-1])), "ci_lower": float(np.exp(fit.params[-1] - half)),
            "ci_upper": float(np.exp(fit.params[-1] + half))}


def _series(rows, first, level):
    """The treated groups against their own earlier trend; nothing when there are too few months."""
    own = rows[rows["treated"]].groupby("month")[["events", "calls"]].sum()
    own = own.reindex(pd.period_range(own.index.min(), own.index.max(), freq="M"))
    before = (own.index < first) & own["events"].notna() & (own["calls"] > 0)
    after = (own.index >= first) & own["events"].notna() & (own["calls"] > 0)
    if min(before.sum(), after.sum()) < _LEAST_SERIES:
        return None
    series = interrupted_series(own["events"], own["calls"], intervention=first, level=level)
    return series.table.loc["step", ["estimate", "ci_lower", "ci_upper"]].to_dict()


def _placebo(rows, first, level) -> pd.DataFrame:
    """The same sum at dates when, and in groups where, nothing was done."""
    found, before = [], rows[rows["month"] < first]
    months = sorted(before["month"].unique())
    for month in months[2:-1]:
        found.append({"kind": "date", "what": str(month)}
                     | _difference(before.assign(after=before["month"] >= month), level))
    others = rows[~rows["treated"]]
    names = sorted(others["group"].unique(), key=str)
    size = rows.loc[rows["treated"], "group"].nunique()
    if len(names) >= size + 2:
        for chosen in list(combinations(names, size))[:_MOST_PLACEBO_GROUPS]:
            found.append({"kind": "groups", "what": ", ".join(map(str, chosen))}
                         | _difference(others.assign(treated=others["group"].isin(chosen)), level))
    table = pd.DataFrame(found, columns=["kind", "what", "estimate", "ci_lower", "ci_upper"])
    return table.assign(signal=(table["ci_lower"] > 1) | (table["ci_upper"] < 1))


def _rates(rows, level) -> pd.DataFrame:
    cells = rows.groupby(["treated", "after"])[["events", "calls"]].sum().sort_index(ascending=[False, True])
    cells = cells.reset_index()
    rate = rate_ci(cells["events"], cells["calls"] / PER, level=level)
    return pd.DataFrame({"group": np.where(cells["treated"], "treated", "others"),
                         "period": np.where(cells["after"], "after", "before"), "count": cells["events"].astype(int),
                         "estimate": rate["estimate"], "ci_lower": rate["ci_lower"], "ci_upper": rate["ci_upper"],
                         "n": cells["calls"].astype(int)})


def _monthly(rows) -> pd.DataFrame:
    sums = rows.groupby(["month", "treated"])[["events", "calls"]].sum()
    rate = (PER * sums["events"] / sums["calls"].where(sums["calls"] > 0)).unstack("treated")
    before = rows[~rows["after"]].groupby("treated")[["events", "calls"]].sum()
    usual = PER * before["events"] / before["calls"]
    # With the others' changes: the treated teams' own level before, times how far the others moved.
    expected = usual[True] * rate[False] / usual[False]
    after = rows.groupby("month")["after"].first()
    return pd.DataFrame({"treated": rate[True], "others": rate[False], "expected": expected.where(after),
                         "after": after}).reset_index()


def _say(main, verdict, rates, placebo, treated, n_others, date, level) -> str:
    names = join_words(list(map(str, treated)))
    if np.isnan(main["estimate"]):
        return f"There are too few events to say whether it helped in {names}."
    before, after = rates.loc[rates["group"] == "treated", "estimate"]
    sentence = (f"From {date:%Y-%m-%d} on {names} went from {before:.1f} to {after:.1f} per {PER:,} calls, "
                f"{main['estimate']:.2f} times what the change in the {n_others} other groups pointed to "
                f"({level * 100:g}% interval {main['ci_lower']:.2f} to {main['ci_upper']:.2f}): {verdict}")
    sentence += (", or something else happened to just these groups." if verdict != "no change is shown" else
                 ", and one of the size at either end of the interval is not ruled out.")
    tried = placebo[placebo["estimate"].notna()]
    if len(tried):
        sentence += (f" Where nothing was done, the same sum called {int(tried['signal'].sum())} of {len(tried)} "
                     "pretended dates and groups a change.")
    return sentence


# What the user gave.

def _monthly_counts(calls, event, by) -> tuple[pd.DataFrame, int]:
    _check_table(calls, ["date", by] + (["events", "calls"] if event is None else []))
    if _is_person(by):
        raise ValueError(f"by is {by!r}: whether a training helped is asked of teams, never of one employee; use "
                         "by='team'")
    if not pd.api.types.is_datetime64_any_dtype(calls["date"].dtype):
        raise ValueError(f"the column date holds {calls['date'].dtype} and not dates; read the file with "
                         "cx.read_calls, or use pd.to_datetime")
    month = calls["date"].dt.tz_localize(None).dt.to_period("M")  # the month is the one on the wall
    rows = pd.DataFrame({"month": month, "group": calls[by].astype("object")})
    if event is None:
        rows[["events", "calls"]] = calls[["events", "calls"]].astype("Float64")
        bad = rows[(rows["events"] < 0) | (rows["calls"] < 0) | (rows["events"] % 1 != 0)]
        if len(bad):
            raise ValueError(f"row {bad.index[0]} has {bad['events'].iloc[0]} events and {bad['calls'].iloc[0]} calls; "
                             "expected whole numbers, 0 or more")
    else:
        rows = rows.assign(events=_event(calls, event).astype("Float64"), calls=1.0)
    known = rows.notna().all(axis=1)
    counts = rows[known].astype({"events": float, "calls": float}).groupby(["month", "group"], observed=True).sum()
    return counts.reset_index(), int((~known).sum())


def _check_counts(counts, treated, first, least_before, by) -> None:
    if isinstance(least_before, bool) or not isinstance(least_before, int | np.integer) or least_before < 2:
        raise ValueError(f"least_before is {least_before!r}; expected a whole number of 2 or more, for example 6")
    groups = set(counts["group"])
    lost = [name for name in treated if name not in groups]
    if lost or not treated:
        raise ValueError(f"treated is {list(treated)!r}; expected groups from {by}: "
                         f"{', '.join(sorted(map(str, groups)))}")
    if len(groups) < _LEAST_GROUPS or len(groups) - len(set(treated)) < 2:
        raise ValueError(f"there are {len(groups)} groups, {len(set(treated))} of them treated; expected at least "
                         f"{_LEAST_GROUPS}, with two or more untreated, for the others show what would have happened")
    before, after = (int(counts.loc[part, "month"].nunique()) for part in (counts["month"] < first,
                                                                           counts["month"] >= first))
    if before < least_before or not after:
        raise ValueError(f"there are {before} whole months before {first} and {after} from then on; expected at least "
                         f"{least_before} before, to know how the groups usually differ, and one after. Take a longer "
                         "log, or lower least_before and say so")


def _date(value) -> pd.Timestamp:
    try:
        return pd.Timestamp(value).normalize()
    except (ValueError, TypeError) as error:
        raise ValueError(f"intervention is {value!r}; expected a date such as '2026-07-01'") from error
