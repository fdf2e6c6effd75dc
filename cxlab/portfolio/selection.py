"""Choose and schedule initiatives so that they fit capacity, order and the balance of the two tracks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from cxlab.frames import INNOVATION, check_frame
from cxlab.portfolio.balance import Balance, measure_balance
from cxlab.portfolio.solver import FAMILIES, Problem, broken_rules, has_plan, solve

MOST_DECIMALS = 6
_WITHOUT = {"share": "the band for the share", "results": "a result every quarter",
            "mandatory": "the mandatory initiatives"}


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
    text : str
        What a person would say, plainest sentence first.
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
    text: str


def select_initiatives(initiatives, capacity, *, resources=("effort_fte",), value: str = "value", share=None,
                       share_resource: str | None = None, results_every_quarter: bool = False, requires=None,
                       excludes=None, mandatory=(), done=(), time_limit_seconds: float = 60,
                       gap_tolerance: float = 1e-4, progress: bool = False) -> Selection:
    """Choose the initiatives of most value that fit capacity, order and balance, and say when each starts.

    The plan is only as good as its values and efforts, which are estimates. Read it as "this fits, and no other plan
    scores more on these numbers", and talk about what was left out.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        The candidates: `initiative`, `track`, `duration_quarters`, the resources and the value. Take out what is
        finished (and name it in `done`). The column `start` is not used: the plan chooses the starts.
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
    requires : mapping of str to one or several str, optional
        What must be finished before an initiative starts. Without it the column `requires` is read (names separated
        by a semicolon); ``{}`` switches order off.
    excludes : several groups of str, optional
        At most one initiative of each group.
    mandatory : str or several
        Initiatives that must be in the plan.
    done : str or several
        Initiatives already finished: whatever requires them may start. They are not planned again.
    time_limit_seconds : float
        How long to search. The best plan found so far is returned, with its gap.
    gap_tolerance : float
        How close to the bound is called optimal.
    progress : bool
        Let the solver print what it does.

    Returns
    -------
    Selection
        `.table`, `.not_chosen`, `.use`, `.balance`, `.objective`, `.bound`, `.gap`, `.status`, `.loosen`, `.text`.

    Raises
    ------
    FrameError
        If the list does not hold to its contract.
    ValueError
        If a number is missing, a name is unknown, the order runs in a circle, the capacity does not fit the resources,
        or an option is impossible. All faults of a kind are named at once.

    Notes
    -----
    An integer programme with a column for each possible start and one for each choice, solved by HiGHS through
    `scipy.optimize.milp`; numbers are scaled to whole ones first, so capacities and the band hold exactly. Past 4,000
    columns the linear relaxation gives the bound and the search runs over the columns it leaves in doubt. With the
    choices made, up to five seconds more go into starting valuable work early. Every rule is then checked again by our
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
    plan = check_frame(initiatives, "initiatives").reset_index(drop=True)
    resources, mandatory, done = (_names(given) for given in (resources, mandatory, done))
    done = tuple(name for name in done if name)
    if done:
        plan = plan[~plan["initiative"].isin(done)].reset_index(drop=True)
    _check_numbers(plan, resources, value)
    _check_options(share, share_resource, resources, time_limit_seconds, gap_tolerance)
    limits = _capacity(capacity, resources)
    problem = _problem(plan, limits, resources, value)
    problem = dataclasses.replace(
        problem, **_rules(plan, requires, excludes, mandatory, done), share=_fractions(share),
        share_resource=resources.index(share_resource or resources[0]), results=bool(results_every_quarter))
    answer = solve(problem, time_limit=time_limit_seconds, tolerance=gap_tolerance, loud=progress)
    loosen = _loosen(problem, time_limit_seconds) if answer.status == "infeasible" else ()
    labels = check_frame(initiatives, "initiatives").set_index("initiative", drop=False).index
    return _selection(plan, problem, answer, loosen, limits, resources, value, share, share_resource, gap_tolerance,
                      dict(zip(labels, initiatives.index, strict=True)))


def _selection(plan, problem, answer, loosen, limits, resources, value, share, share_resource, tolerance, labels):
    starts = np.full(len(plan), -1) if answer.starts is None else answer.starts
    if answer.starts is not None and broken_rules(problem, starts):
        raise RuntimeError("the plan found breaks a rule, which is a fault of this package: "
                           + "; ".join(broken_rules(problem, starts)))
    table = _schedule(plan, starts, limits.index, [*resources, value], labels)
    objective = float(problem.value[starts >= 0].sum()) if answer.starts is not None else float("nan")
    bound = max(answer.bound, objective) if answer.starts is not None else float(answer.bound)
    gap = (bound - objective) / objective if objective > 0 else (0.0 if bound == objective else float("nan"))
    status = answer.status if answer.starts is None else ("optimal" if gap <= tolerance else "feasible")
    left_out = plan[starts < 0].sort_values(value, ascending=False, kind="stable")["initiative"]
    chosen = plan[starts >= 0].assign(start=[limits.index[t] for t in starts[starts >= 0]])
    balance = measure_balance(chosen, band=share, resource=share_resource or resources[0])
    use = _use(plan, starts, limits, resources)
    text = _say(status, table, plan, value, objective, bound, gap, use, balance, loosen)
    return Selection(table, tuple(left_out), use, balance, objective, bound, gap, status, loosen, text)


def _schedule(plan, starts, quarters, shown, labels) -> pd.DataFrame:
    on = np.flatnonzero(starts >= 0)
    on = on[np.argsort(starts[on], kind="stable")]
    ends = starts + plan["duration_quarters"].to_numpy(dtype=int) - 1
    table = plan.loc[on, ["initiative", "track"]]
    table["start"] = pd.PeriodIndex([quarters[t] for t in starts[on]], freq="Q-DEC")
    table["finish"] = pd.PeriodIndex([quarters[t] for t in ends[on]], freq="Q-DEC")
    table = table.join(plan[["duration_quarters", *shown]])
    table.index = [labels[name] for name in table["initiative"]]
    return table


def _use(plan, starts, limits, resources) -> pd.DataFrame:
    ends = starts + plan["duration_quarters"].to_numpy(dtype=int)
    rows = []
    for t, quarter in enumerate(limits.index):
        running = plan[(starts >= 0) & (starts <= t) & (t < ends)]
        for name in resources:
            # Rounded beyond any unit that people plan in, so that "nothing left" reads as zero.
            used, limit = round(float(running[name].sum()), 9), float(limits[name].iloc[t])
            left = round(limit - used, 9)
            rows.append({"quarter": quarter, "resource": name, "used": used, "capacity": limit, "left": left})
    return pd.DataFrame(rows)


def _loosen(problem, time_limit) -> tuple[str, ...]:
    """Rules each of which, dropped alone, makes a plan possible."""
    active = {"share": problem.share is not None, "results": problem.results, "mandatory": bool(problem.mandatory)}
    relaxed = {"share": {"share": None}, "results": {"results": False}, "mandatory": {"mandatory": ()}}
    found = []
    for family in FAMILIES:
        if active[family]:
            without = dataclasses.replace(problem, **relaxed[family])
            if has_plan(without, time_limit=min(time_limit, 10)):
                found.append(_WITHOUT[family])
    return tuple(found)


# The words.

def _say(status, table, plan, value, objective, bound, gap, use, balance, loosen) -> str:
    if status == "infeasible":
        remedy = (f"A plan becomes possible without {' or without '.join(loosen)}." if loosen
                  else "Dropping a single rule is not enough: loosen several, or add capacity.")
        return f"No plan keeps all the rules. {remedy}"
    if status == "unknown":
        return "No plan was found in the time given, and none was ruled out. Give it more time."
    total = float(plan[value].sum())
    full = use.loc[(use["used"] / use["capacity"].where(use["capacity"] > 0)).fillna(0).idxmax()]
    first = (f"The plan takes {len(table)} of {len(plan)} initiatives and scores {objective:,.6g} of {total:,.6g} "
             "points.")
    fullest = f"Fullest: {full['resource']} in {full['quarter']}, {full['used']:,.4g} of {full['capacity']:,.4g}."
    return " ".join([first, _say_proof(bound, gap), fullest, *balance.sentences[:2]])


def _say_proof(bound, gap) -> str:
    if gap == 0:
        return "Proven: no plan that keeps the rules scores more."
    if np.isfinite(gap):
        return f"Proven: no plan that keeps the rules scores more than {bound:,.6g}, {gap:.2%} more than this one."
    return "How much better another plan could be is not known."


# What the user gave, made into whole numbers.

def _problem(plan, limits, resources, value):
    """The numbers of the problem; each resource is multiplied until it is whole."""
    effort, capacity = [], []
    for name in resources:
        need, limit = plan[name].to_numpy(dtype=float), limits[name].to_numpy(dtype=float)
        unit = 10 ** _decimals(np.concatenate([need, limit]))
        # Should six decimals not be enough, work is rounded up and capacity down, so that the plan still fits.
        effort.append(np.ceil(need * unit - 1e-6).astype(np.int64))
        capacity.append(np.floor(limit * unit + 1e-6).astype(np.int64))
    return Problem(value=plan[value].to_numpy(dtype=float), duration=plan["duration_quarters"].to_numpy(dtype=int),
                   effort=np.column_stack(effort), capacity=np.vstack(capacity),
                   innovation=plan["track"].eq(INNOVATION).to_numpy())


def _decimals(numbers) -> int:
    for digits in range(MOST_DECIMALS):
        if np.allclose(numbers * 10**digits, np.round(numbers * 10**digits), rtol=0, atol=1e-7):
            return digits
    return MOST_DECIMALS


def _fractions(share):
    return None if share is None else tuple(Fraction(str(edge)).limit_denominator(10_000) for edge in share)


def _names(given) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _check_numbers(plan, resources, value) -> None:
    if plan.empty:
        raise ValueError("there is no initiative to choose from")
    faults = [f"the column {name} is absent; expected a number for each initiative"
              for name in ("duration_quarters", *resources, value) if name not in plan]
    for name in dict.fromkeys(("duration_quarters", *resources, value)):
        if name in plan and not pd.api.types.is_numeric_dtype(plan[name]):
            faults.append(f"the column {name} holds {plan[name].dtype}; expected numbers")
        elif name in plan:
            wrong = plan[plan[name].isna() | (plan[name] < 0).fillna(False)]
            said = wrong[name].astype("object").where(wrong[name].notna(), "missing")
            faults += [f"{name} of {who!r} is {what}; expected a number, 0 or more: fill it in, or leave the "
                       "initiative out" for who, what in zip(wrong["initiative"], said, strict=True)]
    if faults:
        raise ValueError("\n".join(faults))


def _check_options(share, share_resource, resources, time_limit, tolerance) -> None:
    faults = []
    if not resources:
        faults.append("resources is empty; expected at least one column")
    if share is not None and not (isinstance(share, tuple | list) and len(share) == 2 and all(
            isinstance(edge, int | float) for edge in share) and 0 <= share[0] <= share[1] <= 1):
        faults.append(f"share is {share!r}; expected two shares from 0 to 1, for example (0.4, 0.6)")
    if share_resource is not None and share_resource not in resources:
        faults.append(f"share_resource is {share_resource!r}; expected one of {', '.join(map(repr, resources))}")
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
    if not isinstance(capacity, pd.DataFrame):
        raise TypeError(f"capacity is a {type(capacity).__name__}; expected a DataFrame, one row a quarter")
    limits = capacity.set_index("quarter") if "quarter" in capacity else capacity
    faults = [f"capacity has no column {name}" for name in resources if name not in limits]
    if faults or limits.empty:
        raise ValueError("\n".join(faults or ["capacity has no quarter; expected at least one row"]))
    try:
        quarters = pd.PeriodIndex(limits.index.astype("str"), freq="Q-DEC")
    except ValueError:
        raise ValueError(f"capacity has the rows {', '.join(map(str, limits.index[:4]))}; expected quarters such as "
                         "2026Q1") from None
    if not (np.diff(quarters.astype("int64")) == 1).all():
        raise ValueError(f"the quarters of capacity are {', '.join(map(str, quarters))}; expected each to follow the "
                         "one before")
    limits = limits[list(resources)].apply(pd.to_numeric, errors="coerce").astype("float64").set_axis(quarters)
    wrong = [f"capacity of {name} in {quarter} is {number}; expected a number, 0 or more"
             for name in resources for quarter, number in limits[name].items() if not (0 <= number < np.inf)]
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
        faults += _circles(pairs, list(place))
    if faults:
        raise ValueError("\n".join(dict.fromkeys(faults)))
    return {"requires": tuple(pairs), "excludes": tuple(groups), "mandatory": musts}


def _needed(plan, requires):
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


def _circles(pairs, names) -> list[str]:
    """Initiatives that wait for themselves: what remains after taking away, again and again, all that wait for none."""
    waits = set(pairs)
    while waits:
        blocked = {j for _, j in waits}
        free = {pair for pair in waits if pair[0] not in blocked}
        if not free:
            rest = sorted({names[i] for pair in waits for i in pair})
            return [f"the order runs in a circle among {', '.join(rest)}; expected a first one"]
        waits -= free
    return []
