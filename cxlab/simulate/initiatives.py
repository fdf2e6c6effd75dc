"""Simulate the list of initiatives of a customer experience team."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.frames import FUNDAMENTAL, check_frame
from cxlab.lexicons import load_lexicon
from cxlab.simulate.chance import check_count, check_share, normal, streams

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
