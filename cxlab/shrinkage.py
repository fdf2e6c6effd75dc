"""What is a unit's rate likely to be, when its own numbers are few?

A team with two complaints in forty calls has a rate of 5%, and hardly anybody believes it. The next forty calls will
mostly lie nearer to what teams usually have. Shrinkage makes that common sense exact: each unit's rate is pulled
towards the rate of all, strongly when the unit has few cases, hardly when it has many. How strongly, the units
themselves decide: when they are alike the pull is strong, when they truly differ it is weak.

`shrink_rates` gives the shrunken rate with its interval. Use it to ask "what should I expect of this team next
quarter?". It is no list of the best and the worst: intervals that overlap stay in the order in which they came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import betaln, logsumexp

from cxlab.counts import check_level, faults, line_up, refuse, whole_if_possible

__all__ = ["Shrinkage", "shrink_rates"]

_LEAST_UNITS = 3
_GRID = 81


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """What `shrink_rates` found.

    Attributes
    ----------
    table : DataFrame
        One row a unit, index kept: `count`, `observed` (the unit's own share), `estimate` (the shrunken share),
        `ci_lower`, `ci_upper`, `weight` (how much of the unit's own share is in the estimate, 0 to 1), `n`.
    center : float
        The share towards which units are pulled.
    sd : float
        How far the true shares of units lie apart (standard deviation).
    precision : float
        The size of the pull: a unit with this many cases lies half-way between its own share and the center.
    level : float
        Confidence level.
    text : str
        The result in a few sentences.
    """

    table: pd.DataFrame
    center: float
    sd: float
    precision: float
    level: float
    text: str


def shrink_rates(events, n, *, level: float = 0.95) -> Shrinkage:
    """Pull the share of each unit towards the share of all, as far as its numbers are few.

    Parameters
    ----------
    events : array or Series of whole numbers
        Events of each unit, one row a unit. Two Series are lined up by label.
    n : number, array or Series of whole numbers
        Cases of each unit, such as calls.
    level : float in (0, 1)
        Level of the intervals.

    Returns
    -------
    Shrinkage
        `.table` (`count`, `observed`, `estimate`, `ci_lower`, `ci_upper`, `weight`, `n`), `.center`, `.sd`,
        `.precision`, `.text`.

    Raises
    ------
    ValueError
        If a number is impossible, labels differ, or fewer than three units have cases.

    Notes
    -----
    Beta-binomial model: a unit's events are binomial with a share of its own, drawn from a beta distribution with mean
    `center` and precision M (the sum of its parameters). With M known the estimate is (events + M·center) / (n + M).
    M and the center are not known, so the answer is averaged over both: over the center with a flat prior on the
    logit scale, over M with a flat prior on the spread 1/√M. So the intervals carry the doubt about the pull itself,
    which matters with eight teams. They are those of the beta distribution with the same mean and variance. In
    simulations with 8, 20 and 110 units, 95% intervals held the true share of 92 to 96 in 100 units (fewest with 20
    units of 50 cases), and the error of the estimates was 1 to 16% smaller than that of the units' own shares; half as
    large where units truly are alike. A unit without cases gets the center, with a wide interval; missing numbers give
    a missing row.

    References
    ----------
    Gelman A et al. (2013). Bayesian Data Analysis, 3rd ed., pp. 109-113 (beta-binomial). CRC Press.
    Gelman A (2006). Prior distributions for variance parameters in hierarchical models. Bayesian Analysis 1, 515-534.

    Examples
    --------
    >>> found = shrink_rates([2, 30, 41, 12], [40, 1000, 900, 500])
    >>> found.table[["observed", "estimate"]].round(3).to_numpy().tolist()
    [[0.05, 0.04], [0.03, 0.031], [0.046, 0.043], [0.024, 0.028]]
    """
    check_level(level)
    units = _units(events, n)
    known = units.notna().all(axis=1)
    solid = known & (units["n"] > 0)
    if solid.sum() < _LEAST_UNITS:
        raise ValueError(f"{int(solid.sum())} units have cases; expected at least {_LEAST_UNITS}, for the units "
                         "themselves tell how far to pull")
    y, size = units.loc[solid, "events"].to_numpy(), units.loc[solid, "n"].to_numpy()
    center, precision, share = _grid(y, size)
    mean, spread = _posterior(units["events"].to_numpy(), units["n"].to_numpy(), center, precision, share)
    table = _table(units, known, mean, spread, center, precision, share, level)
    middle = float((share * center).sum())
    between = center * (1 - center) / (precision + 1)
    sd = float(np.sqrt((share * between).sum()))
    half = float(np.exp((share * np.log(precision)).sum()))
    return Shrinkage(table, middle, sd, half, level, _text(table, middle, sd, half, level))


def _grid(y, size):
    """Centers and precisions with how likely each pair is."""
    harmonic = len(size) / (1 / size).sum()
    place = (np.arange(_GRID) + 0.5) / _GRID
    around = np.log((y.sum() + 0.5) / (size.sum() - y.sum() + 0.5))
    # Wide enough for the spread of the unit shares as well as for luck.
    logits = np.log((y + 0.5) / (size - y + 0.5))
    width = np.sqrt(1 / (y.sum() + 0.5) + 1 / (size.sum() - y.sum() + 0.5) + logits.var() / len(y))
    center = 1 / (1 + np.exp(-(around + np.linspace(-5, 5, _GRID) * width)))
    center, place = (grid.ravel() for grid in np.meshgrid(center, place))
    pull = place**3  # finer where units hardly resemble each other
    precision = harmonic * pull / (1 - pull)
    a, b = center * precision, (1 - center) * precision
    likelihood = sum(betaln(a + events, b + n - events) - betaln(a, b) for events, n in zip(y, size, strict=True))
    # A flat prior on the spread, 1 / √precision, written in terms of the place on the grid.
    likelihood = likelihood - 1.5 * np.log(pull) - 0.5 * np.log(1 - pull) + 2 * np.log(place)
    return center, precision, np.exp(likelihood - logsumexp(likelihood))


def _posterior(y, size, center, precision, share):
    """Mean and variance of each unit's share, averaged over the grid."""
    mean, spread = np.full(len(y), np.nan), np.full(len(y), np.nan)
    for place, (events, n) in enumerate(zip(y, size, strict=True)):
        if np.isnan(events + n):
            continue
        each = (events + precision * center) / (n + precision)
        mean[place] = (share * each).sum()
        inside = each * (1 - each) / (n + precision + 1)
        spread[place] = (share * (inside + (each - mean[place]) ** 2)).sum()
    return mean, spread


def _table(units, known, mean, spread, center, precision, share, level) -> pd.DataFrame:
    total = mean * (1 - mean) / spread - 1
    lower, upper = (stats.beta.ppf(tail, mean * total, (1 - mean) * total) for tail in ((1 - level) / 2,
                                                                                        (1 + level) / 2))
    weight = [(share * n / (n + precision)).sum() for n in units["n"]]
    return pd.DataFrame({"count": whole_if_possible(units["events"]),
                         "observed": units["events"] / units["n"].where(units["n"] > 0), "estimate": mean,
                         "ci_lower": lower, "ci_upper": upper,
                         "weight": pd.Series(weight, index=units.index).where(known),
                         "n": whole_if_possible(units["n"])}, index=units.index)


def _text(table, center, sd, half, level) -> str:
    known = table["estimate"].notna() & (table["n"] > 0)
    apart = int(((table["ci_lower"] > center) | (table["ci_upper"] < center))[known].sum())
    few = int((table["weight"][known] < 0.5).sum())
    said = (f"All {int(known.sum())} units together stand at {center:.3g}; their true shares lie about {sd:.2g} apart "
            f"(standard deviation). A unit with {half:,.0f} cases lies half-way between its own share and that; "
            f"{few} of them {'has' if few == 1 else 'have'} fewer. ")
    if not apart:
        return said + f"No unit's {level * 100:g}% interval leaves out the overall share."
    return said + f"For {apart} the {level * 100:g}% interval leaves out the overall share."


def _units(events, n) -> pd.DataFrame:
    units = line_up(events=events, n=n, each="unit")
    found = [fault for name in units for fault in
             faults(units[name], (units[name] < 0) | (units[name] % 1 > 0), "a whole number, 0 or more", each="unit")]
    over = units[units["events"] > units["n"]]
    refuse(found + [f"events is {row['events']:g} for unit {label}, more than its n of {row['n']:g}"
                    for label, row in over.iterrows()])
    return units
