"""The two-speed portfolio: a plan for five thousand initiatives, the balance of a long list, tracks of descriptions."""

import numpy as np
import pandas as pd
import pytest

from cxlab.frames import TRACKS
from cxlab.lexicons import load_lexicon
from cxlab.portfolio import code_track, measure_balance, select_initiatives, solver

PLANNED = 5_000
LISTED = 5_000
DESCRIBED = 2_000


def make_list(n: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    fast = rng.random(n) < 0.5
    duration = np.where(fast, rng.integers(1, 3, n), rng.integers(2, 6, n))
    effort = np.where(fast, rng.integers(5, 25, n), rng.integers(10, 40, n)) / 10
    return pd.DataFrame({
        "initiative": [f"initiative {number}" for number in range(n)],
        "track": np.where(fast, TRACKS[1], TRACKS[0]),
        "start": [pd.Period("2026Q1", freq="Q-DEC") + int(k) for k in rng.integers(0, 6, n)],
        "duration_quarters": duration,
        "effort_fte": effort,
        "value": np.rint(effort * duration * rng.lognormal(0, 0.45, n) * 10),
    })


@pytest.fixture(scope="module")
def wishes():
    frame = make_list(PLANNED)
    total = (frame["effort_fte"] * frame["duration_quarters"]).sum()
    return frame, pd.Series(round(0.3 * total / 8, 1), index=pd.period_range("2026Q1", periods=8, freq="Q-DEC"))


def plan(wishes):
    return select_initiatives(*wishes, share=(0.4, 0.6), results_every_quarter=True, gap_tolerance=1e-3)


@pytest.mark.benchmark(group="plan 5,000 initiatives to 0.1%")
def bench_select_initiatives(benchmark, wishes):
    assert benchmark.pedantic(plan, args=(wishes,), rounds=1).gap <= 1e-3


@pytest.mark.benchmark(group="plan 5,000 initiatives to 0.1%")
def bench_whole_baseline(benchmark, wishes, monkeypatch):
    benchmark.extra_info["baseline"] = "HiGHS on the whole list (stops at 60 s)"
    monkeypatch.setattr(solver, "WHOLE", 10**9)
    benchmark.pedantic(plan, args=(wishes,), rounds=1)


@pytest.mark.benchmark(group="balance of 5,000 initiatives over quarters")
def bench_measure_balance(benchmark):
    benchmark.extra_info |= {"per_second": LISTED}
    benchmark.pedantic(measure_balance, args=(make_list(LISTED),), kwargs={"per_quarter": True}, rounds=3)


@pytest.mark.benchmark(group="balance of 5,000 initiatives over quarters")
def bench_exact_baseline(benchmark):
    benchmark.extra_info["baseline"] = "the same without intervals"
    benchmark.pedantic(measure_balance, args=(make_list(LISTED),),
                       kwargs={"per_quarter": True, "estimate_error": 0}, rounds=3)


@pytest.mark.benchmark(group="tracks of 2,000 descriptions")
def bench_code_track(benchmark):
    rng = np.random.default_rng(1)
    words = load_lexicon("tracks_en")["term"].str.replace("*", "", regex=False).to_numpy()
    texts = pd.Series([" ".join(rng.choice(words, 8)) for _ in range(DESCRIBED)])
    benchmark.extra_info |= {"per_second": DESCRIBED}
    benchmark.pedantic(code_track, args=(texts,), kwargs={"language": "en"}, rounds=3)
