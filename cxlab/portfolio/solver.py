"""The integer programme behind a plan: what to do and when, and a bound that no plan can pass."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from cxlab.portfolio import sweep

KERNEL = 600  # columns kept free when a list is too long to be solved whole
WHOLE = 4000  # columns up to which a list is solved whole
SWEPT = 150, 500  # columns of the lists that are searched quarter by quarter first; shorter ones are no trouble
SWEPT_FROM = 5.0  # seconds: who asks for less wants a first plan, and branch and bound has one sooner
EARLY_SECONDS = 5.0
EARLY_NODES = 200
INFEASIBLE = 2  # as scipy's milp and linprog say it


@dataclass(frozen=True, eq=False)
class Problem:
    """A planning problem in whole numbers.

    Attributes
    ----------
    value, duration : array of float, of int
        Of each initiative.
    effort : array of int, initiatives by resources by quarters of work
        In units of ``10 ** -decimals`` of the resource; zero past the duration.
    capacity : array of int, resources by quarters
        In the same units.
    innovation : array of bool
        Whether the initiative is on the Result Driven Innovation track.
    flow : array of float or None
        What an initiative adds in each quarter from the one in which it is finished.
    first, last : arrays of int or None
        Earliest and latest start of each.
    beyond : array of int or None
        Quarters of work that each has left after the last quarter; what has any is not finished within the plan.
    requires : tuple of (int, int)
        The first must be finished before the second starts.
    excludes : tuple of tuples of int
        At most one of each.
    mandatory, forbidden : tuple of int
        Must be in the plan, must not be.
    share : (Fraction, Fraction) or None
        Band for the innovation track's share of the effort in resource `share_resource` (a column of `effort`).
    results : bool
        Each quarter must finish at least one initiative of the innovation track.
    floors : tuple of (array of float, float)
        The chosen must add up to at least the second, counted with the first.
    """

    value: np.ndarray
    duration: np.ndarray
    effort: np.ndarray
    capacity: np.ndarray
    innovation: np.ndarray
    flow: np.ndarray | None = None
    first: np.ndarray | None = None
    last: np.ndarray | None = None
    beyond: np.ndarray | None = None
    requires: tuple[tuple[int, int], ...] = ()
    excludes: tuple[tuple[int, ...], ...] = ()
    mandatory: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    share: tuple[Fraction, Fraction] | None = None
    share_resource: int = 0
    results: bool = False
    floors: tuple[tuple[np.ndarray, float], ...] = ()

    @property
    def quarters(self) -> int:
        """Number of quarters."""
        return self.capacity.shape[1]

    @property
    def work(self) -> np.ndarray:
        """Effort of each initiative over all its quarters, by resource."""
        return self.effort.sum(axis=2)

    @property
    def results_of(self) -> np.ndarray:
        """Whether each brings a result when its work in the plan ends."""
        return self.innovation if self.beyond is None else self.innovation & (self.beyond == 0)

    def worth(self, starts: np.ndarray) -> float:
        """Value of a plan: what each chosen initiative is worth, and what it adds once finished."""
        on = starts >= 0
        later = 0.0 if self.flow is None else (self.flow * (self.quarters - starts - self.duration + 1))[on].sum()
        return float(self.value[on].sum() + later)


@dataclass(frozen=True, eq=False)
class Answer:
    """What the solver found: `starts` (quarter of each initiative, -1 when left out) or None, `bound`, `status`."""

    starts: np.ndarray | None
    bound: float
    status: str


@dataclass(eq=False)
class _Rows:
    """Constraint rows as they are collected: low <= row @ columns <= high, each of a family."""

    rows: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    values: list = field(default_factory=list)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    names: list = field(default_factory=list)

    def add(self, columns, values, low=-np.inf, high=np.inf, name=()) -> None:
        self.add_many(np.zeros(len(columns), dtype=int), columns, values, [low], [high], [name])

    def add_many(self, rows, columns, values, low, high, names) -> None:
        self.rows.append(np.asarray(rows, dtype=int) + len(self.low))
        self.columns.append(np.asarray(columns, dtype=int))
        self.values.append(np.broadcast_to(np.asarray(values, dtype=float), len(columns)))
        self.low += list(low)
        self.high += list(high)
        self.names += list(names)

    def matrix(self, width):
        places = np.concatenate(self.rows), np.concatenate(self.columns)
        return sparse.csr_matrix((np.concatenate(self.values), places), shape=(len(self.low), width))


@dataclass(frozen=True, eq=False)
class _Model:
    """Columns: a start x[i, t] for each initiative and possible first quarter, then a choice z[i] for each."""

    initiative: np.ndarray
    start: np.ndarray
    finish: np.ndarray
    gain: np.ndarray
    matrix: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray
    least: np.ndarray
    most: np.ndarray
    names: tuple

    @property
    def starts(self) -> int:
        return len(self.initiative)


def solve(problem: Problem, *, time_limit: float, tolerance: float, loud: bool = False, early: bool = True,
          patience: float = 1.0) -> Answer:
    """Find the plan of most value, and then start its work as early as it can, the most valuable first.

    When the time is up, the earliest starts are looked for during `patience` seconds more; without patience work is
    then only moved forward where it fits.
    """
    clock = time.monotonic()
    model = _model(problem)
    whole, total = np.all(model.gain == np.round(model.gain)), _most(model, len(problem.value))
    if whole and total > 0:
        # Whole values less than one apart are equal, so the search may stop there.
        tolerance = max(tolerance, 0.999 / total)
    columns, bound, status = _best(model, time_limit, tolerance, loud)
    if whole and np.isfinite(bound):
        bound = np.floor(bound + 1e-6)
    if columns is None:
        return Answer(None, bound, status)
    left = time_limit - (time.monotonic() - clock)
    left = max(patience, min(left, EARLY_SECONDS))
    if early and left > 0 and model.starts <= WHOLE and problem.flow is None:
        columns = _early(model, problem, columns, left, loud)
    starts = _as_starts(model, columns, len(problem.value))
    return Answer(_forward(problem, starts) if early else starts, bound, status)


def _most(model, n) -> float:
    """What all initiatives together could be worth."""
    best = np.zeros(n)
    np.maximum.at(best, model.initiative, model.gain[:model.starts])
    return float((best + model.gain[model.starts:]).sum())


def has_plan(problem: Problem, *, time_limit: float) -> bool:
    """Say whether some plan keeps all rules, as far as the time allows to know."""
    columns, _, _ = _best(_model(problem), time_limit, 1.0, False)
    return columns is not None


def broken_rules(problem: Problem, starts: np.ndarray) -> list[str]:
    """Check a plan against every rule, in whole numbers and without the solver's matrix."""
    chosen = np.flatnonzero(starts >= 0)
    ends = starts + problem.duration
    broken = [f"initiative {i} ends after the last quarter" for i in chosen if ends[i] > problem.quarters]
    broken += [f"initiative {i} starts outside its window" for i in chosen
               if problem.first is not None and not problem.first[i] <= starts[i] <= problem.last[i]]
    for t in range(problem.quarters):
        running = chosen[(starts[chosen] <= t) & (t < ends[chosen])]
        over = problem.effort[running, :, t - starts[running]].sum(axis=0) > problem.capacity[:, t]
        broken += [f"resource {r} exceeds its capacity in quarter {t}" for r in np.flatnonzero(over)]
        finished = chosen[(ends[chosen] == t + 1) & problem.results_of[chosen]]
        if problem.results and not len(finished):
            broken.append(f"quarter {t} has no result")
    broken += [f"initiative {j} starts before {i} is finished" for i, j in problem.requires
               if starts[j] >= 0 and (starts[i] < 0 or ends[i] > starts[j])]
    broken += [f"more than one of {group}" for group in problem.excludes if (starts[list(group)] >= 0).sum() > 1]
    broken += [f"mandatory {i} is left out" for i in problem.mandatory if starts[i] < 0]
    broken += [f"forbidden {i} is in the plan" for i in problem.forbidden if starts[i] >= 0]
    broken += ["the plan is under a floor" for weight, least in problem.floors if weight[chosen].sum() < least - 1e-6]
    if problem.share is not None:
        size = problem.work[chosen, problem.share_resource]
        mine, total = int(size[problem.innovation[chosen]].sum()), int(size.sum())
        low, high = problem.share
        if mine < low * total or mine > high * total:
            broken.append("the share lies outside its band")
    return broken


def _model(problem: Problem) -> _Model:
    n, horizon = len(problem.value), problem.quarters
    room = np.maximum(horizon - problem.duration + 1, 0)
    initiative = np.repeat(np.arange(n), room)
    place = np.cumsum(room) - room  # column of each initiative's first start; the next quarters follow
    start = np.arange(len(initiative)) - place[initiative]
    choice = len(initiative) + np.arange(n)
    rows = _Rows()
    rows.add_many(np.concatenate([initiative, np.arange(n)]), np.concatenate([np.arange(len(initiative)), choice]),
                  np.concatenate([np.ones(len(initiative)), -np.ones(n)]), np.zeros(n), np.zeros(n),
                  [("choice", i) for i in range(n)])
    _add_capacity(rows, problem, initiative, start, choice)
    _add_order(rows, problem, place, room, choice)
    _add_choices(rows, problem, initiative, start, choice)
    least, most = np.zeros(len(initiative) + n), np.ones(len(initiative) + n)
    least[choice[list(problem.mandatory)]] = 1
    most[choice[list(problem.forbidden)]] = 0
    first, last = windows(problem)
    most[:len(initiative)] = (first[initiative] <= start) & (start <= last[initiative])
    later = np.zeros(len(initiative))
    if problem.flow is not None:
        later = problem.flow[initiative] * (horizon - start - problem.duration[initiative] + 1)
    return _Model(initiative, start, start + problem.duration[initiative] - 1, np.concatenate([later, problem.value]),
                  rows.matrix(len(least)), np.array(rows.low), np.array(rows.high), least, most, tuple(rows.names))


def windows(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Earliest and latest start of each initiative; what must be finished first takes time too."""
    n = len(problem.value)
    first = np.zeros(n, dtype=int) if problem.first is None else problem.first.copy()
    last = np.full(n, problem.quarters) if problem.last is None else problem.last
    for _ in range(n):
        before = first.copy()
        for i, j in problem.requires:
            first[j] = max(first[j], first[i] + problem.duration[i])
        if (before == first).all():
            break
    return first, last


def _add_capacity(rows, problem, initiative, start, choice) -> None:
    """Capacity a quarter, and over all quarters (implied, but it lets the solver choose before it schedules)."""
    horizon, work = problem.quarters, problem.work
    for r, limits in enumerate(problem.capacity):
        quarter, column, size = [], [], []
        for k in range(problem.effort.shape[2]):
            here = np.flatnonzero(problem.effort[initiative, r, k])
            quarter.append(start[here] + k)
            column.append(here)
            size.append(problem.effort[initiative[here], r, k])
        rows.add_many(*map(np.concatenate, (quarter, column, size)), np.full(horizon, -np.inf), limits,
                      [("capacity", r, t) for t in range(horizon)])
        rows.add(choice, work[:, r], high=limits.sum(), name=("total", r))


def _add_order(rows, problem, place, room, choice) -> None:
    """j may have started by t only if i was finished by then; one row a quarter is tighter than one row a pair."""
    if not problem.requires:
        return
    before, after = np.array(problem.requires).T
    many, horizon = len(before), problem.quarters
    rows.add_many(np.tile(np.arange(many), 2), np.concatenate([choice[after], choice[before]]),
                  np.repeat([1.0, -1.0], many), np.full(many, -np.inf), np.zeros(many),
                  [("order", *pair) for pair in problem.requires])
    pair, t, s = (part.ravel() for part in np.indices((many, horizon, horizon)))
    i, j = before[pair], after[pair]
    later = (s <= t) & (t < room[j])
    earlier = (s <= t - problem.duration[i]) & (s < room[i]) & (t < room[j])
    row, line = np.unique((pair * horizon + t)[np.concatenate([np.flatnonzero(later), np.flatnonzero(earlier)])],
                          return_inverse=True)
    rows.add_many(line, np.concatenate([(place[j] + s)[later], (place[i] + s)[earlier]]),
                  np.repeat([1.0, -1.0], [later.sum(), earlier.sum()]), np.full(len(row), -np.inf), np.zeros(len(row)),
                  [("order", *problem.requires[k // horizon]) for k in row])


def _add_choices(rows, problem, initiative, start, choice) -> None:
    for group in problem.excludes:
        rows.add(choice[list(group)], np.ones(len(group)), high=1, name=("excludes", group))
    if problem.share is not None:
        size = problem.work[:, problem.share_resource]
        low, high = problem.share
        # Multiplied by the denominator the band is exact in whole numbers.
        rows.add(choice, (low.denominator * problem.innovation - low.numerator) * size, low=0, name=("share", 0))
        rows.add(choice, (high.denominator * problem.innovation - high.numerator) * size, high=0, name=("share", 1))
    if problem.results:
        final = start + problem.duration[initiative] - 1
        for t in range(problem.quarters):
            finishing = np.flatnonzero(problem.results_of[initiative] & (final == t))
            rows.add(finishing, np.ones(len(finishing)), low=1, name=("results", t))
    for weight, least in problem.floors:
        rows.add(choice, weight, low=least - 1e-6, name=("floor",))


def _best(model, time_limit, tolerance, loud):
    """Columns of the best plan found, a proven bound, and how it ended."""
    search = _best_of_many if model.starts > WHOLE else _best_whole
    return search(model, time_limit, tolerance, loud)


def _best_whole(model, time_limit, tolerance, loud):
    """A short list: quarter by quarter, and where that does not prove the plan, by branch and bound."""
    clock, columns, most = time.monotonic(), None, np.inf
    suits = SWEPT[0] <= model.starts <= SWEPT[1] and model.start.any() and tolerance < 1
    if suits and time_limit >= SWEPT_FROM:
        with _quiet(loud):
            columns, most = sweep.find_best(model, tolerance, clock + time_limit / 2)
        most = np.inf if most is None else most
        if columns is not None and most - model.gain @ columns <= tolerance * abs(model.gain @ columns):
            return _ended(columns, most, None)
    left = max(time_limit - (time.monotonic() - clock), time_limit / 4)
    found = _milp(-model.gain, model, model.least, model.most, left, tolerance, loud)
    bound = min(most, -found.mip_dual_bound if found.mip_dual_bound is not None else np.inf)
    if columns is None or (found.x is not None and model.gain @ found.x > model.gain @ columns):
        columns = found.x
    return _ended(columns, bound, found.status)


def _ended(columns, bound, status):
    if columns is not None:
        return columns, bound, "found"
    impossible = status == INFEASIBLE
    return None, np.nan if impossible else bound, "infeasible" if impossible else "unknown"


def _best_of_many(model, time_limit, tolerance, loud):
    """A long list: the linear relaxation gives the bound, and says which columns are worth the whole-number search.

    Columns whose reduced cost is far from zero are fixed where the relaxation puts them; the rest are searched.
    """
    clock = time.monotonic()
    relaxed, reduced, status = _relax(model)
    if status == INFEASIBLE:
        return _ended(None, np.inf, INFEASIBLE)
    if relaxed is None:  # the relaxation failed, which says nothing about the plan
        return _best_whole(model, max(1.0, time_limit - (time.monotonic() - clock)), tolerance, loud)
    bound, best, kernel = float(model.gain @ relaxed), None, KERNEL
    doubt = np.where((relaxed > 1e-7) & (relaxed < 1 - 1e-7), -1.0, np.abs(reduced))
    order = np.argsort(doubt, kind="stable")
    while True:
        free = np.zeros(len(relaxed), dtype=bool)
        free[order[:max(kernel, 2 * int((doubt < 0).sum()))]] = True
        # A choice and its starts stand or fall together: free a choice wherever one of its starts is free.
        chosen = model.initiative[free[:model.starts]]
        free[model.starts + chosen] = True
        left = time_limit - (time.monotonic() - clock)
        # The tolerance is about the whole plan, and the free columns are only a part of it.
        part = max(float(model.gain[free] @ relaxed[free]), 1e-9)
        found, columns = _search(model, np.round(relaxed), free, max(1.0, left / 2), tolerance / 2 * bound / part, loud)
        if columns is not None and (best is None or model.gain @ columns > model.gain @ best):
            best = columns
        near = best is not None and bound - model.gain @ best <= tolerance * abs(model.gain @ best)
        if near or free.all() or time.monotonic() - clock > time_limit:
            status = found.status if free.all() else 1
            return _ended(best, bound, status)
        kernel *= 3


def _search(model, fixed, free, time_limit, tolerance, loud):
    """Search the free columns only; the fixed ones are taken off the limits, and rows without free columns fall out."""
    used = model.matrix @ np.where(free, 0.0, fixed)
    part = model.matrix[:, free]
    rows = np.flatnonzero(np.diff(part.indptr))
    gain = model.gain[free]
    with _quiet(loud):
        found = milp(-gain, integrality=np.ones(len(gain)), bounds=Bounds(model.least[free], model.most[free]),
                     constraints=LinearConstraint(part[rows], (model.low - used)[rows], (model.high - used)[rows]),
                     options={"time_limit": float(time_limit), "mip_rel_gap": float(tolerance), "disp": bool(loud)})
    if found.x is None:
        return found, None
    columns = fixed.copy()
    columns[free] = np.round(found.x)
    return found, columns


def _relax(model):
    """Solution and reduced costs of the linear relaxation, None when there are none, and how it ended."""
    equal = model.low == model.high
    upper, lower = np.isfinite(model.high) & ~equal, np.isfinite(model.low) & ~equal
    bounded = sparse.vstack([model.matrix[upper], -model.matrix[lower]]).tocsr()
    limits = np.concatenate([model.high[upper], -model.low[lower]])
    with _quiet(False):
        found = linprog(-model.gain, bounded, limits, model.matrix[equal], model.low[equal],
                        np.column_stack([model.least, model.most]), method="highs")
    if found.status != 0 or found.x is None:
        return None, None, found.status
    reduced = -(model.gain + bounded.T @ found.ineqlin.marginals + model.matrix[equal].T @ found.eqlin.marginals)
    return found.x, reduced, found.status


def _early(model, problem, columns, time_limit, loud):
    """Same choices, same rules, earliest starts; the plan as found when no better schedule turns up in time."""
    chosen = np.round(columns[model.starts:])
    low, high = np.zeros(len(columns)), model.most.copy()
    low[model.starts:] = high[model.starts:] = chosen
    high[:model.starts] *= chosen[model.initiative]
    top = problem.value.max() or 1.0
    cost = np.zeros(len(columns))
    cost[:model.starts] = model.start * (1 + problem.value / top)[model.initiative]
    found = _milp(cost, model, low, high, time_limit, 1e-2, loud, nodes=EARLY_NODES)
    return columns if found.x is None else found.x


def _forward(problem, starts) -> np.ndarray:
    """Move each initiative forward, the most valuable first, as long as every rule holds."""
    starts, first = starts.copy(), windows(problem)[0]
    left = problem.capacity.astype(np.int64).copy()
    ends = starts + problem.duration
    results = problem.results_of
    finishing = np.bincount(ends[(starts >= 0) & results] - 1, minlength=problem.quarters)
    needs, waits = {}, {}
    for i, j in problem.requires:
        needs.setdefault(j, []).append(i)
        waits.setdefault(i, []).append(j)
    chosen = [i for i in np.argsort(-problem.value, kind="stable") if starts[i] >= 0]
    for i in chosen:
        left[:, starts[i]:ends[i]] -= problem.effort[i, :, :problem.duration[i]]
    for i in chosen:
        if problem.results and results[i] and finishing[ends[i] - 1] == 1:
            continue
        ready = max([first[i], *(ends[k] for k in needs.get(i, ()))])
        own = problem.effort[i, :, :problem.duration[i]]
        left[:, starts[i]:ends[i]] += own
        for t in range(ready, starts[i]):
            if (own <= left[:, t:t + problem.duration[i]]).all():
                finishing[ends[i] - 1] -= results[i]
                starts[i], ends[i] = t, t + problem.duration[i]
                finishing[ends[i] - 1] += results[i]
                break
        left[:, starts[i]:ends[i]] -= own
    return starts


def _milp(cost, model, low, high, time_limit, tolerance, loud, nodes=None):
    options = {"time_limit": float(time_limit), "mip_rel_gap": float(tolerance), "disp": bool(loud)}
    if nodes is not None:
        options["node_limit"] = nodes
    with _quiet(loud):
        return milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(low, high),
                    constraints=LinearConstraint(model.matrix, model.low, model.high), options=options)


def _as_starts(model, columns, n) -> np.ndarray:
    starts = np.full(n, -1)
    on = np.flatnonzero(columns[:model.starts] > 0.5)
    starts[model.initiative[on]] = model.start[on]
    return starts


_silence = threading.Lock()
_solving = 0  # searches that go on at this moment, in whatever thread
_kept_output = None


@contextlib.contextmanager
def _quiet(loud):
    """Keep the solver's stray line out of notebooks: scipy 1.17's HiGHS writes to the C output whatever it is told.

    The output belongs to the whole process: the first search to begin turns it away, the last to end gives it back.
    """
    if loud or not _may_turn_away():
        yield
        return
    _turn_away()
    try:
        yield
    finally:
        _give_back()


def _may_turn_away() -> bool:
    """In a script, what another thread prints would be lost; a notebook prints by a way of its own."""
    return threading.current_thread() is threading.main_thread() or sys.stdout is not sys.__stdout__


def _turn_away() -> None:
    global _solving, _kept_output
    with _silence:
        _solving += 1
        if _solving > 1:
            return
        with contextlib.suppress(OSError, ValueError, AttributeError):  # no output at all: nothing to turn away
            sys.stdout.flush()
            _kept_output = os.dup(1)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.close(nowhere)


def _give_back() -> None:
    global _solving, _kept_output
    with _silence:
        _solving -= 1
        if _solving == 0 and _kept_output is not None:
            os.dup2(_kept_output, 1)
            os.close(_kept_output)
            _kept_output = None
