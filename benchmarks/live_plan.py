"""How long a move of a slider takes, from the message of the page to the new view: `python benchmarks/live_plan.py`.

Part of no gate. Wall time on a busy machine says little; CPU time and the gap of the first answer are told too.
"""

from __future__ import annotations

import sys
import time

import pandas as pd

from cxlab.datasets import load_initiatives
from cxlab.widgets import live_plan

MOVES = ([{"band": True, "low": low, "high": low + 0.2} for low in (0.2, 0.3, 0.4, 0.5, 0.6)]
         + [{"factors": {"effort_fte": factor}} for factor in (0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.5)]
         + [{"quarters": n} for n in range(2, 8)])


def cases():
    """Lists of twenty, forty and sixty initiatives; eight quarters, two resources, a result every quarter."""
    whole = load_initiatives()
    both = pd.DataFrame({"effort_fte": 5.0, "budget_keur": 120.0},
                        index=pd.period_range("2026Q1", periods=8, freq="Q-DEC"))
    more = whole.head(24).assign(initiative=whole["initiative"] + " II", value=(0.93 * whole["value"]).round(),
                                 effort_fte=(1.08 * whole["effort_fte"]).round(2), requires=None)
    sixty = pd.concat([whole, more], ignore_index=True)
    yield "20 initiatives", whole[whole["requires"].isna()].head(20), 0.6 * both
    yield "40 initiatives", sixty.head(40), both
    yield "60 initiatives", sixty, 1.4 * both


def measure(initiatives, capacity) -> pd.DataFrame:
    """One row a move: wall and CPU seconds, status and gap of the first answer."""
    live, rows = live_plan(initiatives, capacity, resources=tuple(capacity), searches_on=False,
                           results_every_quarter=True), []
    for move in MOVES:
        wall, cpu = time.perf_counter(), time.process_time()
        live.set_limits(**move)
        rows.append((time.perf_counter() - wall, time.process_time() - cpu, live.plan.status == "optimal",
                     live.plan.gap))
    return pd.DataFrame(rows, columns=["wall", "cpu", "proven", "gap"])


if __name__ == "__main__":
    for name, initiatives, capacity in cases():
        told = measure(initiatives, capacity)
        sys.stdout.write(f"{name}: wall median {told['wall'].median():.2f} s, most {told['wall'].max():.2f}; cpu "
                         f"median {told['cpu'].median():.2f}, most {told['cpu'].max():.2f}; {told['proven'].sum()} of "
                         f"{len(told)} proven at once; gap median {told['gap'].median():.1%}, most "
                         f"{told['gap'].max():.1%}\n")
