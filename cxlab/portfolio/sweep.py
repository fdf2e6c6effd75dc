"""The best plan, quarter by quarter from both ends: partial plans, most of which the prices of what is left rule out.

A partial plan has decided every start in the quarters at the ends that are done. What is left of it is a smaller linear
programme, whose dual prices bound what it can still become; the same prices bound every other partial plan, as any
prices do. Those that cannot reach the goal are dropped, and of two that leave the same the better one is kept. So the
search is exact, and where partial plans grow too many it says so.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

NARROW, MOST = 400, 25_000  # partial plans that the first searches keep, and the last
STAGES = ((NARROW, "front"), (NARROW, "back"), (MOST, "easier"))
GLANCES = 12  # linear programmes that a narrow search solves at each end
PRICES = 60  # lists of prices kept
# A linear programme costs as much as some twenty-five partial plans: the last twenty must have ruled out as many each.
PAYS, WINDOW = 25, 20
MANY, GROWN = 5000, 3  # partial plans, and growth, at which prices are sought before an end is done
SAMPLE, TASTES = 40, 8  # partial plans and linear programmes that say which end is the easier


@dataclass(frozen=True, eq=False)
class Columns:
    """Starts to choose from, at most one of each initiative: what each gains and takes of the room in every row."""

    gain: np.ndarray
    takes: np.ndarray  # rows by columns
    room: np.ndarray
    initiative: np.ndarray
    first: np.ndarray
    last: np.ndarray
    place: np.ndarray  # in the model
    many: int


@dataclass(frozen=True, eq=False)
class Partial:
    """Partial plans, one a row: value, room left, who is undecided, the columns chosen, a bound from each prices."""

    value: np.ndarray
    room: np.ndarray
    undecided: np.ndarray
    chosen: np.ndarray
    bounds: np.ndarray

    def __len__(self) -> int:
        return len(self.value)

    def take(self, rows) -> Partial:
        return Partial(*(part[rows] for part in vars(self).values()))

    def join(self, other) -> Partial:
        if not len(other):
            return self
        return Partial(*map(np.concatenate, zip(vars(self).values(), vars(other).values(), strict=True)))


def find_best(model, tolerance: float, deadline: float):
    """Columns of the best plan, and a bound: proven to `tolerance` unless partial plans grow too many or time is up.

    The columns are None when no plan was found; both are None when the model is of another kind.
    """
    columns = _columns(model)
    if columns is None:
        return None, None
    whole = bool((columns.gain == np.rint(columns.gain)).all())
    best, value, bound, goal, short = None, -np.inf, np.inf, -np.inf, -np.inf
    for width, ends in STAGES:
        sweep = Sweep(columns, goal, deadline, width, ends)
        plans = sweep.run()
        bound = min(bound, sweep.bound)
        if len(plans) and plans.value.max() > value:
            best = plans.chosen[plans.value.argmax()]
            best = best[best >= 0]
            value = columns.gain[best].sum()
        if best is None or sweep.late:
            break
        if not sweep.dropped:
            bound = min(bound, max(value, short))
            break
        # Only plans that are better by more than the tolerance matter from here; what falls short is at most so much.
        step = tolerance * abs(value)
        step = max(1.0, np.floor(step)) if whole else step
        goal, short = value + step - 1e-6 * (1 + abs(value)), value + step - whole
    if best is None:
        return None, bound
    found = np.zeros(len(model.gain))
    found[columns.place[best]] = found[model.starts + columns.initiative[best]] = 1
    return found, max(bound, value)


def _columns(model) -> Columns | None:
    """Put a choice and its start into one column; None when some row is not in whole numbers."""
    choices = model.matrix[:, model.starts:].toarray()
    takes = model.matrix[:, :model.starts].toarray() + choices[:, model.initiative]
    free = (model.most[:model.starts] > 0) & (model.most[model.starts:][model.initiative] > 0)
    musts = np.flatnonzero(model.least[model.starts:] > 0)
    above, below = np.isfinite(model.high), np.isfinite(model.low)
    takes = np.vstack([takes[above], -takes[below], -(model.initiative == musts[:, None]).astype(float)])[:, free]
    room = np.concatenate([model.high[above], -model.low[below], -np.ones(len(musts))])
    used = takes.any(axis=1)
    whole = (takes == np.rint(takes)).all() and np.abs(takes).sum() < 2**50
    if not whole or (room[~used] < 0).any() or not used.any():
        return None
    gain = model.gain[:model.starts] + model.gain[model.starts:][model.initiative]
    # All numbers are whole, so nothing is lost by taking the room down to a whole number.
    return Columns(gain[free], takes[used], np.floor(room[used] + 1e-9), model.initiative[free], model.start[free],
                   model.finish[free], np.flatnonzero(free), len(model.gain) - model.starts)


class Sweep:
    """Partial plans that can still reach a goal, from both ends of the quarters to the middle."""

    def __init__(self, columns: Columns, goal: float, deadline: float, width: int, ends: str):
        self.columns, self.goal, self.deadline, self.width, self.ends = columns, goal, deadline, width, ends
        self.random = np.random.default_rng(0)
        self.starts_of = [np.flatnonzero(columns.initiative == i) for i in range(columns.many)]
        self.keys = self.random.integers(1, 2**62, len(columns.room) + columns.many)
        self.gives_room = columns.takes < 0
        self.unit = np.abs(columns.takes).max(axis=1)
        self.fine = 1 + 2 * np.abs(columns.gain).sum()
        self.dropped = self.late = False  # whether some were left aside, and whether time was up
        undecided = np.ones(columns.many, dtype=bool)
        self._know(self._prices(columns.room, undecided, np.ones(len(columns.gain), dtype=bool))[None])
        self.bound = float(self.prices[0] @ columns.room + self._hopes(self.net, self.net[0] > -np.inf).sum())

    def run(self) -> Partial:
        """Give those that reach the goal with every start decided: all of them, unless some were dropped."""
        columns, left = self.columns, np.ones(len(self.columns.gain), dtype=bool)
        plans = Partial(np.zeros(1), columns.room[None], np.ones((1, columns.many), dtype=bool),
                        np.full((1, columns.many), -1), np.array([[self.bound]]))
        while left.any() and len(plans):
            front = left & (columns.first == columns.first[left].min())
            back = left & (columns.last == columns.last[left].max())
            end = {"front": front, "back": back}.get(self.ends)
            end = self._easier(plans, left, front, back) if end is None else end
            plans = self._decide(plans, left, end, None if self.width == MOST else GLANCES)
            left = left & ~end
        return plans

    def _easier(self, plans, left, front, back):
        """Try both ends on some partial plans."""
        if (front == back).all():
            return front
        some = plans.take(np.sort(self.random.choice(len(plans), min(len(plans), SAMPLE), replace=False)))
        kept, sizes = (self.prices, self.dropped), []
        for end in (front, back):
            self.dropped = False
            sizes.append(len(self._decide(some, left, end, TASTES if len(plans) > 1 else None)) + MOST * self.dropped)
            self._know(kept[0])
        self.dropped = kept[1]
        return front if sizes[0] <= sizes[1] else back

    def _decide(self, plans, left, end, most) -> Partial:
        """Decide all starts at one end, one after another."""
        left, size, ends, many = left.copy(), len(plans), np.flatnonzero(end), min(MANY, 4 * self.width)
        for column in ends:
            plans = self._with_and_without(plans, left, column)
            left[column] = False
            if len(plans) > max(many, GROWN * size) and column < ends[-1]:
                if self.width == MOST:
                    plans = self._bounded(self._merged(plans, left), left, most)
                plans = self._likeliest(plans)
                size = len(plans)
        return self._likeliest(self._bounded(self._merged(plans, left), left, most))

    def _with_and_without(self, plans, left, column) -> Partial:
        """Both ways to decide one start, as far as they can reach the goal."""
        takes, who = self.columns.takes[:, column], self.columns.initiative[column]
        mine = self.starts_of[who][left[self.starts_of[who]]]
        before = np.maximum(self.net[:, mine].max(axis=1), 0)
        after = self.net[:, mine[mine != column]].max(axis=1, initial=0)
        later = left.copy()
        later[column] = False
        firm = np.flatnonzero((takes > 0) & ~self.gives_room[:, later].any(axis=1))  # no later start gives room there
        able = np.flatnonzero(plans.undecided[:, who])
        able = able[(plans.room[np.ix_(able, firm)] >= takes[firm]).all(axis=1)]
        bounds = plans.bounds[able] + (self.net[:, column] - before)
        good = bounds.min(axis=1) >= self.goal
        able = able[good]
        chosen, undecided = plans.chosen[able], plans.undecided[able]
        chosen[:, who], undecided[:, who] = column, False
        taken = Partial(plans.value[able] + self.columns.gain[column], plans.room[able] - takes, undecided, chosen,
                        bounds[good])
        less = np.flatnonzero(after < before)
        if len(less):
            bounds = plans.bounds.copy()
            bounds[:, less] += np.outer(plans.undecided[:, who], (after - before)[less])
            plans = Partial(plans.value, plans.room, plans.undecided, plans.chosen, bounds)
            good = bounds[:, less].min(axis=1) >= self.goal
            plans = plans if good.all() else plans.take(good)
        return plans.join(taken)

    def _merged(self, plans, left) -> Partial:
        """Of those that leave the same room to the same initiatives, the best one; broken ones are left out first.

        A row that no later start gives room to is settled. A plan that breaks one may look like one that does not.
        """
        settled = ~self.gives_room[:, left].any(axis=1)
        plans = plans.take((plans.room[:, settled] >= 0).all(axis=1))
        rows = self.columns.takes[:, left].any(axis=1)
        key = plans.room[:, rows].astype(np.int64) @ self.keys[:len(rows)][rows]
        key += plans.undecided @ self.keys[len(rows):]
        order = np.lexsort((-plans.value, key))
        best = np.ones(len(order), dtype=bool)
        like = np.flatnonzero(np.diff(key[order]) == 0)
        one, other = order[like], order[like + 1]
        alike = (plans.room[one][:, rows] == plans.room[other][:, rows]).all(axis=1)  # two may share a key by chance
        best[like + 1] = ~(alike & (plans.undecided[one] == plans.undecided[other]).all(axis=1))
        return plans.take(np.sort(order[best]))

    def _likeliest(self, plans) -> Partial:
        """As many as are kept; none when the time is up or the widest search would have to drop some."""
        if time.monotonic() > self.deadline:
            self.late = self.dropped = True
            return plans.take(slice(0))
        if len(plans) <= self.width:
            return plans
        self.dropped = True
        kept = 0 if self.width == MOST else self.width
        return plans.take(np.sort(np.argsort(-plans.bounds.min(axis=1), kind="stable")[:kept]))

    def _bounded(self, plans, left, most) -> Partial:
        """Bound by the prices of some of the plans themselves, as long as that rules out enough of them."""
        alive = np.ones(len(plans), dtype=bool)
        asked, sizes, prices, bounds = ~alive, [len(plans)], [], []
        while (alive & ~asked).any() and (most is None or len(prices) < most):
            pays = len(sizes) <= WINDOW or sizes[-WINDOW - 1] - sizes[-1] >= PAYS * WINDOW
            if not pays or time.monotonic() > self.deadline:
                break
            one = self.random.choice(np.flatnonzero(alive & ~asked))
            prices.append(self._prices(plans.room[one], plans.undecided[one], left))
            net = self.columns.gain - prices[-1] @ self.columns.takes
            bounds.append(plans.value + plans.room @ prices[-1] + plans.undecided @ self._hopes(net[None], left)[0])
            asked[one] = True
            alive &= bounds[-1] >= self.goal
            sizes.append(np.count_nonzero(alive))
            if sizes[-1] < 0.6 * len(plans):
                plans, asked, bounds = plans.take(alive), asked[alive], [bound[alive] for bound in bounds]
                alive = alive[alive]
        bounds, prices = np.column_stack([plans.bounds, *bounds])[alive], np.vstack([self.prices, *prices])
        if len(prices) > PRICES and len(bounds):
            useful = np.bincount(bounds.argmin(axis=1), minlength=len(prices))
            kept = np.sort(np.argsort(-useful, kind="stable")[:PRICES])
            bounds, prices = bounds[:, kept], prices[kept]
        self._know(prices)
        return Partial(*(part[alive] for part in (plans.value, plans.room, plans.undecided, plans.chosen)), bounds)

    def _know(self, prices) -> None:
        self.prices, self.net = prices, self.columns.gain - prices @ self.columns.takes

    def _hopes(self, net, left) -> np.ndarray:
        """The most that each initiative can still bring at these prices, one row for each list of them."""
        return np.column_stack([net[:, mine[left[mine]]].max(axis=1, initial=0) for mine in self.starts_of])

    def _prices(self, room, undecided, left) -> np.ndarray:
        """Dual prices of the rows for one partial plan; a row that cannot hold has a fine, so that prices are finite.

        Whatever the solver gives, prices that are not negative give a bound: one that fails only bounds badly.
        """
        columns = np.flatnonzero(left & undecided[self.columns.initiative])
        takes, who = self.columns.takes[:, columns], self.columns.initiative[columns]
        tight = np.flatnonzero(np.maximum(takes, 0).sum(axis=1) > room)
        once = (who == np.unique(who)[:, None]).astype(float)
        fines = np.concatenate([-self.unit[tight], np.zeros(len(once))])
        prices = np.zeros(len(room))
        found = linprog(np.append(-self.columns.gain[columns], self.fine),
                        np.column_stack([np.vstack([takes[tight], once]), fines]),
                        np.concatenate([room[tight], np.ones(len(once))]), method="highs-ds",
                        options={"presolve": False})
        if found.status == 0:
            prices[tight] = np.maximum(-found.ineqlin.marginals[:len(tight)], 0)
        return prices
