"""The two-speed portfolio: values of plans in scenarios, the balance of a long list, tracks of descriptions."""

import numpy as np
import pandas as pd
import pytest

from cxlab.frames import TRACKS
from cxlab.lexicons import load_lexicon
from cxlab.portfolio import code_track, measure_balance, scenario_values

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


@pytest.mark.benchmark(group="10,000 scenarios of 500 initiatives, 200 plans")
def bench_scenario_values(benchmark):
    frame, rng = make_list(500), np.random.default_rng(2)
    plans = {f"plan {k}": frame["initiative"][rng.random(500) < 0.5] for k in range(200)}
    benchmark.pedantic(scenario_values, args=(frame, plans), rounds=3)


@pytest.mark.benchmark(group="balance of 5,000 initiatives over quarters")
def bench_measure_balance(benchmark):
    benchmark.extra_info |= {"per": LISTED, "unit": "initiatives"}
    benchmark.pedantic(measure_balance, args=(make_list(LISTED),), kwargs={"per_quarter": True}, rounds=3)


@pytest.mark.benchmark(group="balance of 5,000 initiatives over quarters")
def bench_exact_baseline(benchmark):
    benchmark.extra_info |= {"baseline": "the same without intervals", "per": LISTED, "unit": "initiatives"}
    benchmark.pedantic(measure_balance, args=(make_list(LISTED),),
                       kwargs={"per_quarter": True, "estimate_error": 0}, rounds=3)


@pytest.mark.benchmark(group="tracks of 2,000 descriptions")
def bench_code_track(benchmark):
    rng = np.random.default_rng(1)
    words = load_lexicon("tracks_en")["term"].str.replace("*", "", regex=False).to_numpy()
    texts = pd.Series([" ".join(rng.choice(words, 8)) for _ in range(DESCRIBED)])
    benchmark.extra_info |= {"per": DESCRIBED, "unit": "descriptions"}
    benchmark.pedantic(code_track, args=(texts,), kwargs={"language": "en"}, rounds=3)
