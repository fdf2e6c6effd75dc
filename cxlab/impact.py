"""What does a before-and-after figure prove?

"Complaints fell from 733 to 476." "Self-service rose from 55% to 65%." Such a pair of figures is how success is told,
and it is worth telling. Before a decision rests on it, three things should be known: how large the change is once days
and customers are taken into account, how large it could be by chance alone, and what the pair can never show.

:func:`claim_check` answers the three for one pair. It gives the change with its interval, says how much ordinary
variation from month to month would make the change vanish, and lists what may not be said. :func:`read_drop` shows how
far "dropped by 1.8%" can differ between its two readings, percentage points and per cent of the rate.

Two single periods never show a cause. With a year or more of months use :mod:`cxlab.timeseries`, which looks at what
was going on before the change as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxlab.counts import check_choice, check_level
from cxlab.intervals import proportion_ci, rate_ci

KINDS = ("count", "proportion")
METHODS = {"score": "wilson", "exact": "exact"}
LIMITS = ["estimate", "ci_lower", "ci_upper"]
VARIATIONS = (0.0, 0.05, 0.10, 0.15, 0.20, 0.25)


@dataclass(frozen=True, eq=False)
class ClaimCheck:
    """What a pair of figures, before and after, can and cannot show.

    Attributes
    ----------
    table : DataFrame
        One row a `measure`: for counts ``ratio`` (after as a multiple of before, per unit of exposure) and
        ``difference`` (after less before, per unit of exposure); for shares ``difference`` (as a share: 0.10 is ten
        percentage points). Columns `measure`, `before`, `after`, `estimate`, `ci_lower`, `ci_upper`, `n`,
        `n_missing`. `n` is what the row rests on: events, or customers in both periods (missing when not given).
        `n_missing` is how many of the two figures are missing.
    sensitivity : DataFrame
        `variation`, `ci_lower`, `ci_upper` of the first row of the table: the interval if months differ by that much
        of themselves. Variation is the standard deviation of a month as a part of its mean (counts), or in share
        points (shares).
    estimate, ci_lower, ci_upper : float
        The first row of the table.
    vanishes_at : float
        The variation from month to month at which the interval just reaches "no change". Zero when chance alone
        already explains it. Two figures cannot tell how large the real variation is.
    n_needed : float
        For shares: fewest customers in each period for the change to exceed its chance error. Missing for counts.
    may_not_be_said : tuple of str
        What this pair of figures does not support, in sentences.
    text : str
        What a person would say, plainest sentence first.
    """

    table: pd.DataFrame
    sensitivity: pd.DataFrame
    estimate: float
    ci_lower: float
    ci_upper: float
    vanishes_at: float
    n_needed: float
    may_not_be_said: tuple[str, ...]
    text: str


def claim_check(before, after, *, exposure_before=None, exposure_after=None, kind: str = "count", n_before=None,
                n_after=None, what: str = "", unit: str = "", level: float = 0.95, method: str = "score") -> ClaimCheck:
    """Check what a figure before and a figure after can show.

    The interval says which changes chance alone would leave plausible. It is the narrowest doubt there is: months
    also differ for a hundred ordinary reasons, and `vanishes_at` says how little of that is enough to explain the
    change. Neither says why the figure moved.

    Parameters
    ----------
    before, after : number
        For ``kind="count"`` whole numbers of events, one period each. For ``kind="proportion"`` shares from 0 to 1.
    exposure_before, exposure_after : number, optional
        For counts: over how much was counted (days, customers, calls), both or neither. February has 28 days.
    kind : {"count", "proportion"}
        Whether the figures count events or give the share of customers.
    n_before, n_after : whole number, optional
        For shares: out of how many customers. Without them there is no interval.
    what : str
        What was counted, as it should read in the sentence, such as "escalated complaints".
    unit : str
        One unit of exposure, such as "day".
    level : float in (0, 1)
        Confidence level.
    method : {"score", "exact"}
        How the ratio of two counts gets its interval. Exact is never under its level and a little wider.

    Returns
    -------
    ClaimCheck
        `.table`, `.sensitivity`, the scalars, `.may_not_be_said` and `.text`.

    Raises
    ------
    ValueError, TypeError
        If a figure is not one number, negative, not whole (counts) or above 1 (shares); if only one of two exposures
        or customer numbers is given, or one that does not belong to the kind. All faults are named at once.

    Notes
    -----
    Given their total, the count after is binomial; its share p gives the ratio p/(1 - p) · exposure_before /
    exposure_after, and so do its Wilson limits (the score interval for a ratio of two Poisson rates) or its exact
    ones. The difference of two rates joins their Byar limits, the difference of two shares their Wilson limits
    (Newcombe 1998, method 10), by the square-and-add rule.

    A month-to-month coefficient of variation c adds 2(z·c)² to the squared distance from the estimate to each limit,
    on the log scale for ratios; `vanishes_at` solves that for the limit next to "no change". `n_needed` is
    z²(p₁q₁ + p₂q₂)/(p₂ - p₁)², rounded up: with so many customers such a change is told from chance one time in two.
    A missing figure gives a missing estimate. Nothing counted before gives no ratio.

    The score interval agrees with statsmodels' ``confint_poisson_2indep(method="score")``. Its ``"sqrtcc"`` is not
    used: it takes no notice of exposure.

    References
    ----------
    Newcombe RG (1998). Interval estimation for the difference between independent proportions. Stat Med 17, 873-890.
    Graham PL, Mengersen K, Morton AP (2003). Confidence limits for the ratio of two rates. Stat Med 22, 2071-2083.
    Zou GY, Donner A (2008). Construction of confidence limits about effect measures. Stat Med 27, 1693-1702.

    Examples
    --------
    >>> check = claim_check(733, 476, what="escalated complaints")
    >>> check.table.loc[[0], ["measure", "estimate", "ci_lower", "ci_upper", "n"]].round(3)
      measure  estimate  ci_lower  ci_upper     n
    0   ratio     0.649     0.579     0.729  1209
    >>> round(check.vanishes_at, 2)
    0.15
    """
    _check_call(before, after, exposure_before, exposure_after, kind, n_before, n_after, level, method)
    before, after = (math.nan if _absent(figure) else float(figure) for figure in (before, after))
    pair = (exposure_before, exposure_after) if kind == "count" else (n_before, n_after)
    given = None if _absent(pair[0]) else tuple(float(value) for value in pair)
    rows = _count_rows if kind == "count" else _share_rows
    table = rows(before, after, given, level, method).assign(n_missing=int(math.isnan(before)) + int(math.isnan(after)))
    first = table.iloc[0]
    distances = _distances(first, kind)
    z = float(stats.norm.ppf((1 + level) / 2))
    vanishes = _vanishes_at(*distances, z)
    needed = _customers_needed(before, after, z) if kind == "proportion" else math.nan
    sensitivity = _sensitivity(first, distances, z, kind)
    limits = _may_not_be_said(kind, given)
    text = _say(table, kind, given, vanishes, needed, what or "events", unit or "unit of exposure", level, limits)
    return ClaimCheck(table, sensitivity, first["estimate"], first["ci_lower"], first["ci_upper"], vanishes, needed,
                      limits, text)


def read_drop(drop: float, before) -> pd.DataFrame:
    """Read "dropped by x%" both ways: as percentage points and as per cent of the rate.

    A churn that "dropped by 1.8%" may have lost 1.8 points (10% became 8.2%) or 1.8 per cent of itself (10% became
    9.82%). The two differ by a factor of one over the rate before, and only the teller knows which is meant.

    Parameters
    ----------
    drop : float in [0, 1]
        The drop as told, as a share: 0.018 for 1.8%.
    before : float, or several, each in (0, 1]
        Rates before the drop that are possible, as shares.

    Returns
    -------
    DataFrame
        One row a rate: `before`, `after_points` (rate after a drop in percentage points; missing where the rate was
        smaller than the drop), `after_percent` (rate after a relative drop), `times_as_large` (how many times the
        first drop is the second).

    Raises
    ------
    ValueError
        If a number is not a share.

    Examples
    --------
    >>> read_drop(0.018, [0.05, 0.10]).round(4)
       before  after_points  after_percent  times_as_large
    0    0.05         0.032         0.0491            20.0
    1    0.10         0.082         0.0982            10.0
    """
    rates = pd.Series(before if isinstance(before, Iterable) else [before], dtype="float64").reset_index(drop=True)
    faults = [] if 0 <= drop <= 1 else [f"drop is {drop!r}; expected a share from 0 to 1, such as 0.018 for 1.8%"]
    faults += [f"before is {rate!r}; expected a share above 0 and up to 1, such as 0.10 for 10%"
               for rate in rates[~((rates > 0) & (rates <= 1))].tolist()]
    if faults:
        raise ValueError("\n".join(faults))
    return pd.DataFrame({"before": rates, "after_points": (rates - drop).where(rates >= drop),
                         "after_percent": rates * (1 - drop), "times_as_large": 1 / rates})


# The sums.

def _count_rows(before, after, exposure, level, method) -> pd.DataFrame:
    base, later = exposure or (1.0, 1.0)
    total = before + after
    share = proportion_ci(after, total, level=level, method=METHODS[method]).iloc[0]
    known = before > 0
    ratio = [_odds(share[name]) * base / later if known else math.nan for name in LIMITS]
    rates = rate_ci([before, after], [base, later], level=level)
    rows = [("ratio", *ratio), ("difference", *_square_and_add(rates))]
    n = pd.array([pd.NA if math.isnan(total) else int(total)] * 2, dtype="Int64")
    return _rows(rows, before / base, after / later, n)


def _share_rows(before, after, customers, level, method) -> pd.DataFrame:
    sizes = customers or (math.nan, math.nan)
    shares = pd.DataFrame({"estimate": [before, after], "ci_lower": math.nan, "ci_upper": math.nan})
    if customers and not math.isnan(before + after):
        shares = pd.concat([_wilson(share, n, level) for share, n in zip((before, after), sizes, strict=True)])
    n = pd.array([int(sum(sizes)) if customers else pd.NA], dtype="Int64")
    return _rows([("difference", *_square_and_add(shares))], before, after, n)


def _rows(rows, before, after, n) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["measure", "estimate", "ci_lower", "ci_upper"])
    table.insert(1, "before", before)
    table.insert(2, "after", after)
    return table.assign(n=n)


def _wilson(share, n, level) -> pd.DataFrame:
    """Wilson limits of a share as told. A rounded share need not be a whole number of customers."""
    lower, upper = proportion_confint(share * n, n, alpha=1 - level, method="wilson")
    return pd.DataFrame({"estimate": [share], "ci_lower": [lower if share else 0.0],
                         "ci_upper": [upper if share < 1 else 1.0]})


def _square_and_add(pair: pd.DataFrame) -> tuple[float, float, float]:
    """Difference after - before with limits from the limits of each (Zou and Donner 2008)."""
    (b, b_low, b_high), (a, a_low, a_high) = pair[LIMITS].to_numpy()
    return a - b, a - b - math.hypot(a - a_low, b_high - b), a - b + math.hypot(a_high - a, b - b_low)


def _odds(share) -> float:
    return share / (1 - share) if share < 1 else math.inf


def _distances(row, kind) -> tuple[float, float, float]:
    """Estimate's distance from no change, and from its two limits: on the log scale for a ratio."""
    values = row[LIMITS].astype("float64")
    if kind == "count":
        with np.errstate(divide="ignore"):
            values = np.log(values)
    estimate, lower, upper = values
    with np.errstate(invalid="ignore"):
        return estimate, estimate - lower, upper - estimate


def _vanishes_at(estimate, below, above, z) -> float:
    if math.isnan(below + above) or math.isinf(estimate):
        return math.nan
    towards_none = above if estimate < 0 else below
    return math.sqrt(max(estimate**2 - towards_none**2, 0) / 2) / z


def _sensitivity(row, distances, z, kind) -> pd.DataFrame:
    center, below, above = distances
    variation = np.array(VARIATIONS)
    extra = 2 * (z * variation) ** 2
    if math.isinf(center):
        lower = upper = np.full(len(variation), math.nan)
    else:
        lower, upper = center - np.sqrt(below**2 + extra), center + np.sqrt(above**2 + extra)
    lower, upper = (np.exp(lower), np.exp(upper)) if kind == "count" else (lower.clip(-1), upper.clip(None, 1))
    return pd.DataFrame({"variation": variation, "ci_lower": lower, "ci_upper": upper})


def _customers_needed(before, after, z) -> float:
    if math.isnan(before + after) or before == after:
        return math.nan
    return float(math.ceil(z**2 * (before * (1 - before) + after * (1 - after)) / (after - before) ** 2 - 1e-9))


# The words.

def _may_not_be_said(kind, given) -> tuple[str, ...]:
    limits = [
        "That the programme caused the change: nothing here shows what would have happened without it.",
        "That this is a trend, or that it will last: two periods are two points.",
        "That the period before was an ordinary one: a bad month is usually followed by a better one anyway.",
    ]
    if kind == "count" and not given:
        limits.append("That the rate changed by as much: the days and customers of the two periods were not given.")
    if kind == "proportion" and not given:
        limits.append("How sure the change is: the numbers of customers behind the shares were not given.")
    limits.append("That a figure is comparable at all if its definition or its way of counting changed in between.")
    return tuple(limits)


def _say(table, kind, given, vanishes, needed, what, unit, level, limits) -> str:
    row = table.iloc[0]
    if math.isnan(row["estimate"]):
        opening = [_say_unknown(table, kind, what)]
    elif kind == "count":
        opening = [_say_count(table, given, what, unit), _say_chance(row, 1, level), _say_variation(vanishes, kind)]
    else:
        opening = [_say_share(row, what), _say_chance(row, 0, level) if given else _say_needed(needed),
                   _say_variation(vanishes, kind)]
    closing = ("Two single periods prove nothing about cause: they do not show what would have happened otherwise. "
               f"See .may_not_be_said for all {len(limits)} things that this pair does not support.")
    return " ".join([sentence for sentence in opening if sentence] + [closing])


def _say_unknown(table, kind, what) -> str:
    before, after = table.loc[0, ["before", "after"]]
    if kind == "count" and before == 0:
        return f"There were no {what} before, so the change cannot be given as a ratio."
    return f"A figure is missing (before {before:g}, after {after:g}), so the change in {what} is not known."


def _say_count(table, given, what, unit) -> str:
    row = table.iloc[0]
    per = f" per {unit}" if given else ""
    return (f"{what[0].upper()}{what[1:]} went from {_digits(row['before'])} to {_digits(row['after'])}{per}: "
            f"{_change(row['estimate'])} (ratio {row['estimate']:.3f}, interval {row['ci_lower']:.3f} to "
            f"{row['ci_upper']:.3f}, {int(row['n']):,} in all).")


def _say_share(row, what) -> str:
    interval = "" if math.isnan(row["ci_lower"]) else (
        f" (interval {_points(row['ci_lower'], '+')} to {_points(row['ci_upper'], '+')}, "
        f"{int(row['n']):,} customers in all)")
    name = "The share" if what == "events" else f"{what[0].upper()}{what[1:]}"
    return (f"{name} went from {_points(row['before'])}% to {_points(row['after'])}%: "
            f"{_points(row['estimate'], '+')} percentage points{interval}.")


def _say_chance(row, none, level) -> str:
    if row["ci_lower"] <= none <= row["ci_upper"]:
        return f"Chance alone can explain it: the {100 * level:g}% interval holds \"no change\"."
    return "Pure chance would seldom give so large a change."


def _say_variation(vanishes, kind) -> str:
    if math.isnan(vanishes) or vanishes == 0:
        return ""
    size = f"{vanishes:.0%} of their mean" if kind == "count" else f"{_points(vanishes)} percentage points"
    return (f"Ordinary variation does as soon as months differ by {size} (standard deviation), "
            "and two figures cannot tell how much they differ.")


def _say_needed(needed) -> str:
    if math.isnan(needed):
        return "Nothing changed, and without the numbers of customers there is no interval."
    return (f"Without the numbers of customers there is no interval; it takes at least {needed:,.0f} customers in each "
            "period to tell such a change from chance.")


def _digits(value) -> str:
    """A number with two decimals, or three digits where it is so small that two decimals would hide it."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.3g}"


def _points(share, sign="") -> str:
    """A share as a number of per cent, with one decimal, or two digits where one decimal would hide it."""
    value = 100 * share
    return f"{value:{sign}.1f}" if abs(value) >= 1 or value == 0 else f"{value:{sign}.2g}"


def _change(ratio) -> str:
    if ratio == 1:
        return "no change"
    size = f"{abs(ratio - 1):.0%}" if abs(ratio - 1) >= 0.01 else "less than 1%"
    return f"{size} {'fewer' if ratio < 1 else 'more'}"


# What the user gave.

def _check_call(before, after, exposure_before, exposure_after, kind, n_before, n_after, level, method) -> None:
    check_choice("kind", kind, KINDS)
    check_choice("method", method, METHODS)
    check_level(level)
    given = {"before": before, "after": after, "exposure_before": exposure_before, "exposure_after": exposure_after,
             "n_before": n_before, "n_after": n_after}
    several = [name for name, value in given.items() if isinstance(value, Iterable) and not isinstance(value, str)]
    if several:
        raise TypeError(f"{', '.join(several)} holds several numbers; expected one figure. "
                        "For a series of months use cx.timeseries.interrupted_series.")
    faults = [f"{name} is {value!r}; expected a number" for name, value in given.items() if not _numeric(value)]
    faults = faults or _figure_faults(before, after, kind) + _pair_faults(given, kind)
    if faults:
        raise ValueError("\n".join(faults))


def _numeric(value) -> bool:
    if value is None or value is pd.NA:
        return True
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and not math.isinf(value)


def _figure_faults(before, after, kind) -> list[str]:
    faults = []
    for name, value in (("before", before), ("after", after)):
        if _absent(value):
            continue
        if kind == "proportion" and not 0 <= value <= 1:
            faults.append(f"{name} is {value!r}; expected a share from 0 to 1, for example 0.55 for 55%")
        if kind == "count" and (value < 0 or value % 1):
            hint = ' (for a share use kind="proportion")' if 0 < value < 1 else ""
            faults.append(f"{name} is {value!r}; expected a whole number, 0 or more{hint}")
    return faults


def _pair_faults(given, kind) -> list[str]:
    wanted, other = ("exposure", "n") if kind == "count" else ("n", "exposure")
    faults = [f"{other}_{end} does not belong to kind={kind!r}; expected {wanted}_before and {wanted}_after"
              for end in ("before", "after") if not _absent(given[f"{other}_{end}"])]
    pair = {f"{wanted}_{end}": given[f"{wanted}_{end}"] for end in ("before", "after")}
    absent = [name for name, value in pair.items() if _absent(value)]
    if len(absent) == 1:
        faults.append(f"{absent[0]} is missing; expected both of {' and '.join(pair)}, or neither")
    for name, value in pair.items():
        if not _absent(value) and (value <= 0 or (wanted == "n" and value % 1)):
            faults.append(f"{name} is {value!r}; expected a {'whole number' if wanted == 'n' else 'number'} above 0")
    return faults


def _absent(value) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float | np.floating) and math.isnan(value))
