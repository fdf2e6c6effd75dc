"""The two-speed portfolio: a plan for five thousand initiatives, the balance of a long list, tracks of descriptions."""

import numpy as np
import pandas as pd
import pytest

from cxlab.frames import TRACKS
from cxlab.lexicons import load_lexicon
from cxlab.portfolio import code_track, measure_balance, scenario_values, select_initiatives, solver

RESOURCES = ("effort_fte", "budget_keur")
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


def make_case(n: int, seed: int = 0) -> dict:
    """Candidates for eight quarters: two resources with a profile, order, groups, and room for a third of the work.

    Innovations bring value in each quarter after they are finished, fundamentals mostly once.
    """
    rng = np.random.default_rng(seed)
    fast, names = rng.random(n) < 0.5, np.array([f"initiative {number}" for number in range(n)])
    duration = np.where(fast, rng.integers(1, 3, n), rng.integers(2, 6, n))
    base = np.where(fast, rng.integers(5, 25, n), rng.integers(10, 40, n))
    who = np.repeat(np.arange(n), duration)
    fte = np.maximum(1, np.rint(base[who] * rng.uniform(0.6, 1.4, len(who))))
    profile = pd.DataFrame({"initiative": names[who], "effort_fte": fte / 10,
                            "budget_keur": np.rint(fte * rng.uniform(0.3, 2.0, len(who)))})
    profile.insert(1, "quarter_of_work", profile.groupby("initiative").cumcount() + 1)
    size = np.bincount(who, fte)
    near = size * np.where(fast, 3 * rng.lognormal(0, 0.45, n), rng.lognormal(-2.5, 0.6, n))
    long = size * np.where(fast, rng.lognormal(-1.6, 0.6, n), rng.lognormal(0, 0.45, n))
    order, requires = rng.permutation(n), {}
    for first, second in np.sort(rng.integers(0, n, (int(0.4 * n), 2))):
        if 0 < second - first <= max(10, n // 5):
            requires.setdefault(names[order[second]], set()).add(names[order[first]])
    frame = pd.DataFrame({"initiative": names, "track": np.where(fast, TRACKS[1], TRACKS[0]),
                          "duration_quarters": duration, "value": np.rint(50 * long / long.mean()),
                          "each": np.rint(50 * near / near.mean() / 4.5)})
    total = profile[list(RESOURCES)].sum()
    capacity = pd.DataFrame({name: max(4.0, round(total[name] * 0.35 / 8, 1)) for name in RESOURCES},
                            index=pd.period_range("2026Q1", periods=8, freq="Q-DEC"))
    groups = [tuple(rng.choice(names, 3, replace=False)) for _ in range(max(1, n // 60))]
    return {"initiatives": frame, "capacity": capacity, "effort_profile": profile, "requires": requires,
            "excludes": groups}


def plan(n, seed=0, tolerance=1e-4):
    return select_initiatives(**make_case(n, seed), resources=RESOURCES, value_per_quarter="each", share=(0.4, 0.6),
                              results_every_quarter=True, gap_tolerance=tolerance, time_limit_seconds=180)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("n", [20, 30, 50])
@pytest.mark.benchmark(group="prove the best plan")
def bench_small_plan(benchmark, n, seed):
    assert benchmark.pedantic(plan, args=(n, seed), rounds=1).status in ("optimal", "infeasible")


@pytest.mark.benchmark(group="plan 2,000 initiatives to 0.1%")
def bench_long_plan(benchmark):
    assert benchmark.pedantic(plan, args=(2_000, 0, 1e-3), rounds=1).gap <= 1e-3


@pytest.mark.benchmark(group="plan 5,000 initiatives to 0.05%")
def bench_longer_plan(benchmark):
    assert benchmark.pedantic(plan, args=(5_000, 0, 5e-4), rounds=1).gap <= 5e-4


@pytest.mark.benchmark(group="plan 5,000 initiatives to 0.05%")
def bench_whole_baseline(benchmark, monkeypatch):
    benchmark.extra_info["baseline"] = "HiGHS on the whole list (stops at 180 s)"
    monkeypatch.setattr(solver, "WHOLE", 10**9)
    benchmark.pedantic(plan, args=(5_000, 0, 5e-4), rounds=1)


@pytest.mark.benchmark(group="10,000 scenarios of 500 initiatives, 200 plans")
def bench_scenario_values(benchmark):
    frame, rng = make_list(500), np.random.default_rng(2)
    plans = {f"plan {k}": frame["initiative"][rng.random(500) < 0.5] for k in range(200)}
    benchmark.pedantic(scenario_values, args=(frame, plans), rounds=3)


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
