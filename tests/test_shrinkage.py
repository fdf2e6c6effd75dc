"""Shrinkage pulls small units harder, keeps what many cases say, and its intervals hold the truth."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from cxlab.shrinkage import shrink_rates


def test_the_estimates_are_those_of_plain_integration():
    y, n = np.array([2, 30, 41, 12]), np.array([40, 1000, 900, 500])
    found = shrink_rates(y, n)

    def joint(center, spread):
        a, b = center / spread**2, (1 - center) / spread**2
        return np.prod(stats.betabinom.pmf(y, n, a, b)) / (center * (1 - center))

    def top(center, spread):
        return joint(center, spread) * (y[0] + center / spread**2) / (n[0] + 1 / spread**2)
    box = (0.003, 1.2), (0.005, 0.25)
    below, above = (integrate.dblquad(f, *box[0], *box[1], epsabs=1e-16, epsrel=1e-4)[0] for f in (joint, top))
    assert found.table.loc[0, "estimate"] == pytest.approx(above / below, rel=0.03)


def test_the_smaller_unit_is_pulled_harder_and_nobody_past_the_center():
    found = shrink_rates([4, 40, 10, 30], [50, 500, 500, 800])
    table = found.table
    assert table.loc[0, "weight"] < table.loc[1, "weight"]
    assert table.loc[0, "estimate"] < table.loc[1, "estimate"] < 0.08
    between = (table["estimate"] - found.center) * (table["observed"] - found.center)
    assert (between > 0).all()


def test_with_very_many_cases_a_unit_keeps_its_own_share():
    table = shrink_rates([5_000, 20_000, 40_000], 100_000).table
    np.testing.assert_allclose(table["estimate"], table["observed"], rtol=0.01)


def test_units_that_are_alike_end_up_close_to_each_other():
    found = shrink_rates([20, 21, 19, 20, 20, 20], 400)
    assert np.ptp(found.table["estimate"]) < 0.25 * np.ptp(found.table["observed"])
    assert "leaves out the overall share" in found.text and found.text.count("No unit's") == 1


def test_intervals_hold_the_truth_and_estimates_beat_the_raw_shares():
    rng = np.random.default_rng(9)
    held, errors = [], []
    for _ in range(25):
        truth = rng.beta(3, 72, 20)
        n = rng.integers(50, 600, 20)
        table = shrink_rates(rng.binomial(n, truth), n).table
        held.append(((table["ci_lower"] <= truth) & (truth <= table["ci_upper"])).mean())
        errors.append([((table[name] - truth) ** 2).mean() for name in ("estimate", "observed")])
    assert 0.91 < np.mean(held) < 0.98
    assert np.mean(errors, axis=0)[0] < 0.95 * np.mean(errors, axis=0)[1]


def test_labels_are_lined_up_and_gaps_stay_gaps():
    events = pd.Series([2, 30, None, 0], index=["a", "b", "c", "d"])
    n = pd.Series([0, 500, 900, 40], index=["d", "c", "b", "a"])
    with pytest.raises(ValueError, match="expected at least 3"):
        shrink_rates(events, n)
    more = shrink_rates(pd.concat([events, pd.Series([9.0], index=["e"])]),
                        pd.concat([n, pd.Series([99], index=["e"])]))
    assert more.table.loc["c", ["estimate", "ci_lower", "weight"]].isna().all()
    empty = more.table.loc["d"]
    assert more.table["observed"].isna()["d"] and empty["weight"] == 0
    assert empty["ci_upper"] - empty["ci_lower"] > more.table.loc["b", "ci_upper"] - more.table.loc["b", "ci_lower"]


@pytest.mark.parametrize("events, n, message", [
    ([1, 2, 9], [10, 10, 8], "more than its n of 8"),
    ([1, -2, 3], 10, "events is -2 for unit 1"),
    ([1, 2.5, 3], 10, "a whole number"),
])
def test_impossible_numbers_are_refused(events, n, message):
    with pytest.raises(ValueError, match=message):
        shrink_rates(events, n)
