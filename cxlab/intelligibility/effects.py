"""Compare teams fairly, and follow a call that was not understood to the second call and to what it costs."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from scipy.special import expit, logit
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from cxlab.counts import check_choice, check_column, check_level, check_table, numbers
from cxlab.frames.contracts import CALLS
from cxlab.intelligibility.rates import _check_people, _in_order, _is_person
from cxlab.intervals import mean_ci, proportion_ci, rate_ci
from cxlab.mixed import fit_mixed_logistic
from cxlab.privacy import refuse_personal_columns

MIX = ("outcome", "topic")
CONFOUNDERS = ("outcome", "topic", "line_quality")
METHODS = ("gee", "mixed")
NOT_FOLLOWED = "could not follow"
_FEW_CLUSTERS = 20
_PLACES = {"site", "team", "language", "region", "country"} | {
    name for column in ("site", "team") for name in CALLS[column].aliases}


@dataclass(frozen=True, eq=False, repr=False)
class RepeatEffect:
    """How much more often customers ring again when they could not follow.

    Attributes
    ----------
    table : DataFrame
        One row a measure (index `measure`): "odds ratio", "rate ratio", "rate difference", and the two rates behind
        them, "rate when not followed" and "rate when followed": `estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`.
    terms : DataFrame
        One row a term of the model, for the forest plot: `term`, `estimate` (odds ratio), `ci_lower`, `ci_upper`, `n`.
    se_difference : float
        Standard error of the rate difference.
    n_not_followed, n_clusters, n, n_missing : int
        Calls in which the customer could not follow; clusters; calls used; calls left out.
    method : str
        "gee" or "mixed".
    level : float
        Confidence level.
    text : str
        The result in a few sentences.
    """

    table: pd.DataFrame
    terms: pd.DataFrame
    se_difference: float
    n_not_followed: int
    n_clusters: int
    n: int
    n_missing: int
    method: str
    level: float
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False, repr=False)
class RepeatCost:
    """What second calls after a call that was not followed cost.

    Attributes
    ----------
    table : DataFrame
        One row a link of the chain (index `step`): calls not followed, extra second calls, extra minutes, euros:
        `estimate`, `ci_lower`, `ci_upper`, `n`.
    shares : DataFrame
        One row a source of doubt: `source`, `share` (of the variance of the euros; they add up to 1).
    draws : Series
        The simulated totals in euros.
    level : float
        Confidence level.
    text : str
        The result in a few sentences.
    """

    table: pd.DataFrame
    shares: pd.DataFrame
    draws: pd.Series
    level: float
    text: str

    def __repr__(self) -> str:
        return self.text


def adjust_rates(calls: pd.DataFrame, event: Hashable | pd.Series, *, by: str = "team", mix: Sequence[str] = MIX,
                 per: int = 1_000, level: float = 0.95, purpose: str | None = None) -> pd.DataFrame:
    """Compare groups as if they had the same kinds of calls, beside the plain rates.

    A team that takes the refusals gets the complaints. Here each group is measured against what would be expected of
    its own calls if they went as calls of that kind go everywhere. 1.2 means a fifth more than expected.

    Parameters
    ----------
    calls : DataFrame
        One row a call.
    event : column name or Series of bool
        Whether the call counts: the customer could not follow, or complained about it. Missing is not known. A Series
        is found by row label.
    by : str
        Column with the groups.
    mix : sequence of str
        Columns that make up the kind of call. Add "line_quality" to see what is left when the line is set aside.
    per : int
        Calls to which the rates refer.
    level : float in (0, 1)
        Confidence level.
    purpose : str, optional
        Only for a column of employees; see :func:`rate_complaints`.

    Returns
    -------
    DataFrame
        One row a group, sorted by its name: the group, `count` (calls with the event), `expected`, `estimate`
        (observed / expected), `ci_lower`, `ci_upper`, `rate` (plain, per `per` calls), `adjusted_rate` (`estimate`
        times the overall rate), `n` (calls), `n_missing` (calls of which the event, the group or the kind is not
        known; a group that is missing has no row). ``attrs["overall"]`` is the overall rate.

    Raises
    ------
    ValueError
        If a column is missing or says who people are; if `mix` holds a place, a team or a language: where somebody
        works is no kind of call and may not explain how they speak; if `by` is a person without purpose or with fewer
        than 1,000 calls.

    Notes
    -----
    Indirect standardisation: expected is the sum over kinds of (group's calls) times (overall rate of that kind).
    Byar's interval for observed / expected, expected taken as known. Adjusted values of two groups are each compared
    with the whole, not with each other. For limits use ``cx.funnel.funnel_limits(count, expected, kind="ratio")``.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical Methods in Cancer Research, vol. II, pp. 61-69. IARC.

    Examples
    --------
    >>> calls = pd.DataFrame({"team": list("AAAABBBB"), "outcome": ["refused"] * 3 + ["granted"] * 4 + ["refused"],
    ...                       "lost": [True, True, False, False, True, False, False, False]})
    >>> adjust_rates(calls, "lost", mix=["outcome"])[["team", "count", "expected", "estimate"]].round(2)
      team  count  expected  estimate
    0    A      2      1.75      1.14
    1    B      1      1.25      0.80
    """
    check_level(level)
    _check_table(calls, [by, *mix])
    _refuse_places(mix, "mix")
    happened = _event(calls, event)
    kept = happened.notna() & calls[[by, *mix]].notna().all(axis=1)
    rows = calls.loc[kept, [by, *mix]].assign(event=happened[kept].astype(float), calls=1)
    if _is_person(by):
        _check_people(rows.groupby(by, observed=True)["calls"].sum().to_frame(), by, purpose)
    kinds = rows.groupby(list(mix), observed=True)["event"] if mix else None
    rows["expected"] = kinds.transform("mean") if mix else rows["event"].mean()
    table = rows.groupby(by, observed=True)[["event", "expected", "calls"]].sum().reset_index()
    table["n_missing"] = table[by].map(calls.loc[~kept].groupby(by, observed=True).size()).astype("Float64").fillna(0)
    ratio = rate_ci(table["event"], table["expected"], level=level)
    overall = float(rows["event"].mean())
    table = pd.DataFrame({
        by: table[by], "count": table["event"].astype(int), "expected": table["expected"],
        "estimate": ratio["estimate"], "ci_lower": ratio["ci_lower"], "ci_upper": ratio["ci_upper"],
        "rate": per * table["event"] / table["calls"], "adjusted_rate": per * overall * ratio["estimate"],
        "n": table["calls"], "n_missing": table["n_missing"].astype(int)})
    table = table.sort_values(by, key=_in_order, ignore_index=True)
    table.attrs = {"per": per, "overall": per * overall, "mix": list(mix)}
    return table


def measure_line(calls: pd.DataFrame, *, by: str = "site", good: str = "good", level: float = 0.95) -> pd.DataFrame:
    """Measure how often the line was not good, place by place: the check that comes before any talk about speech.

    Here a site is allowed, for cables and headsets have a place.

    Parameters
    ----------
    calls : DataFrame
        One row a call, with `line_quality` as the system measured it.
    by : str
        Column with the groups, such as "site" or "team".
    good : str
        The value of `line_quality` that means good.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row a group, sorted by its name: the group, `count` (calls on a line that was not good), `estimate` (their
        share), `ci_lower`, `ci_upper`, `n` (calls), `n_missing` (calls without a measured line).

    Raises
    ------
    ValueError
        If a column is missing or says who people are.

    Notes
    -----
    Wilson's interval.

    Examples
    --------
    >>> calls = pd.DataFrame({"site": list("HHTT"), "line_quality": ["good", "good", "poor", None]})
    >>> measure_line(calls)[["site", "count", "estimate", "n", "n_missing"]]
      site  count  estimate  n  n_missing
    0    H      0       0.0  2          0
    1    T      1       1.0  1          1
    """
    _check_table(calls, [by, "line_quality"])
    known = calls["line_quality"].notna()
    counts = pd.DataFrame({"count": (known & (calls["line_quality"] != good)).astype(int), "n": known.astype(int),
                           "n_missing": (~known).astype(int)})
    table = counts.groupby(calls[by], observed=True).sum().reset_index()
    table = table.sort_values(by, key=_in_order, ignore_index=True)
    table = table.join(proportion_ci(table["count"], table["n"], level=level).drop(columns="n"))
    return table[[by, "count", "estimate", "ci_lower", "ci_upper", "n", "n_missing"]]


def find_repeats(calls: pd.DataFrame, *, days: int = 7) -> pd.Series:
    """Tell of each call whether the same customer rang again within some days.

    Parameters
    ----------
    calls : DataFrame
        One row a call, with `customer_id` and `date`.
    days : int of 1 or more
        How many days after the call the next one may lie. A second call on the same day counts when it stands lower
        in the log.

    Returns
    -------
    Series of boolean
        Same index. Missing when customer or date is missing, and when the log ends before the days are over and
        nothing was seen yet.

    Raises
    ------
    ValueError
        If a column is missing, says who people are, or holds no dates, or `days` is no whole number above 0.

    Examples
    --------
    >>> calls = pd.DataFrame({"customer_id": ["U1", "U1", "U2", "U2"],
    ...                       "date": pd.to_datetime(["2026-01-01", "2026-01-05", "2026-01-01", "2026-01-20"])})
    >>> find_repeats(calls, days=7).tolist()
    [True, False, False, <NA>]
    """
    _check_table(calls, ["customer_id", "date"])
    if isinstance(days, bool) or not isinstance(days, int | np.integer) or days < 1:
        raise ValueError(f"days is {days!r}; expected a whole number of 1 or more, for example 7")
    if not pd.api.types.is_datetime64_any_dtype(calls["date"].dtype):
        raise ValueError(f"the column date of calls holds {calls['date'].dtype} and not dates; read the file with "
                         "cx.read_calls, or turn text into dates with pd.to_datetime(..., format=\"%d-%m-%Y\")")
    customer = pd.factorize(calls["customer_id"])[0].astype("int64")
    days_on = calls["date"].dt.normalize()
    day = (days_on - days_on.min()).dt.days
    place = np.flatnonzero((customer >= 0) & day.notna().to_numpy(dtype=bool))
    customer, day = customer[place], day.to_numpy(dtype="int64", na_value=-1)[place]
    # Each customer's calls together, by day; calls of one day stay in the order of the log.
    order = np.argsort(customer * (day.max(initial=0) + 1) + day, kind="stable")
    customer, day, place = customer[order], day[order], place[order]
    seen = np.zeros(len(place), dtype=bool)
    seen[:-1] = (customer[1:] == customer[:-1]) & (day[1:] - day[:-1] <= days)
    # When the log ends too soon, silence is no answer.
    silent = ~seen & (day + days > day.max(initial=0))
    found, missing = np.zeros(len(calls), dtype=bool), np.ones(len(calls), dtype=bool)
    found[place], missing[place] = seen, silent
    return pd.Series(pd.arrays.BooleanArray(found, missing), index=calls.index, name="repeat_call")


def repeat_call_effect(calls: pd.DataFrame, not_followed: Hashable | pd.Series, *,
                       repeat: Hashable | pd.Series = "repeat_call", days: int | None = None,
                       adjust: Sequence[str] = CONFOUNDERS, cluster: str = "agent_id", method: str = "gee",
                       level: float = 0.95) -> RepeatEffect:
    """Measure how much more often customers ring again when they could not follow, other things being equal.

    Customers who are refused complain more and ring again more, whatever they could hear. Such things must be set
    aside before a second call is blamed on speech.

    Parameters
    ----------
    calls : DataFrame
        One row a call.
    not_followed : column name or Series of bool
        Whether the customer could not follow. Missing is not known. A Series is found by row label.
    repeat : column name or Series of bool
        Whether the customer rang again.
    days : int, optional
        Work the second call out from customer and date instead: within so many days (:func:`find_repeats`).
    adjust : sequence of str
        Columns to set aside: what the customer got, the topic, the line. Columns of text become categories.
    cluster : str
        Column within which calls resemble each other: "agent_id" or "customer_id".
    method : {"gee", "mixed"}
        "gee": a logistic model with an interval that allows for clusters. "mixed": every cluster has a level of its
        own (:func:`cxlab.mixed.fit_mixed_logistic`). When they disagree, look at the clusters before you choose.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    RepeatEffect
        `.table` ("odds ratio", "rate ratio", "rate difference", "rate when not followed", "rate when followed"),
        `.terms`, `.se_difference`, `.n`, `.n_missing`, `.n_clusters`, `.text`.

    Raises
    ------
    ValueError
        If a column is missing or says who people are; if `adjust` holds a site, team, person or language; if nobody,
        or everybody, could not follow or rang again; or if a term predicts perfectly.

    Notes
    -----
    The odds ratio is the model's. Rates are standardised: the model's probability with everybody's customers not
    following, and with everybody's following, averaged over the calls as they are (over the clusters' levels too, in
    the mixed model). Intervals by the delta method: of the ratio on the log scale, of the rates on the logit scale,
    from the sandwich covariance of the GEE (independence working correlation) or from the likelihood. With fewer than
    20 clusters the GEE's interval is too narrow, and the text says so. What is not in `adjust` is not set aside.

    References
    ----------
    Liang KY, Zeger SL (1986). Longitudinal data analysis using generalized linear models. Biometrika 73, 13-22.
    Localio AR, Margolis DJ, Berlin JA (2007). Relative risks and confidence intervals were easily computed indirectly
    from multivariable logistic regression. J. Clinical Epidemiology 60, 874-882.

    Examples
    --------
    >>> from cxlab.datasets import load_calls, load_calls_truth
    >>> calls, truth = load_calls(), load_calls_truth()
    >>> effect = repeat_call_effect(calls, ~truth["could_follow"])
    >>> effect.table[["estimate", "ci_lower", "ci_upper"]].round(2).loc["odds ratio"].tolist()
    [2.62, 2.3, 2.98]
    """
    check_level(level)
    check_choice("method", method, METHODS)
    _check_table(calls, [*adjust, cluster])
    _refuse_places([name for name in adjust if name != "line_quality"], "adjust")
    for name in adjust:
        if pd.api.types.is_numeric_dtype(calls[name].dtype):
            numbers(calls[name], name)
    lost = _event(calls, not_followed, "not_followed")
    again = find_repeats(calls, days=days) if days is not None else _event(calls, repeat, "repeat")
    kept = (lost.notna() & again.notna() & calls[[*adjust, cluster]].notna().all(axis=1)).to_numpy(dtype=bool)
    lost, again = lost[kept].astype(float).to_numpy(), again[kept].astype(float).to_numpy()
    for name, column, what in (("not_followed", lost, "customers who could not follow"),
                               ("repeat", again, "customers who rang again")):
        if len(np.unique(column)) < 2:
            raise ValueError(f"{name} is the same in all {len(column):,} calls; expected some {what}, and some not")
    kinds, kind = _kinds(lost, calls.loc[kept, list(adjust)])
    if np.linalg.matrix_rank(_design(kinds)) <= kinds.shape[1]:
        raise ValueError(f"of adjust ({', '.join(map(str, adjust))}) one column is the same in all calls, or two say "
                         "the same thing; leave one out")
    clusters = pd.factorize(calls.loc[kept, cluster])[0]
    fit = _fit_gee if method == "gee" else _fit_mixed
    beta, covariance, sd = fit(again, kinds, kind, clusters)
    n, n_clusters, n_missing = len(kind), int(clusters.max()) + 1, int((~kept).sum())
    table, se = _measures(beta, covariance, sd, kinds, np.bincount(kind) / n, level)
    table = table.assign(n=n, n_missing=n_missing)
    model = _odds_ratios(beta, covariance, kinds, level).assign(n=n)
    text = _say_effect(table, adjust, method, n_clusters, cluster, int(lost.sum()), level)
    return RepeatEffect(table, model, se, int(lost.sum()), n_clusters, n, n_missing, method, level, text)


def repeat_call_cost(effect: RepeatEffect, minutes: pd.Series, *, euros_per_minute: float | tuple[float, float],
                     calls_not_followed: float | tuple[float, float] | None = None, n_draws: int = 20_000,
                     seed: int = 0, level: float = 0.95) -> RepeatCost:
    """Follow calls that were not understood to second calls, to minutes, to euros, with the doubt at every step.

    Parameters
    ----------
    effect : RepeatEffect
        From :func:`repeat_call_effect`.
    minutes : Series of numbers
        Minutes of second calls, one row a call. Missing values are left out.
    euros_per_minute : number or (low, high)
        What a minute costs. A pair says between which values you are quite sure that it lies.
    calls_not_followed : number or (low, high), optional
        Calls in the period that were not followed. By default those of `effect`, as a count with the luck of a count.
        Give a pair when you only know complaints and must guess how many customers stayed silent.
    n_draws : int of 1,000 or more
        Simulated outcomes.
    seed : int
        The same seed gives the same answer.
    level : float in (0, 1)
        Level of the intervals.

    Returns
    -------
    RepeatCost
        `.table` ("calls not followed", "extra second calls", "extra minutes", "euros"), `.shares` (which doubt matters
        most), `.draws`, `.text`.

    Raises
    ------
    ValueError
        If a price, count or number of draws is impossible, or no minutes are known.

    Notes
    -----
    euros = calls not followed x rate difference x mean minutes x euros per minute, each drawn on its own: calls from a
    Poisson count, the difference and the mean minutes from normal distributions with their standard errors, a pair
    (low, high) evenly between its ends. `shares`: the variance of the euros when one link varies and the others stand
    at their means, as a share of the sum of these. Handling the complaint, customers who leave and the goodwill lost
    are not in it: it is the cost of the telephone alone.

    Examples
    --------
    >>> from cxlab.datasets import load_calls, load_calls_truth
    >>> calls, truth = load_calls(), load_calls_truth()
    >>> effect = repeat_call_effect(calls, ~truth["could_follow"])
    >>> cost = repeat_call_cost(effect, calls["handle_minutes"], euros_per_minute=(0.9, 1.5), seed=1)
    >>> cost.table["estimate"].round(-1).astype(int).tolist()
    [1160, 170, 1170, 1410]
    """
    check_level(level)
    price = _range(euros_per_minute, "euros_per_minute", "euros")
    size = None if calls_not_followed is None else _range(calls_not_followed, "calls_not_followed", "calls")
    if isinstance(n_draws, bool) or not isinstance(n_draws, int | np.integer) or n_draws < 1_000:
        raise ValueError(f"n_draws is {n_draws!r}; expected a whole number of 1,000 or more")
    length = mean_ci(minutes).iloc[0]
    if not length["n"] > 1 or not (minutes.dropna() >= 0).all():
        raise ValueError("minutes holds fewer than two known lengths, or a negative one; expected the minutes of the "
                         "second calls, such as calls.loc[again, 'handle_minutes']")
    rng = np.random.default_rng(seed)
    count = float(effect.n_not_followed) if size is None else np.mean(size)
    links = {
        "calls not followed": (count, rng.poisson(count, n_draws) if size is None else rng.uniform(*size, n_draws)),
        "extra second calls per call": (float(effect.table.loc["rate difference", "estimate"]),
                                        rng.normal(effect.table.loc["rate difference", "estimate"],
                                                   effect.se_difference, n_draws)),
        "minutes of a call": (length["estimate"], rng.normal(
            length["estimate"], minutes.std() / np.sqrt(length["n"]), n_draws)),
        "euros per minute": (np.mean(price), rng.uniform(*price, n_draws)),
    }
    table = _chain(links, effect.n, level)
    draws = pd.Series(np.prod([drawn for _, drawn in links.values()], axis=0), name="euros")
    return RepeatCost(table, _doubt(links), draws, level, _say_cost(table, _doubt(links), level))


# The model.

def _kinds(lost, rows) -> tuple[pd.DataFrame, np.ndarray]:
    """The terms of the model, one row a kind of call, and the kind of each call.

    Ten million calls are a few hundred kinds: what the model needs is how many of each there are.
    """
    kind = lost.astype("int64")
    for name in rows:
        codes, values = pd.factorize(rows[name])
        kind = pd.factorize(kind * len(values) + codes)[0]
    kind = pd.factorize(kind)[0]
    first = np.unique(kind, return_index=True)[1]
    terms = pd.DataFrame({NOT_FOLLOWED: lost[first]})
    for name in rows:
        column = rows[name].iloc[first].reset_index(drop=True)
        if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
            terms[name] = column.astype(float)
            continue
        # Against the most frequent value, so that no odds ratio hangs on a rare one.
        usual = rows[name].value_counts().index[0]
        for value in column.astype("category").cat.remove_unused_categories().cat.categories:
            if value != usual:
                terms[f"{name}: {value} (against {usual})"] = (column == value).astype(float)
    return terms, kind


def _design(terms) -> np.ndarray:
    return np.column_stack([np.ones(len(terms)), terms.to_numpy(float)])


def _fit_gee(again, kinds, kind, clusters):
    """Logistic model with Liang and Zeger's sandwich, working correlation independent, from the counts of each kind."""
    x, n, yes = _design(kinds), np.bincount(kind), np.bincount(kind, again)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # said below, by its size
        fit = sm.GLM(np.repeat([1.0, 0.0], len(n)), np.vstack([x, x]), family=sm.families.Binomial(),
                     freq_weights=np.concatenate([yes, n - yes])).fit(tol=1e-12, maxiter=100)
    chance = fit.predict(x)
    information = (x * (n * chance * (1 - chance))[:, None]).T @ x
    if np.abs(fit.params).max() > 15 or np.linalg.cond(information) > 1e12:
        raise ValueError("a term predicts the second call perfectly; join rare categories or leave a column out of "
                         "adjust")
    rest = again - chance[kind]
    scores = np.column_stack([np.bincount(clusters, rest * x[kind, place]) for place in range(x.shape[1])])
    bread = np.linalg.inv(information)
    return fit.params, bread @ (scores.T @ scores) @ bread, 0.0


def _fit_mixed(again, kinds, kind, clusters):
    fit = fit_mixed_logistic(pd.Series(again), kinds.iloc[kind].reset_index(drop=True), pd.Series(clusters))
    # At a spread of nothing sd has no standard error; the rates then do not depend on it.
    covariance = fit.covariance.to_numpy()[:-1, :-1]
    return fit.table["coefficient"].to_numpy(), covariance, fit.sd


def _measures(beta, covariance, sd, kinds, parts, level) -> tuple[pd.DataFrame, float]:
    """Odds ratio, and standardised rates with their ratio and difference, by the delta method."""
    x = _design(kinds)
    rates, slopes = [], []
    for value in (1.0, 0.0):
        x[:, 1] = value
        rate, slope = _average(x @ beta, sd, x, parts)
        rates.append(rate)
        slopes.append(slope)
    (one, none), (by_one, by_none) = rates, slopes
    z = stats.norm.ppf((1 + level) / 2)

    def error(slope):
        return float(np.sqrt(slope @ covariance @ slope))

    def row(center, se, back):
        return [back(center), back(center - z * se), back(center + z * se)]
    difference_se = error(by_one - by_none)
    odds = np.zeros(len(beta))
    odds[1] = 1.0
    found = {
        "odds ratio": row(beta[1], error(odds), np.exp),
        "rate ratio": row(np.log(one / none), error(by_one / one - by_none / none), np.exp),
        "rate difference": row(one - none, difference_se, float),
        "rate when not followed": row(logit(one), error(by_one / (one * (1 - one))), expit),
        "rate when followed": row(logit(none), error(by_none / (none * (1 - none))), expit),
    }
    table = pd.DataFrame.from_dict(found, orient="index", columns=["estimate", "ci_lower", "ci_upper"])
    return table.rename_axis("measure"), difference_se


def _average(eta, sd, x, parts) -> tuple[float, np.ndarray]:
    """Mean probability over the calls (and over the clusters' levels), with its slope in the coefficients."""
    points, weights = np.polynomial.hermite_e.hermegauss(15 if sd else 1)
    weights = weights / weights.sum()
    chance, slope = np.zeros(len(eta)), np.zeros(len(eta))
    for point, weight in zip(points, weights, strict=True):
        p = expit(eta + sd * point)
        chance += weight * p
        slope += weight * p * (1 - p)
    return float(parts @ chance), x.T @ (parts * slope)


def _odds_ratios(beta, covariance, terms, level) -> pd.DataFrame:
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt(np.diag(covariance))
    return pd.DataFrame({"term": list(terms.columns), "estimate": np.exp(beta[1:]),
                         "ci_lower": np.exp((beta - half)[1:]), "ci_upper": np.exp((beta + half)[1:])})


# The chain.

def _chain(links, n, level) -> pd.DataFrame:
    names = ["calls not followed", "extra second calls", "extra minutes", "euros"]
    rows, center, drawn = [], 1.0, 1.0
    for value, draws in links.values():
        center, drawn = center * value, drawn * draws
        lower, upper = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        rows.append([center, lower, upper])
    return pd.DataFrame(rows, columns=["estimate", "ci_lower", "ci_upper"],
                        index=pd.Index(names, name="step")).assign(n=n)


def _doubt(links) -> pd.DataFrame:
    whole = np.prod([value for value, _ in links.values()])
    variance = pd.Series({name: (draws / value * whole).var() if value else 0.0
                          for name, (value, draws) in links.items()})
    shares = variance / variance.sum() if variance.sum() else variance
    return shares.rename("share").rename_axis("source").reset_index()


def _range(value, name, unit) -> tuple[float, float]:
    pair = value if isinstance(value, tuple | list) else (value, value)
    good = len(pair) == 2 and all(isinstance(v, int | float | np.number) and not isinstance(v, bool)
                                  and 0 < v < np.inf for v in pair)
    if not good or pair[0] > pair[1]:
        raise ValueError(f"{name} is {value!r}; expected a number of {unit} above 0, or a pair (low, high)")
    return float(pair[0]), float(pair[1])


# The words.

def _say_effect(table, adjust, method, n_clusters, cluster, n_lost, level) -> str:
    def part(name, form):
        return [form.format(v) for v in table.loc[name, ["estimate", "ci_lower", "ci_upper"]]]
    one, none = (table.loc[f"rate when {what}", "estimate"] for what in ("not followed", "followed"))
    (gap, low, high), odds = part("rate difference", "{:+.1%}"), part("odds ratio", "{:.2f}")
    aside = f", with {', '.join(name.replace('_', ' ') for name in adjust)} set aside" if adjust else ""
    said = (f"Customers who could not follow rang again in {one:.1%} of their calls, others in {none:.1%}{aside}: "
            f"{gap.replace('%', '')} points ({level * 100:g}% interval {low.replace('%', '')} to "
            f"{high.replace('%', '')}; odds ratio {odds[0]}, {odds[1]} to {odds[2]}; {n_lost:,} of "
            f"{int(table['n'].iloc[0]):,} calls were not followed).")
    if table.loc["odds ratio", "ci_lower"] <= 1 <= table.loc["odds ratio", "ci_upper"]:
        said += " The interval holds \"no difference\": none is shown, and none is ruled out."
    if method == "gee" and n_clusters < _FEW_CLUSTERS:
        said += f" With only {n_clusters} values of {cluster} the interval is too narrow."
    missing = int(table["n_missing"].iloc[0])
    return said + (f" {missing:,} calls were left out because something was not known." if missing else "")


def _say_cost(table, shares, level) -> str:
    euros, calls = table.loc["euros"], table.loc["extra second calls"]
    most = shares.loc[shares["share"].idxmax()]
    return (f"Calls that were not followed led to about {calls['estimate']:,.0f} extra second calls, which cost about "
            f"{_money(euros['estimate'])} euros ({level * 100:g}% interval {_money(euros['ci_lower'])} to "
            f"{_money(euros['ci_upper'])}). Most of the doubt ({most['share']:.0%}) lies in: {most['source']}.")


def _money(value) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"


# What the user gave.

def _check_table(calls, columns) -> None:
    if not isinstance(calls, pd.DataFrame):
        raise TypeError(f"calls is {type(calls).__name__}; expected a DataFrame with one row a call")
    refuse_personal_columns(calls)
    absent = [name for name in columns if name not in calls]
    if absent:
        raise ValueError(f"calls has no column {', '.join(map(repr, absent))}; it has "
                         f"{', '.join(map(repr, calls.columns))}. Rename yours first")
    check_table(calls, "calls", needs=list(dict.fromkeys(columns)))
    if not calls.index.is_unique:
        raise ValueError("calls has repeated row labels; call reset_index(drop=True) on it first")


def _refuse_places(columns, name) -> None:
    found = [column for column in columns if str(column).strip().lower() in _PLACES or _is_person(column)]
    if found:
        raise ValueError(
            f"{name} holds {', '.join(map(repr, found))}: where somebody works, with whom, or in which language, is no "
            "kind of call. In a model of speech it would make a place explain how people speak, and stand for where "
            "they come from. Leave it out; to check the lines of a site use measure_line(calls, by='site'), and set "
            "the line aside with 'line_quality'")


def _event(calls, event, name="event") -> pd.Series:
    if isinstance(event, pd.Series):
        lost = calls.index[:0] if event.index.equals(calls.index) else calls.index.difference(event.index)
        if len(lost) or not event.index.is_unique:
            raise ValueError(f"{name} has no single value for every call (row {lost[0] if len(lost) else 'repeated'}); "
                             "expected one true or false for each, missing where it is not known")
        column = event.reindex(calls.index)
    elif isinstance(event, Hashable) and event in calls:
        column = calls[event]
    else:
        raise ValueError(f"calls has no column {event!r} for {name}; it has {', '.join(map(repr, calls.columns))}")
    check_column(column, name)
    values = set(column.dropna().unique())
    if not values <= {0, 1}:  # true and false are equal to these
        raise ValueError(f"{name} holds {sorted(map(str, values))[:3]}; expected true and false, missing where it is "
                         "not known")
    return column.astype("boolean")
