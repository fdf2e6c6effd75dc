"""Choose and schedule initiatives so that they fit capacity, order and the balance of the two tracks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pandas as pd

from cxlab.counts import LARGEST
from cxlab.frames import INNOVATION
from cxlab.portfolio.asked import check_told
from cxlab.portfolio.balance import Balance, measure_balance
from cxlab.portfolio.conflict import explain, say_conflict
from cxlab.portfolio.effort import fit_windows, spread_effort, tidy_profile
from cxlab.portfolio.listing import check_list, find_circles
from cxlab.portfolio.solver import Problem, broken_rules, solve

MOST_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Case:
    """A list and its limits in numbers: the typed list, the capacity, the problem, and the names of its columns."""

    plan: pd.DataFrame
    limits: pd.DataFrame
    problem: Problem
    resources: tuple[str, ...]
    units: tuple[int, ...]
    value: str
    share: tuple[float, float] | None
    share_resource: str
    labels: dict


@dataclass(frozen=True, eq=False)
class Selection:
    """A plan: what to do, when, how good it is, and how good any plan could be.

    Attributes
    ----------
    table : DataFrame
        The schedule, one row a chosen initiative, by start: `initiative`, `track`, `start`, `finish` (quarters, both
        included), `duration_quarters`, the resources (per quarter) and the value. Labels are those of the list.
    not_chosen : tuple of str
        The initiatives left out, most valuable first.
    use : DataFrame
        One row a quarter and resource: `quarter`, `resource`, `used`, `capacity`, `left`.
    balance : Balance
        Balance of the two tracks in the plan.
    objective : float
        Value of the plan; missing when there is none.
    bound : float
        Proven: no plan that keeps the rules has more value than this.
    gap : float
        (bound - objective) / objective: how much better, at most, another plan could be.
    status : str
        "optimal" (the gap is within the tolerance), "feasible" (a plan that keeps the rules; better ones may exist),
        "infeasible" (no plan keeps the rules) or "unknown" (none found in the time given).
    loosen : tuple of str
        When infeasible: the rules each of which, if dropped alone, makes a plan possible.
    conflict : tuple of str
        When infeasible: limits that cannot hold together, though they can as soon as any one of them is dropped. The
        order, the groups that exclude each other and the number of quarters are taken as given.
    loosening : DataFrame
        When infeasible, one row a change: `limit` (of the conflict), `what` must change, `now`, `needed`, `unit`. All
        rows of one limit belong together, and each limit's rows alone make a plan possible: the least that does.
    text : str
        What a person would say, plainest sentence first.
    case : Case
        The numbers behind the plan, for functions that ask further.
    """

    table: pd.DataFrame
    not_chosen: tuple[str, ...]
    use: pd.DataFrame
    balance: Balance
    objective: float
    bound: float
    gap: float
    status: str
    loosen: tuple[str, ...]
    conflict: tuple[str, ...]
    loosening: pd.DataFrame
    text: str
    case: Case = field(repr=False)


def select_initiatives(initiatives, capacity=None, *, resources=("effort_fte",), value: str = "value", share=None,
                       share_resource: str | None = None, results_every_quarter: bool = False, requires=None,
                       excludes=None, mandatory=(), done=(), effort_profile=None, value_per_quarter: str | None = None,
                       time_limit_seconds: float = 60, gap_tolerance: float = 1e-4,
                       progress: bool = False) -> Selection:
    """Choose the initiatives of most value that fit capacity, order and balance, and say when each starts.

    The plan is only as good as its values and efforts, which are estimates. Read it as "this fits, and no other plan
    scores more on these numbers", and talk about what was left out.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        The candidates: `initiative`, `track`, `duration_quarters`, the resources and the value. Take out what is
        finished (and name it in `done`). The plan chooses the starts. Columns it minds when they are there:
        `earliest_start` and `latest_start` (quarters, either may be missing), and `running` (true or false). What is
        running stays in the plan and keeps its `start`; what is left of it takes capacity, and it brings a result only
        if it ends within the plan. Without a `start` it is taken to begin in the first quarter of the plan.
    capacity : DataFrame, one row a quarter, or Series when there is one resource
        What there is of each resource in each quarter. The quarters are the index or a column `quarter`; they follow
        each other and are the horizon of the plan.
    resources : str or several
        The columns that the capacity limits, per quarter of work.
    value : str
        The column with the value of an initiative, counted once when it is in the plan.
    share : (low, high), optional
        Your band for the share of Result Driven Innovation in the effort of the plan. There is no default.
    share_resource : str, optional
        The resource that the band is about; the first of `resources` otherwise.
    results_every_quarter : bool
        Each quarter must finish at least one initiative of Result Driven Innovation.
    requires : mapping of str to one or several str, or DataFrame, optional
        What must be finished before an initiative starts; as a table one row each, with the columns `initiative` and
        `requires`. Without it the column `requires` of the list is read (names separated by a semicolon); ``{}``
        switches order off.
    excludes : several groups of str, optional
        At most one initiative of each group.
    mandatory : str or several
        Initiatives that must be in the plan.
    done : str or several
        Initiatives already finished: whatever requires them may start. They are not planned again.
    effort_profile : DataFrame, one row an initiative and quarter of work, optional
        For work that does not take the same each quarter: `initiative`, `quarter_of_work` (1 is its first) and one or
        more of the resources. Initiatives that are not in it take their column of the list in every quarter.
    value_per_quarter : str, optional
        A column with what an initiative adds in each quarter, from the one in which it is finished to the last of the
        plan, in the points of `value`. It makes early results count for more.
    time_limit_seconds : float
        How long to search. The best plan found so far is returned, with its gap.
    gap_tolerance : float
        How close to the bound is called optimal.
    progress : bool
        Let the solver print what it does.

    Returns
    -------
    Selection
        `.table`, `.not_chosen`, `.use`, `.balance`, `.objective`, `.bound`, `.gap`, `.status`, `.loosen`, `.conflict`,
        `.loosening`, `.text`.

    Raises
    ------
    FrameError
        If the list does not hold to its contract, a number is missing or negative, or its column `requires` names what
        is not in the list or runs in a circle. All faults are named at once, each by its row and column.
    ValueError
        If the capacity does not fit the resources, a name in an option is unknown, or an option is impossible. All
        faults of a kind are named at once.

    Notes
    -----
    An integer programme with a column for each possible start and one for each choice, solved by HiGHS through
    `scipy.optimize.milp`; numbers are scaled to whole ones first, so capacities and the band hold exactly. Lists of 25
    to 75 initiatives are first searched quarter by quarter, as exactly, which mostly proves the plan sooner. Past 4,000
    columns the linear relaxation gives the bound and the search runs over the columns it leaves in doubt. With the
    choices made, work is moved forward where it fits, the most valuable first. Every rule is then checked again by our
    own code, without the solver's matrix. Agrees with brute force on small lists and with the known optima of
    OR-Library's mknap1 and weing.

    References
    ----------
    Pritsker AAB, Watters LJ, Wolfe PM (1969). Multiproject scheduling with limited resources. Management Science 16.
    Beasley JE (1990). OR-Library: distributing test problems by electronic mail. J Opl Res Soc 41, 1069-1072.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Principles", "Call back", "Fix bills"],
    ...                      "track": ["Strategic Fundamental", "Result Driven Innovation", "Result Driven Innovation"],
    ...                      "duration_quarters": [2, 1, 1], "effort_fte": [1.0, 1.0, 1.5], "value": [5, 8, 9]})
    >>> capacity = pd.Series(2.0, index=["2026Q1", "2026Q2"])
    >>> chosen = select_initiatives(plan, capacity)
    >>> chosen.table["initiative"].tolist(), chosen.objective, chosen.status
    (['Fix bills', 'Call back'], 17.0, 'optimal')
    """
    check_told("cx.portfolio.select_initiatives(initiatives, capacity)", initiatives=initiatives, capacity=capacity)
    case = make_case(initiatives, capacity, resources=resources, value=value, share=share,
                     share_resource=share_resource, results_every_quarter=results_every_quarter, requires=requires,
                     excludes=excludes, mandatory=mandatory, done=done, effort_profile=effort_profile,
                     value_per_quarter=value_per_quarter)
    _check_search(time_limit_seconds, gap_tolerance)
    return solve_case(case, time_limit_seconds, gap_tolerance, progress)


def make_case(initiatives, capacity, *, resources=("effort_fte",), value="value", share=None, share_resource=None,
              results_every_quarter=False, requires=None, excludes=None, mandatory=(), done=(), effort_profile=None,
              value_per_quarter=None) -> Case:
    """Check a list and its limits, and put them in numbers; the arguments are those of select_initiatives."""
    resources, mandatory, done = (_names(given) for given in (resources, mandatory, done))
    done = tuple(name for name in done if name)
    shaped = effort_profile.columns if isinstance(effort_profile, pd.DataFrame) else ()
    numbers = [*(name for name in resources if name not in shaped), value, value_per_quarter]
    checked = check_list(initiatives, [name for name in numbers if name is not None], ordered=requires is None,
                         done=done)
    labels = dict(zip(checked["initiative"], initiatives.index, strict=True))
    plan = checked[~checked["initiative"].isin(done)].reset_index(drop=True)
    if plan.empty:
        raise ValueError("there is no initiative to choose from")
    profile = tidy_profile(plan, effort_profile, resources)
    _check_options(share, share_resource, resources)
    limits = _capacity(capacity, resources)
    rules = _rules(plan, requires, excludes, mandatory, done)
    timing = fit_windows(plan, limits.index)
    need = spread_effort(plan, profile, resources)
    problem, units = _problem(plan, limits, resources, value, value_per_quarter, need, timing)
    running = tuple(np.flatnonzero(timing.running))
    # What runs already has no need to wait for what it requires.
    pairs = tuple(pair for pair in rules["requires"] if pair[1] not in running)
    problem = dataclasses.replace(
        problem, requires=pairs, excludes=rules["excludes"],
        mandatory=tuple(dict.fromkeys((*rules["mandatory"], *running))), share=_fractions(share),
        share_resource=resources.index(share_resource or resources[0]), results=bool(results_every_quarter))
    return Case(plan, limits, problem, resources, units, value, share, share_resource or resources[0], labels)


def solve_case(case: Case, time_limit: float, tolerance: float, loud: bool = False, **options) -> Selection:
    """Search the best plan of a case and tell it; options are those of the solver."""
    answer = solve(case.problem, time_limit=time_limit, tolerance=tolerance, loud=loud, **options)
    problem, plan = case.problem, case.plan
    starts = np.full(len(plan), -1) if answer.starts is None else answer.starts
    if answer.starts is not None and broken_rules(problem, starts):
        raise RuntimeError("the plan found breaks a rule, which is a fault of this package: "
                           + "; ".join(broken_rules(problem, starts)))
    table = _schedule(case, starts)
    objective = problem.worth(starts) if answer.starts is not None else float("nan")
    bound = max(answer.bound, objective) if answer.starts is not None else float(answer.bound)
    gap = (bound - objective) / objective if objective > 0 else (0.0 if bound == objective else float("nan"))
    status = answer.status if answer.starts is None else ("optimal" if gap <= tolerance else "feasible")
    left_out = plan[starts < 0].sort_values(case.value, ascending=False, kind="stable")["initiative"]
    balance = plan_balance(case, starts)
    use = _use(case, starts)
    blame = explain(case, min(time_limit, 10)) if status == "infeasible" else ((), (), explain(None, 0)[2])
    text = _say(status, case, table, objective, bound, gap, use, balance, blame)
    return Selection(table, tuple(left_out), use, balance, objective, bound, gap, status, *blame, text, case)


def plan_balance(case, starts) -> Balance:
    """Balance of the work that the plan does within its quarters."""
    on = starts >= 0
    work = case.problem.work[:, case.resources.index(case.share_resource)] / case.units[
        case.resources.index(case.share_resource)]
    chosen = case.plan[on].assign(start=[case.limits.index[t] for t in starts[on]])
    chosen["duration_quarters"] = case.problem.duration[on]
    chosen[case.share_resource] = work[on] / case.problem.duration[on]
    return measure_balance(chosen, band=case.share, resource=case.share_resource)


def _schedule(case, starts) -> pd.DataFrame:
    plan, quarters = case.plan, case.limits.index
    on = np.flatnonzero(starts >= 0)
    on = on[np.argsort(starts[on], kind="stable")]
    ends = starts + case.problem.duration + case.problem.beyond - 1  # after the horizon for what runs on
    began = ends - plan["duration_quarters"].to_numpy(dtype=int) + 1  # before the horizon for work under way
    table = plan.loc[on, ["initiative", "track"]]
    table["start"] = pd.PeriodIndex([quarters[0] + int(t) for t in began[on]], freq="Q-DEC")
    table["finish"] = pd.PeriodIndex([quarters[0] + int(t) for t in ends[on]], freq="Q-DEC")
    shown = [name for name in dict.fromkeys((*case.resources, case.value)) if name in plan]
    table = table.join(plan[["duration_quarters", *shown]])
    table.index = [case.labels[name] for name in table["initiative"]]
    return table


def _use(case, starts) -> pd.DataFrame:
    problem, rows = case.problem, []
    ends = starts + problem.duration
    for t, quarter in enumerate(case.limits.index):
        running = np.flatnonzero((starts >= 0) & (starts <= t) & (t < ends))
        taken = problem.effort[running, :, t - starts[running]].sum(axis=0)
        for r, name in enumerate(case.resources):
            # Rounded beyond any unit that people plan in, so that "nothing left" reads as zero.
            used, limit = round(float(taken[r] / case.units[r]), 9), float(case.limits[name].iloc[t])
            left = round(limit - used, 9)
            rows.append({"quarter": quarter, "resource": name, "used": used, "capacity": limit, "left": left})
    return pd.DataFrame(rows)


# The words.

def _say(status, case, table, objective, bound, gap, use, balance, blame) -> str:
    if status == "infeasible":
        return say_conflict(*blame)
    if status == "unknown":
        return "No plan was found in the time given, and none was ruled out. Give it more time."
    plan, total = case.plan, float(case.plan[case.value].sum())
    full = use.loc[(use["used"] / use["capacity"].where(use["capacity"] > 0)).fillna(0).idxmax()]
    whole = f" of {total:,.6g}" if case.problem.flow is None else ""
    first = f"The plan takes {len(table)} of {len(plan)} initiatives and scores {objective:,.6g}{whole} points."
    fullest = f"Fullest: {full['resource']} in {full['quarter']}, {full['used']:,.4g} of {full['capacity']:,.4g}."
    return " ".join([first, _say_proof(bound, gap), fullest, *balance.sentences[:2]])


def _say_proof(bound, gap) -> str:
    if gap == 0:
        return "Proven: no plan that keeps the rules scores more."
    if np.isfinite(gap):
        return f"Proven: no plan that keeps the rules scores more than {bound:,.6g}, {gap:.2%} more than this one."
    return "How much better another plan could be is not known."


# What the user gave, made into whole numbers.

def _problem(plan, limits, resources, value, flow, need, timing):
    """The numbers of the problem; each resource is multiplied until it is whole."""
    effort, capacity, units = [], [], []
    for r, name in enumerate(resources):
        limit = limits[name].to_numpy(dtype=float)
        amounts = np.concatenate([need[:, r].ravel(), limit])
        unit = 10 ** _decimals(amounts)
        if amounts.max() * unit > LARGEST:
            raise ValueError(f"{name} runs up to {amounts.max():g} with {_decimals(amounts)} decimals; expected "
                             "amounts of one size: look for a number that is far too large, or round the small ones")
        # Should six decimals not be enough, work is rounded up and capacity down, so that the plan still fits.
        effort.append(np.ceil(need[:, r] * unit - 1e-6).astype(np.int64))
        capacity.append(np.floor(limit * unit + 1e-6).astype(np.int64))
        units.append(unit)
    effort = np.stack(effort, axis=1)
    for i in np.flatnonzero(timing.gone):  # what was done before the first quarter takes no capacity any more
        effort[i] = np.pad(effort[i, :, timing.gone[i]:], ((0, 0), (0, timing.gone[i])))
    effort *= np.arange(effort.shape[2]) < timing.duration[:, None, None]
    later = None if flow is None else np.where(timing.beyond > 0, 0.0, plan[flow].to_numpy(dtype=float))
    return Problem(value=plan[value].to_numpy(dtype=float), flow=later, duration=timing.duration, effort=effort,
                   capacity=np.vstack(capacity), innovation=plan["track"].eq(INNOVATION).to_numpy(),
                   first=timing.first, last=timing.last, beyond=timing.beyond), tuple(units)


def _decimals(numbers) -> int:
    for digits in range(MOST_DECIMALS):
        if np.allclose(numbers * 10**digits, np.round(numbers * 10**digits), rtol=0, atol=1e-7):
            return digits
    return MOST_DECIMALS


def _fractions(share):
    return None if share is None else tuple(Fraction(str(edge)).limit_denominator(10_000) for edge in share)


def _names(given) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _check_options(share, share_resource, resources) -> None:
    faults = []
    if not resources:
        faults.append("resources is empty; expected at least one column")
    if share is not None and not (isinstance(share, tuple | list) and len(share) == 2 and all(
            isinstance(edge, int | float) for edge in share) and 0 <= share[0] <= share[1] <= 1):
        faults.append(f"share is {share!r}; expected two shares from 0 to 1, for example (0.4, 0.6)")
    if share_resource is not None and share_resource not in resources:
        faults.append(f"share_resource is {share_resource!r}; expected one of {', '.join(map(repr, resources))}")
    if faults:
        raise ValueError("\n".join(faults))


def _check_search(time_limit, tolerance) -> None:
    faults = []
    if not isinstance(time_limit, int | float) or not time_limit > 0:
        faults.append(f"time_limit_seconds is {time_limit!r}; expected a number above 0")
    if not isinstance(tolerance, int | float) or not 0 <= tolerance < 1:
        faults.append(f"gap_tolerance is {tolerance!r}; expected a number from 0 to under 1")
    if faults:
        raise ValueError("\n".join(faults))


def _capacity(capacity, resources) -> pd.DataFrame:
    """Capacity as numbers, one row a quarter, one column a resource."""
    if isinstance(capacity, pd.Series):
        if len(resources) > 1:
            raise ValueError(f"capacity is a Series and there are {len(resources)} resources; expected a DataFrame "
                             f"with the columns {', '.join(resources)}")
        capacity = capacity.to_frame(resources[0])
    limits = capacity.set_index("quarter") if "quarter" in capacity else capacity
    faults = [f"capacity has no column {name}" for name in resources if name not in limits]
    if faults or limits.empty:
        raise ValueError("\n".join(faults or ["capacity has no quarter; expected at least one row"]))
    try:
        quarters = pd.PeriodIndex(limits.index.astype("str"), freq="Q-DEC")
    except ValueError:
        raise ValueError(f"capacity has the rows {', '.join(map(str, limits.index[:4]))}; expected quarters such as "
                         '2026Q1, for example pd.Series(3.0, index=["2026Q1", "2026Q2"])') from None
    if not (np.diff(quarters.astype("int64")) == 1).all():
        gone = pd.period_range(quarters.min(), quarters.max(), freq="Q-DEC").difference(quarters)
        lacks = f", so {', '.join(map(str, gone))} is missing" if len(gone) else ""
        raise ValueError(f"the quarters of capacity are {', '.join(map(str, quarters))}{lacks}; expected each to "
                         "follow the one before")
    limits = limits[list(resources)].apply(pd.to_numeric, errors="coerce").astype("float64").set_axis(quarters)
    wrong = [f"capacity of {name} in {quarter} is {number}; expected a number, 0 or more"
             + (f" and at most {LARGEST:g}" if number > 0 else "")
             for name in resources for quarter, number in limits[name].items() if not (0 <= number <= LARGEST)]
    if wrong:
        raise ValueError("\n".join(wrong))
    return limits


def _rules(plan, requires, excludes, mandatory, done) -> dict:
    """Names made into places; every unknown name and circle is told at once."""
    place = {name: i for i, name in enumerate(plan["initiative"])}
    faults: list[str] = []
    pairs = []
    for name, needed in _needed(plan, requires):
        for other in needed:
            if name in done or other in done:
                continue
            pairs.append((_find(other, place, faults, f"required by {name!r}"),
                          _find(name, place, faults, "in requires")))
    groups = [tuple(_find(name, place, faults, "in excludes") for name in _names(group)) for group in excludes or ()]
    musts = tuple(_find(name, place, faults, "in mandatory") for name in mandatory)
    if not faults:
        names = list(place)
        faults += [f"the order runs in a circle: {' waits for '.join(repr(names[at]) for at in circle)}; expected a "
                   "first one" for circle in find_circles(pairs, len(plan))]
    if faults:
        raise ValueError("\n".join(dict.fromkeys(faults)))
    return {"requires": tuple(dict.fromkeys(pairs)), "excludes": tuple(groups), "mandatory": musts}


def _needed(plan, requires):
    if isinstance(requires, pd.DataFrame):
        absent = [name for name in ("initiative", "requires") if name not in requires]
        if absent:
            raise ValueError(f"requires lacks the column {', '.join(absent)}; expected initiative and requires, one "
                             "row for each initiative that must be finished first")
        return [(who, [what]) for who, what in requires[["initiative", "requires"]].dropna().itertuples(index=False)]
    if requires is not None:
        if not isinstance(requires, Mapping):
            raise TypeError(f"requires is a {type(requires).__name__}; expected a dictionary of names, such as "
                            '{"Scale the pilot": ["Pilot"]}')
        return [(name, _names(needed)) for name, needed in requires.items()]
    if "requires" not in plan:
        return []
    return [(name, [part.strip() for part in text.split(";") if part.strip()])
            for name, text in plan.set_index("initiative")["requires"].dropna().items()]


def _find(name, place, faults, role):
    if name not in place:
        faults.append(f"there is no initiative {name!r} ({role}); if it is finished, name it in done")
        return -1
    return place[name]
