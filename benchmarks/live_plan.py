"""How long a move of a slider takes, from the message of the page to the new view: `python benchmarks/live_plan.py`.

Part of no gate. Wall time on a busy machine says little; CPU time and the gap of the first answer are told too.
"""

from __future__ import annotations

import sys
import time

import pandas as pd

from cxlab.datasets import load_initiatives
from cxlab.widgets import live_plan

MOVES = ([{"band": True, "low": low, "high": high} for low, high in ((0.2, 0.4), (0.3, 0.5), (0.4, 0.6), (0.5, 0.7))]
         + [{"factors": {"effort_fte": factor}} for factor in (0.6, 0.8, 1.2, 1.5)] + [{"quarters": n} for n in (2, 3)])


def cases():
    """Three lists: of a lesson, the whole shipped list, and sixty initiatives, the longest that the sliders take."""
    whole = load_initiatives()
    delivered = whole["status"].isin(["delivered", "measured", "told"])
    year = pd.Series(5.0, index=pd.period_range("2027Q1", periods=4, freq="Q-DEC"))
    yield "25 initiatives, 4 quarters", whole[~delivered], year, {"done": whole.loc[delivered, "initiative"]}
    both = pd.DataFrame({"effort_fte": 5.0, "budget_keur": 120.0},
                        index=pd.period_range("2026Q1", periods=8, freq="Q-DEC"))
    yield "36 initiatives, 8 quarters, 2 resources", whole, both, {}
    more = whole.head(24).assign(initiative=whole["initiative"] + " II", value=(0.93 * whole["value"]).round(),
                                 effort_fte=(1.08 * whole["effort_fte"]).round(2), requires=None)
    yield "60 initiatives, 8 quarters, 2 resources", pd.concat([whole, more], ignore_index=True), 1.4 * both, {}


def measure(initiatives, capacity, rules) -> pd.DataFrame:
    """One row a move: wall and CPU seconds, status and gap of the first answer."""
    resources = tuple(capacity) if isinstance(capacity, pd.DataFrame) else ("effort_fte",)
    live, rows = live_plan(initiatives, capacity, resources=resources, searches_on=False, **rules), []
    for move in MOVES:
        wall, cpu = time.perf_counter(), time.process_time()
        live.set_limits(**move)
        rows.append((time.perf_counter() - wall, time.process_time() - cpu, live.plan.status == "optimal",
                     live.plan.gap))
    return pd.DataFrame(rows, columns=["wall", "cpu", "proven", "gap"])


if __name__ == "__main__":
    for name, initiatives, capacity, rules in cases():
        told = measure(initiatives, capacity, rules)
        sys.stdout.write(f"{name}: wall median {told['wall'].median():.2f} s, most {told['wall'].max():.2f}; cpu "
                         f"median {told['cpu'].median():.2f}, most {told['cpu'].max():.2f}; {told['proven'].sum()} of "
                         f"{len(told)} proven at once; gap median {told['gap'].median():.1%}, most "
                         f"{told['gap'].max():.1%}\n")
