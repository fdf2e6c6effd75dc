"""How sure are we of this number?

A share, a rate, a mean or a Net Promoter Score from forty customers is a guess at what all customers would say.
This room puts an interval round it: the values that the data leave plausible. Give it your counts and you get back a
table with `estimate`, `ci_lower`, `ci_upper` and `n`, one row for each row you gave, under the same labels.

| You have | Ask for |
|---|---|
| 12 of 80 calls were complaints | `proportion_ci` |
| 9 complaints in 1,200 customer-days | `rate_ci` |
| a column of scores or minutes | `mean_ci` |
| promoters, passives and detractors | `nps_ci` |
| any other statistic, or repeated calls by the same customers | `bootstrap_ci` |

Missing counts give missing intervals, and so does an `n` of zero: nobody was asked, so nothing is known. Impossible
counts (more complaints than calls) are refused with the row named, because an interval round a typing error is worse
than none.

The default methods were chosen for small numbers, where the textbook interval is wrong most often: Wilson for shares,
Byar for rates, adjusted Wald or score for the Net Promoter Score.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxlab.counts import (
    by_label,
    check_choice,
    check_level,
    check_resamples,
    faults,
    line_up,
    named,
    numbers,
    place,
    refuse,
    whole_if_possible,
)

__all__ = ["bootstrap_ci", "mean_ci", "nps_ci", "proportion_ci", "rate_ci"]

PROPORTION_METHODS = {"wilson": "wilson", "agresti-coull": "agresti_coull", "jeffreys": "jeffreys", "exact": "beta"}
RATE_METHODS = ("byar", "exact")
NPS_METHODS = ("auto", "adjusted-wald", "score")
BOOTSTRAP_METHODS = ("bca", "percentile")


def proportion_ci(count, n, *, level: float = 0.95, method: str = "wilson") -> pd.DataFrame:
    """Estimate a share and its interval.

    "12 of 80 calls" is an estimate of 15%. The interval holds the shares that would make 12 of 80 unsurprising.

    Parameters
    ----------
    count : number, array or Series of whole numbers
        How many had the property (complaints, top-box answers).
    n : number, array or Series of whole numbers
        Out of how many. Two Series are lined up by label, not by position.
    level : float in (0, 1)
        Confidence level.
    method : {"wilson", "agresti-coull", "jeffreys", "exact"}
        Wilson holds the truth about as often as the level says, also for small `n`, but for one share it may be a
        few points more or less (91% for 1 in 100 and n = 50); exact (Clopper-Pearson) is never under the level and
        therefore wider.

    Returns
    -------
    DataFrame
        One row for each input row, same index, with `estimate` (share in [0, 1]), `ci_lower`, `ci_upper`, `n`.

    Raises
    ------
    ValueError
        If a count is negative, not whole, or larger than its n; if labels do not match; if `level` or `method` is
        unknown. Every fault is named with its row.

    Notes
    -----
    Missing `count` or `n`, and n = 0, give a missing estimate and interval. At a count of 0 the lower limit is 0, and
    at a count of n the upper limit is 1, whatever the method (for Jeffreys as Brown, Cai and DasGupta 2001 advise).
    Wraps statsmodels; agrees with R's PHEindicatormethods (Wilson) and binom.test (exact) to 9 digits.

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    Brown LD, Cai TT, DasGupta A (2001). Interval estimation for a binomial proportion. Statistical Science 16, 101-133.

    Examples
    --------
    >>> proportion_ci(12, 80).round(3)
       estimate  ci_lower  ci_upper   n
    0      0.15     0.088     0.244  80
    """
    check_level(level)
    check_choice("method", method, PROPORTION_METHODS)
    given = line_up(count=count, n=n)
    refuse(_not_counts(given, "count", "n") + _too_large(given))
    known = _known(given, "n")
    k, size = given["count"].to_numpy()[known], given["n"].to_numpy()[known]
    lower, upper = np.empty(0), np.empty(0)
    if known.any():
        lower, upper = proportion_confint(k, size, alpha=1 - level, method=PROPORTION_METHODS[method])
    lower = np.where(k == 0, 0.0, np.clip(lower, 0, 1))
    upper = np.where(k == size, 1.0, np.clip(upper, 0, 1))
    return _table(given.index, known, k / size, lower, upper, given["n"])


def rate_ci(events, exposure=1, *, level: float = 0.95, method: str = "byar") -> pd.DataFrame:
    """Estimate a rate (events per unit of exposure) and its interval.

    Use this, not a share, when one customer or one day can give several events: complaints per 1,000 calls,
    escalations per day.

    Parameters
    ----------
    events : number, array or Series of whole numbers
        How many events were counted.
    exposure : number, array or Series
        Over how much: days, customers, thousands of calls. The rate is per one of these.
    level : float in (0, 1)
        Confidence level.
    method : {"byar", "exact"}
        Byar's formula is close to the exact Poisson interval: its lower limit is somewhat lower for very few events.

    Returns
    -------
    DataFrame
        One row for each input row, same index, with `estimate`, `ci_lower`, `ci_upper` (all per unit of exposure) and
        `n`, which is the exposure.

    Raises
    ------
    ValueError
        If events are negative or not whole, or exposure is negative; every fault is named with its row.

    Notes
    -----
    Missing events or exposure, and an exposure of 0, give a missing estimate and interval. With O events Byar's limits
    are O(1 - 1/(9O) - z/(3√O))³ and the same at O + 1 with a plus sign; where the lower formula would fall below 0
    (one event at 99.8%) the limit is 0. Agrees with PHEindicatormethods (Byar) and R's poisson.test (exact).

    References
    ----------
    Breslow NE, Day NE (1987). Statistical Methods in Cancer Research, vol. II, p. 69. IARC.

    Examples
    --------
    >>> rate_ci(65).round(2)
       estimate  ci_lower  ci_upper  n
    0      65.0     50.16     82.85  1
    """
    check_level(level)
    check_choice("method", method, RATE_METHODS)
    given = line_up(events=events, exposure=exposure)
    refuse(_not_counts(given, "events") + faults(given["exposure"], given["exposure"] < 0, "0 or more"))
    known = _known(given, "exposure")
    count, size = given["events"].to_numpy()[known], given["exposure"].to_numpy()[known]
    lower, upper = (_byar if method == "byar" else _exact_poisson)(count, (1 - level) / 2)
    return _table(given.index, known, count / size, lower / size, upper / size, given["exposure"])


def mean_ci(values, *, by=None, level: float = 0.95) -> pd.DataFrame:
    """Estimate a mean and its Student t interval, for all rows or for each group.

    Parameters
    ----------
    values : array or Series of numbers
        One value a row: a score, minutes, euros.
    by : array or Series, optional
        The group of each row; a Series is lined up with `values` by label.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row (label 0), or one row a group with the groups as index: `estimate`, `ci_lower`, `ci_upper`, `n` (rows
        with a value) and `n_missing` (rows without one).

    Raises
    ------
    ValueError
        If a value is not a number, or `by` has another length or other labels than `values`.

    Notes
    -----
    mean ± t(n - 1) · s / √n. Missing values are dropped and counted. With one value there is a mean but no interval;
    with equal values the interval has no width and says too much. Rows whose group is missing are shown as a group of
    their own, so that no row disappears unseen. The t interval assumes independent rows: for several rows of one
    customer use `bootstrap_ci` with `cluster=`.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> mean_ci([7, 8, 9, None]).round(2)
       estimate  ci_lower  ci_upper  n  n_missing
    0       8.0      5.52     10.48  3          1
    """
    check_level(level)
    column = numbers(values, "values")
    groups = pd.Series(0, index=column.index) if by is None else _grouping(by, column)
    grouped = column.groupby(groups, dropna=False, observed=False)
    n = grouped.count()
    spread = grouped.std(ddof=1).where(n > 1) / np.sqrt(n.where(n > 0))
    half = stats.t.ppf((1 + level) / 2, (n - 1).where(n > 1)) * spread
    center = grouped.mean()
    return pd.DataFrame({"estimate": center, "ci_lower": center - half, "ci_upper": center + half,
                         "n": n, "n_missing": grouped.size() - n})


def nps_ci(promoters, passives, detractors, *, level: float = 0.95, method: str = "auto") -> pd.DataFrame:
    """Estimate a Net Promoter Score and its interval.

    The score is the share of promoters less the share of detractors, here from -1 to 1 (multiply by 100 to print it).
    With 50 answers the interval is some 40 points wide: most "rises" between two months are noise.

    Parameters
    ----------
    promoters, passives, detractors : number, array or Series of whole numbers
        How many answered 9-10, 7-8 and 0-6.
    level : float in (0, 1)
        Confidence level.
    method : {"auto", "adjusted-wald", "score"}
        "auto" takes the score interval up to ten answers and adjusted Wald above.

    Returns
    -------
    DataFrame
        One row for each input row, same index, with `estimate` in [-1, 1], `ci_lower`, `ci_upper` and `n` (answers).

    Raises
    ------
    ValueError
        If a count is negative or not whole; every fault is named with its row.

    Notes
    -----
    Adjusted Wald adds three answers (¾ promoter, 1½ passive, ¾ detractor) before the usual formula, is clipped to [-1,
    1], and at levels under about 0.9 is stretched where needed to hold the estimate. The score interval holds every θ
    with |NPS - θ| ≤ z·√(V(θ)/n), V being the variance of the most likely shares whose score is θ. The plain Wald
    interval is left out on purpose: at n = 5 it covers 80%, not 95%. Adjusted Wald agrees with the R code of Rocks
    (2016) to 9 digits before clipping; the score limits to 6 digits, where R's own search stops, and with the closed
    form for promoters alone to 12.

    References
    ----------
    Rocks B (2016). Interval estimation for the "Net Promoter Score". The American Statistician 70, 365-372.

    Examples
    --------
    >>> nps_ci(32, 12, 6).round(3)
       estimate  ci_lower  ci_upper   n
    0      0.52     0.299     0.682  50
    """
    check_level(level)
    check_choice("method", method, NPS_METHODS)
    given = line_up(promoters=promoters, passives=passives, detractors=detractors)
    refuse(_not_counts(given, "promoters", "passives", "detractors"))
    total = given.sum(axis=1, skipna=False)
    known = (total > 0).to_numpy()
    pro, det, n = (s.to_numpy()[known] for s in (given["promoters"], given["detractors"], total))
    z = stats.norm.ppf((1 + level) / 2)
    use_score = np.full(n.shape, method == "score") | ((n <= 10) & (method == "auto"))
    lower, upper = np.where(use_score, _nps_score(pro, det, n, z), np.clip(_nps_adjusted_wald(pro, det, n, z), -1, 1))
    center = (pro - det) / n
    return _table(given.index, known, center, np.minimum(lower, center), np.maximum(upper, center), total)


def bootstrap_ci(values, statistic: Callable, *, level: float = 0.95, n_resamples: int = 2000, seed: int = 0,
                 cluster=None, method: str = "bca") -> pd.DataFrame:
    """Estimate any statistic of one column and its bootstrap interval.

    The rows are drawn again and again with replacement; how much the statistic moves tells how sure it is.

    Parameters
    ----------
    values : array or Series of numbers
        One value a row.
    statistic : callable
        From a one-dimensional array to one number, for example ``np.median``.
    level : float in (0, 1)
        Confidence level.
    n_resamples : int
        How many times to draw; 2,000 is enough for an interval of two digits.
    seed : int
        The same seed gives the same interval.
    cluster : array or Series, optional
        Whom the row belongs to (a customer, an agent, a team). Whole clusters are then drawn, which is right when
        rows of one cluster resemble each other. A Series is lined up by label.
    method : {"bca", "percentile"}
        BCa corrects the percentile interval for bias and skewness.

    Returns
    -------
    DataFrame
        One row (label 0): `estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`, and `n_clusters` when `cluster` is
        given.

    Raises
    ------
    ValueError
        If a value is not a number, the statistic does not give one number, a cluster label is missing, or an option
        is unknown.

    Notes
    -----
    Missing values are dropped and counted. With fewer than two rows (or clusters) there is no interval. When all
    resamples give the same number, the interval is that number. Few clusters (under about 20) make any bootstrap
    interval too narrow. A statistic that is missing for some resamples has no interval. With equal values the interval
    has no width and says too much. Rows without clusters go to `scipy.stats.bootstrap`; clusters are ours, since scipy
    has none.

    References
    ----------
    Efron B, Tibshirani R (1993). An Introduction to the Bootstrap, pp. 178-188 (BCa). Chapman & Hall.
    Davison AC, Hinkley DV (1997). Bootstrap Methods and their Application, pp. 100-102 (clusters). Cambridge.

    Examples
    --------
    >>> import numpy as np
    >>> minutes = [3, 4, 4, 5, 6, 7, 9, 12, 15, 40]
    >>> bootstrap_ci(minutes, np.median, seed=1, n_resamples=500)[["estimate", "n", "n_missing"]]
       estimate   n  n_missing
    0       6.5  10          0
    """
    check_level(level)
    check_choice("method", method, BOOTSTRAP_METHODS)
    if not callable(statistic):
        raise TypeError(f"statistic is {statistic!r}; expected a function such as np.median")
    check_resamples(n_resamples)
    column = numbers(values, "values")
    kept = column.dropna()
    sample = kept.to_numpy()
    codes = np.arange(len(sample)) if cluster is None else _cluster_codes(cluster, column).to_numpy()
    estimate, lower, upper = np.nan, np.nan, np.nan
    if len(sample):
        estimate = _one_number(statistic, sample)
    n_clusters = len(np.unique(codes))
    if n_clusters > 1:
        draw = _draw_rows if cluster is None else _draw_clusters
        lower, upper = draw(sample, statistic, codes, estimate, level, n_resamples, method, np.random.default_rng(seed))
    row = {"estimate": estimate, "ci_lower": lower, "ci_upper": upper, "n": len(sample),
           "n_missing": len(column) - len(sample)}
    return pd.DataFrame([row if cluster is None else row | {"n_clusters": n_clusters}])


def _byar(count, tail):
    z = stats.norm.ppf(1 - tail)
    safe = np.where(count > 0, count, 1)
    lower = np.where(count > 0, count * np.clip(1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe)), 0, None) ** 3, 0.0)
    more = count + 1
    return lower, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def _exact_poisson(count, tail):
    safe = np.where(count > 0, count, 1)
    lower = np.where(count > 0, stats.chi2.ppf(tail, 2 * safe) / 2, 0.0)
    return lower, stats.chi2.ppf(1 - tail, 2 * (count + 1)) / 2


def _nps_adjusted_wald(pro, det, n, z):
    """Rocks' adjusted Wald limits, not yet clipped to [-1, 1]."""
    size = n + 3
    share_pro, share_det = (pro + 0.75) / size, (det + 0.75) / size
    center = share_pro - share_det
    half = z * np.sqrt((share_pro + share_det - center**2) / size)
    return np.array([center - half, center + half])


def _nps_score(pro, det, n, z):
    """Limits where the score test just refuses, found by halving."""
    center = (pro - det) / n

    def refused(theta):
        # Most likely share of detractors among all shares with promoters - detractors = theta: root of a quadratic.
        b = (2 * n - pro + det) * theta - pro - det
        share_det = (np.sqrt(np.maximum(b**2 + 8 * n * det * theta * (1 - theta), 0)) - b) / (4 * n)
        variance = np.maximum(2 * share_det + theta * (1 - theta), 0)
        return (center - theta) ** 2 > z**2 * variance / n

    def edge(end):
        inside, outside = center.astype(float), np.full(center.shape, float(end))
        for _ in range(60):
            middle = (inside + outside) / 2
            out = refused(middle)
            inside, outside = np.where(out, inside, middle), np.where(out, middle, outside)
        return np.where(center == end, end, inside)

    return np.array([edge(-1), edge(1)])


def _draw_rows(sample, statistic, codes, estimate, level, n_resamples, method, rng):
    batch = max(1, 5_000_000 // len(sample))
    with warnings.catch_warnings():
        # scipy warns when every resample agrees; the answer to that case is below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        result = stats.bootstrap((sample,), statistic, n_resamples=n_resamples, confidence_level=level, rng=rng,
                                 method="BCa" if method == "bca" else "percentile", batch=batch)
    if np.isnan(result.confidence_interval.low):
        return _quantiles(result.bootstrap_distribution, (1 - level) / 2, (1 + level) / 2)
    return result.confidence_interval


def _draw_clusters(sample, statistic, codes, estimate, level, n_resamples, method, rng):
    rows = [np.flatnonzero(codes == code) for code in np.unique(codes)]
    picks = rng.integers(0, len(rows), size=(n_resamples, len(rows)))
    drawn = np.array([_one_number(statistic, sample[np.concatenate([rows[i] for i in pick])]) for pick in picks])
    low, high = (1 - level) / 2, (1 + level) / 2
    if method == "bca":
        left_out = np.array([_one_number(statistic, np.delete(sample, row)) for row in rows])
        low, high = _bca_tails(drawn, estimate, left_out, low)
    return _quantiles(drawn, low, high)


def _bca_tails(drawn, estimate, left_out, tail):
    """Tail shares after correction for bias (z0) and skewness (a): Efron and Tibshirani 1993, eq. 14.10."""
    below = (np.sum(drawn < estimate) + np.sum(drawn <= estimate)) / (2 * len(drawn))
    gaps = left_out.mean() - left_out
    if not 0 < below < 1 or not np.any(gaps):
        return tail, 1 - tail
    z0, a = stats.norm.ppf(below), np.sum(gaps**3) / (6 * np.sum(gaps**2) ** 1.5)
    z = z0 + stats.norm.ppf([tail, 1 - tail])
    return stats.norm.cdf(z0 + z / (1 - a * z))


def _quantiles(drawn, low, high):
    return np.quantile(drawn, [low, high])


def _one_number(statistic, sample):
    value = np.asarray(statistic(sample), dtype=float)
    if value.ndim:
        raise ValueError(f"statistic gave {value.size} numbers; expected one number for one array, as np.median gives")
    return float(value)


def _cluster_codes(cluster, column):
    labels = _grouping(cluster, column, name="cluster")[column.notna().to_numpy()]
    missing = labels.index[labels.isna()]
    if len(missing):
        raise ValueError(f"cluster is missing in row {named(missing[0])} and {len(missing) - 1} more; "
                         "expected a label for every row that has a value")
    return pd.Series(pd.factorize(labels)[0], index=labels.index)


# What the user gave: groups by label, and counts that can be counts.

def _grouping(by, column, *, name="by") -> pd.Series:
    if isinstance(by, pd.Series):
        return by_label(by, column.index, name, "values")
    if np.ndim(by) != 1 or len(by) != len(column):
        raise ValueError(f"{name} is {type(by).__name__} of length {np.size(by)}; "
                         f"expected one label for each of the {len(column)} values")
    return pd.Series(list(by), index=column.index)


def _not_counts(given, *names) -> list[str]:
    return [fault for name in names for fault in faults(
        given[name], (given[name] < 0) | (given[name] % 1 > 0), "a whole number, 0 or more")]


def _too_large(given) -> list[str]:
    bad = given[given["count"] > given["n"]]
    return [f"count is {row['count']:g}{place(given.index, label)}, more than its n of {row['n']:g}; "
            f"expected a count from 0 to {row['n']:g}" for label, row in bad.iterrows()]


def _known(given, size):
    return (given.notna().all(axis=1) & (given[size] > 0)).to_numpy()


def _table(index, known, estimate, lower, upper, n) -> pd.DataFrame:
    """The four columns, missing where nothing is known."""
    table = pd.DataFrame(np.nan, index=index, columns=["estimate", "ci_lower", "ci_upper"])
    table.loc[known] = np.column_stack([estimate, lower, upper])
    return table.assign(n=whole_if_possible(n))
