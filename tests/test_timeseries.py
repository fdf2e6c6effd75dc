import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from pandas.testing import assert_frame_equal
from scipy.linalg import toeplitz

from cxlab.timeseries import _design, _fit_ar1, days_in_period, interrupted_series

COLUMNS = ["estimate", "ci_lower", "ci_upper", "n", "n_missing", "p_value"]


def simulate(seed, n=36, at=20, rho=0.5, step=1.0, exposure=30.0, cv=0.1):
    """Monthly counts with restless, related months and a known step."""
    rng = np.random.default_rng(seed)
    noise = [rng.normal()]
    for _ in range(n - 1):
        noise.append(rho * noise[-1] + np.sqrt(1 - rho**2) * rng.normal())
    rate = 20 * np.exp(cv * np.array(noise)) * np.where(np.arange(n) >= at, step, 1)
    return pd.Series(rng.poisson(rate * exposure), index=pd.date_range("2015-01-01", periods=n, freq="MS"))


@pytest.fixture
def counts():
    return simulate(3, step=0.7)


def restricted_likelihood(rho, y, x, time):
    """The textbook formula with whole matrices."""
    v = rho ** np.abs(time[:, None] - time) / (1 - rho**2)
    inverse = np.linalg.inv(v)
    gram = x.T @ inverse @ x
    rest = y - x @ np.linalg.solve(gram, x.T @ inverse @ y)
    df = len(y) - x.shape[1]
    s2 = rest @ inverse @ rest / df
    return -0.5 * (df * np.log(s2) + np.linalg.slogdet(v)[1] + np.linalg.slogdet(gram)[1])


@pytest.mark.parametrize("seed", range(4))
def test_rho_is_the_best_of_a_fine_grid_also_with_missing_periods(seed):
    y = np.log(simulate(seed, rho=0.6) + 0.5).to_numpy()
    kept = np.delete(np.arange(36), [4, 5, 6, 25])
    x = _design(kept, 20, ["start", "trend", "step"], None)
    found = _fit_ar1(y[kept], x, kept)
    grid = np.linspace(0, 0.98, 981)
    likelihoods = [restricted_likelihood(rho, y[kept], x, kept) for rho in grid]
    assert found["rho"] == pytest.approx(grid[np.argmax(likelihoods)], abs=1e-3)


def test_terms_agree_with_generalised_least_squares_of_statsmodels(counts):
    found = interrupted_series(counts, 30, intervention="2016-09-01", slope=True)
    time = np.arange(36)
    x = np.column_stack([np.ones(36), time, time >= 20, np.where(time >= 20, time - 20, 0)]).astype(float)
    theirs = sm.GLS(np.log((counts + 0.5) / 30).to_numpy(), x, sigma=toeplitz(found.rho**time)).fit()
    np.testing.assert_allclose(np.log(found.table["estimate"]), theirs.params, atol=1e-9)
    np.testing.assert_allclose(np.log(found.table[["ci_lower", "ci_upper"]]), theirs.conf_int(), atol=1e-9)
    np.testing.assert_allclose(found.table["p_value"], theirs.pvalues, atol=1e-9)


def test_without_resemblance_it_is_ordinary_least_squares():
    y = np.array([5, 9, 4, 8, 5, 9, 4, 8, 12, 7, 13, 6, 12, 7, 13, 6.0])
    found = interrupted_series(y, intervention=8, kind="value")
    time = np.arange(16)
    x = np.column_stack([np.ones(16), time, time >= 8]).astype(float)
    theirs = sm.OLS(np.log(y), x).fit()
    assert found.rho == 0
    np.testing.assert_allclose(np.log(found.table["estimate"]), theirs.params, atol=1e-9)
    np.testing.assert_allclose(np.log(found.table["ci_upper"]), theirs.conf_int()[:, 1], atol=1e-9)


def test_a_large_step_is_found_with_its_truth_in_the_interval():
    truth = 0.7
    found = [interrupted_series(simulate(s, step=truth), 30, intervention=20).table.loc["step"] for s in range(20)]
    held = sum(row["ci_lower"] <= truth <= row["ci_upper"] for row in found)
    assert held >= 16
    assert np.median([row["estimate"] for row in found]) == pytest.approx(truth, abs=0.04)


def test_false_alarms_stay_near_the_stated_level_where_poisson_regression_fails():
    ours = poisson = 0
    x = _design(np.arange(36), 20, ["start", "trend", "step"], None)
    for seed in range(60):
        counts = simulate(100 + seed, rho=0.4)
        row = _fit_ar1(np.log(counts + 0.5).to_numpy(), x, np.arange(36))
        ours += abs(row["beta"][2] / row["se"][2]) > 2.0345
        poisson += sm.GLM(counts.to_numpy(), x, family=sm.families.Poisson()).fit().pvalues[2] < 0.05
    assert ours <= 10
    assert poisson >= 20


def test_the_unit_of_exposure_changes_only_the_level_at_the_start(counts):
    days, hours = (interrupted_series(counts, size, intervention=20).table for size in (30, 720))
    assert_frame_equal(days.drop("level at the start"), hours.drop("level at the start"))
    assert days.loc["level at the start", "estimate"] == pytest.approx(24 * hours.loc["level at the start", "estimate"])


def test_fewer_days_in_february_are_no_improvement():
    month = pd.date_range("2015-03-01", periods=24, freq="MS")
    days = days_in_period(month)
    found = interrupted_series(days * 100, days, intervention=20)
    assert found.step == pytest.approx(1, abs=1e-3)


def test_a_slope_and_a_season_are_found_without_noise():
    time = np.arange(48)
    y = np.exp(3 + 0.01 * time + 0.2 * np.sin(2 * np.pi * time / 12) - 0.3 * (time >= 24)
               - 0.02 * np.where(time >= 24, time - 24, 0))
    y *= np.exp(0.001 * np.random.default_rng(1).normal(size=48))
    table = interrupted_series(y, intervention=24, kind="value", slope=True, season=12).table
    assert np.log(table.loc["step", "estimate"]) == pytest.approx(-0.3, abs=0.005)
    assert np.log(table.loc["change of trend per period", "estimate"]) == pytest.approx(-0.02, abs=0.001)
    assert np.log(table.loc["season (sine)", "estimate"]) == pytest.approx(0.2, abs=0.005)


def test_the_date_may_be_a_string_a_timestamp_a_period_or_a_position(counts):
    expected = interrupted_series(counts, intervention=20).table
    for when in ("2016-09-01", "2016-08-15", pd.Timestamp("2016-09-01"), pd.Period("2016-09"), np.int64(20)):
        assert_frame_equal(interrupted_series(counts, intervention=when).table, expected)
    by_period = counts.set_axis(counts.index.to_period("M"))
    assert_frame_equal(interrupted_series(by_period, intervention="2016-09").table, expected)
    by_name = counts.set_axis([f"m{i}" for i in range(36)])
    assert_frame_equal(interrupted_series(by_name, intervention="m20").table, expected)


def test_placebo_dates_use_only_what_came_before(counts):
    found = interrupted_series(counts, intervention=20)
    other = counts.copy()
    other.iloc[20:] *= 3
    assert_frame_equal(found.placebo, interrupted_series(other, intervention=20).placebo)
    assert found.placebo["intervention"].tolist() == counts.index[4:17].tolist()
    assert (found.placebo["n"] == 20).all()
    first = interrupted_series(counts[:20], intervention=4).table.loc["step", ["estimate", "ci_lower", "ci_upper"]]
    assert found.placebo.loc[0, ["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx(first.tolist())


def test_missing_periods_are_counted_and_keep_their_place(counts):
    gap = counts.astype("float64")
    gap.iloc[[3, 30]] = np.nan
    found = interrupted_series(gap, intervention=20)
    assert found.table.loc["step", ["n", "n_missing"]].tolist() == [34, 2]
    assert found.fitted["estimate"].isna().sum() == 2
    assert found.fitted["fitted"].notna().all()
    assert list(found.table.columns) == COLUMNS
    assert gap.isna().sum() == 2


def test_the_line_without_the_change_is_the_fitted_one_until_the_change(counts):
    fitted = interrupted_series(counts, intervention=20, slope=True).fitted
    before, after = fitted[~fitted["after"]], fitted[fitted["after"]]
    np.testing.assert_allclose(before["fitted"], before["without"])
    assert (after["fitted"] < after["without"]).all()


def test_the_text_tells_size_certainty_and_pretended_dates(counts):
    found = interrupted_series(counts, 30, intervention="2016-09-01")
    assert f"From 2016-09-01 on the numbers were on average {found.step:.2f} times" in found.text
    assert "why, this cannot say" in found.text
    assert "Of 13 pretended dates before it" in found.text
    quiet = interrupted_series(simulate(1, rho=0.0), intervention=5)
    assert "That interval holds 1: no change is shown" in quiet.text
    assert "too few periods before it" in quiet.text


def test_numbers_without_any_variation_have_a_step_and_no_interval():
    found = interrupted_series([8] * 8 + [16] * 8, kind="value", intervention=8)
    assert found.step == pytest.approx(2)
    assert found.table[["ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert "2.00 times what the trend pointed to. They do not vary at all" in found.text


def test_rare_events_are_warned_of():
    assert "join periods" in interrupted_series([1, 0, 2, 1, 3, 0, 1, 2, 0, 1, 2, 0], intervention=6).text
    assert "join periods" not in interrupted_series(simulate(2), intervention=6).text


def test_two_single_months_prove_nothing():
    months = pd.Series([733, 476], index=pd.to_datetime(["2015-11-01", "2017-02-01"]))
    with pytest.raises(ValueError, match=r"1 periods before 2017-02-01 and 1 from then on .* at least 4 on each side"):
        interrupted_series(months, days_in_period(months.index), intervention="2017-02-01")


def test_days_of_months_quarters_and_weeks():
    assert days_in_period(pd.PeriodIndex(["2015-02", "2016-02"], freq="M")).tolist() == [28, 29]
    assert days_in_period(["2023-01-15", "2023-04-01"], freq="Q").tolist() == [90, 91]
    assert days_in_period(["2023-01-15"], freq="W").tolist() == [7]
    with pytest.raises(ValueError, match="freq is 'month'; expected 'M', 'Q', 'W' or 'Y'"):
        days_in_period(["2023-01-15"], freq="month")
    with pytest.raises(ValueError, match="index cannot be read as dates"):
        days_in_period(["januari"])


@pytest.mark.parametrize(("arguments", "options", "message"), [
    (([1, -2] * 8,), {}, "events is -2 in row 1; expected 0 or more"),
    (([1, 0] * 8,), {"kind": "value"}, "events is 0 in row 1; expected a number above 0"),
    (([1] * 16, 0), {}, "exposure is 0 in row 0; expected a number above 0"),
    (([1] * 16, [1, 2]), {}, "exposure has 2 rows and events has 16"),
    ((["x"] * 16,), {}, "events is 'x' in row 0; expected a number"),
    ((7,), {}, "events is int; expected one column of numbers"),
    (([1] * 16,), {"intervention": 40}, "intervention is 40; expected the first period after the change"),
    (([1] * 16,), {"kind": "rate"}, "kind is 'rate'; expected one of 'count', 'value'"),
    (([1] * 16,), {"season": 1}, "season is 1; expected the number of periods in a year"),
    (([1] * 16,), {"level": 95}, "level is 95"),
    (([1] * 16,), {"intervention": 2}, "2 periods before period 2 and 14 from then on"),
    ((pd.Series([1.0], index=["a"]), pd.Series([1.0], index=["b"])), {}, "different or repeated row labels"),
])
def test_bad_input_is_refused_in_plain_words(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        interrupted_series(*arguments, **({"intervention": 8} | options))


def test_dates_out_of_order_with_gaps_or_past_the_end_are_refused(counts):
    with pytest.raises(ValueError, match="the dates go from 2017-12-01 to 2017-11-01; expected them in order"):
        interrupted_series(counts[::-1], intervention="2016-09-01")
    with pytest.raises(ValueError, match=r"a gap between 2015-05-01 and 2015-08-01; .* add the missing periods"):
        interrupted_series(counts.drop(counts.index[5:7]), intervention="2016-09-01")
    with pytest.raises(ValueError, match=r"intervention is '2030-01-01'; .* from 2015-01-01 to 2017-12-01"):
        interrupted_series(counts, intervention="2030-01-01")
    with pytest.raises(ValueError, match="intervention is 'spring'; expected a date such as"):
        interrupted_series(counts, intervention="spring")


def test_shares_given_as_counts_are_refused_and_as_values_keep_their_step():
    shares = [0.02, 0.03, 0.02, 0.025, 0.03, 0.02, 0.01, 0.012, 0.009, 0.01, 0.011, 0.01]
    with pytest.raises(ValueError, match=r'events is 0.02 in row 0; expected a whole number .* kind="value"'):
        interrupted_series(shares, intervention=6)
    found = interrupted_series(shares, intervention=6, kind="value")
    assert found.step == pytest.approx(0.43, abs=0.01)
    assert "times what the trend pointed to" in found.text


def test_periods_that_cannot_tell_season_from_level_are_refused_in_plain_words():
    quarterly = np.full(30, np.nan)
    quarterly[::3] = [5, 6, 7, 8, 9, 4, 3, 5, 6, 5]
    with pytest.raises(ValueError, match="cannot tell the terms apart; expected more of them, or a model"):
        interrupted_series(quarterly, intervention=14, season=3)
