"""Sliders for a plan: a band, capacity and horizon, answered within a second and then searched on."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
import time

import numpy as np
import pandas as pd
import traitlets

from cxlab.figures import show
from cxlab.frames import TRACKS
from cxlab.language import localise_number
from cxlab.plots.portfolio import alt_plan, plot_plan
from cxlab.portfolio import Selection
from cxlab.portfolio.asked import check_told
from cxlab.portfolio.conflict import say_conflict
from cxlab.portfolio.selection import Case, make_case, solve_case
from cxlab.portfolio.solver import broken_rules
from cxlab.portfolio.tradeoff import _down_the_list
from cxlab.widgets.shell import Shell, page
from cxlab.workbooks import write_plan

QUICK_SECONDS = 0.6  # checking the list and searching; telling the plan and drawing come on top
LEAST_SEARCH = 0.25
PASSES = (4, 15, 60)
TOLERANCE = 1e-4
TILTS = (0.2, 0.4, 0.7, 1.0, 1.5, 2.5, 5.0)
MOST = 60
FACTORS = (0.5, 2.0)
NO_PLAN = ("infeasible", "unknown")

WORDS = {
    "en": {
        "title": "Plan under limits",
        "help": "Move a slider; the best plan found within a second is shown, and the search goes on until it is "
                "proven.",
        "band": "Keep the share of Result Driven Innovation within a band", "low": "Lowest share",
        "high": "Highest share", "quarters": "Quarters to plan", "capacity": "Capacity of {resource}",
        "locale": "en", "prove": "Search on", "keep": "Keep this scenario", "name": "Its name",
        "export": "Save to Excel and PNG", "enters": "Enters", "leaves": "Leaves", "nothing": "nothing",
        "new": "new", "of": "of", "load": "Load", "scenarios": "Scenarios side by side", "forget": "Drop {name}",
        "plan": "The plan", "scenario": "Scenario {n}", "no": "no band", "left": "Left out: {names}.",
        "heads": {"name": "scenario", "value": "value", "gap": "could be better by", "n": "initiatives",
                  "share": "Result Driven Innovation", "band": "band", "quarters": "quarters", "limits": "capacity",
                  "only": "only in this one"},
        "takes": "The plan takes {n} of {all} initiatives and scores {value} points; {share} of the effort is Result "
                 "Driven Innovation.",
        "proven": "Proven: no plan that keeps these limits scores more.",
        "gap": "Another plan can be at most {gap} better.", "open": "How much better another plan could be is not "
               "known yet.", "on": "Still searching.", "stopped": "The search ended there.",
        "none": "No plan was found in this time, and none was ruled out.",
        "kept": "Kept as {name}.", "dropped": "Dropped {name}.", "saved": "Saved: {files}.",
        "no_plan": "There is no plan to keep or save.",
        **{track: track for track in TRACKS}, "effort_fte": "effort (FTE)", "budget_keur": "budget (thousand euros)",
    },
    "nl": {
        "title": "Plannen binnen grenzen",
        "help": "Verschuif een schuif; het beste plan dat binnen een seconde is gevonden staat er, en het zoeken gaat "
                "door tot het bewezen is.",
        "band": "Houd het aandeel van resultaatgedreven innovatie binnen een band", "low": "Laagste aandeel",
        "high": "Hoogste aandeel", "quarters": "Aantal kwartalen", "capacity": "Capaciteit van {resource}",
        "locale": "nl", "prove": "Zoek verder", "keep": "Bewaar dit scenario",
        "name": "Naam", "export": "Bewaar in Excel en PNG", "enters": "Erbij", "leaves": "Eruit",
        "nothing": "niets", "new": "nieuw", "of": "van", "load": "Bezetting", "scenarios": "Scenario's naast elkaar",
        "forget": "Gooi {name} weg", "plan": "Het plan", "scenario": "Scenario {n}", "no": "geen band",
        "left": "Niet gekozen: {names}.",
        "heads": {"name": "scenario", "value": "waarde", "gap": "kan beter met", "n": "initiatieven",
                  "share": "resultaatgedreven innovatie", "band": "band", "quarters": "kwartalen",
                  "limits": "capaciteit", "only": "alleen in dit scenario"},
        "takes": "Het plan neemt {n} van de {all} initiatieven en scoort {value} punten; {share} van de inzet is "
                 "resultaatgedreven innovatie.",
        "proven": "Bewezen: geen plan binnen deze grenzen scoort meer.",
        "gap": "Een ander plan kan hoogstens {gap} beter zijn.", "open": "Hoeveel beter een ander plan kan zijn is nog "
               "niet bekend.", "on": "Het zoeken gaat door.", "stopped": "Daar is het zoeken gestopt.",
        "none": "In deze tijd is geen plan gevonden, en ook niet uitgesloten.",
        "kept": "Bewaard als {name}.", "dropped": "{name} weggegooid.", "saved": "Opgeslagen: {files}.",
        "no_plan": "Er is geen plan om te bewaren.",
        "Strategic Fundamental": "Strategisch fundament", "Result Driven Innovation": "Resultaatgedreven innovatie",
        "effort_fte": "inzet (fte)", "budget_keur": "budget (duizend euro)",
    },
}


def live_plan(initiatives: pd.DataFrame, capacity=None, *, resources=("effort_fte",), share=None, language: str = "en",
              file: str = "plan.xlsx", searches_on: bool = True, **rules) -> LivePlan:
    """Choose initiatives with sliders: the band, the capacity and the horizon.

    Each move is answered within about a second with the best plan found and how much better another could be; then the
    search goes on by itself until the plan is proven. The page shows what enters and what leaves, keeps scenarios side
    by side, and saves the plan to Excel and as a picture.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        As for :func:`cxlab.portfolio.select_initiatives`; at most 60, as many as a workshop can talk about.
    capacity : DataFrame, one row a quarter, or Series when there is one resource
        The capacity at 100%; its quarters are the longest horizon.
    resources : str or several
        The columns that the capacity limits.
    share : (low, high), optional
        The band to begin with; without it there is none until you ask for one.
    language : {"en", "nl"}
        Language of the page.
    file : str
        Name of the workbook to save to; the picture gets the same name with ``.png``.
    searches_on : bool
        Search on by itself. Otherwise only when the button is pressed.
    **rules
        The other limits of :func:`cxlab.portfolio.select_initiatives`, such as `done` or `requires`.

    Returns
    -------
    LivePlan
        Show it as the last line of a cell. ``.plan`` is the plan on the page, ``.scenarios`` a table of those kept.

    Raises
    ------
    FrameError, ValueError
        If the list or a limit does not hold, as :func:`cxlab.portfolio.select_initiatives` says, the list is longer
        than 60, or the language is another.

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Call back", "Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [8, 6]})
    >>> live = live_plan(wishes, pd.Series([1.0, 1.0], index=["2026Q1", "2026Q2"]))
    >>> live.set_limits(quarters=1)
    >>> live.plan.table["initiative"].tolist(), live.view["leaves"]
    (['Call back'], ['Fix bills'])
    """
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected \"en\" or \"nl\"")
    check_told("cx.widgets.live_plan(initiatives, capacity)", initiatives=initiatives, capacity=capacity)
    if len(initiatives) > MOST:
        raise ValueError(f"the list has {len(initiatives)} initiatives; expected at most {MOST}, so that a plan comes "
                         "within a second. Take the likeliest ones, or ask select_initiatives, which takes thousands")
    resources = (resources,) if isinstance(resources, str) else tuple(resources)
    if isinstance(capacity, pd.Series):
        capacity = capacity.to_frame(resources[0])
    if "quarter" in capacity:
        capacity = capacity.set_index("quarter")
    return LivePlan(initiatives, capacity, resources, share, language, file, searches_on, rules)


def scale_capacity(capacity: pd.DataFrame, settings: dict) -> pd.DataFrame:
    """Make the capacity that the sliders ask for: the first quarters, each resource times its factor.

    Parameters
    ----------
    capacity : DataFrame, one row a quarter
        Capacity at 100%.
    settings : dict
        `quarters` (how many) and `factors` (resource to factor).

    Returns
    -------
    DataFrame
        One row a quarter, rounded to two decimals so that it can be read.

    Examples
    --------
    >>> capacity = pd.DataFrame({"effort_fte": [3.0, 3.0]}, index=["2026Q1", "2026Q2"])
    >>> scale_capacity(capacity, {"quarters": 1, "factors": {"effort_fte": 1.5}})["effort_fte"].tolist()
    [4.5]
    """
    return (capacity.iloc[:settings["quarters"]] * pd.Series(settings["factors"])).round(2)[list(settings["factors"])]


def check_settings(settings: dict, longest: int) -> dict:
    """Bring what the sliders say into what is possible.

    Parameters
    ----------
    settings : dict
        `band` (whether there is one), `low`, `high` (shares), `quarters`, `factors` (resource to factor).
    longest : int
        Most quarters there are.

    Returns
    -------
    dict
        The same, within bounds; a lowest share above the highest gives way to it.

    Examples
    --------
    >>> given = {"band": True, "low": 0.7, "high": 0.6, "quarters": 9, "factors": {"effort_fte": 5}}
    >>> check_settings(given, 4)
    {'band': True, 'low': 0.6, 'high': 0.6, 'quarters': 4, 'factors': {'effort_fte': 2.0}}
    """
    low, high = (round(min(max(float(settings[name]), 0.0), 1.0), 2) for name in ("low", "high"))
    factors = {name: round(min(max(float(factor), FACTORS[0]), FACTORS[1]), 2)
               for name, factor in settings["factors"].items()}
    return {"band": bool(settings["band"]), "low": min(low, high), "high": high,
            "quarters": min(max(int(settings["quarters"]), 1), longest), "factors": factors}


def find_plan(initiatives: pd.DataFrame, capacity: pd.DataFrame, settings: dict, seconds: float,
              rules: dict) -> Selection:
    """Find the best plan within a time for what the sliders say.

    Parameters
    ----------
    initiatives : DataFrame
        The candidates.
    capacity : DataFrame
        Capacity at 100%.
    settings : dict
        As :func:`check_settings` gives.
    seconds : float
        How long to search, checking the list included. Under a second, when nothing is proven in that time, work is
        only moved forward where it fits; a longer search looks for the earliest starts as well.
    rules : dict
        The other limits of :func:`cxlab.portfolio.select_initiatives`.

    Returns
    -------
    Selection

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> capacity = pd.DataFrame({"effort_fte": [1.0]}, index=["2026Q1"])
    >>> asked = {"band": False, "low": 0.4, "high": 0.6, "quarters": 1, "factors": {"effort_fte": 1.0}}
    >>> find_plan(wishes, capacity, asked, 1, {}).objective
    6.0
    """
    clock, patience = time.perf_counter(), float(seconds >= 1)
    share = (settings["low"], settings["high"]) if settings["band"] else None
    case = make_case(initiatives, scale_capacity(capacity, settings), resources=tuple(settings["factors"]),
                     share=share, **rules)
    left = max(min(seconds, LEAST_SEARCH), seconds - (time.perf_counter() - clock))
    plan = solve_case(case, left, TOLERANCE, patience=patience)
    if is_settled(plan):
        return plan
    # In so short a time the search may have found little: then the best of some ranked lists, with the search's bound.
    starts = try_lists(case)
    if starts is None or case.problem.worth(starts) <= np.nan_to_num(plan.objective, nan=-1.0):
        return plan
    return _plan_of(case, starts, plan.bound)


def try_lists(case: Case) -> np.ndarray | None:
    """Go down ranked lists, tilted more or less to one of the tracks, and keep the best plan that keeps all rules.

    Parameters
    ----------
    case : Case
        A list and its limits, as :func:`cxlab.portfolio.selection.make_case` gives.

    Returns
    -------
    array of int or None
        The quarter in which each initiative starts, -1 when it is left out; None when no list keeps the rules.

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Rebuild", "Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": [2.0, 1.0], "value": [10, 6]})
    >>> try_lists(make_case(wishes, pd.Series([1.0], index=["2026Q1"]))).tolist()
    [-1, 0]
    """
    problem, best = case.problem, None
    work = np.maximum(problem.work.max(axis=1), 1)
    for score in (problem.value, problem.value / work, problem.value / np.maximum(problem.duration, 1)):
        for tilt in TILTS if problem.share is not None else (1.0,):
            order = np.argsort(-score * np.where(problem.innovation, tilt, 1.0), kind="stable")
            starts = _down_the_list(problem, order)
            better = best is None or problem.worth(starts) > problem.worth(best)
            if better and not broken_rules(problem, starts):
                best = starts
    return best


def _plan_of(case, starts, bound) -> Selection:
    """The plan with these starts, told as any other; the bound is that of the search."""
    chosen = tuple(np.flatnonzero(starts >= 0))
    pinned = dataclasses.replace(case.problem, first=np.maximum(starts, 0), last=np.maximum(starts, 0),
                                 mandatory=chosen, forbidden=tuple(np.flatnonzero(starts < 0)))
    plan = solve_case(dataclasses.replace(case, problem=pinned), 5, TOLERANCE, early=False)
    gap = (bound - plan.objective) / plan.objective if np.isfinite(bound) and plan.objective > 0 else float("nan")
    plan = dataclasses.replace(plan, bound=bound, gap=gap, status="optimal" if gap <= TOLERANCE else "feasible",
                               case=case)
    return dataclasses.replace(plan, text=tell_plan(plan, "en"))


def is_better(new: Selection, old: Selection | None) -> bool:
    """Say whether a plan is to take the place of another one for the same limits.

    Parameters
    ----------
    new, old : Selection
        Two answers to the same question; `old` may be None.

    Returns
    -------
    bool
        True if `new` has more value, or as much and a proof at least as good.

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> plan = select_initiatives(wishes, pd.Series([1.0], index=["2026Q1"]))
    >>> is_better(plan, None), is_better(plan, plan)
    (True, True)
    """
    if old is None or old.status == "unknown" or new.status == "infeasible":
        return True
    if new.status == "unknown" or new.objective < old.objective:
        return False
    return new.objective > old.objective or not new.bound > old.bound


def is_settled(plan: Selection) -> bool:
    """Say whether searching on can change nothing.

    Parameters
    ----------
    plan : Selection

    Returns
    -------
    bool

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> is_settled(select_initiatives(wishes, pd.Series([1.0], index=["2026Q1"])))
    True
    """
    return plan.status in ("optimal", "infeasible")


def compare_plans(after: Selection, before: Selection | None) -> tuple[list[str], list[str]]:
    """List what enters and what leaves from one plan to the next.

    Parameters
    ----------
    after, before : Selection
        The plan on the page, and the one before it (None at the beginning: then nothing enters and nothing leaves).

    Returns
    -------
    (list of str, list of str)
        Names that enter, and names that leave, in the order of the plans.

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Call back", "Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": [1.0, 2.0], "value": [5, 6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> plans = [select_initiatives(wishes, pd.Series([most], index=["2026Q1"])) for most in (1.0, 2.0)]
    >>> compare_plans(plans[1], plans[0])
    (['Fix bills'], ['Call back'])
    """
    if before is None:
        return [], []
    new, old = after.table["initiative"].tolist(), before.table["initiative"].tolist()
    return [name for name in new if name not in old], [name for name in old if name not in new]


def tell_plan(plan: Selection, language: str, *, searching: bool = False) -> str:
    """Say what a plan is and how good it is, in the language of the page.

    Parameters
    ----------
    plan : Selection
        The plan.
    language : {"en", "nl"}
        The language.
    searching : bool
        Whether the search goes on.

    Returns
    -------
    str

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> tell_plan(select_initiatives(wishes, pd.Series([1.0], index=["2026Q1"])), "en")  # doctest: +ELLIPSIS
    'The plan takes 1 of 1 initiatives and scores 6 points; 100% of the effort is Result Driven Innovation. Proven: ...'
    """
    say = WORDS[language]
    if plan.status == "infeasible":
        return say_conflict(plan.loosen, plan.conflict, plan.loosening, language, say)
    more = [say["on"]] if searching else []
    if plan.status == "unknown":
        return " ".join([say["none"], *more])
    whole = len(plan.table) + len(plan.not_chosen)
    first = say["takes"].format(n=len(plan.table), all=whole, value=_number(plan.objective, language),
                                share=_share(share_of(plan)))
    if plan.status == "optimal":
        return f"{first} {say['proven']}"
    known = pd.notna(plan.gap)
    proof = say["gap"].format(gap=_percent(plan.gap, language)) if known else say["open"]
    return " ".join([first, proof, *(more or [say["stopped"]])])


def share_of(plan: Selection) -> float:
    """Give the share of Result Driven Innovation in the effort of a plan.

    Parameters
    ----------
    plan : Selection

    Returns
    -------
    float
        Missing when the plan holds no effort.

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> share_of(select_initiatives(wishes, pd.Series([1.0], index=["2026Q1"])))
    1.0
    """
    table = plan.balance.table
    mine = table[table["track"].eq(TRACKS[1]) & table["basis"].ne("count")]["estimate"]
    return float(mine.iloc[0]) if len(mine) else float("nan")


def draw_view(plan: Selection, before: Selection | None, language: str, *, searching: bool = False,
              seconds: float = 0.0) -> dict:
    """Make the plain data that the page draws.

    Parameters
    ----------
    plan, before : Selection
        The plan, and the one before it.
    language : {"en", "nl"}
        Language of the page.
    searching : bool
        Whether the search goes on.
    seconds : float
        How long this answer took.

    Returns
    -------
    dict
        `text`, `ok`, `searching`, `settled`, `seconds`, `quarters` (names), `lanes` (one a track: `track`, `name`,
        `rows` of `name`, `from`, `to`, `enters`), `load` (one a resource: `name`, `cells` of `used`, `capacity`,
        `full`),
        `enters`, `leaves`, `left_out` (names).

    Examples
    --------
    >>> wishes = pd.DataFrame({"initiative": ["Fix bills"], "track": "Result Driven Innovation",
    ...                        "duration_quarters": 1, "effort_fte": 1.0, "value": [6]})
    >>> from cxlab.portfolio import select_initiatives
    >>> draw_view(select_initiatives(wishes, pd.Series([1.0], index=["2026Q1"])), None, "nl")["lanes"][1]["name"]
    'Resultaatgedreven innovatie'
    """
    say, ok = WORDS[language], plan.status not in NO_PLAN
    there = ok and (before is None or before.status not in NO_PLAN)
    enters, leaves = compare_plans(plan, before) if there else ([], [])
    quarters = list(dict.fromkeys(plan.use["quarter"]))
    lanes = [{"track": track, "name": say[track], "rows": _rows(plan.table[plan.table["track"].eq(track)], quarters,
                                                                enters)} for track in TRACKS] if ok else []
    load = [{"name": say.get(name, str(name)), "cells": [_cell(one, language) for one in rows.itertuples()]}
            for name, rows in plan.use.groupby("resource", sort=False)] if ok else []
    return {"text": tell_plan(plan, language, searching=searching), "ok": ok, "searching": searching,
            "settled": is_settled(plan), "seconds": round(seconds, 2), "quarters": list(map(str, quarters)),
            "lanes": lanes, "load": load, "enters": enters, "leaves": leaves,
            "left_out": list(plan.not_chosen) if ok else []}


def _rows(lane, quarters, enters) -> list[dict]:
    left = quarters[0].ordinal
    lane = lane.sort_values(["start", "finish"], kind="stable")
    return [{"name": one.initiative, "from": max(one.start.ordinal - left, 0),
             "to": min(one.finish.ordinal - left + 1, len(quarters)), "enters": one.initiative in enters}
            for one in lane.itertuples()]


def _cell(one, language) -> dict:
    full = one.used / one.capacity if one.capacity > 0 else float(one.used > 0)
    return {"used": _number(one.used, language), "capacity": _number(one.capacity, language),
            "full": round(min(full, 1.0), 3)}


def list_scenarios(kept: list[dict], language: str) -> pd.DataFrame:
    """Put scenarios side by side.

    Parameters
    ----------
    kept : list of dict
        Each with `name`, `plan` (a Selection) and `settings`.
    language : {"en", "nl"}
        Language of the words in the cells.

    Returns
    -------
    DataFrame, one row a scenario
        `name`, `value`, `gap` (how much better another plan could be, as a share), `n` (initiatives), `share` (of
        Result Driven Innovation in the effort), `band`, `quarters`, `limits` (capacity in the first quarter), `only`
        (initiatives that are in no other scenario).

    Examples
    --------
    >>> list_scenarios([], "en").columns.tolist()
    ['name', 'value', 'gap', 'n', 'share', 'band', 'quarters', 'limits', 'only']
    """
    say, rows = WORDS[language], []
    for one in kept:
        plan, settings = one["plan"], one["settings"]
        others = {name for other in kept if other is not one for name in other["plan"].table["initiative"]}
        first = plan.use.drop_duplicates("resource")
        limits = "; ".join(f"{say.get(row.resource, row.resource)} {_number(row.capacity, language)}"
                           for row in first.itertuples())
        band = f"{settings['low']:.0%}–{settings['high']:.0%}" if settings["band"] else say["no"]
        only = [name for name in plan.table["initiative"] if name not in others] if len(kept) > 1 else []
        rows.append({"name": one["name"], "value": plan.objective, "gap": plan.gap, "n": len(plan.table),
                     "share": share_of(plan), "band": band, "quarters": settings["quarters"], "limits": limits,
                     "only": "; ".join(only)})
    return pd.DataFrame(rows, columns=["name", "value", "gap", "n", "share", "band", "quarters", "limits", "only"])


def _number(value, language) -> str:
    said = f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return localise_number(said, language)


def _percent(share, language) -> str:
    said = f"{share:.1%}" if share >= 0.0005 else f"{share:.2%}"
    return said.replace(".", ",") if language == "nl" else said


def _share(share) -> str:
    return "–" if pd.isna(share) else f"{share:.0%}"


class LivePlan(Shell):
    """A plan with sliders; made by :func:`live_plan`.

    Attributes
    ----------
    settings : dict
        What the sliders say: `band`, `low`, `high`, `quarters`, `factors`.
    view : dict
        What the page shows, as :func:`draw_view` says.
    side : list of dict
        The scenarios as text, one a row.
    sliders : dict
        `longest` horizon and, by resource, its `name` and `first` (capacity at 100%).
    plan : Selection
        The plan on the page.
    """

    ACTIONS = ("set_limits", "search_on", "keep", "forget", "export")
    _esm = page("live.js")
    _css = page("live.css")

    settings = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    side = traitlets.List().tag(sync=True)
    sliders = traitlets.Dict().tag(sync=True)

    def __init__(self, initiatives, capacity, resources, share, language, file, searches_on, rules) -> None:
        self._initiatives, self._capacity, self._rules = initiatives, capacity, rules
        self._language, self._say, self._file, self._searches_on = language, WORDS[language], file, searches_on
        self._kept: list[dict] = []
        self._known: dict[str, Selection] = {}
        self._worker: threading.Thread | None = None
        self._loop, self._asked, self.plan = _running_loop(), False, None
        low, high = share or (0.0, 1.0)
        settings = {"band": share is not None, "low": low, "high": high, "quarters": len(capacity),
                    "factors": dict.fromkeys(resources, 1.0)}
        sliders = {"longest": len(capacity), "least": FACTORS[0], "most": FACTORS[1], "resources": [
            {"key": name, "name": self._say.get(name, name), "first": float(capacity[name].iloc[0])}
            for name in resources if name in capacity]}
        plan, seconds = self._ask(settings, QUICK_SECONDS)
        super().__init__(words=dict(self._say), settings=check_settings(settings, len(capacity)), sliders=sliders)
        self._remember(plan)
        self._show(plan, None, seconds)
        self._go_on()

    @property
    def scenarios(self) -> pd.DataFrame:
        """The scenarios kept so far, one row each."""
        return list_scenarios(self._kept, self._language)

    def set_limits(self, **changes) -> None:
        """Answer to the sliders: any of `band`, `low`, `high`, `quarters`, `factors`."""
        unknown = sorted(set(changes) - set(self.settings))
        if unknown:
            raise ValueError(f"there is no slider {', '.join(unknown)}; expected some of {', '.join(self.settings)}")
        factors = {**self.settings["factors"], **changes.pop("factors", {})}
        self.settings = check_settings({**self.settings, **changes, "factors": factors}, len(self._capacity))
        known, seconds, before = self._known.get(self._key(self.settings)), 0.0, self.plan
        if known is None or known.status == "unknown":
            known, seconds = self._ask(self.settings, QUICK_SECONDS)
            self._remember(known)
        self._asked = False
        self._show(known, before, seconds)
        self._go_on()

    def search_on(self) -> None:
        """Go on searching in the background, until the plan is proven or the sliders move."""
        self._asked = True
        if not is_settled(self.plan) and (self._worker is None or not self._worker.is_alive()):
            settings = {**self.settings, "factors": dict(self.settings["factors"])}
            self._worker = threading.Thread(target=self._search, args=(settings,), daemon=True)
            self._worker.start()
        self._draw()

    def keep(self, name: str = "") -> None:
        """Keep the plan on the page as a scenario."""
        if self.plan.status in NO_PLAN:
            self.said = self._say["no_plan"]
            return
        name = str(name).strip()[:40] or self._say["scenario"].format(n=len(self._kept) + 1)
        self._kept = [one for one in self._kept if one["name"] != name]
        self._kept.append({"name": name, "plan": self.plan, "settings": dict(self.settings)})
        self._lay_side_by_side()
        self.said = self._say["kept"].format(name=name)

    def forget(self, name: str) -> None:
        """Drop a scenario."""
        self._kept = [one for one in self._kept if one["name"] != name]
        self._lay_side_by_side()
        self.said = self._say["dropped"].format(name=name)

    def export(self) -> None:
        """Write the plan on the page to the workbook, with the scenarios, and its picture beside it."""
        if self.plan.status in NO_PLAN:
            self.said = self._say["no_plan"]
            return
        try:
            paths = write_plan(self.plan, self._file, scenarios=self.scenarios, picture=self.figure().png,
                               language=self._language)
        except OSError as error:  # the workbook is open in Excel, or the folder may not be written to
            self.said = f"{self._file}: {error.strerror or error}"
            return
        self.said = self._say["saved"].format(files=", ".join(path.name for path in paths))

    def figure(self):
        """Give the plan on the page as a still figure with its words, as :func:`cxlab.figures.show` does."""
        axes = plot_plan(self.plan.table, self.plan.use, language=self._language)
        return show(axes, alt_plan(self.plan.table, self.plan.use, language=self._language))

    def wait(self, seconds: float = 60) -> None:
        """Wait until the search in the background has ended; for scripts."""
        if self._worker is not None:
            self._worker.join(seconds)

    def _ask(self, settings, seconds) -> tuple[Selection, float]:
        clock = time.perf_counter()
        plan = find_plan(self._initiatives, self._capacity, settings, seconds, self._rules)
        return plan, time.perf_counter() - clock

    def _search(self, settings) -> None:
        """Longer and longer searches, in a thread of its own: the kernel stays free, for the solver lets it go."""
        key = self._key(settings)
        for seconds in PASSES:
            plan, took = self._ask(settings, seconds)
            last = is_settled(plan) or seconds == PASSES[-1]
            self._post(key, plan, took, last)
            if last or key != self._key(self.settings):
                return

    def _post(self, key, plan, took, last) -> None:
        """Hand an answer to the kernel's own thread, which alone touches the state."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, key, plan, took, last)
        else:
            self._take(key, plan, took, last)

    def _take(self, key, plan, took, last) -> None:
        """Take an answer of the search: show it if its limits are still asked for, and only remember it otherwise."""
        self._remember(plan, key)
        if key == self._key(self.settings):
            self._asked = self._asked and not last
            self._show(self._known[key], self._before, took)
        elif not is_settled(self.plan) and (self._asked or self._searches_on):
            self._worker = None  # it ends by itself, for its limits are no longer asked for
            self.search_on()

    def _remember(self, plan, key=None) -> None:
        key = key or self._key(self.settings)
        if is_better(plan, self._known.get(key)):
            self._known[key] = plan

    def _show(self, plan, before, seconds) -> None:
        self.plan, self._before, self._seconds = plan, before, seconds
        self._draw()

    def _go_on(self) -> None:
        """In a notebook the search goes on by itself; in a script nobody is there to see it."""
        if self._searches_on and self._loop is not None and not is_settled(self.plan):
            self.search_on()

    def _draw(self) -> None:
        searching = self._asked and not is_settled(self.plan)
        self.view = draw_view(self.plan, self._before, self._language, searching=searching, seconds=self._seconds)
        self.said = self.view["text"]

    def _lay_side_by_side(self) -> None:
        table = self.scenarios
        said = table.assign(value=[_number(value, self._language) for value in table["value"]],
                            gap=["0%" if gap == 0 else _percent(gap, self._language) for gap in table["gap"]],
                            share=[_share(share) for share in table["share"]])
        self.side = said.astype("str").to_dict("records")

    @staticmethod
    def _key(settings) -> str:
        return repr({**settings, "factors": sorted(settings["factors"].items())})


def _running_loop():
    with contextlib.suppress(RuntimeError):
        return asyncio.get_running_loop()
    return None
