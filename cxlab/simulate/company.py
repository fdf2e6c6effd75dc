"""Simulate the whole shelf: every table of the fictional company, from one seed."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from cxlab.simulate.calls import simulate_calls
from cxlab.simulate.codings import simulate_codings
from cxlab.simulate.complaints import simulate_complaints
from cxlab.simulate.initiatives import simulate_initiatives
from cxlab.simulate.journeys import simulate_journeys
from cxlab.simulate.ratings import simulate_ratings


@dataclass(frozen=True, eq=False)
class Company:
    """Every table of the fictional company Brightpolder.

    Attributes
    ----------
    calls, calls_truth, complaints, complaints_truth, ratings, initiatives, journeys, codings : DataFrame
        The tables, each as the contract of the same name asks.
    """

    calls: pd.DataFrame
    calls_truth: pd.DataFrame
    complaints: pd.DataFrame
    complaints_truth: pd.DataFrame
    ratings: pd.DataFrame
    initiatives: pd.DataFrame
    journeys: pd.DataFrame
    codings: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def simulate_company(seed: int = 2026, *, calls: int = 24_000, complaints: int = 3_000, ratings: int = 4_000
                     ) -> Company:
    """Simulate all tables of the fictional company.

    Parameters
    ----------
    seed : int
        The same seed gives the same company. The shipped tables come from seed 2026.
    calls, complaints, ratings : int
        Number of rows of the three large tables. The groups code sixty complaints, or an eighth of a smaller number.

    Returns
    -------
    Company
        The tables, typed.

    Examples
    --------
    >>> company = simulate_company(1, calls=2_000, complaints=300, ratings=100)
    >>> len(company.calls), len(company.complaints), len(company.initiatives)
    (2000, 300, 36)
    """
    log, log_truth = simulate_calls(calls, seed=seed)
    said, said_truth = simulate_complaints(log, log_truth, seed=seed, n=complaints)
    return Company(
        calls=log, calls_truth=log_truth, complaints=said, complaints_truth=said_truth,
        ratings=simulate_ratings(log, log_truth, seed=seed, n=ratings),
        initiatives=simulate_initiatives(seed=seed), journeys=simulate_journeys(seed=seed),
        codings=simulate_codings(said, said_truth, seed=seed, n=min(60, max(3, complaints // 8))),
    )
