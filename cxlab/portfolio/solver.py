"""The integer programme behind a plan: what to do and when, and a bound that no plan can pass."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

KERNEL = 600  # columns kept free when a list is too long to be solved whole
WHOLE = 4000  # columns up to which a list is solved whole
EARLY_SECONDS = 5.0
FAMILIES = ("share", "results", "mandatory")


@dataclass(frozen=True, eq=False)
class Problem:
    """A planning problem in whole numbers.

    Attributes
    ----------
    value, duration : array of float, of int
        Of each initiative.
    effort : array of int, initiatives by resources
        Per quarter, in units of ``10 ** -decimals`` of the resource.
    capacity : array of int, resources by quarters
        In the same units.
    innovation : array of bool
        Whether the initiative is on the Result Driven Innovation track.
    requires : tuple of (int, int)
        The first must be finished before the second starts.
    excludes : tuple of tuples of int
        At most one of each.
    mandatory : tuple of int
        Must be in the plan.
    share : (Fraction, Fraction) or None
        Band for the innovation track's share of the effort in resource `share_resource` (a column of `effort`).
    results : bool
        Each quarter must finish at least one initiative of the innovation track.
    """

    value: np.ndarray
    duration: np.ndarray
    effort: np.ndarray
    capacity: np.ndarray
    innovation: np.ndarray
    requires: tuple[tuple[int, int], ...] = ()
    excludes: tuple[tuple[int, ...], ...] = ()
    mandatory: tuple[int, ...] = ()
    share: tuple[Fraction, Fraction] | None = None
    share_resource: int = 0
    results: bool = False

    @property
    def quarters(self) -> int:
        """Number of quarters."""
        return self.capacity.shape[1]


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver found: `starts` (quarter of each initiative, -1 when left out) or None, `bound`, `status`."""

    starts: np.ndarray | None
    bound: float
    status: str


@dataclass(eq=False)
class _Rows:
    """Constraint rows as they are collected: low <= row @ columns <= high."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns, values, low=-np.inf, high=np.inf) -> None:
        self.rows += [len(self.low)] * len(columns)
        self.columns += list(columns)
        self.values += list(values)
        self.low.append(low)
        self.high.append(high)

    def matrix(self, width):
        return sparse.csr_matrix((self.values, (self.rows, self.columns)), shape=(len(self.low), width))


@dataclass(frozen=True, eq=False)
class _Model:
    """Columns: a start x[i, t] for each initiative and possible first quarter, then a choice z[i] for each."""

    initiative: np.ndarray
    start: np.ndarray
    gain: np.ndarray
    matrix: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray
    least: np.ndarray

    @property
    def starts(self) -> int:
        return len(self.initiative)


def solve(problem: Problem, *, time_limit: float, tolerance: float, loud: bool = False) -> Answer:
    """Find the plan of most value, and then start its work as early as it can, the most valuable first."""
    clock = time.monotonic()
    model = _model(problem)
    whole, total = np.all(problem.value == np.round(problem.value)), problem.value.sum()
    if whole and total > 0:
        # Whole values less than one apart are equal, so the search may stop there.
        tolerance = max(tolerance, 0.999 / total)
    columns, bound, status = _best(model, time_limit, tolerance, loud)
    if whole and np.isfinite(bound):
        bound = np.floor(bound + 1e-6)
    if columns is None:
        return Answer(None, bound, status)
    left = time_limit - (time.monotonic() - clock)
    columns = _early(model, problem, columns, max(1.0, min(left, EARLY_SECONDS)), loud)
    return Answer(_as_starts(model, columns, len(problem.value)), bound, status)


def has_plan(problem: Problem, *, time_limit: float) -> bool:
    """Say whether some plan keeps all rules, as far as the time allows to know."""
    columns, _, _ = _best(_model(problem), time_limit, 1.0, False)
    return columns is not None


def broken_rules(problem: Problem, starts: np.ndarray) -> list[str]:
    """Check a plan against every rule, in whole numbers and without the solver's matrix."""
    chosen = np.flatnonzero(starts >= 0)
    ends = starts + problem.duration
    broken = [f"initiative {i} ends after the last quarter" for i in chosen if ends[i] > problem.quarters]
    for t in range(problem.quarters):
        running = chosen[(starts[chosen] <= t) & (t < ends[chosen])]
        over = problem.effort[running].sum(axis=0) > problem.capacity[:, t]
        broken += [f"resource {r} exceeds its capacity in quarter {t}" for r in np.flatnonzero(over)]
        finished = chosen[(ends[chosen] == t + 1) & problem.innovation[chosen]]
        if problem.results and not len(finished):
            broken.append(f"quarter {t} has no result")
    broken += [f"initiative {j} starts before {i} is finished" for i, j in problem.requires
               if starts[j] >= 0 and (starts[i] < 0 or ends[i] > starts[j])]
    broken += [f"more than one of {group}" for group in problem.excludes if (starts[list(group)] >= 0).sum() > 1]
    broken += [f"mandatory {i} is left out" for i in problem.mandatory if starts[i] < 0]
    if problem.share is not None:
        size = (problem.effort[:, problem.share_resource] * problem.duration)[chosen]
        mine, total = int(size[problem.innovation[chosen]].sum()), int(size.sum())
        low, high = problem.share
        if mine < low * total or mine > high * total:
            broken.append("the share lies outside its band")
    return broken


def _model(problem: Problem) -> _Model:
    n, horizon = len(problem.value), problem.quarters
    pairs = [(i, t) for i in range(n) for t in range(horizon - int(problem.duration[i]) + 1)]
    initiative, start = np.array(pairs, dtype=int).reshape(-1, 2).T
    place = np.full((n, horizon), -1)
    place[initiative, start] = np.arange(len(pairs))
    choice = len(pairs) + np.arange(n)
    rows = _Rows()
    for i in range(n):
        own = place[i][place[i] >= 0]
        rows.add([*own, choice[i]], [*np.ones(len(own)), -1], 0, 0)
    _add_capacity(rows, problem, place, choice)
    _add_order(rows, problem, place, choice)
    _add_choices(rows, problem, place, choice)
    least = np.zeros(len(pairs) + n)
    least[choice[list(problem.mandatory)]] = 1
    gain = np.concatenate([np.zeros(len(pairs)), problem.value])
    return _Model(initiative, start, gain, rows.matrix(len(least)), np.array(rows.low), np.array(rows.high), least)


def _add_capacity(rows, problem, place, choice) -> None:
    """Capacity a quarter, and over all quarters (implied, but it lets the solver choose before it schedules)."""
    for r, limits in enumerate(problem.capacity):
        need = problem.effort[:, r]
        for t, limit in enumerate(limits):
            running = [(place[i, s], need[i]) for i in np.flatnonzero(need)
                       for s in range(max(0, t - int(problem.duration[i]) + 1), t + 1) if place[i, s] >= 0]
            rows.add([column for column, _ in running], [size for _, size in running], high=limit)
        rows.add(choice, need * problem.duration, high=limits.sum())


def _add_order(rows, problem, place, choice) -> None:
    """j may have started by t only if i was finished by then; one row a quarter is tighter than one row a pair."""
    for i, j in problem.requires:
        rows.add([choice[j], choice[i]], [1, -1], high=0)
        for t in range(problem.quarters):
            later = [c for c in place[j, :t + 1] if c >= 0]
            earlier = [c for c in place[i, :max(0, t - int(problem.duration[i]) + 1)] if c >= 0]
            if later:
                rows.add([*later, *earlier], [*np.ones(len(later)), *-np.ones(len(earlier))], high=0)


def _add_choices(rows, problem, place, choice) -> None:
    for group in problem.excludes:
        rows.add(choice[list(group)], np.ones(len(group)), high=1)
    if problem.share is not None:
        size = problem.effort[:, problem.share_resource] * problem.duration
        low, high = problem.share
        # Multiplied by the denominator the band is exact in whole numbers.
        rows.add(choice, (low.denominator * problem.innovation - low.numerator) * size, low=0)
        rows.add(choice, (high.denominator * problem.innovation - high.numerator) * size, high=0)
    if problem.results:
        for t in range(problem.quarters):
            first = t - problem.duration + 1
            finishing = [place[i, first[i]] for i in np.flatnonzero(problem.innovation & (first >= 0))]
            finishing = [column for column in finishing if column >= 0]
            rows.add(finishing, np.ones(len(finishing)), low=1)


def _best(model, time_limit, tolerance, loud):
    """Columns of the best plan found, a proven bound, and how it ended."""
    if model.starts > WHOLE:
        return _best_of_many(model, time_limit, tolerance, loud)
    found = _milp(-model.gain, model, model.least, np.ones(len(model.gain)), time_limit, tolerance, loud)
    bound = -found.mip_dual_bound if found.mip_dual_bound is not None else np.inf
    return _ended(found.x, bound, found.status)


def _ended(columns, bound, status):
    if columns is not None:
        return columns, bound, "found"
    return None, np.nan if status == 2 else bound, "infeasible" if status == 2 else "unknown"


def _best_of_many(model, time_limit, tolerance, loud):
    """A long list: the linear relaxation gives the bound, and says which columns are worth the whole-number search.

    Columns whose reduced cost is far from zero are fixed where the relaxation puts them; the rest are searched.
    """
    clock = time.monotonic()
    relaxed, reduced = _relax(model)
    if relaxed is None:
        return _ended(None, np.inf, 2)
    bound, best, kernel = float(model.gain @ relaxed), None, KERNEL
    doubt = np.where((relaxed > 1e-7) & (relaxed < 1 - 1e-7), -1.0, np.abs(reduced))
    order = np.argsort(doubt, kind="stable")
    while True:
        free = np.zeros(len(relaxed), dtype=bool)
        free[order[:max(kernel, 2 * int((doubt < 0).sum()))]] = True
        # A choice and its starts stand or fall together: free a choice wherever one of its starts is free.
        chosen = model.initiative[free[:model.starts]]
        free[model.starts + chosen] = True
        fixed = np.round(relaxed)
        low, high = np.where(free, model.least, fixed), np.where(free, 1.0, fixed)
        left = time_limit - (time.monotonic() - clock)
        found = _milp(-model.gain, model, low, high, max(1.0, left / 2), tolerance / 2, loud)
        if found.x is not None and (best is None or model.gain @ found.x > model.gain @ best):
            best = found.x
        near = best is not None and bound - model.gain @ best <= tolerance * abs(model.gain @ best)
        if near or free.all() or time.monotonic() - clock > time_limit:
            status = found.status if free.all() else 1
            return _ended(best, bound, status)
        kernel *= 3


def _relax(model):
    """Solution and reduced costs of the linear relaxation, or (None, None) when it has none."""
    equal = model.low == model.high
    upper, lower = np.isfinite(model.high) & ~equal, np.isfinite(model.low) & ~equal
    bounded = sparse.vstack([model.matrix[upper], -model.matrix[lower]]).tocsr()
    limits = np.concatenate([model.high[upper], -model.low[lower]])
    with _quiet(False):
        found = linprog(-model.gain, bounded, limits, model.matrix[equal], model.low[equal],
                        np.column_stack([model.least, np.ones(len(model.least))]), method="highs")
    if found.x is None:
        return None, None
    reduced = -(model.gain + bounded.T @ found.ineqlin.marginals + model.matrix[equal].T @ found.eqlin.marginals)
    return found.x, reduced


def _early(model, problem, columns, time_limit, loud):
    """Same choices, same rules, earliest starts; the plan as found when no better schedule turns up in time."""
    chosen = np.round(columns[model.starts:])
    low, high = np.zeros(len(columns)), np.ones(len(columns))
    low[model.starts:] = high[model.starts:] = chosen
    high[:model.starts] = chosen[model.initiative]
    top = problem.value.max() or 1.0
    cost = np.zeros(len(columns))
    cost[:model.starts] = model.start * (1 + problem.value / top)[model.initiative]
    found = _milp(cost, model, low, high, time_limit, 1e-2, loud)
    return columns if found.x is None else found.x


def _milp(cost, model, low, high, time_limit, tolerance, loud):
    with _quiet(loud):
        return milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(low, high),
                    constraints=LinearConstraint(model.matrix, model.low, model.high),
                    options={"time_limit": float(time_limit), "mip_rel_gap": float(tolerance), "disp": bool(loud)})


def _as_starts(model, columns, n) -> np.ndarray:
    starts = np.full(n, -1)
    on = np.flatnonzero(columns[:model.starts] > 0.5)
    starts[model.initiative[on]] = model.start[on]
    return starts


@contextlib.contextmanager
def _quiet(loud):
    """Keep the solver's stray line out of notebooks: scipy 1.17's HiGHS writes to the C output whatever it is told."""
    if loud:
        yield
        return
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
