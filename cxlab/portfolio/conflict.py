"""Why no plan keeps all limits, and what loosening each would take."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from cxlab.language import join_words, localise_number
from cxlab.portfolio import solver

LEAST_SECONDS = 1.0  # with less, a plan that exists might not be found, and the wrong limit be blamed
MOST_CHANGES = 4  # changes of one rule that the sentence names
COLUMNS = ["limit", "what", "now", "needed", "unit"]
RULES = {"share": "the band for the share", "results": "a result every quarter",
          "mandatory": "the mandatory initiatives", "windows": "the earliest and latest starts"}


def explain(case, time_limit: float):
    """Rules that each alone block, limits that cannot hold together, and what each of these would have to become."""
    if case is None:
        return (), (), pd.DataFrame(columns=COLUMNS)
    time_limit = max(LEAST_SECONDS, time_limit)
    case = _with_something(case)
    limits = _active(case)
    alone = tuple(name for name in limits if _possible(case, {name}, time_limit))
    conflict = set(limits)
    if not _possible(case, conflict, time_limit):
        return (), (), pd.DataFrame(columns=COLUMNS)
    kept = set(limits)
    for name in limits:  # drop what is not needed for the contradiction, one limit after the other
        if not _possible(case, set(limits) - (kept - {name}), time_limit):
            kept.discard(name)
    conflict = tuple(name for name in limits if name in kept)
    rows = [row for name in conflict if name in alone for row in _least(case, name, time_limit)]
    spoken = dict(zip(limits, (_spoken(case, name) for name in limits), strict=True))
    # Capacity is loosened by an amount; it is never dropped.
    dropped = tuple(spoken[name] for name in alone if name in RULES)
    return dropped, tuple(spoken[name] for name in conflict), pd.DataFrame(rows, columns=COLUMNS)


def _with_something(case):
    """The same case, but an empty plan, which keeps nearly every rule, is no way out."""
    something = (np.ones(len(case.plan)), 1.0)
    return dataclasses.replace(case, problem=dataclasses.replace(
        case.problem, floors=(*case.problem.floors, something)))


def _active(case) -> list[str]:
    problem = case.problem
    first, last = problem.first, problem.last
    present = {"share": problem.share is not None, "results": problem.results, "mandatory": bool(problem.mandatory),
               "windows": bool((first > 0).any() or (last < problem.quarters).any())}
    return [name for name, here in present.items() if here] + [f"capacity {r}" for r in range(len(case.resources))]


def _spoken(case, name) -> str:
    return RULES.get(name) or f"the capacity of {case.resources[int(name.split()[1])]}"


def _without(case, names):
    """The problem without some of its limits."""
    problem, n = case.problem, len(case.plan)
    relaxed = {"share": {"share": None}, "results": {"results": False}, "mandatory": {"mandatory": ()},
               "windows": {"first": np.zeros(n, dtype=int), "last": np.full(n, problem.quarters)}}
    for name in names:
        if name in relaxed:
            problem = dataclasses.replace(problem, **relaxed[name])
        else:
            capacity = problem.capacity.copy()
            r = int(name.split()[1])
            capacity[r] = problem.effort[:, r].sum()
            problem = dataclasses.replace(problem, capacity=capacity)
    return problem


def _possible(case, names, time_limit) -> bool:
    return solver.has_plan(_without(case, names), time_limit=time_limit)


def _least(case, name, time_limit) -> list[dict]:
    """The smallest change of one limit that makes a plan possible, all others kept: one elastic programme."""
    family, limit = name.split()[0], _spoken(case, name)
    if family == "windows":
        return _least_windows(case, limit, time_limit)
    model = solver._model(case.problem)
    least = model.least.copy()
    if family == "mandatory":
        least[:] = 0
        must = model.starts + np.array(case.problem.mandatory)
        worth = case.problem.value[list(case.problem.mandatory)]
        cost = np.zeros(len(least))
        cost[must] = -1 - np.maximum(worth, 0) / (2 * np.abs(worth).sum() + 1)  # as few as can be, the least valuable
        found = solver._milp(cost, model, least, model.most, time_limit, 0, False)
        out = [] if found.x is None else [i for i in case.problem.mandatory if found.x[model.starts + i] < 0.5]
        return [_row(limit, repr(case.plan["initiative"].iloc[i]), "in the plan", "left out", "") for i in out]
    mine = [row for row, key in enumerate(model.names) if key[0] == family
            and (family != "capacity" or key[1] == int(name.split()[1]))]
    found = _elastic(case, model, family, mine, time_limit)
    return [] if found is None else _tell(case, model, family, limit, mine, *found)


def _elastic(case, model, family, mine, time_limit):
    """Columns of the plan, and by how much each of its rows had to give way."""
    up = np.isfinite(model.high[mine])
    give = sparse.csr_matrix((np.where(up, -1.0, 1.0), (mine, range(len(mine)))), shape=(len(model.low), len(mine)))
    high = model.high.copy()
    high[[row for row, key in enumerate(model.names) if family == "capacity" and key[0] == "total"]] = np.inf
    size = case.problem.work[:, case.problem.share_resource]
    scale = case.problem.share[0].denominator if family == "share" else 1
    price, columns, slack = 0.0, None, None
    for _ in range(12):  # the share is a ratio: Dinkelbach's steps, two or three in practice
        charge = np.zeros(len(model.gain))
        if family == "share":
            charge[model.starts:] = -price * size
        cost = np.concatenate([charge, np.full(len(mine), 1.0)])
        with solver._quiet(False):
            found = milp(cost, integrality=np.concatenate([np.ones(len(charge)), np.zeros(len(mine))]),
                         bounds=Bounds(np.concatenate([model.least, np.zeros(len(mine))]),
                                       np.concatenate([model.most, np.full(len(mine), np.inf)])),
                         constraints=LinearConstraint(sparse.hstack([model.matrix, give]).tocsr(), model.low, high),
                         options={"time_limit": float(time_limit), "mip_rel_gap": 1e-6})
        if found.x is None:
            break
        columns, slack = found.x[:len(charge)], found.x[len(charge):]
        total = size @ np.round(columns[model.starts:])
        if family != "share" or total == 0 or (price > 0 and found.fun >= -1e-6 * scale * total):
            break
        price = slack.sum() / total
    return None if columns is None else (np.round(columns), slack)


def _tell(case, model, family, limit, mine, columns, slack) -> list[dict]:
    problem, quarters = case.problem, case.limits.index
    if family == "share":
        size = problem.work[:, problem.share_resource] * columns[model.starts:]
        share, (low, high) = size[problem.innovation].sum() / size.sum(), case.share
        edge, now = ("its lower edge", low) if share < low else ("its upper edge", high)
        # Rounded to the loose side, so that the edge that is named can be used.
        needed = np.floor(share * 1000) / 1000 if share < low else np.ceil(share * 1000) / 1000
        return [_row(limit, edge, f"{now:.1%}", f"{needed:.1%}", "")]
    rows = []
    for row, more in zip(mine, slack, strict=True):
        if more > 1e-6:
            key = model.names[row]
            if family == "results":
                rows.append(_row(limit, f"results in {quarters[key[1]]}", "1", "0", ""))
            else:
                unit, now = case.units[key[1]], float(case.limits.iloc[key[2], key[1]])
                needed = (problem.capacity[key[1], key[2]] + np.round(more)) / unit
                rows.append(_row(limit, f"{quarters[key[2]]}", f"{now:g}", f"{needed:g}", case.resources[key[1]]))
    return rows


def _least_windows(case, limit, time_limit) -> list[dict]:
    """The fewest quarters by which starts must leave their windows."""
    first, last = case.problem.first, case.problem.last
    free = _without(case, {"windows"})
    model = solver._model(free)
    i, t = model.initiative, model.start
    cost = np.zeros(len(model.gain))
    cost[:model.starts] = np.maximum(first[i] - t, 0) + np.maximum(t - last[i], 0)
    found = solver._milp(cost, model, model.least, model.most, time_limit, 0, False)
    if found.x is None:
        return []
    moved = [k for k in np.flatnonzero(found.x[:model.starts] > 0.5) if cost[k] > 0]
    quarter = case.limits.index
    return [_row(limit, repr(case.plan["initiative"].iloc[i[k]]),
                 str(quarter[0] + int(first[i[k]] if t[k] < first[i[k]] else last[i[k]])), str(quarter[t[k]]), "")
            for k in moved]


def _row(limit, what, now, needed, unit) -> dict:
    return dict(zip(COLUMNS, (limit, what, now, needed, unit), strict=True))


# The words.

WORDS = {
    "en": {
        "first": "No plan fits all your rules.", "and": "and", "or": "or",
        "clash": " These clash: {all}. Each can be kept, but not all of them together.",
        "alone": " {one} alone cannot be met.",
        "order": " No single rule is to blame: look at the order, at the groups that exclude each other and at the "
                 "number of quarters.",
        "several": " One of these is enough: {ways}.", "one": " The smallest change that helps: {way}.",
        "drop": " Or drop {names} altogether.", "more": "make {n} more such changes (all in .loosening)",
        "lower": "lower the least that Result Driven Innovation may have of the effort from {now} to {needed}",
        "raise": "raise the most that Result Driven Innovation may have of the effort from {now} to {needed}",
        "results": "accept that {what} brings no result", "mandatory": "let {what} be left out",
        "windows": "let {what} start in {needed} (now {now})",
        "capacity": "raise {unit} in {what} from {now} to {needed}",
    },
    "nl": {
        "first": "Geen plan past binnen al je grenzen.", "and": "en", "or": "of",
        "clash": " Deze botsen: {all}. Elk ervan kan, maar niet allemaal samen.",
        "alone": " Aan één grens is al niet te voldoen: {one}.",
        "order": " Het ligt niet aan één grens: kijk naar de volgorde, naar de groepen die elkaar uitsluiten en naar "
                 "het aantal kwartalen.",
        "several": " Een van deze is genoeg: {ways}.", "one": " De kleinste verandering die helpt: {way}.",
        "drop": " Of schrap een hele grens: {names}.",
        "more": "doe nog {n} van zulke veranderingen (alle in .loosening)",
        "lower": "verlaag het laagste aandeel van resultaatgedreven innovatie van {now} naar {needed}",
        "raise": "verhoog het hoogste aandeel van resultaatgedreven innovatie van {now} naar {needed}",
        "results": "neem genoegen met geen resultaat in {what}", "mandatory": "laat {what} weg",
        "windows": "laat {what} beginnen in {needed} (nu {now})",
        "capacity": "verhoog {unit} in {what} van {now} naar {needed}",
        RULES["share"]: "de band voor het aandeel", RULES["results"]: "elk kwartaal een resultaat",
        RULES["mandatory"]: "de verplichte initiatieven", RULES["windows"]: "de vroegste en laatste start",
        "the capacity of ": "de capaciteit aan ",
    },
}


def say_conflict(loosen, conflict, loosening, language: str = "en", names=None) -> str:
    """Tell why there is no plan, as `explain` found it; `names` says what the resources are called."""
    say, names = WORDS[language], names or {}
    limits = [_name(limit, say, names) for limit in conflict]
    told = say["first"]
    if len(limits) > 1:
        told += say["clash"].format(all=join_words(limits, say["and"]))
    elif limits:
        one = limits[0]
        told += say["alone"].format(one=one[:1].upper() + one[1:] if language == "en" else one)
    else:
        told += say["order"]
    ways = [_way(rows, language, names) for _, rows in loosening.groupby("limit", sort=False)]
    if len(ways) > 1:
        told += say["several"].format(ways="; ".join(f"({number}) {way}" for number, way in enumerate(ways, start=1)))
    elif ways:
        told += say["one"].format(way=ways[0])
    return told + (say["drop"].format(names=join_words([_name(limit, say, names) for limit in loosen], say["or"]))
                   if loosen else "")


def _name(limit, say, names) -> str:
    """A limit as it is called in this language."""
    before, capacity, resource = limit.partition("the capacity of ")
    if capacity and not before:
        return say.get(capacity, capacity) + names.get(resource, resource)
    return say.get(limit, limit)


def _way(rows, language, names) -> str:
    """All changes of one limit, as an instruction."""
    say, more = WORDS[language], len(rows) - MOST_CHANGES
    parts = [_say_change(row, language, names) for row in rows.head(MOST_CHANGES).itertuples()]
    return join_words([*parts, say["more"].format(n=more)] if more > 0 else parts, say["and"])


def _say_change(row, language, names) -> str:
    """One change of a rule, as an instruction."""
    family = next((family for family, limit in RULES.items() if limit == row.limit), "capacity")
    now, needed = row.now, row.needed
    if family in ("share", "capacity"):
        now, needed = localise_number(now, language), localise_number(needed, language)
    if family == "share":
        family = "lower" if row.what == "its lower edge" else "raise"
    return WORDS[language][family].format(what=row.what.removeprefix("results in "), now=now, needed=needed,
                                          unit=names.get(row.unit, row.unit))
