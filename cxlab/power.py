"""How many do we need, and what could we have missed?

Before a pilot, a survey or a chart of teams: if the difference you hope (or fear) is real, how often would your numbers
show it? That chance is the power. With few calls it is small, and "we found no difference" then says nothing about the
teams, only about the numbers.

| The question | Ask |
|---|---|
| How many answers for a margin of ±3 points? | `sample_size_for_margin` |
| Is our share other than the 10% we promised? | `power_one_proportion` |
| Did the new letter change the share of complaints? | `power_two_proportions` |
| Do two groups complain at different rates? | `power_two_rates` |
| Calls come by team or by customer: what is a row worth? | `design_effect` |
| Would a funnel notice a team with three times the rate? | `funnel_power`, `funnel_sample_size` |

The three `power_` functions turn one sum round: of the second value, the size and the power, give two and leave out the
third. Leaving out the size asks "how many do we need?", the power "how likely are we to see it?", and the second value
"what is the smallest difference we would see?".

Work this out before you look at the data. Power worked out afterwards, from the difference you found, only repeats the
p-value in other words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from cxlab.counts import check_choice, check_level, faults, numbers, refuse, whole_if_possible

__all__ = [
    "Plan",
    "design_effect",
    "funnel_power",
    "funnel_sample_size",
    "power_one_proportion",
    "power_two_proportions",
    "power_two_rates",
    "sample_size_for_margin",
]

KINDS = ("proportion", "rate")
DIRECTIONS = ("higher", "lower")
_BLOCK = 20_000  # sizes tried at once, from the largest down


@dataclass(frozen=True, eq=False)
class Plan:
    """A size, a difference and the power that go together.

    Attributes
    ----------
    first, second : float
        The two values compared (a target and the truth, or two groups).
    n : float
        Size of each group before rounding up: people, calls, or units of exposure for a rate.
    n_needed : int
        The same rounded up.
    power : float
        Chance of a significant difference if `first` and `second` are true.
    level : float
        Confidence level of the two-sided test.
    design_effect : float
        What one clustered row costs in independent rows.
    solved : str
        What was worked out: "n", "power" or "second".
    table : DataFrame
        All of these in one row.
    text : str
        The plan in one sentence.
    """

    first: float
    second: float
    n: float
    n_needed: int
    power: float
    level: float
    design_effect: float
    solved: str
    table: pd.DataFrame
    text: str


def power_one_proportion(target: float, actual: float | None = None, *, n: float | None = None,
                         power: float | None = None, level: float = 0.95, design_effect: float = 1.0,
                         direction: str = "higher") -> Plan:
    """Plan a comparison of one share with a target.

    Parameters
    ----------
    target : float in (0, 1)
        The share to compare with.
    actual : float in (0, 1), optional
        The true share. Leave out to get the nearest one that would be noticed.
    n : number, optional
        How many are asked. Leave out to get the number needed.
    power : float in (0, 1), optional
        Wanted chance of noticing. Leave out to get it.
    level : float in (0, 1)
        Confidence level of the two-sided test.
    design_effect : float of 1 or more
        From `design_effect`, when rows come in clusters.
    direction : {"higher", "lower"}
        On which side of the target to look when `actual` is left out.

    Returns
    -------
    Plan
        `.first` (target), `.second` (actual), `.n`, `.n_needed`, `.power`, `.table`, `.text`.

    Raises
    ------
    ValueError
        If not exactly one of `actual`, `n` and `power` is left out, or a value is out of range.

    Notes
    -----
    Normal approximation: power = Φ((|p1 - p0|√n - z√(p0 q0)) / √(p1 q1)); rough when fewer than five events are
    expected, where `funnel_power` is exact.

    References
    ----------
    Fleiss JL, Levin B, Paik MC (2003). Statistical Methods for Rates and Proportions, 3rd ed., ch. 2. Wiley.

    Examples
    --------
    >>> power_one_proportion(0.10, 0.15, power=0.8).n_needed
    316
    """
    _check_share(target=target, actual=actual)

    def spread(p0, p1):
        return np.sqrt(p0 * (1 - p0)), np.sqrt(p1 * (1 - p1))
    return _plan(spread, target, actual, n, power, level, design_effect, direction, top=1.0, second_name="actual",
                 words=("a share of {second} instead of {first}", "answers"))


def power_two_proportions(first: float, second: float | None = None, *, n: float | None = None,
                          power: float | None = None, level: float = 0.95, design_effect: float = 1.0,
                          direction: str = "higher") -> Plan:
    """Plan a comparison of two shares, with the same number in each group.

    Parameters
    ----------
    first : float in (0, 1)
        Share in the first group.
    second : float in (0, 1), optional
        Share in the second group. Leave out to get the nearest one that would be noticed.
    n : number, optional
        How many in each group. Leave out to get the number needed.
    power : float in (0, 1), optional
        Wanted chance of noticing. Leave out to get it.
    level, design_effect, direction
        As in `power_one_proportion`.

    Returns
    -------
    Plan
        `.first`, `.second`, `.n` (each group), `.n_needed`, `.power`, `.table`, `.text`.

    Raises
    ------
    ValueError
        If not exactly one of `second`, `n` and `power` is left out, or a value is out of range.

    Notes
    -----
    The formula of R's power.prop.test, with which it agrees to 8 digits.

    References
    ----------
    Fleiss JL, Levin B, Paik MC (2003). Statistical Methods for Rates and Proportions, 3rd ed., ch. 4. Wiley.

    Examples
    --------
    >>> power_two_proportions(0.12, 0.08, power=0.8).n_needed
    882
    >>> round(power_two_proportions(0.12, 0.08, n=500).power, 2)
    0.56
    """
    _check_share(first=first, second=second)

    def spread(p1, p2):
        return np.sqrt((p1 + p2) * (1 - (p1 + p2) / 2)), np.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return _plan(spread, first, second, n, power, level, design_effect, direction, top=1.0, second_name="second",
                 words=("shares of {first} and {second}", "in each group"))


def power_two_rates(first: float, second: float | None = None, *, n: float | None = None, power: float | None = None,
                    level: float = 0.95, design_effect: float = 1.0, direction: str = "higher") -> Plan:
    """Plan a comparison of two rates, with the same exposure in each group.

    Parameters
    ----------
    first : float above 0
        Events per unit of exposure in the first group.
    second : float above 0, optional
        The same in the second group. Leave out to get the nearest one that would be noticed.
    n : number, optional
        Exposure of each group (customer-days, thousands of calls). Leave out to get what is needed.
    power : float in (0, 1), optional
        Wanted chance of noticing. Leave out to get it.
    level, design_effect, direction
        As in `power_one_proportion`.

    Returns
    -------
    Plan
        `.first`, `.second`, `.n` (exposure of each group), `.n_needed`, `.power`, `.table`, `.text`.

    Raises
    ------
    ValueError
        If not exactly one of `second`, `n` and `power` is left out, or a value is out of range.

    Notes
    -----
    Score test of two Poisson rates: power = Φ((|λ2 - λ1|√n) / √(λ1 + λ2) - z); agrees with statsmodels. Counts that
    vary more than Poisson counts do (they mostly do) have a `design_effect` equal to their phi.

    References
    ----------
    Gu K, Ng HKT, Tang ML, Schucany WR (2008). Testing the ratio of two Poisson rates. Biometrical Journal 50, 283-298.

    Examples
    --------
    >>> power_two_rates(1.0, 1.2, power=0.8).n_needed
    432
    """
    for name, value in (("first", first), ("second", second)):
        if value is not None and not (_is_number(value) and 0 < value < np.inf):
            raise ValueError(f"{name} is {value!r}; expected a rate above 0")

    def spread(a, b):
        return np.sqrt(a + b), np.sqrt(a + b)
    return _plan(spread, first, second, n, power, level, design_effect, direction, top=np.inf, second_name="second",
                 words=("rates of {first} and {second}", "units of exposure in each group"))


def design_effect(cluster_size: float, icc: float, *, cv: float = 0.0) -> float:
    """Tell how many clustered rows are worth one independent row.

    Calls of one agent, or answers of one customer, resemble each other, so that a hundred of them tell less than a
    hundred calls of a hundred agents. Divide your n by this number before you believe it.

    Parameters
    ----------
    cluster_size : float of 1 or more
        Mean number of rows in a cluster.
    icc : float in [0, 1]
        Intraclass correlation: 0 when rows of a cluster are no more alike than others, 1 when they are all the same.
    cv : float of 0 or more
        Standard deviation of the cluster sizes over their mean.

    Returns
    -------
    float
        1 or more; pass it on as `design_effect=`.

    Raises
    ------
    ValueError
        If a value is out of range.

    Notes
    -----
    1 + ((1 + cv²)·m - 1)·icc.

    References
    ----------
    Kish L (1965). Survey Sampling, p. 162. Wiley. Eldridge SM, Ashby D, Kerry S (2006). Sample size for cluster
    randomized trials: effect of coefficient of variation of cluster size. Int. J. Epidemiology 35, 1292-1300.

    Examples
    --------
    >>> round(design_effect(50, 0.02), 2)
    1.98
    """
    for name, value, low, high, expected in (("cluster_size", cluster_size, 1, np.inf, "1 or more"),
                                             ("icc", icc, 0, 1, "a number from 0 to 1"),
                                             ("cv", cv, 0, np.inf, "0 or more")):
        if not (_is_number(value) and low <= value <= high):
            raise ValueError(f"{name} is {value!r}; expected {expected}")
    return float(1 + max(0.0, (1 + cv**2) * cluster_size - 1) * icc)


def sample_size_for_margin(margin: float, *, share: float = 0.5, population: int | None = None, level: float = 0.95,
                           design_effect: float = 1.0) -> int:
    """Tell how many answers a survey needs for a given margin of error.

    Parameters
    ----------
    margin : float in (0, 0.5)
        Half the width of the interval: 0.03 for ±3 points.
    share : float in (0, 1)
        The share you expect; 0.5 is the safe choice.
    population : int, optional
        How many customers there are in all, when you ask a good part of them.
    level : float in (0, 1)
        Confidence level.
    design_effect : float of 1 or more
        From `design_effect`, when answers come in clusters.

    Returns
    -------
    int
        Answers needed (answers, not invitations).

    Raises
    ------
    ValueError
        If a value is out of range.

    Notes
    -----
    n = z² p(1-p) / margin², and n / (1 + (n - 1) / population) for a small population. No number of answers mends a
    survey that the unhappy do not answer.

    References
    ----------
    Cochran WG (1977). Sampling Techniques, 3rd ed., pp. 75-76. Wiley.

    Examples
    --------
    >>> sample_size_for_margin(0.03)
    1068
    """
    _check_share(share=share)
    _check_rest(level, design_effect)
    if not (_is_number(margin) and 0 < margin < 0.5):
        raise ValueError(f"margin is {margin!r}; expected a share between 0 and 0.5, for example 0.03 for 3 points")
    if population is not None and not (_is_number(population) and population >= 1):
        raise ValueError(f"population is {population!r}; expected a whole number of 1 or more")
    n = _z(level) ** 2 * share * (1 - share) / margin**2 * design_effect
    return _round_up(n if population is None else n / (1 + (n - 1) / population))


def funnel_power(n, *, base: float, actual: float, level: float = 0.998, kind: str = "proportion") -> pd.DataFrame:
    """Tell how likely a funnel is to notice one unit, for its number of calls.

    With one complaint in a hundred calls, 99.8% limits and 300 calls, a team with three times as many complaints stays
    unseen in 71 of 100 such charts. Do this sum before you publish a chart of people.

    Parameters
    ----------
    n : number, array or Series of whole numbers
        Calls (or exposure) of the unit.
    base : float
        The overall share or rate, the centre of the funnel.
    actual : float
        The true share or rate of the unit.
    level : float in (0, 1)
        Level of the limits.
    kind : {"proportion", "rate"}
        Binomial or Poisson counts.

    Returns
    -------
    DataFrame
        One row for each n, index kept: `n`, `events_to_signal` (the first count outside the limits; missing if there
        is none), `power` (chance of that many, or that few), `false_alarm` (the same chance for a unit at `base`). A
        missing n has a missing power.

    Raises
    ------
    ValueError
        If a value is out of range.

    Notes
    -----
    Exact: the limits of `funnel_limits(..., method="exact")` on the side where `actual` lies. Counts go in whole steps,
    so power goes up and down a little as n grows.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> funnel_power([100, 300, 1000], base=0.01, actual=0.03)[["n", "events_to_signal", "power"]].round(2)
          n  events_to_signal  power
    0   100                 6   0.08
    1   300                11   0.29
    2  1000                22   0.95
    """
    _check_funnel(base, actual, level, kind)
    size = numbers(n, "n", scalar=True)
    broken = (size % 1 > 0) & (kind == "proportion")
    refuse(faults(size, (size < 0) | broken, f"a {'whole ' * (kind == 'proportion')}number, 0 or more"))
    events, chance = _funnel_rule(size.to_numpy(), base, actual, level, kind)
    needed = pd.Series(events, index=size.index).where(events >= 0).astype("Int64")
    return pd.DataFrame({"n": whole_if_possible(size), "events_to_signal": needed, "power": chance(actual),
                         "false_alarm": chance(base)}, index=size.index)


def funnel_sample_size(*, base: float, actual: float, power: float = 0.8, level: float = 0.998,
                       kind: str = "proportion") -> int:
    """Tell how many calls a unit needs before a funnel would notice it.

    Parameters
    ----------
    base, actual, level, kind
        As in `funnel_power`.
    power : float in (0, 1)
        Wanted chance of noticing.

    Returns
    -------
    int
        The smallest n from which the power stays at or above what was asked.

    Raises
    ------
    ValueError
        If a value is out of range, or more than ten million would be needed.

    Examples
    --------
    >>> funnel_sample_size(base=0.01, actual=0.03)
    713
    """
    _check_funnel(base, actual, level, kind)
    _check_chance(power=power)
    variance = (lambda p: p * (1 - p)) if kind == "proportion" else (lambda p: p)
    rough = ((_z(level) * np.sqrt(variance(base)) + stats.norm.ppf(power) * np.sqrt(variance(actual)))
             / (actual - base)) ** 2
    # Past three times the normal answer (half as much again where hundreds of events are expected), and past the first
    # few events, the sawtooth is over.
    last = int((1.5 if rough * min(base, actual) > 400 else 3) * rough + 30 / min(base, actual))
    if last > 10_000_000:
        raise ValueError(f"actual is {actual!r}, so close to base {base!r} that more than ten million would be needed")
    for end in range(last, 0, -_BLOCK):
        sizes = np.arange(max(1, end - _BLOCK + 1), end + 1)
        _, chance = _funnel_rule(sizes, base, actual, level, kind)
        short = np.flatnonzero(chance(actual) < power)
        if len(short):
            return int(sizes[short[-1]] + 1)
    return 1


def _funnel_rule(n, base, actual, level, kind) -> tuple[np.ndarray, Callable]:
    """The first count outside the limits on the side of `actual` (-1 if none), and the chance of reaching it."""
    tail = (1 - level) / 2
    law = (lambda p: stats.binom(n, p)) if kind == "proportion" else (lambda p: stats.poisson(n * p))
    if actual > base:
        events = law(base).ppf(1 - tail) + 1
        events = np.where((events > n) & (kind == "proportion"), -1, events)
        return events, lambda p: np.where(events < 0, 0.0, law(p).sf(events - 1))
    events = law(base).ppf(tail) - 1
    return events, lambda p: np.where(events < 0, 0.0, law(p).cdf(events))


def _plan(spread, first, second, n, power, level, effect, direction, *, top, second_name, words) -> Plan:
    """Solve power = Φ((|second - first|√n - z·s0) / s1) for the one that was left out."""
    left_out = [name for name, value in ((second_name, second), ("n", n), ("power", power)) if value is None]
    if len(left_out) != 1:
        raise ValueError(f"left out: {', '.join(left_out) or 'nothing'}; expected exactly one of {second_name}, n and "
                         "power to be left out, so that it can be worked out from the others")
    _check_rest(level, effect)
    _check_chance(power=power)
    if n is not None and not (_is_number(n) and 0 < n < np.inf):
        raise ValueError(f"n is {n!r}; expected a number above 0")
    if direction not in DIRECTIONS:
        raise ValueError(f"direction is {direction!r}; expected 'higher' or 'lower'")
    if second == first:
        raise ValueError(f"both values are {first!r}; expected two that differ, for no n can show a difference of zero")
    z = _z(level)

    def power_at(size, other):
        s0, s1 = spread(first, other)
        return float(stats.norm.cdf((abs(other - first) * np.sqrt(size / effect) - z * s0) / s1))
    if second is None:
        second = _smallest_difference(lambda other: power_at(n, other) - power, first, top, direction, n)
    if n is None:
        s0, s1 = spread(first, second)
        n = float(((z * s0 + stats.norm.ppf(power) * s1) / (second - first)) ** 2 * effect)
    if power is None:
        power = power_at(n, second)
    return _told(first, second, n, power, level, effect, left_out[0], second_name, words)


def _smallest_difference(gap, first, top, direction, n) -> float:
    """The value nearest to `first` at which the wanted power is reached: step outwards, then close in."""
    far = first * 1e-9
    if direction == "higher":
        far = 1 - (1 - first) * 1e-9 if top == 1 else first * 1e6 + 1e6 / n
    steps = np.linspace(first, far, 400)[1:] if top == 1 or direction == "lower" else np.geomspace(first, far, 400)[1:]
    reached = next((i for i, other in enumerate(steps) if gap(other) >= 0), None)
    if reached is None:
        raise ValueError(f"n is {n:g}, with which no value {direction} than {first:g} reaches that power; "
                         "give a larger n, a lower power, or the other direction")
    near = steps[reached - 1] if reached else first + (steps[0] - first) * 1e-9
    if gap(near) >= 0:
        return float(near)
    return float(optimize.brentq(gap, near, steps[reached], xtol=1e-14, rtol=1e-12))


def _told(first, second, n, power, level, effect, solved, second_name, words) -> Plan:
    compared = words[0].format(first=f"{first:.4g}", second=f"{second:.4g}")
    often = "more than 99" if power > 0.995 else "fewer than 1" if power < 0.005 else f"{power * 100:.0f}"
    text = (f"With {_round_up(n):,} {words[1]}, {compared} would be told apart in {often} of 100 such "
            f"studies (two-sided, {level * 100:g}% level).")
    if effect > 1:
        text += f" Clustered rows count for less: the design effect of {effect:.2f} is in this number."
    row = {"first": first, "second": second, "n": n, "n_needed": _round_up(n), "power": power, "level": level,
           "design_effect": effect}
    return Plan(**row, solved="second" if solved == second_name else solved, table=pd.DataFrame([row]), text=text)


def _round_up(n) -> int:
    return int(np.ceil(round(n, 9)))


def _z(level) -> float:
    return float(stats.norm.ppf((1 + level) / 2))


def _is_number(value) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _check_share(**given) -> None:
    faults = [f"{name} is {value!r}; expected a share between 0 and 1" for name, value in given.items()
              if value is not None and not (_is_number(value) and 0 < value < 1)]
    if faults:
        raise ValueError("\n".join(faults))


def _check_chance(**given) -> None:
    for name, value in given.items():
        if value is not None and not (_is_number(value) and 0 < value < 1):
            raise ValueError(f"{name} is {value!r}; expected a number between 0 and 1, for example 0.8")


def _check_rest(level, effect) -> None:
    check_level(level)
    if not (_is_number(effect) and 1 <= effect < np.inf):
        raise ValueError(f"design_effect is {effect!r}; expected 1 or more")


def _check_funnel(base, actual, level, kind) -> None:
    check_choice("kind", kind, KINDS)
    top = 1 if kind == "proportion" else np.inf
    expected = "a share between 0 and 1" if kind == "proportion" else "a rate above 0"
    faults = [f"{name} is {value!r}; expected {expected}" for name, value in (("base", base), ("actual", actual))
              if not (_is_number(value) and 0 < value < top)]
    if not faults and base == actual:
        faults = [f"base and actual are both {base!r}; expected two values that differ"]
    if faults:
        raise ValueError("\n".join(faults))
    _check_rest(level, 1.0)
