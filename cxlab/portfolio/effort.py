"""How much work an initiative takes in each of its quarters, and when it may start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_YES = {"true": True, "yes": True, "ja": True, "1": True, "1.0": True,
        "false": False, "no": False, "nee": False, "0": False, "0.0": False}


@dataclass(frozen=True, eq=False)
class Timing:
    """Per initiative: quarters to work in the plan, gone before and left after; first and last start; runs already."""

    duration: np.ndarray
    gone: np.ndarray
    beyond: np.ndarray
    first: np.ndarray
    last: np.ndarray
    running: np.ndarray


def tidy_profile(plan, profile, resources):
    """Check a profile of effort; None when there is none."""
    if profile is None:
        return None
    if not isinstance(profile, pd.DataFrame):
        raise TypeError(f"effort_profile is a {type(profile).__name__}; expected a DataFrame with the columns "
                        "initiative, quarter_of_work and the resources")
    shown = [name for name in resources if name in profile]
    absent = [name for name in ("initiative", "quarter_of_work") if name not in profile]
    if absent or not shown:
        raise ValueError(f"effort_profile lacks {', '.join(absent) or 'every resource'}; expected the columns "
                         f"initiative, quarter_of_work and one or more of {', '.join(resources)}")
    profile = profile[["initiative", "quarter_of_work", *shown]]
    profile = profile[profile["initiative"].isin(plan["initiative"])].reset_index(drop=True)
    longest = profile["initiative"].map(plan.set_index("initiative")["duration_quarters"].astype("Float64"))
    numbers = profile[["quarter_of_work", *shown]].apply(pd.to_numeric, errors="coerce").astype("float64")
    work = numbers["quarter_of_work"]
    wrong = {
        "a quarter_of_work outside 1 to duration_quarters": ~((work >= 1) & (work <= longest) & (work % 1 == 0)),
        "a missing or negative effort": ~(numbers[shown] >= 0).all(axis=1),
        "a quarter that stands in it twice": profile.duplicated(["initiative", "quarter_of_work"]),
    }
    faults = [f"effort_profile of {profile.loc[row, 'initiative']!r} has {what} (quarter_of_work "
              f"{profile.loc[row, 'quarter_of_work']})" for what, rows in wrong.items()
              for row in np.flatnonzero(rows.fillna(True))]
    given = profile.groupby("initiative", observed=True)["quarter_of_work"].nunique()
    asked = plan.set_index("initiative")["duration_quarters"].reindex(given.index)
    short = given.index[(given != asked).fillna(True)] if not faults else ()
    faults += [f"effort_profile of {name!r} gives {given[name]} of its {asked[name]} quarters; expected all of them"
               for name in short]
    if faults:
        raise ValueError("\n".join(faults))
    return profile.assign(**numbers)


def spread_effort(plan, profile, resources) -> np.ndarray:
    """Effort of initiatives by resources by quarters of work, in the user's units; zero past the duration."""
    duration = plan["duration_quarters"].to_numpy(dtype=int)
    quarter = np.arange(max(duration.max(initial=1), 1))
    inside = quarter < duration[:, None]
    need = np.zeros((len(plan), len(resources), len(quarter)))
    for r, name in enumerate(resources):
        if name in plan:
            need[:, r] = plan[name].astype("Float64").fillna(0).to_numpy(dtype=float)[:, None] * inside
        elif profile is None or name not in profile or not plan["initiative"].isin(profile["initiative"]).all():
            raise ValueError(f"the column {name} is absent; expected it in the list, or in effort_profile for each "
                             "initiative")
    if profile is not None:
        place = profile["initiative"].map({name: i for i, name in enumerate(plan["initiative"])}).to_numpy(dtype=int)
        for r, name in enumerate(resources):
            if name in profile:
                need[place, r, profile["quarter_of_work"].to_numpy(dtype=int) - 1] = profile[name]
    shaped = set() if profile is None else set(profile["initiative"])
    missing = [f"{name} of {who!r} is missing; expected a number in the list or in effort_profile"
               for name in resources if name in plan and profile is not None and name in profile
               for who in plan.loc[plan[name].isna(), "initiative"] if who not in shaped]
    if missing:
        raise ValueError("\n".join(missing))
    return need


def fit_windows(plan, quarters) -> Timing:
    """When each may start, counted from the first quarter of the plan; work under way keeps its start."""
    origin, n = quarters[0].ordinal, len(plan)
    duration = plan["duration_quarters"].to_numpy(dtype=int).copy()
    gone, beyond = np.zeros(n, dtype=int), np.zeros(n, dtype=int)
    first, last = np.zeros(n, dtype=int), np.full(n, len(quarters))
    faults: list[str] = []
    early, late = (_quarters(plan, name, faults) for name in ("earliest_start", "latest_start"))
    start = _quarters(plan, "start", faults) if "running" in plan else {}
    running = _truths(plan, faults)
    for i, name in enumerate(plan["initiative"]):
        first[i], last[i] = max(early.get(i, origin) - origin, 0), late.get(i, origin + len(quarters)) - origin
        if i in early and i in late and early[i] > late[i]:
            faults.append(f"{name!r} has an earliest_start after its latest_start")
        if running[i]:
            begun = start.get(i, origin) - origin
            gone[i] = max(-begun, 0)
            first[i] = last[i] = max(begun, 0)
            duration[i] -= gone[i]
            if duration[i] < 1:
                faults.append(f"{name!r} is running and ended before {quarters[0]}; if it is finished, name it in done")
            elif first[i] + duration[i] > len(quarters):
                # What lies past the last quarter of the plan is outside it: the work and what comes of it.
                beyond[i] = first[i] + duration[i] - len(quarters)
                duration[i] -= beyond[i]
            if first[i] >= len(quarters):
                faults.append(f"{name!r} is running and starts after {quarters[-1]}; expected an earlier start")
    if faults:
        raise ValueError("\n".join(faults))
    return Timing(duration, gone, beyond, first, last, running)


def _quarters(plan, name, faults) -> dict[int, int]:
    """Quarters of a column as whole numbers by place, without those that are missing."""
    found = {}
    for i, value in enumerate(plan.get(name, ())):
        if pd.isna(value) or not str(value).strip():
            continue
        try:
            found[i] = pd.Period(str(value), freq="Q-DEC").ordinal
        except ValueError:
            faults.append(f"{name} of {plan['initiative'].iloc[i]!r} is {value!r}; expected a quarter such as 2026Q3")
    return found


def _truths(plan, faults) -> np.ndarray:
    if "running" not in plan:
        return np.zeros(len(plan), dtype=bool)
    said = [_YES.get(str(value).strip().lower()) for value in plan["running"]]
    faults += [f"running of {name!r} is {value!r}; expected true or false" for name, value, truth in
               zip(plan["initiative"], plan["running"], said, strict=True) if truth is None and not pd.isna(value)]
    return np.array([bool(truth) for truth in said])
