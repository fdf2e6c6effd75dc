"""Choices in doubt: which hold whatever the scores, what plans may turn out to be worth, what a trial is worth."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.counts import check_table, numbers
from cxlab.intervals import proportion_ci
from cxlab.portfolio import solver
from cxlab.portfolio.asked import check_told
from cxlab.portfolio.selection import Selection, make_case
from cxlab.portfolio.tradeoff import _only_limits, _whole

GROUPS = ("core", "borderline", "exterior", "undecided")
_CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Robust:
    """Which initiatives belong in the plan whatever the scores are within their intervals.

    Attributes
    ----------
    table : DataFrame
        One row an initiative, surest first: `initiative`, `track`, `group` ("core", "borderline", "exterior" or
        "undecided"), `estimate` (core index: share of the drawn sets of scores whose best plan holds it), `ci_lower`,
        `ci_upper`, `n` (sets drawn), `n_missing` (sets for which no best plan was proven in time).
    plan : tuple of str
        The best plan at the middle of the intervals.
    max_regret : float
        How much better than `plan` another plan can be at worst, anywhere in the intervals; proven.
    text : str
        What a person would say.
    """

    table: pd.DataFrame
    plan: tuple[str, ...]
    max_regret: float
    text: str


def robust_selection(initiatives, capacity=None, *, low: str | None = None, high: str | None = None,
                     draws: int = 30, level: float = 0.95, seed: int = 0, time_limit_seconds: float = 60,
                     **rules) -> Robust:
    """Find which initiatives belong in the plan whatever their scores are between a low and a high one.

    Core initiatives are in every plan that makes sense within the intervals: start them. Exterior ones are in none:
    stop talking about them. Only the borderline ones deserve a better estimate.

    Parameters
    ----------
    initiatives, capacity
        As for :func:`select_initiatives`.
    low, high : str
        The columns with the lowest and the highest value that you think possible.
    draws : int
        How many sets of scores to draw for the core index.
    level : float in (0, 1)
        Level of the interval of the core index, which says how sure `draws` sets make it.
    seed : int
        The same seed gives the same sets of scores.
    time_limit_seconds : float
        For all searches together. What is not proven by then is "undecided".
    **rules
        The limits of :func:`select_initiatives`.

    Returns
    -------
    Robust
        `.table`, `.plan`, `.max_regret`, `.text`.

    Raises
    ------
    ValueError
        If a low score lies above its high one, no plan keeps the rules, or as :func:`select_initiatives` says.

    Notes
    -----
    A plan makes sense (is non-dominated) when no other is at least as good for all scores in the intervals and better
    for some. Certificate for the core: let the scores be low for what the plan p holds and high for the rest; if even
    then the best plan without the initiative is worth less than p, every plan without it is dominated. For the exterior
    the same with the initiative forced in. Borderline is shown by two best plans at drawn scores, one with and one
    without it. What is neither proven nor shown is "undecided".

    References
    ----------
    Liesiö J, Mild P, Salo A (2007). Preference programming for robust portfolio modeling and project selection. Eur J
    Oper Res 181, 1488-1505.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Sure", "Maybe", "Perhaps", "Never"], "track": "Strategic Fundamental",
    ...                      "duration_quarters": 1, "effort_fte": 1.0, "worst": [9, 3, 2, 0], "best": [10, 6, 7, 1]})
    >>> found = robust_selection(plan, pd.Series([2.0], index=["2026Q1"]), low="worst", high="best")
    >>> found.table.set_index("initiative")["group"].to_dict()
    {'Sure': 'core', 'Perhaps': 'borderline', 'Maybe': 'borderline', 'Never': 'exterior'}
    """
    check_told('cx.portfolio.robust_selection(initiatives, capacity, low="value_low", high="value_high")',
               initiatives=initiatives, capacity=capacity, low=low, high=high)
    until = time.monotonic() + time_limit_seconds
    case = make_case(initiatives, capacity, value=low, **_only_limits(rules))
    floor, unit = _whole(case.plan, low)
    ceiling, unit_high = _whole(case.plan, high)
    floor, ceiling = floor / unit, ceiling / unit_high
    crossed = case.plan.loc[floor > ceiling, "initiative"]
    if len(crossed):
        raise ValueError(f"{low} lies above {high} for {', '.join(map(repr, crossed))}; expected the lower first")
    model, rng = solver._model(case.problem), np.random.default_rng(seed)
    middle, _ = _best_at(model, (floor + ceiling) / 2, until)
    if middle is None:
        raise ValueError("no plan was found that keeps the rules; ask select_initiatives which limits stand in the way")
    pool = [found for found, proven in (_best_at(model, scores, until) for scores in
                                        rng.uniform(floor, ceiling, (draws, len(floor)))) if proven]
    groups, regret = _certify(model, middle, pool, floor, ceiling, until)
    table = _core_table(case, groups, pool, draws, level)
    plan = tuple(case.plan["initiative"][middle])
    return Robust(table, plan, regret, _say_robust(table, regret, float(((floor + ceiling) / 2)[middle].sum())))


def _best_at(model, scores, until, least=None, most=None):
    """The choices of the best plan at these scores, and whether it is proven."""
    left = until - time.monotonic()
    if left <= 0:
        return None, False
    changed = _scored(model, scores, least, most)
    columns, bound, _ = solver._best(changed, left, _CLOSE, False)
    if columns is None:
        return None, False
    chosen = columns[model.starts:] > 0.5
    return chosen, bool(bound - scores[chosen].sum() <= 2 * _CLOSE * max(1.0, abs(bound)))


def _scored(model, scores, least=None, most=None):
    gain = np.concatenate([np.zeros(model.starts), scores])
    return dataclasses.replace(model, gain=gain, least=model.least if least is None else least,
                               most=model.most if most is None else most)


def _bound(model, scores, until, least=None, most=None) -> float:
    """A proven upper bound of the value at these scores; minus infinity when no plan is possible."""
    left = until - time.monotonic()
    if left <= 0:
        return np.inf
    _, bound, status = solver._best(_scored(model, scores, least, most), left, _CLOSE, False)
    return -np.inf if status == "infeasible" else float(bound)


def _certify(model, middle, pool, floor, ceiling, until):
    """The group of each initiative, and the largest regret of the middle plan."""
    against = np.where(middle, floor, ceiling)
    own = float(floor[middle].sum())
    seen = np.array(pool) if pool else np.zeros((0, len(floor)), dtype=bool)
    regret = max(0.0, _bound(model, against, until) - own)
    groups = []
    for i, inside in enumerate(middle):
        if len(seen) and seen[:, i].any() and not seen[:, i].all():
            groups.append("borderline")
            continue
        least, most = model.least.copy(), model.most.copy()
        least[model.starts + i], most[model.starts + i] = (model.least[model.starts + i], 0) if inside else (1, 1)
        blocked = inside and model.least[model.starts + i] > 0  # mandatory: no plan is without it
        apart = blocked or _bound(model, against, until, least, most) < own - _CLOSE * max(1.0, own)
        groups.append(("core" if inside else "exterior") if apart else "undecided")
    return groups, regret


def _core_table(case, groups, pool, draws, level) -> pd.DataFrame:
    table = case.plan[["initiative", "track"]].copy()
    table["group"] = pd.Categorical(groups, GROUPS)
    held = np.array(pool).sum(axis=0) if pool else np.zeros(len(table), dtype=int)
    limits = proportion_ci(held, np.full(len(table), len(pool)), level=level)
    table[["estimate", "ci_lower", "ci_upper"]] = limits[["estimate", "ci_lower", "ci_upper"]].to_numpy()
    table["n"], table["n_missing"] = len(pool), draws - len(pool)
    table.index = [case.labels[name] for name in table["initiative"]]
    return table.sort_values(["group", "estimate"], ascending=[True, False], kind="stable")


def _say_robust(table, regret, worth) -> str:
    counts = table["group"].value_counts()
    core, edge = (table.loc[table["group"].eq(name), "initiative"] for name in ("core", "borderline"))
    named = f": {', '.join(core)}" if 0 < len(core) <= 5 else ""
    said = (f"Whatever the scores are within their intervals: {counts['core']} of {len(table)} initiatives belong in "
            f"the plan{named}, and {counts['exterior']} do not.")
    said += f" For {len(edge)} it depends on the scores" + (f": {', '.join(edge)}." if 0 < len(edge) <= 5 else ".")
    if counts["undecided"]:
        said += f" {counts['undecided']} are undecided: neither proven nor shown."
    if np.isfinite(regret) and worth > 0:
        said += (f" At worst another plan is {regret:,.6g} points better, {regret / worth:.0%} of this plan's value at "
                 "the middle scores.")
    return said


@dataclass(frozen=True, eq=False)
class Scenarios:
    """What plans may turn out to be worth. `.table` and `.text`, as :func:`scenario_values` says."""

    table: pd.DataFrame
    text: str


def scenario_values(initiatives, plans=None, *, value: str = "value", spread=0.5, correlation: float = 0.3,
                    draws: int = 10_000, level: float = 0.9, seed: int = 0) -> Scenarios:
    """Draw what plans may turn out to be worth when all values are uncertain and go up and down together.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        With `initiative` and the value.
    plans : mapping of str to Selection or several str
        The plans to compare, each with a name.
    value : str
        The column with the value: the mean of what it may turn out to be.
    spread : float or str
        Coefficient of variation of a value: 0.5 says that it is typically half off. Or the name of a column with one
        for each initiative. Half is a working assumption, not a finding.
    correlation : float from 0 to under 1
        How far the values move together (between their logarithms): a bad year is bad for all.
    draws : int
        How many scenarios; every plan meets the same ones.
    level : float in (0, 1)
        How much of the scenarios lies between `ci_lower` and `ci_upper`.
    seed : int
        The same seed gives the same scenarios.

    Returns
    -------
    Scenarios
        `.table`, one row a plan: `plan`, `estimate` (mean), `ci_lower`, `ci_upper`, `chance_best` (share of the
        scenarios in which no other plan is worth more; ties count for each), `n` (initiatives), `n_missing`
        (initiatives without a value, left out); and `.text`.

    Raises
    ------
    ValueError
        If an option is impossible, or a plan names an unknown initiative.

    Notes
    -----
    Value times a log-normal factor with mean 1; the factors share one normal with weight sqrt(correlation). Single
    precision, and one matrix product for all plans.

    Examples
    --------
    >>> import pandas as pd
    >>> wishes = pd.DataFrame({"initiative": ["Call back", "Fix bills"], "value": [8.0, 6.0]})
    >>> found = scenario_values(wishes, {"one": ["Call back"], "both": ["Call back", "Fix bills"]})
    >>> found.table["estimate"].round().tolist(), found.table["chance_best"].tolist()
    ([8.0, 14.0], [0.0, 1.0])
    """
    check_told('cx.portfolio.scenario_values(initiatives, {"ours": plan, "list": ["Call back"]})',
               initiatives=initiatives, plans=plans)
    needs = dict.fromkeys(["initiative", value, *([spread] if isinstance(spread, str) else [])])
    check_table(initiatives, "initiatives", needs=list(needs))
    if not isinstance(plans, Mapping) or not plans:
        raise ValueError("plans is empty or no dictionary; expected such as {'ours': plan, 'list': ['Call back']}")
    if not (0 <= correlation < 1 and draws >= 1 and 0 < level < 1):
        raise ValueError(f"correlation is {correlation!r}, draws {draws!r}, level {level!r}; expected a correlation "
                         "from 0 to under 1, at least one draw, and a level between 0 and 1")
    worth = numbers(initiatives[value], value).to_numpy()
    doubt = numbers(initiatives[spread] if isinstance(spread, str) else pd.Series(spread, initiatives.index), "spread")
    if not doubt.ge(0).all():
        raise ValueError("spread is missing or under 0; expected a coefficient of variation, 0 or more")
    wide = doubt.to_numpy()
    member = _membership(initiatives["initiative"], plans)
    values = _draw_values(np.nan_to_num(worth), wide, correlation, draws, seed) @ member
    tail = (1 - level) / 2
    lower, upper = np.quantile(values, [tail, 1 - tail], axis=0)
    inside = member.astype(bool)
    table = pd.DataFrame({
        "plan": list(plans), "estimate": values.mean(axis=0, dtype=float), "ci_lower": lower, "ci_upper": upper,
        "chance_best": (values >= values.max(axis=1, keepdims=True)).mean(axis=0),
        "n": (inside & ~np.isnan(worth)[:, None]).sum(axis=0),
        "n_missing": (inside & np.isnan(worth)[:, None]).sum(axis=0)})
    return Scenarios(table, _say_scenarios(table, level))


def _membership(names, plans) -> np.ndarray:
    held = {name: set(plan.table["initiative"] if isinstance(plan, Selection) else plan)
            for name, plan in plans.items()}
    unknown = sorted({repr(one) for plan in held.values() for one in plan} - {repr(one) for one in names})
    if unknown:
        raise ValueError(f"there is no initiative {', '.join(unknown)} in the list")
    return np.column_stack([names.isin(plan).to_numpy(dtype=np.float32) for plan in held.values()])


def _draw_values(worth, wide, correlation, draws, seed) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sd = np.sqrt(np.log1p(wide**2)).astype(np.float32)
    drawn = rng.standard_normal((draws, len(worth)), dtype=np.float32)
    drawn *= np.float32(np.sqrt(1 - correlation))
    drawn += np.float32(np.sqrt(correlation)) * rng.standard_normal((draws, 1), dtype=np.float32)
    drawn *= sd
    drawn -= sd**2 / 2
    np.exp(drawn, out=drawn)
    drawn *= worth.astype(np.float32)
    return drawn


def _say_scenarios(table, level) -> str:
    parts = [f"{row.plan}: {row.estimate:,.4g}, mostly {row.ci_lower:,.4g} to {row.ci_upper:,.4g}"
             for row in table.itertuples()]
    best = table.loc[table["chance_best"].idxmax()]
    said = f"In {level:.0%} of the scenarios the plans are worth, mean first: {'; '.join(parts)}."
    return said + (f" {best['plan']} is best in {best['chance_best']:.0%} of them." if len(table) > 1 else "")


@dataclass(frozen=True, eq=False)
class Experiment:
    """What it is worth to try an idea before scaling it.

    Attributes
    ----------
    value_with : float
        Expected value of trying first, then scaling only if the result warrants it; the trial's cost is taken off.
    value_without : float
        Expected value of deciding now: scale if that pays on average, else do nothing.
    gain : float
        The first less the second.
    chance_to_scale : float
        Chance that the trial's result warrants scaling.
    text : str
        What a person would say.
    """

    value_with: float
    value_without: float
    gain: float
    chance_to_scale: float
    text: str


def experiment_value(mean: float, sd: float | None = None, scale_cost: float | None = None, *,
                     quarters: float | None = None, delay_quarters: float | None = None, customers: int | None = None,
                     customer_sd: float | None = None, trial_cost: float | None = None) -> Experiment:
    """Measure what it is worth to try an idea on some customers before it is scaled.

    A trial pays when its result could change the decision. Where you would scale, or stop, whatever comes out, it only
    costs money and time.

    Parameters
    ----------
    mean, sd : float
        What you believe of the value a quarter once scaled: the mean, and how unsure you are (standard deviation).
    scale_cost : float
        What scaling costs, once.
    quarters : float
        Quarters in which the idea would earn when scaled now.
    delay_quarters : float
        Quarters that the trial takes off those.
    customers : int
        Customers in the trial.
    customer_sd : float
        Standard deviation of the measured value between customers, in the unit of `mean`.
    trial_cost : float
        What the trial costs.

    Returns
    -------
    Experiment
        `.value_with`, `.value_without`, `.gain`, `.chance_to_scale`, `.text`.

    Raises
    ------
    ValueError
        If a number is out of range; all at once.

    Notes
    -----
    Normal belief and normal noise: s = sd² / sqrt(sd² + customer_sd² / customers), z = (mean − scale_cost / (quarters −
    delay)) / s, value_with = −trial_cost + (quarters − delay) s (φ(z) + z Φ(z)); value_without = max(0, quarters × mean
    − scale_cost).

    References
    ----------
    Raiffa H, Schlaifer R (1961). Applied Statistical Decision Theory, ch. 5 (preposterior analysis).

    Examples
    --------
    >>> trial = experiment_value(10, 30, 120, quarters=8, delay_quarters=1, customers=200, customer_sd=200,
    ...                          trial_cost=10)
    >>> round(trial.value_with, 2), trial.value_without
    (43.39, 0.0)
    """
    check_told("cx.portfolio.experiment_value(10, 30, 120, quarters=8, delay_quarters=1, customers=200, "
               "customer_sd=200, trial_cost=10)", mean=mean, sd=sd, scale_cost=scale_cost, quarters=quarters,
               delay_quarters=delay_quarters, customers=customers, customer_sd=customer_sd, trial_cost=trial_cost)
    rules = {"sd": (sd, sd > 0, "above 0"), "scale_cost": (scale_cost, scale_cost >= 0, "0 or more"),
             "quarters": (quarters, quarters > 0, "above 0"), "customers": (customers, customers >= 1, "1 or more"),
             "delay_quarters": (delay_quarters, 0 <= delay_quarters < quarters, "from 0 to under quarters"),
             "customer_sd": (customer_sd, customer_sd >= 0, "0 or more"),
             "trial_cost": (trial_cost, trial_cost >= 0, "0 or more")}
    faults = [f"{name} is {given!r}; expected a number {wanted}" for name, (given, fine, wanted) in rules.items()
              if not fine]
    if faults:
        raise ValueError("\n".join(faults))
    earning = quarters - delay_quarters
    s = sd**2 / np.sqrt(sd**2 + customer_sd**2 / customers)
    z = (mean - scale_cost / earning) / s
    with_trial = float(-trial_cost + earning * s * (stats.norm.pdf(z) + z * stats.norm.cdf(z)))
    without, chance = max(0.0, float(quarters * mean - scale_cost)), float(stats.norm.cdf(z))
    gain = with_trial - without
    verdict = "is worth" if gain > 0 else "costs"
    text = (f"Trying it first {verdict} {abs(gain):,.4g}: {with_trial:,.4g} with a trial against {without:,.4g} when "
            f"deciding now. The chance that its result warrants scaling is {chance:.0%}.")
    return Experiment(with_trial, without, gain, chance, text)
