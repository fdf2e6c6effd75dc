"""Simulate the work of a customer experience team: its list of initiatives, its ledger, its backlog of complaints."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import poisson

from cxlab.frames import FUNDAMENTAL, check_frame
from cxlab.frames.contracts import FIXES, LEDGER
from cxlab.lexicons import load_lexicon
from cxlab.simulate.chance import check_count, check_positive, check_share, flip, normal, shuffled, streams

TODAY = "2026Q4"  # the quarter in which the list is made: what starts later has not begun
LAST_QUARTER = "2027Q4"
NUMBERS = ("duration_quarters", "effort_fte", "budget_keur", "value", "customers_reached")


def _ideas() -> pd.DataFrame:
    ideas = load_lexicon("initiatives")
    return ideas.assign(**{name: pd.to_numeric(ideas[name]) for name in NUMBERS})


def simulate_initiatives(*, seed: int, n: int = 36, fundamental_share: float = 2 / 3) -> pd.DataFrame:
    """Simulate a team's list of initiatives over eight quarters, 2026Q1 to 2027Q4.

    Parameters
    ----------
    seed : int
        The same seed gives the same list.
    n : int
        Number of initiatives. The first 36 have names of their own; after that the names return with a round number.
    fundamental_share : float
        Share of the effort that goes to the Strategic Fundamental track: effort times quarters, over the whole list.
        A typical team spends two thirds of its effort there.

    Returns
    -------
    DataFrame
        One row an initiative, as the contract ``initiatives`` asks: initiative, track, description, owner_role,
        status, start, duration_quarters, effort_fte, budget_keur, value, customers_reached, requires.

    Raises
    ------
    ValueError
        When the share lies outside 0 to 1 or `n` is not a whole number above zero.

    Notes
    -----
    An initiative never starts before those that it requires are finished. Effort is rounded to 0.05 FTE, so the share
    of the list lies close to `fundamental_share`, not exactly on it.

    Examples
    --------
    >>> initiatives = simulate_initiatives(seed=1)
    >>> effort = (initiatives["effort_fte"] * initiatives["duration_quarters"]).groupby(initiatives["track"]).sum()
    >>> round(float(effort["Strategic Fundamental"] / effort.sum()), 2)
    0.67
    """
    check_count(n=n)
    check_share(fundamental_share=fundamental_share)
    (rng,) = streams(seed, 1)
    table = _enough_ideas(n)
    wobble = np.exp(0.18 * normal(rng, 4 * n)).reshape(4, n)
    table["effort_fte"] = _scaled(table, table["effort_fte"] * wobble[0], fundamental_share)
    table["budget_keur"] = np.round(table["budget_keur"] * wobble[1]).clip(1)
    table["value"] = np.round(table["value"] * wobble[2])
    table["customers_reached"] = (np.round(table["customers_reached"] * wobble[3] / 50) * 50).astype("int64")
    table["status"] = _status(rng, table)
    return check_frame(table[["initiative", "track", "description", "owner_role", "status", "start",
                              "duration_quarters", "effort_fte", "budget_keur", "value", "customers_reached",
                              "requires"]], "initiatives")


def _enough_ideas(n: int) -> pd.DataFrame:
    """Take `n` ideas, spread over both tracks; past the end of the list they return as a further round."""
    ideas = _ideas()
    fundamental = (ideas["track"] == FUNDAMENTAL).to_numpy()
    place = np.where(fundamental, (np.cumsum(fundamental) - 0.5) / fundamental.sum(),
                     (np.cumsum(~fundamental) - 0.5) / (~fundamental).sum())
    order = np.argsort(place, kind="stable")
    chosen = np.resize(order, n) + len(ideas) * (np.arange(n) // len(ideas))
    table = ideas.iloc[np.sort(chosen) % len(ideas)].reset_index(drop=True)
    again = np.sort(chosen) // len(ideas)
    for column in ("initiative", "requires"):
        table[column] = [f"{text} (round {number + 1})" if text and number else text
                         for text, number in zip(table[column], again, strict=True)]
    table["requires"] = table["requires"].where(table["requires"].isin(table["initiative"]), "")
    return table


def _scaled(table: pd.DataFrame, effort: pd.Series, share: float) -> pd.Series:
    """Scale the effort of the two tracks so that their shares come out, and the total stays."""
    total = effort * table["duration_quarters"]
    fundamental = table["track"] == FUNDAMENTAL
    if fundamental.all() or not fundamental.any():
        return effort.round(2)
    factor = np.where(fundamental, share * total.sum() / total[fundamental].sum(),
                      (1 - share) * total.sum() / total[~fundamental].sum())
    return (np.round(effort * factor * 20) / 20).clip(0 if share in (0, 1) else 0.05)


def _status(rng, table: pd.DataFrame) -> list[str]:
    """Say how far each initiative has come in the quarter in which the list is made."""
    start = pd.PeriodIndex(table["start"], freq="Q-DEC").astype("int64")
    today = pd.Period(TODAY, freq="Q-DEC").ordinal
    done = start + table["duration_quarters"].to_numpy() <= today
    draw = rng.random(len(table))
    finished = np.select([draw < 0.55, draw < 0.85], ["delivered", "measured"], "told")
    waiting = np.where(draw < 0.6, "owned", "captured")
    return list(np.select([done, start <= today], [finished, "started"], waiting))


LEDGER_DAYS = 730  # how far back the oldest idea lies
STAGE_MEDIANS = {"owned": 20, "started": 30, "measured": 60, "told": 25}  # days; delivery has an argument of its own
SPREAD = 0.6  # of the time in a stage, on the log scale
VALUE_SPREAD = 0.5  # of what came as a part of what was promised, on the log scale
MEASURING_ERROR = 0.15  # of the promise, one standard deviation


def simulate_ledger(*, seed: int, n: int = 36, today: str = "2026-12-31", kept_share: float = 0.5,
                    median_cycle_days: float = 150, measured_share: float = 0.8, failed_measured_share: float = 0.4,
                    stopped_share: float = 0.1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate a ledger of initiatives, from the day they were written down to the day customers were told.

    Parameters
    ----------
    seed : int
        The same seed gives the same ledger.
    n : int
        Number of initiatives, captured over the two years up to `today`.
    today : str
        The last day that is known. What comes later has not happened yet.
    kept_share : float
        Chance that an initiative really brings what it promised, or more.
    median_cycle_days : float
        Half of the initiatives take longer than this from start to delivery.
    measured_share, failed_measured_share : float
        Chance that a delivered initiative will be measured, when it kept its promise and when it did not. Teams like to
        measure what went well; with unequal chances the measured ones look better than all.
    stopped_share : float
        Chance that an initiative is stopped before it is delivered.

    Returns
    -------
    ledger : DataFrame
        One row an initiative, as the contract ``ledger`` asks: initiative, track, owner_role, hypothesis,
        promised_value, captured_on, owned_on, started_on, delivered_on, measured_on, told_on, stopped_on,
        measured_value, measured_lower, measured_upper (95% limits).
    truth : DataFrame
        One row an initiative, in the same order: initiative, cycle_days (what it takes in the end), true_value,
        kept_promise, stops.

    Raises
    ------
    ValueError
        When a share lies outside 0 to 1 or a number is not above zero.

    Examples
    --------
    >>> ledger, truth = simulate_ledger(seed=1)
    >>> len(ledger), int(ledger["delivered_on"].notna().sum()), int(truth["kept_promise"].sum())
    (36, 17, 19)
    """
    check_count(n=n)
    check_share(kept_share=kept_share, measured_share=measured_share, failed_measured_share=failed_measured_share,
                stopped_share=stopped_share)
    check_positive(median_cycle_days=median_cycle_days)
    (rng,) = streams(seed, 1)
    day, ideas = pd.Timestamp(today), _enough_ideas(n)
    promised = ideas["value"].to_numpy(dtype="float64")
    centre = ndtri(np.clip(kept_share, 1e-9, 1 - 1e-9))
    brought = np.round(promised * np.exp(VALUE_SPREAD * (normal(rng, n) + centre)), 1)
    kept = brought >= promised
    dates, cycle, stops = _ledger_days(rng, n, day, median_cycle_days, stopped_share,
                                       np.where(kept, measured_share, failed_measured_share))
    error = MEASURING_ERROR * promised
    told = dates["measured_on"].notna().to_numpy()
    value = np.where(told, np.round(brought + error * normal(rng, n), 1), np.nan)
    reach = np.round(1.96 * error, 1)
    ledger = ideas[["initiative", "track", "owner_role"]].assign(
        hypothesis="If we do this, customers will notice: " + ideas["description"], promised_value=promised,
        **dates, measured_value=value, measured_lower=value - reach, measured_upper=value + reach)
    truth = pd.DataFrame({"initiative": ledger["initiative"], "cycle_days": cycle, "true_value": brought,
                          "kept_promise": kept, "stops": stops})
    return check_frame(ledger, LEDGER), truth


def _ledger_days(rng, n, day, median_cycle, stopped_share, measured_share):
    """The days that are known by today, how long delivery takes in the end, and which are stopped."""
    medians = {"owned": STAGE_MEDIANS["owned"], "started": STAGE_MEDIANS["started"], "delivered": median_cycle,
               "measured": STAGE_MEDIANS["measured"], "told": STAGE_MEDIANS["told"]}
    reached = np.round(LEDGER_DAYS * rng.random(n))
    when, lengths = {"captured": reached}, {}
    for state, median in medians.items():
        lengths[state] = np.maximum(1, np.round(median * np.exp(SPREAD * normal(rng, n))))
        reached = reached + lengths[state]
        when[state] = reached
    stops, part = flip(rng, stopped_share, n), rng.random(n)
    stop = np.where(stops, when["started"] + np.round(part * lengths["delivered"]), np.inf)
    never = ~flip(rng, measured_share)
    for state in ("measured", "told"):
        when[state] = np.where(never, np.inf, when[state])
    dates = {f"{state}_on": np.where(days < stop, days, np.inf) for state, days in when.items()}
    dates["stopped_on"] = stop
    first = day - pd.Timedelta(LEDGER_DAYS, "D")
    known = {name: pd.Series([first + pd.Timedelta(int(d), "D") if d <= LEDGER_DAYS else pd.NaT for d in days],
                             dtype="datetime64[us]") for name, days in dates.items()}
    return pd.DataFrame(known), lengths["delivered"].astype("int64"), stops


THEMES = (
    "Bill charged twice", "Engineer did not come", "Waiting too long on the phone", "Letter that nobody understands",
    "Internet drops in the evening", "Moving house takes five calls", "Meter reading is refused", "Refund comes late",
    "Password reset fails", "No answer to an e-mail", "Price differs from the offer", "Sent from one team to another",
    "App shows an old bill", "Contract ends too soon", "Smart meter shows nothing", "Payment plan is refused",
    "Welcome discount is missing", "Router arrives too late", "Outage without a message", "Cancelling is hard to find",
    "Address is wrong on the bill", "Survey comes after a funeral", "Callback never came", "Yearly statement is wrong",
)
FIX_OWNERS = ("Billing manager", "Field service manager", "Contact centre lead", "Head of communication",
              "Product owner app", "Outage manager")
BACK_AT = 0.7  # rate of a theme that came back, as a part of what it was


def simulate_backlog(*, seed: int, n_themes: int = 24, complaints_a_day: float = 6, today: str = "2026-12-31",
                     days: int = 540, fixed_share: float = 0.6, holds_share: float = 0.5,
                     median_days_to_return: float = 60) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Simulate complaints by theme, the fixes of some themes, and whether each fix really holds.

    Parameters
    ----------
    seed : int
        The same seed gives the same complaints.
    n_themes : int
        Number of themes, at most 24. The first is the most common; the k-th is about 1/k as common.
    complaints_a_day : float
        Complaints a day over all themes, before anything is fixed.
    today : str
        The last day.
    days : int
        Number of days up to today.
    fixed_share, holds_share : float
        Chance that a theme was fixed, and that a fix holds for good.
    median_days_to_return : float
        Half of the fixes that do not hold give way within so many days.

    Returns
    -------
    complaints : DataFrame
        One row a complaint, by date: complaint_id, date, theme. One in twenty has no theme yet.
    fixes : DataFrame
        One row a theme, as the contract ``fixes`` asks: theme, owner_role (missing for some), found_on, fixed_on.
    truth : DataFrame
        One row a theme: theme, complaints_a_day (before the fix), holds (missing when not fixed), returns_on.

    Raises
    ------
    ValueError
        When a share lies outside 0 to 1, a number is not above zero, or there are more themes than names.

    Examples
    --------
    >>> complaints, fixes, truth = simulate_backlog(seed=2)
    >>> len(complaints), int(fixes["fixed_on"].notna().sum()), int(truth["holds"].sum())
    (2912, 15, 10)
    """
    check_count(n_themes=n_themes, days=days)
    check_share(fixed_share=fixed_share, holds_share=holds_share)
    check_positive(complaints_a_day=complaints_a_day, median_days_to_return=median_days_to_return)
    if n_themes > len(THEMES):
        raise ValueError(f"n_themes is {n_themes}; expected at most {len(THEMES)}")
    rng, draws = streams(seed, 2)
    weight = 1 / np.arange(1, n_themes + 1)
    rate = complaints_a_day * weight / weight.sum()
    fixed, holds = flip(rng, fixed_share, n_themes), flip(rng, holds_share, n_themes)
    fixed_at = np.where(fixed, np.floor(days * (0.25 + 0.73 * rng.random(n_themes))), np.inf)
    lasts = np.ceil(-np.log2(1 - rng.random(n_themes)) * median_days_to_return)
    returns_at = np.where(holds, np.inf, fixed_at + lasts)
    owner = np.array(FIX_OWNERS, dtype=object)[(rng.random(n_themes) * len(FIX_OWNERS)).astype(int)]
    owner = np.where(fixed | flip(rng, 0.6, n_themes), owner, None)
    when = np.arange(days)[:, None]
    level = np.where(when < fixed_at, 1.0, np.where(when >= returns_at, BACK_AT, 0.0))
    complaints = _themed(draws, poisson.ppf(draws.random((days, n_themes)), rate * level), today, days)
    origin = pd.Timestamp(today) - pd.Timedelta(days - 1, "D")
    dates = {name: [origin + pd.Timedelta(int(at), "D") if at < days else pd.NaT for at in places]
             for name, places in (("fixed_on", fixed_at), ("returns_on", returns_at))}
    fixes = pd.DataFrame({"theme": THEMES[:n_themes], "owner_role": owner, "found_on": origin,
                          "fixed_on": pd.Series(dates["fixed_on"], dtype="datetime64[us]")})
    truth = pd.DataFrame({"theme": THEMES[:n_themes], "complaints_a_day": rate,
                          "holds": pd.Series(holds, dtype="boolean").where(fixed),
                          "returns_on": pd.Series(dates["returns_on"], dtype="datetime64[us]")})
    return complaints, check_frame(fixes, FIXES), truth


def _themed(rng, counts, today, days) -> pd.DataFrame:
    """Counts by day and theme as one row a complaint, some of them without a theme."""
    counts = np.nan_to_num(counts).astype(int)
    at, theme = (np.repeat(place.ravel(), counts.ravel()) for place in np.indices(counts.shape))
    origin = pd.Timestamp(today) - pd.Timedelta(days - 1, "D")
    order = shuffled(rng, len(at))
    order = order[np.argsort(at[order], kind="stable")]
    table = pd.DataFrame({"complaint_id": [f"C{number:05d}" for number in range(1, len(at) + 1)],
                          "date": origin + pd.to_timedelta(at[order], unit="D"),
                          "theme": np.array(THEMES)[theme[order]]})
    table["theme"] = table["theme"].mask(flip(rng, 0.05, len(at)))
    return table.astype({"date": "datetime64[us]"})
