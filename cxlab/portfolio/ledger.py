"""What was promised and what came of it: the ledger of initiatives, from post-it to what customers notice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from cxlab.counts import check_level
from cxlab.frames import FrameError, check_frame
from cxlab.frames.contracts import LEDGER
from cxlab.intervals import proportion_ci, rate_ci
from cxlab.portfolio.asked import check_told
from cxlab.portfolio.duration import median_days, still_waiting

STATES = ("captured", "owned", "started", "delivered", "measured", "told")
STAGES = (*pairwise(STATES), ("captured", "told"))
READINGS = ("kept", "not kept", "undecided", "not measured", "no promise")
QUARTER_DAYS = 365.25 / 4
LIMITS = ["estimate", "ci_lower", "ci_upper"]
SEEN_DAYS = 30


@dataclass(frozen=True, eq=False)
class Ledger:
    """What was promised and what came of it.

    Attributes
    ----------
    table : DataFrame
        The register, one row an initiative, same index: `initiative`, `track`, `owner_role`, `state` ("captured",
        "owned", "started", "delivered", "measured", "told" or "stopped"), `since` (the day it came there), `age_days`
        (days it has been there; missing when told or stopped), `cycle_days` (days from start to delivery, or to today
        while it runs), `in_progress`, `promised_value`, `measured_value`, `measured_lower`, `measured_upper`,
        `against_promise` ("kept", "not kept", "undecided" when the interval of the measurement holds the promise,
        "not measured", "no promise").
    quarters : DataFrame
        One row a quarter: `quarter`, `captured`, `started`, `delivered`, `stopped` (how many), `days` (of this quarter
        that the ledger has seen: fewer in the first one and in the one that runs), `estimate` (deliveries that a whole
        quarter at this pace would have), `ci_lower`, `ci_upper` (of that pace; all three missing where
        fewer than 30 days were seen, and in a first quarter that a delivery opens), `n` (initiatives in the ledger by
        then), `in_progress` (at its end),
        `promised_value`, `measured_value` (of what was measured in it), `cumulated_promised`, `cumulated_value`,
        `cumulated_lower`, `cumulated_upper`.
    times : DataFrame
        How long each stage takes, one row a stage and day: `stage`, `days`, `estimate` (share that takes longer),
        `ci_lower`, `ci_upper`, `at_risk` (initiatives that the row rests on).
    stages : DataFrame
        One row a stage: `stage`, `estimate` (median days), `ci_lower`, `ci_upper` (missing: not reached yet), `n`
        (initiatives that entered it), `done`, `waiting`, `n_missing` (a date is not known).
    summary : DataFrame
        One row a `measure`: `estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`.
    sentences : tuple of str
        What a person would say.
    text : str
        The sentences as one text.
    """

    table: pd.DataFrame
    quarters: pd.DataFrame
    times: pd.DataFrame
    stages: pd.DataFrame
    summary: pd.DataFrame
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


def measure_ledger(ledger, *, today=None, level: float = 0.95) -> Ledger:
    """Measure how initiatives flow from idea to result, and whether they brought what they promised.

    Teams remember what succeeded. A ledger holds what was promised beforehand, so that the two can be compared. Read
    the share that kept its promise together with the number that was never measured: those may be another kind.

    Parameters
    ----------
    ledger : DataFrame, one row an initiative
        As the contract ``ledger`` says: `initiative`, and what there is of `track`, `owner_role`, `hypothesis`,
        `promised_value`, the days `captured_on`, `owned_on`, `started_on`, `delivered_on`, `measured_on`, `told_on`,
        `stopped_on`, and `measured_value` with `measured_lower` and `measured_upper`. Promise and measurement are in
        one unit for the whole ledger, such as thousand euros a year or complaints prevented a quarter.
    today : date or str
        The day of which the ledger tells, such as "2026-12-31". Ages and unfinished stages run up to it.
    level : float in (0, 1)
        Level of the intervals.

    Returns
    -------
    Ledger
        `.table` (the register), `.quarters`, `.times`, `.stages`, `.summary` and `.text`.

    Raises
    ------
    FrameError
        If the table does not hold to its contract, days are not in order, lie after `today`, or limits of a
        measurement do not hold it; all faults at once.
    ValueError
        If there is no initiative, no column with days, or an option is impossible.

    Notes
    -----
    Times are Kaplan-Meier estimates with log-log limits: what is still in a stage counts up to `today`, and what was
    stopped up to the day it stopped, as if it could still have come through. Leaving these out would make work look
    faster than it is. A stage of which one of the two days is unknown counts in `n_missing`.

    "Kept its promise" is the share of the measured ones with measured_value ≥ promised_value (Wilson). The row "kept
    its promise, measured or not" takes all delivered ones: its limits are what the share would be if all unmeasured
    ones had failed, and if all had succeeded. Sums of measurements add the squared distances to their limits; where a
    measurement has no limits, the sum has none. Work in progress and its age are exact: the ledger is complete.

    References
    ----------
    Kaplan EL, Meier P (1958). Nonparametric estimation from incomplete observations. JASA 53, 457-481.
    Manski CF (1989). Anatomy of the selection problem. Journal of Human Resources 24, 343-360.

    Examples
    --------
    >>> import pandas as pd
    >>> ledger = pd.DataFrame({"initiative": ["Call back", "Fix bills", "Principles"],
    ...                        "started_on": ["2026-01-05", "2026-02-02", "2026-03-02"],
    ...                        "delivered_on": ["2026-03-06", "2026-06-30", None],
    ...                        "measured_on": ["2026-05-06", "2026-08-31", None],
    ...                        "promised_value": [40, 30, 20], "measured_value": [42, 12, None]})
    >>> told = measure_ledger(ledger, today="2026-09-30")
    >>> told.table[["initiative", "state", "cycle_days", "against_promise"]]
       initiative     state  cycle_days against_promise
    0   Call back  measured        60.0            kept
    1   Fix bills  measured       148.0        not kept
    2  Principles   started       212.0    not measured
    """
    if not isinstance(ledger, pd.DataFrame):
        raise TypeError("ledger is no table; expected one row an initiative with its days, such as started_on and "
                        'delivered_on: cx.portfolio.measure_ledger(ledger, today="2026-12-31")')
    check_told('cx.portfolio.measure_ledger(ledger, today="2026-12-31")', today=today)
    check_level(level)
    day = _day(today)
    book = _check(ledger, day)
    table = _register(book, day)
    stages, times = _measure_stages(book, day, level)
    quarters = _measure_quarters(book, day, level)
    summary = _summarise(book, table, stages, day, level)
    return Ledger(table, quarters, times, stages, summary, _sentences(table, summary, day))


# The register.

def _register(book, day) -> pd.DataFrame:
    dates = book[[f"{state}_on" for state in STATES]]
    reached = dates.notna().to_numpy()
    last = np.where(reached.any(axis=1), len(STATES) - 1 - reached[:, ::-1].argmax(axis=1), 0)
    stopped = book["stopped_on"].notna()
    state = pd.Series(np.array(STATES)[last], index=book.index).mask(stopped, "stopped")
    since = book["stopped_on"].where(stopped, dates.max(axis=1))
    running = state.eq("started")
    table = book[["initiative", "track", "owner_role"]].copy()
    table["state"] = state.astype(pd.CategoricalDtype((*STATES, "stopped")))
    table["since"] = since
    table["age_days"] = (day - since).dt.days.astype("float64").mask(state.isin(["told", "stopped"]))
    end = book["delivered_on"].where(~running, day)
    table["cycle_days"] = (end - book["started_on"]).dt.days.astype("float64")
    table["in_progress"] = running
    values = ["promised_value", "measured_value", "measured_lower", "measured_upper"]
    table[values] = book[values]
    table["against_promise"] = _against_promise(book)
    return table


def _against_promise(book) -> pd.Series:
    promised, value = book["promised_value"], book["measured_value"]
    lower, upper = book["measured_lower"].fillna(value), book["measured_upper"].fillna(value)
    said = pd.Series("undecided", index=book.index)
    said = said.mask(lower >= promised, "kept").mask(upper < promised, "not kept")
    said = said.mask(value.isna(), "not measured").mask(promised.isna(), "no promise")
    return said.astype(pd.CategoricalDtype(READINGS))


# How long.

def _measure_stages(book, day, level) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, curves = [], []
    for first, second in STAGES:
        begin, end = book[f"{first}_on"], book[f"{second}_on"]
        came = book[[f"{state}_on" for state in STATES[STATES.index(first):]]].notna().any(axis=1)
        beyond = book[[f"{state}_on" for state in STATES[STATES.index(second):]]].notna().any(axis=1)
        known = begin.notna() & ~(beyond & end.isna())
        until = end.fillna(book["stopped_on"]).fillna(day)
        days, done = (until - begin).dt.days[known], end.notna()[known]
        curve = still_waiting(days, done, level=level)
        name = f"{first} to {second}"
        curves.append(curve.assign(stage=name))
        estimate, lower, upper = median_days(curve)
        rows.append({"stage": name, "estimate": estimate, "ci_lower": lower, "ci_upper": upper,
                     "n": int(known.sum()), "done": int(done.sum()), "waiting": int((~done).sum()),
                     "n_missing": int((came & ~known).sum())})
    times = pd.concat(curves, ignore_index=True)
    return pd.DataFrame(rows), times[["stage", *times.columns.drop("stage")]]


# Quarter by quarter.

def _measure_quarters(book, day, level) -> pd.DataFrame:
    names = [f"{state}_on" for state in STATES] + ["stopped_on"]
    last = pd.Period(day, freq="Q-DEC")
    quarter = {name: book[name].dt.to_period("Q-DEC") for name in names}
    known = [values.min() for values in quarter.values() if values.notna().any()]
    if not known:
        raise ValueError("no initiative has a day; expected at least one of " + ", ".join(names))
    table = pd.DataFrame({"quarter": pd.period_range(min(known), last, freq="Q-DEC")})
    for state in ("captured", "started", "delivered", "stopped"):
        counts = quarter[f"{state}_on"].value_counts()
        table[state] = counts.reindex(table["quarter"], fill_value=0).to_numpy(dtype="int64")
    entered = book[names].min(axis=1)
    # The first and the running quarter were not seen whole.
    begin = table["quarter"].dt.start_time.clip(lower=entered.min())
    table["days"] = (table["quarter"].dt.end_time.clip(upper=day).dt.normalize() - begin).dt.days + 1
    whole = (table["quarter"].dt.end_time.dt.normalize() - table["quarter"].dt.start_time).dt.days + 1
    table[LIMITS] = rate_ci(table["delivered"], table["days"] / whole, level=level)[LIMITS]
    # A few days tell no pace, and neither does a quarter that counts from the very delivery that opened the book.
    opened = (table.index == 0) & (table["days"] < whole) & bool((book["delivered_on"] == entered.min()).any())
    table.loc[opened | (table["days"] < min(SEEN_DAYS, int(whole.min()))), LIMITS] = np.nan
    ends = table["quarter"].dt.end_time.clip(upper=day + pd.Timedelta(1, "D"))
    table["n"] = [int((entered <= end).sum()) for end in ends]
    left = book[[f"{state}_on" for state in STATES[3:]] + ["stopped_on"]].min(axis=1)
    table["in_progress"] = [int(((book["started_on"] <= end) & ~(left <= end)).sum()) for end in ends]
    return _cumulate(table, book, quarter["measured_on"])


def _cumulate(table, book, quarter) -> pd.DataFrame:
    """What was measured in each quarter, and the sum so far with the limits that the measurements give it."""
    value = book["measured_value"]
    parts = pd.DataFrame({"promised_value": book["promised_value"].where(value.notna()), "measured_value": value,
                          "below": (value - book["measured_lower"]) ** 2,
                          "above": (book["measured_upper"] - value) ** 2,
                          "bare": (value.notna() & book[["measured_lower", "measured_upper"]].isna().any(axis=1))})
    sums = parts.fillna(0.0).astype(float).groupby(quarter).sum().reindex(table["quarter"], fill_value=0.0)
    running = sums.cumsum().set_axis(table.index)
    table[["promised_value", "measured_value"]] = sums[["promised_value", "measured_value"]].to_numpy()
    table["cumulated_promised"] = running["promised_value"]
    table["cumulated_value"] = running["measured_value"]
    table["cumulated_lower"] = (running["measured_value"] - np.sqrt(running["below"])).mask(running["bare"] > 0)
    table["cumulated_upper"] = (running["measured_value"] + np.sqrt(running["above"])).mask(running["bare"] > 0)
    return table


# In a few numbers.

def _summarise(book, table, stages, day, level) -> pd.DataFrame:
    rows = [_throughput(book, day, level), _exact("work in progress", table["in_progress"].sum(), len(table), 0)]
    cycle = stages.set_index("stage").loc["started to delivered"]
    rows.append(("median cycle days", *cycle[LIMITS], int(cycle["n"]), int(cycle["n_missing"])))
    ages = table.loc[table["in_progress"], "age_days"]
    rows.append(_exact("age of work in progress (median days)", ages.median(), int(ages.notna().sum()),
                       int(ages.isna().sum())))
    rows += [*_kept(book, level), _value_against_promise(book)]
    summary = pd.DataFrame(rows, columns=["measure", *LIMITS, "n", "n_missing"])
    return summary.astype(dict.fromkeys(LIMITS, "float64"))


def _exact(name, value, n, n_missing):
    return (name, value, value, value, n, n_missing)


def _throughput(book, day, level):
    first = book[[f"{state}_on" for state in STATES] + ["stopped_on"]].min().min()
    quarters = max((day - first).days + 1, 1) / QUARTER_DAYS
    delivered = _delivered(book)
    rate = rate_ci([int(delivered.sum())], [quarters], level=level).iloc[0]
    return ("initiatives delivered a quarter", *rate[LIMITS], int(delivered.sum()), 0)


def _delivered(book) -> pd.Series:
    return book[[f"{state}_on" for state in STATES[3:]]].notna().any(axis=1)


def _kept(book, level):
    promised = book["promised_value"].notna() & _delivered(book)
    measured = promised & book["measured_value"].notna()
    kept = int((book["measured_value"] >= book["promised_value"])[measured].sum())
    n, silent = int(measured.sum()), int((promised & ~measured).sum())
    share = proportion_ci([kept], [n], level=level).iloc[0]
    everyone = n + silent
    least, most = (kept / everyone, (kept + silent) / everyone) if everyone else (np.nan, np.nan)
    return [("kept its promise", *share[LIMITS], n, silent),
            ("kept its promise, measured or not (limits)", least if silent == 0 else np.nan, least, most, everyone, 0)]


def _value_against_promise(book):
    both = book[book["measured_value"].notna() & book["promised_value"].notna()]
    promised, value = both["promised_value"].sum(), both["measured_value"].sum()
    if not promised > 0:
        return ("value against promise", np.nan, np.nan, np.nan, len(both), int(book["promised_value"].notna().sum()))
    below = np.sqrt(((both["measured_value"] - both["measured_lower"]) ** 2).sum(skipna=False))
    above = np.sqrt(((both["measured_upper"] - both["measured_value"]) ** 2).sum(skipna=False))
    silent = int((book["promised_value"].notna() & _delivered(book)).sum()) - len(both)
    return ("value against promise", value / promised, (value - below) / promised, (value + above) / promised,
            len(both), max(silent, 0))


# The words.

def _sentences(table, summary, day) -> tuple[str, ...]:
    row = summary.set_index("measure")
    rate, cycle, kept = (row.loc[name] for name in ("initiatives delivered a quarter", "median cycle days",
                                                    "kept its promise"))
    done, running = int(rate["n"]), int(row.loc["work in progress", "estimate"])
    said = [f"By {day.date()}, {done} of {len(table)} initiatives were delivered: {rate['estimate']:.1f} a quarter "
            f"(interval {rate['ci_lower']:.1f} to {rate['ci_upper']:.1f})."]
    if running:
        age = row.loc["age of work in progress (median days)", "estimate"]
        said.append(f"One is in progress, for {age:.0f} days." if running == 1 else
                    f"{running} are in progress, half of them for {age:.0f} days or more.")
    said.append(_say_cycle(cycle))
    said += _say_promises(table, row, kept)
    stopped = int(table["state"].eq("stopped").sum())
    if stopped:
        said.append(f"{stopped} {'was' if stopped == 1 else 'were'} stopped.")
    if cycle["n_missing"]:
        said.append(f"{int(cycle['n_missing'])} could not be timed, because the day of start or delivery is not known.")
    return tuple(said)


def _say_cycle(cycle) -> str:
    if not cycle["n"]:
        return "No initiative has a day on which it was started, so how long delivery takes is not known."
    if np.isnan(cycle["estimate"]):
        return "Fewer than half of those started have been delivered, so the usual time to deliver is not known yet."
    limits = f"at least {cycle['ci_lower']:.0f}; too few to say at most" if np.isnan(
        cycle["ci_upper"]) else f"interval {cycle['ci_lower']:.0f} to {cycle['ci_upper']:.0f}"
    return (f"Half are delivered within {cycle['estimate']:.0f} days of their start ({limits}), those still running "
            "counted too.")


def _say_promises(table, row, kept) -> list[str]:
    n, silent = int(kept["n"]), int(kept["n_missing"])
    if n == 0:
        return ["None of those delivered has a promise and a measurement, so nothing can be said about promises."]
    count = round(kept["estimate"] * n)
    said = [f"{count} of {n} measured ones reached what they promised ({kept['estimate']:.0%}, interval "
            f"{kept['ci_lower']:.0%} to {kept['ci_upper']:.0%})."]
    unsure = int(table["against_promise"].eq("undecided").sum())
    if unsure:
        said.append(f"For {unsure} of them the measurement is too rough to tell.")
    if silent:
        both = row.loc["kept its promise, measured or not (limits)"]
        said.append(f"{silent} more {'was' if silent == 1 else 'were'} delivered and never measured: over all of them "
                    f"the share lies anywhere from {both['ci_lower']:.0%} to {both['ci_upper']:.0%}.")
    value = row.loc["value against promise"]
    if not np.isnan(value["estimate"]):
        limits = "" if np.isnan(value["ci_lower"]) else (
            f" (interval {value['ci_lower']:.0%} to {value['ci_upper']:.0%})")
        said.append(f"Together the measured ones brought {value['estimate']:.0%} of the value they promised{limits}.")
    return said


# What the user gave.

def _day(today) -> pd.Timestamp:
    try:
        day = pd.Timestamp(today)
    except (TypeError, ValueError):
        day = pd.NaT
    if pd.isna(day):
        raise ValueError(f"today is {today!r}; expected a day such as '2026-12-31'")
    return day.tz_localize(None).normalize()


def _check(ledger, day) -> pd.DataFrame:
    """The ledger with every column of its contract, typed; all faults at once."""
    book = check_frame(ledger, LEDGER)
    if book.empty:
        raise ValueError("there is no initiative in the ledger")
    names = [column.name for column in LEDGER.columns if column.name not in book]
    kinds = {"date": "datetime64[us]", "number": "float64"}
    for name in names:
        kind = kinds.get(LEDGER[name].kind, "object")
        book[name] = pd.Series(pd.NaT if kind == kinds["date"] else np.nan, index=book.index, dtype=kind)
    faults = [fault for place in range(len(book)) for fault in _row_faults(book.iloc[place], book.index[place], day)]
    if faults:
        columns = ["column", "row", "value", "problem", "expected", "remedy"]
        raise FrameError(pd.DataFrame(faults, columns=columns), "ledger")
    return book


def _row_faults(row, label, day) -> list[tuple]:
    faults, before = [], None
    for name in [f"{state}_on" for state in STATES] + ["stopped_on"]:
        value = row[name]
        if pd.isna(value):
            continue
        shown = str(value.date())
        if value > day:
            faults.append((name, label, shown, "lies after today", f"a day up to {day.date()}",
                           "Correct the day, or leave it empty until it has come."))
        if before is not None and value < row[before]:
            faults.append((name, label, shown, f"lies before {before} ({row[before].date()})",
                           "days in the order of the columns", "Correct one of the two days."))
        before = name
    if pd.notna(row["stopped_on"]) and row[[f"{state}_on" for state in STATES[3:]]].notna().any():
        faults.append(("stopped_on", label, str(row["stopped_on"].date()), "stands beside a day of delivery",
                       "one of the two", "Leave one of the two empty."))
    low, value, high = row["measured_lower"], row["measured_value"], row["measured_upper"]
    if pd.isna(value) and pd.notna([low, high]).any():
        faults.append(("measured_value", label, pd.NA, "is empty though a limit is given", "a number",
                       "Fill in what was measured."))
    elif low > value or high < value:
        faults.append(("measured_value", label, f"{value:g}", f"lies outside its limits {low:g} and {high:g}",
                       "measured_lower ≤ measured_value ≤ measured_upper", "Correct one of the three."))
    if pd.notna(value) and pd.isna(row["measured_on"]):
        faults.append(("measured_on", label, pd.NA, "is empty though measured_value is given", "a day",
                       "Fill in when it was measured."))
    return faults
