"""What a plan costs and what it gives up: near against long term, the price of a band, why not, what lists lose."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlab.counts import LARGEST
from cxlab.frames import INNOVATION
from cxlab.portfolio import solver
from cxlab.portfolio.asked import check_told
from cxlab.portfolio.selection import Selection, _decimals, make_case, solve_case

BANDS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans that cannot be better in the near term without being worse in the long term.

    Attributes
    ----------
    table : DataFrame
        One row a plan, from least to most near value: `near`, `long`, `share` (of Result Driven Innovation in the
        effort), `n` (initiatives in the plan) and `plan` (their names, a tuple).
    complete : bool
        Whether it is proven that no plan is missing.
    text : str
        What a person would say.
    """

    table: pd.DataFrame
    complete: bool
    text: str


def trade_off_curve(initiatives, capacity=None, *, near: str | None = None, long: str | None = None,
                    most_points: int = 200, time_limit_seconds: float = 60, **rules) -> Frontier:
    """Find all plans that trade value in the near term against value in the long term.

    On the curve, more of the one costs some of the other. Where on it to stand is a choice of people; a plan that is
    not on it gives something away.

    Parameters
    ----------
    initiatives, capacity
        As for :func:`select_initiatives`.
    near, long : str
        The columns with near-term and long-term value.
    most_points : int
        Stop after so many plans.
    time_limit_seconds : float
        Stop after so long; what was found until then is given.
    **rules
        The limits of :func:`select_initiatives`: `resources`, `share`, `requires` and so on.

    Returns
    -------
    Frontier
        `.table` (`near`, `long`, `share`, `n`, `plan`), `.complete`, `.text`.

    Raises
    ------
    ValueError
        If a column is absent, or a limit is impossible, as :func:`select_initiatives` says.

    Notes
    -----
    Epsilon constraint: the most long-term value, and at that value the most near-term value; then the same with more
    near-term value demanded, until no plan is left. Exact: it finds the plans between the corners of a weighted sum
    too. Of plans with the same two values one is given. Agrees with the published fronts of vOptLib's 2KP50-11 and
    2KP50-50.

    References
    ----------
    Haimes YY, Lasdon LS, Wismer DA (1971). On a bicriterion formulation. IEEE Trans Syst Man Cybern 1, 296-297.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Principles", "Call back", "Fix bills"],
    ...                      "track": ["Strategic Fundamental", "Result Driven Innovation", "Result Driven Innovation"],
    ...                      "duration_quarters": 1, "effort_fte": 1.0, "soon": [1, 8, 6], "later": [9, 1, 3]})
    >>> trade_off_curve(plan, pd.Series([2.0], index=["2026Q1"]), near="soon", long="later").table[["near", "long"]]
       near  long
    0   7.0  12.0
    1   9.0  10.0
    2  14.0   4.0
    """
    check_told('cx.portfolio.trade_off_curve(initiatives, capacity, near="customer_value", long="value")',
               initiatives=initiatives, capacity=capacity, near=near, long=long)
    clock = time.monotonic()
    case = make_case(initiatives, capacity, value=long, **_only_limits(rules))
    (soon, unit), (later, unit_long) = (_whole(case.plan, name) for name in (near, long))
    problem = dataclasses.replace(case.problem, value=later * (soon.sum() + 1) + soon, floors=((soon, 0.0),))
    model = solver._model(problem)
    floor = model.names.index(("floor",))
    rows, complete, least = [], False, 0.0
    while len(rows) < most_points and time.monotonic() - clock < time_limit_seconds:
        low = model.low.copy()
        low[floor] = least - 1e-6
        left = max(0.1, time_limit_seconds - (time.monotonic() - clock))
        columns, bound, _ = solver._best(dataclasses.replace(model, low=low), left, 0.0, False)
        if columns is None:
            complete = np.isnan(bound)
            break
        chosen = np.round(columns[model.starts:])
        if bound - problem.value @ chosen >= 0.999:  # not proven in the time given
            break
        rows.append({"near": soon @ chosen / unit, "long": later @ chosen / unit_long, **_about(case, chosen > 0)})
        least = soon @ chosen + 1
    table = pd.DataFrame(rows, columns=["near", "long", "share", "n", "plan"])
    return Frontier(table, bool(complete), _say_frontier(table, complete))


@dataclass(frozen=True, eq=False)
class Price:
    """Best value by band. `.table` and `.text`, as :func:`price_of_balance` says."""

    table: pd.DataFrame
    text: str


def price_of_balance(initiatives, capacity=None, *, bands=BANDS, time_limit_seconds: float = 60,
                     gap_tolerance: float = 1e-4, **rules) -> Price:
    """Measure what each band for the share of Result Driven Innovation would cost in value.

    Parameters
    ----------
    initiatives, capacity
        As for :func:`select_initiatives`.
    bands : several (low, high)
        Bands to compare. The fifths of the default only cut the range in equal parts: none is a recommendation.
    time_limit_seconds : float
        For each band.
    gap_tolerance : float
        How close to the bound is called optimal.
    **rules
        The other limits of :func:`select_initiatives`, without `share`.

    Returns
    -------
    Price
        `.table`, one row without a band and one a band: `low`, `high` (missing: no band), `value`, `bound`, `gap`,
        `status`, `share` (in the plan), `n` (initiatives), `lost` (value less than without a band), `lost_share`; and
        `.text`.

    Raises
    ------
    ValueError
        As :func:`select_initiatives`.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Principles", "Call back", "Fix bills"],
    ...                      "track": ["Strategic Fundamental", "Result Driven Innovation", "Result Driven Innovation"],
    ...                      "duration_quarters": 1, "effort_fte": 1.0, "value": [3, 8, 6]})
    >>> price = price_of_balance(plan, pd.Series([2.0], index=["2026Q1"]), bands=[(0.4, 0.6)])
    >>> price.table[["low", "high", "value", "lost"]]
       low  high  value  lost
    0  NaN   NaN   14.0   0.0
    1  0.4   0.6   11.0   3.0
    """
    check_told("cx.portfolio.price_of_balance(initiatives, capacity)", initiatives=initiatives, capacity=capacity)
    rows = []
    for band in (None, *bands):
        case = make_case(initiatives, capacity, share=band, **_only_limits(rules))
        found = solve_case(case, time_limit_seconds, gap_tolerance)
        chosen = case.plan["initiative"].isin(found.table["initiative"]).to_numpy()
        low, high = band or (np.nan, np.nan)
        rows.append({"low": low, "high": high, "value": found.objective, "bound": found.bound, "gap": found.gap,
                     "status": found.status, **_about(case, chosen)})
    table = pd.DataFrame(rows).drop(columns="plan")
    table["lost"] = table["value"].iloc[0] - table["value"]
    table["lost_share"] = table["lost"] / table["value"].iloc[0]
    return Price(table, _say_price(table))


@dataclass(frozen=True, eq=False)
class Reason:
    """Why an initiative is not in a plan.

    Attributes
    ----------
    initiative : str
    lost : float
        Value lost if it must be in: the plan's value less that of the best plan with it. Missing when no plan can
        hold it.
    lost_at_least : float
        Proven: any plan with it loses at least this. Equal to `lost` when the search was brought to its end.
    leaves : tuple of str
        What leaves the plan to make room.
    table : DataFrame
        One row a limit: `limit`, `lost` (the same loss if this limit did not count for this initiative alone) and
        `binds` (the loss would then shrink).
    text : str
        What a person would say.
    """

    initiative: str
    lost: float
    lost_at_least: float
    leaves: tuple[str, ...]
    table: pd.DataFrame
    text: str


def why_not(selection: Selection, initiative: str | None = None, *, time_limit_seconds: float = 20) -> Reason:
    """Say what it would cost to have an initiative in the plan after all, and which limit keeps it out.

    Parameters
    ----------
    selection : Selection
        The plan, from :func:`select_initiatives`.
    initiative : str
        One that was not chosen.
    time_limit_seconds : float
        For each of the searches.

    Returns
    -------
    Reason
        `.lost`, `.lost_at_least`, `.leaves`, `.table`, `.text`.

    Raises
    ------
    ValueError
        If there is no plan, or the initiative is in it or unknown.

    Notes
    -----
    The initiative is forced in and the plan made again. Then, limit by limit, the same with the limit waived for this
    initiative alone: a limit binds when the loss shrinks. Exact, where the price of a limit in the linear relaxation
    is only a hint.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Call back", "Fix bills"], "track": "Result Driven Innovation",
    ...                      "duration_quarters": 1, "effort_fte": 1.0, "value": [8, 6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> chosen = select_initiatives(plan, pd.Series([1.0], index=["2026Q1"]))
    >>> reason = why_not(chosen, "Fix bills")
    >>> reason.lost, reason.leaves
    (2.0, ('Call back',))
    """
    if not isinstance(selection, Selection):
        raise TypeError("why_not asks about a plan: first plan = cx.portfolio.select_initiatives(initiatives, "
                        'capacity), then cx.portfolio.why_not(plan, "Fix bills")')
    check_told('cx.portfolio.why_not(plan, "Fix bills")', initiative=initiative)
    case, names = selection.case, selection.case.plan["initiative"]
    if not np.isfinite(selection.objective):
        raise ValueError("the selection holds no plan; ask again with one that has")
    if initiative not in set(selection.not_chosen):
        raise ValueError(f"{initiative!r} is not among the initiatives left out; expected one of "
                         f"{', '.join(map(repr, selection.not_chosen[:5]))}")
    place = int(np.flatnonzero(names.eq(initiative))[0])
    forced = dataclasses.replace(case.problem, mandatory=(*case.problem.mandatory, place))
    answer = solver.solve(forced, time_limit=time_limit_seconds, tolerance=1e-6, early=False)
    lost, leaves = np.nan, ()
    if answer.starts is not None:
        lost = selection.objective - forced.worth(answer.starts)
        inside = set(names[answer.starts >= 0])
        leaves = tuple(name for name in selection.table["initiative"] if name not in inside)
    rows = []
    for limit, waived in _waive(case, forced, place):
        found = solver.solve(waived, time_limit=time_limit_seconds, tolerance=1e-6, early=False)
        less = np.nan if found.starts is None else max(0.0, selection.objective - waived.worth(found.starts))
        rows.append({"limit": limit, "lost": less, "binds": bool(less < lost - 1e-9 or (np.isnan(lost) and less >= 0))})
    table = pd.DataFrame(rows, columns=["limit", "lost", "binds"]).sort_values("lost", kind="stable", ignore_index=True)
    known = selection.objective - answer.bound if answer.starts is not None else np.nan
    return Reason(initiative, lost, known, leaves, table, _say_reason(initiative, lost, leaves, table))


def _waive(case, forced, place):
    """The limits that this initiative meets, each with the problem in which it does not count for it."""
    for r, name in enumerate(case.resources):
        # The band goes on counting the work as it is: on a copy of the resource that is never short.
        effort = np.concatenate([forced.effort, forced.effort[:, [forced.share_resource]]], axis=1)
        endless = np.full((1, forced.quarters), forced.work[:, forced.share_resource].sum())
        effort[place, r] = 0
        yield f"the capacity of {name}", dataclasses.replace(
            forced, effort=effort, capacity=np.vstack([forced.capacity, endless]), share_resource=len(case.resources))
    if forced.share is not None:
        yield "the band for the share", dataclasses.replace(forced, share=None)
    if any(j == place for _, j in forced.requires):
        free = tuple(pair for pair in forced.requires if pair[1] != place)
        yield "what it requires", dataclasses.replace(forced, requires=free)
    if any(place in group for group in forced.excludes):
        free = tuple(group for group in forced.excludes if place not in group)
        yield "what it excludes", dataclasses.replace(forced, excludes=free)
    if forced.first[place] > 0 or forced.last[place] < forced.quarters:
        first, last = forced.first.copy(), forced.last.copy()
        first[place], last[place] = 0, forced.quarters
        yield "its earliest and latest start", dataclasses.replace(forced, first=first, last=last)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Lists against the best plan. `.table`, `.best` (the plan) and `.text`, as :func:`compare_rules` says."""

    table: pd.DataFrame
    best: Selection
    text: str


def compare_rules(initiatives, capacity=None, *, time_limit_seconds: float = 60, gap_tolerance: float = 1e-4,
                  **rules) -> Comparison:
    """Compare plans made by going down a ranked list with the best plan, on your own initiatives.

    Parameters
    ----------
    initiatives, capacity
        As for :func:`select_initiatives`. RICE needs `customers_reached` (and takes `confidence`, from 0 to 1, when it
        is there); MoSCoW needs a column `moscow` (must, should, could, won't). A ranking whose columns are absent is
        left out.
    time_limit_seconds, gap_tolerance : float
        For the best plan.
    **rules
        The limits of :func:`select_initiatives`.

    Returns
    -------
    Comparison
        `.table`, one row a way of choosing: `rule`, `value`, `kept` (share of the best plan's value), `n`
        (initiatives), `share` (of Result Driven Innovation in the effort), `breaks` (limits that the list does not
        keep); `.best`, the best plan; and `.text`.

    Raises
    ------
    ValueError
        As :func:`select_initiatives`.

    Notes
    -----
    Down the list, each initiative starts in the first quarter in which it fits capacity, window and order; what does
    not fit is passed over, and tried again when something it waits for has been placed. Value: `value`. RICE:
    customers_reached x value x confidence / effort over all quarters. WSJF: value / duration. MoSCoW: class, then
    value. Lists do not look at the band or at results every quarter, which is why they may break them; one that does
    may keep more than the whole value.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Rebuild", "Call back", "Fix bills"], "track": "Result Driven Innovation",
    ...                      "duration_quarters": 1, "effort_fte": [2.0, 1.0, 1.0], "value": [10, 8, 6]})
    >>> compare_rules(plan, pd.Series([2.0], index=["2026Q1"])).table[["rule", "value", "kept"]]
            rule  value      kept
    0  best plan   14.0  1.000000
    1      value   10.0  0.714286
    2       WSJF   10.0  0.714286
    """
    check_told("cx.portfolio.compare_rules(initiatives, capacity)", initiatives=initiatives, capacity=capacity)
    case = make_case(initiatives, capacity, **rules)
    best = solve_case(case, time_limit_seconds, gap_tolerance)
    problem, names = case.problem, case.plan["initiative"]
    plans = {"best plan": names.isin(best.table["initiative"]).to_numpy()}
    rows = [{"rule": "best plan", "value": best.objective, **_about(case, plans["best plan"]), "breaks": ()}]
    for rule, score in _rankings(case).items():
        starts = _down_the_list(problem, np.argsort(-score, kind="stable"))
        rows.append({"rule": rule, "value": problem.worth(starts), **_about(case, starts >= 0),
                     "breaks": _families(problem, starts)})
    table = pd.DataFrame(rows).drop(columns="plan")
    table.insert(2, "kept", table["value"] / best.objective)
    return Comparison(table, best, _say_comparison(table))


def _rankings(case) -> dict[str, np.ndarray]:
    """Score of each initiative, one a ranking; higher goes first."""
    plan, value = case.plan, case.problem.value
    effort = case.problem.work[:, 0] / case.units[0]
    scores = {"value": value, "WSJF": value / np.maximum(case.problem.duration, 1)}
    if "customers_reached" in plan:
        reach = plan["customers_reached"].astype("Float64").fillna(0).to_numpy(dtype=float)
        sure = pd.to_numeric(plan.get("confidence", pd.Series(1.0, index=plan.index)), errors="coerce").fillna(0)
        scores["RICE"] = reach * value * sure.to_numpy(dtype=float) / np.where(effort > 0, effort, np.inf)
        scores["RICE"][effort == 0] = np.inf
    if "moscow" in plan:
        # "won't" and a missing class come last.
        said = plan["moscow"].astype("str").str.lower().str[:1]
        rank = said.map({"m": 3, "s": 2, "c": 1}).fillna(0).to_numpy(dtype=float)
        scores["MoSCoW"] = rank * (value.max() + 1) + value
    return scores


def _down_the_list(problem, order) -> np.ndarray:
    """Place initiatives in this order, each as early as it fits."""
    starts = np.full(len(problem.value), -1)
    left, first = problem.capacity.copy(), solver.windows(problem)[0]
    needs: dict[int, list[int]] = {}
    for i, j in problem.requires:
        needs.setdefault(j, []).append(i)
    order, placed = list(dict.fromkeys([*problem.mandatory, *order])), True
    while placed:
        placed = False
        for i in order:
            if starts[i] >= 0 or any(starts[k] < 0 for k in needs.get(i, ())) or any(
                    i in group and (starts[list(group)] >= 0).any() for group in problem.excludes):
                continue
            ready = max([first[i], *(starts[k] + problem.duration[k] for k in needs.get(i, ()))])
            own = problem.effort[i, :, :problem.duration[i]]
            for t in range(ready, min(problem.last[i], problem.quarters - problem.duration[i]) + 1):
                if (own <= left[:, t:t + problem.duration[i]]).all():
                    left[:, t:t + problem.duration[i]] -= own
                    starts[i], placed = t, True
                    break
            if placed and any(i in below for below in needs.values()):
                break  # something may wait for it that stands higher on the list
    return starts


def _families(problem, starts) -> tuple[str, ...]:
    told = " ".join(solver.broken_rules(problem, starts))
    words = {"has no result": "a result every quarter", "share lies outside": "the band for the share",
             "is left out": "the mandatory initiatives"}
    return tuple(name for piece, name in words.items() if piece in told)


def _only_limits(rules) -> dict:
    if "value_per_quarter" in rules:
        raise ValueError("value_per_quarter is not for this function; expected columns with the value counted once")
    return rules


def _whole(plan, name):
    """A column as whole numbers, and the unit that made them whole."""
    if name not in plan:
        raise ValueError(f"the column {name} is absent; expected a number for each initiative")
    numbers = pd.to_numeric(plan[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    fits = (numbers >= 0) & (numbers <= LARGEST)
    if not fits.all():
        raise ValueError(f"{name} is missing, under 0 or over {LARGEST:g} for "
                         f"{', '.join(map(repr, plan['initiative'][~fits]))}; expected a number, 0 or more")
    unit = 10 ** _decimals(numbers)
    return np.round(numbers * unit), unit


def _about(case, chosen) -> dict:
    work = case.problem.work[chosen, case.problem.share_resource]
    fast = case.plan["track"].eq(INNOVATION).to_numpy()[chosen]
    share = float(work[fast].sum() / work.sum()) if work.sum() > 0 else np.nan
    return {"share": share, "n": int(chosen.sum()), "plan": tuple(case.plan["initiative"][chosen])}


# The words.

def _say_frontier(table, complete) -> str:
    if table.empty:
        return "No plan fits all your rules." if complete else "No plan was proven in the time given."
    first, last = table.iloc[0], table.iloc[-1]
    said = (f"{len(table)} plans trade near against long term: from {first['near']:,.6g} near and {first['long']:,.6g} "
            f"long to {last['near']:,.6g} near and {last['long']:,.6g} long.")
    return said + (" Proven complete." if complete else " The search was stopped: plans may be missing at the end.")


def _say_price(table) -> str:
    bands = table.iloc[1:].dropna(subset="value")
    if bands.empty or np.isnan(table["value"].iloc[0]):
        return "No band can be kept together with the other rules."
    parts = [f"{row.low:.0%} to {row.high:.0%}: {row.value:,.6g} ({max(row.lost_share, 0):.1%} lost)"
             for row in bands.itertuples()]
    none = len(table) - 1 - len(bands)
    tail = f" No plan was found for {none} of the bands." if none else ""
    return f"Without a band the best plan scores {table['value'].iloc[0]:,.6g}. By band: {'; '.join(parts)}.{tail}"


def _say_reason(initiative, lost, leaves, table) -> str:
    if np.isnan(lost):
        first = f"No plan that keeps the rules was found with {initiative} in it."
    else:
        first = f"With {initiative} in the plan, {lost:,.6g} points are lost"
        first += f" and {', '.join(leaves)} would leave." if leaves else "."
    binding = table.loc[table["binds"], "limit"].tolist()
    return f"{first} What keeps it out: {', '.join(binding)}." if binding else (
        f"{first} No single limit keeps it out.")


def _say_comparison(table) -> str:
    if np.isnan(table["value"].iloc[0]):
        return "No plan fits all your rules, so the lists have nothing to be compared with."
    parts = [f"{row.rule} keeps {row.kept:.0%}" + (f" and breaks {' and '.join(row.breaks)}" if row.breaks else "")
             for row in table.iloc[1:].itertuples()]
    return f"The best plan scores {table['value'].iloc[0]:,.6g}. Going down a list: {'; '.join(parts)}."
