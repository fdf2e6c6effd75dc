import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from cxlab.intervals import (
    _nps_adjusted_wald,
    bootstrap_ci,
    mean_ci,
    nps_ci,
    proportion_ci,
    rate_ci,
)

OUTSIDE = json.loads((Path(__file__).parent / "reference" / "intervals.json").read_text(encoding="utf-8"))
SHAPE = ["estimate", "ci_lower", "ci_upper", "n"]
METHODS = ["wilson", "agresti-coull", "jeffreys", "exact"]


@pytest.mark.parametrize("row", OUTSIDE["byar_wilson"]["rows"])
def test_byar_and_wilson_agree_with_phe(row):
    if row["method"] == "wilson":
        found = proportion_ci(row["count"], row["n"], level=row["level"]).iloc[0]
    else:
        found = rate_ci(row["count"], level=row["level"]).iloc[0]
    # R gives no lower limit where Byar's formula falls below zero; ours is 0 there.
    assert found["ci_lower"] == pytest.approx(row["lower"] or 0, abs=1e-9, rel=1e-9)
    assert found["ci_upper"] == pytest.approx(row["upper"], abs=1e-9, rel=1e-9)


def test_exact_intervals_agree_with_r():
    exact = OUTSIDE["exact"]
    rates = rate_ci([7, 0], method="exact")[["ci_lower", "ci_upper"]].to_numpy()
    np.testing.assert_allclose(rates, [exact["pois7"], exact["pois0"]], atol=1e-9)
    share = proportion_ci(3, 20, method="exact")[["ci_lower", "ci_upper"]].to_numpy()[0]
    np.testing.assert_allclose(share, exact["binom3_20"], atol=1e-9)


@pytest.mark.parametrize("row", OUTSIDE["nps"]["rows"])
def test_nps_intervals_agree_with_rocks(row):
    counts = row["pro"], row["pas"], row["det"]
    score = nps_ci(*counts, method="score").iloc[0]
    # R stops its search for the score limits at about 1e-7; the next test has exact values.
    assert score[SHAPE[:3]].tolist() == pytest.approx([row["nps"], row["score_lo"], row["score_hi"]], abs=5e-7)
    z = stats.norm.ppf(0.975)
    raw = _nps_adjusted_wald(*(np.array([v], dtype=float) for v in (row["pro"], row["det"], sum(counts))), z)
    assert raw.ravel().tolist() == pytest.approx([row["aw_lo"], row["aw_hi"]], abs=1e-9)
    clipped = nps_ci(*counts, method="adjusted-wald").iloc[0]
    expected = np.clip([row["aw_lo"], row["aw_hi"]], -1, 1)
    assert clipped[["ci_lower", "ci_upper"]].tolist() == pytest.approx(expected.tolist(), abs=1e-9)


@pytest.mark.parametrize("n", [1, 3, 10, 400])
def test_the_score_interval_of_promoters_alone_has_its_closed_form(n):
    # The likeliest shares then are (1 + θ)/2 promoters and (1 - θ)/2 detractors, so V = 1 - θ².
    z2 = stats.norm.ppf(0.975) ** 2 / n
    found = nps_ci(n, 0, 0, method="score").iloc[0]
    assert found["ci_lower"] == pytest.approx((1 - z2) / (1 + z2), abs=1e-12)
    assert found["ci_upper"] == 1


@pytest.mark.parametrize("row", OUTSIDE["nps_coverage"]["rows"], ids=lambda row: f"{row['n']}-{row['P']}")
@pytest.mark.parametrize("method", ["adjusted-wald", "score"])
def test_nps_coverage_over_all_possible_answers_is_as_simulated(row, method):
    n, shares = row["n"], row["P"]
    answers = np.array([(d, p, n - d - p) for d, p in product(range(n + 1), repeat=2) if d + p <= n])
    weight = stats.multinomial.pmf(answers, n, np.array(shares) / sum(shares))
    limits = nps_ci(answers[:, 2], answers[:, 1], answers[:, 0], method=method)
    truth = shares[2] - shares[0]
    # The small allowance keeps a truth that lies exactly on a limit inside it.
    covered = (limits["ci_lower"] - 1e-12 <= truth) & (truth <= limits["ci_upper"] + 1e-12)
    assert weight[covered].sum() == pytest.approx(row[method][0], abs=0.006)


def test_nps_takes_the_score_interval_up_to_ten_answers_and_adjusted_wald_above():
    auto = nps_ci([6, 7], [2, 2], [2, 2])
    assert_frame_equal(auto.iloc[[0]], nps_ci([6, 7], [2, 2], [2, 2], method="score").iloc[[0]])
    assert_frame_equal(auto.iloc[[1]], nps_ci([6, 7], [2, 2], [2, 2], method="adjusted-wald").iloc[[1]])


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 40)] * 3).filter(any), st.sampled_from(["auto", "score", "adjusted-wald"]))
def test_swapping_promoters_and_detractors_mirrors_the_nps_interval(counts, method):
    pro, pas, det = counts
    one, other = nps_ci(pro, pas, det, method=method).iloc[0], nps_ci(det, pas, pro, method=method).iloc[0]
    assert one["estimate"] == -other["estimate"]
    assert one["ci_lower"] == pytest.approx(-other["ci_upper"], abs=1e-9)
    assert -1 <= one["ci_lower"] <= one["estimate"] <= one["ci_upper"] <= 1


@settings(deadline=None)
@given(st.integers(0, 200), st.integers(1, 200), st.sampled_from(METHODS), st.sampled_from([0.8, 0.95, 0.998]))
def test_a_share_lies_in_its_interval_and_the_complement_mirrors_it(count, extra, method, level):
    n = count + extra
    one = proportion_ci(count, n, level=level, method=method).iloc[0]
    other = proportion_ci(n - count, n, level=level, method=method).iloc[0]
    assert 0 <= one["ci_lower"] <= one["estimate"] <= one["ci_upper"] <= 1
    assert one["ci_lower"] == pytest.approx(1 - other["ci_upper"], abs=1e-9)


@settings(deadline=None)
@given(st.integers(0, 500), st.floats(0.1, 1000), st.sampled_from(["byar", "exact"]))
def test_a_rate_and_its_limits_scale_with_the_unit_of_exposure(events, exposure, method):
    days, weeks = rate_ci(events, exposure, method=method).iloc[0], rate_ci(events, exposure / 7, method=method).iloc[0]
    assert days["ci_lower"] <= days["estimate"] <= days["ci_upper"]
    np.testing.assert_allclose(weeks[SHAPE[:3]], 7 * days[SHAPE[:3]])


def test_a_higher_level_gives_a_wider_interval():
    width = [(t := proportion_ci(7, 30, level=level).iloc[0])["ci_upper"] - t["ci_lower"] for level in (0.5, 0.9, 0.99)]
    assert width == sorted(width)
    assert width[0] < width[-1]


def test_nothing_counted_and_nothing_asked_stay_missing():
    found = proportion_ci(pd.Series([1, 0, None, 4]), pd.Series([5, 0, 5, None]))
    assert found["estimate"].isna().tolist() == [False, True, True, True]
    assert found["ci_lower"].isna().tolist() == [False, True, True, True]
    assert found["n"].tolist()[:3] == [5, 0, 5]
    assert found["n"].isna().tolist() == [False, False, False, True]
    assert rate_ci([3, 3], [0, None])["estimate"].isna().all()
    assert nps_ci([0, None], 0, 0)["ci_upper"].isna().all()


def test_nullable_and_plain_columns_give_the_same_table():
    plain = proportion_ci(pd.Series([1, 2]), pd.Series([5, 8]))
    assert_frame_equal(plain, proportion_ci(pd.Series([1, 2], dtype="Int64"), pd.Series([5, 8], dtype="Float64")))


def test_series_meet_by_label_and_keep_the_index_of_the_first():
    count = pd.Series([1, 2], index=["north", "south"])
    n = pd.Series([20, 10], index=["south", "north"])
    found = proportion_ci(count, n)
    assert found.index.tolist() == ["north", "south"]
    assert found["n"].tolist() == [10, 20]
    assert list(found.columns) == SHAPE
    assert count.tolist() == [1, 2]


def test_a_scalar_is_repeated_along_an_array_and_alone_gives_one_row():
    assert proportion_ci([1, 2, 3], 10)["estimate"].tolist() == [0.1, 0.2, 0.3]
    assert proportion_ci(3, [10, 30])["estimate"].tolist() == [0.3, 0.1]
    assert proportion_ci(3, pd.Series([10], index=["team A"])).index.tolist() == ["team A"]
    assert len(proportion_ci(1, 10)) == 1
    assert proportion_ci([], []).shape == (0, 4)


def test_all_faults_are_named_with_row_value_and_what_was_expected():
    with pytest.raises(ValueError, match="count is 12 in row 'Ann', more than its n of 10") as caught:
        proportion_ci(pd.Series([12, -1, 2.5], index=["Ann", "Bob", "Cas"]), 10)
    assert "count is -1 in row 'Bob'; expected a whole number, 0 or more" in str(caught.value)
    assert "count is 2.5 in row 'Cas'" in str(caught.value)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: proportion_ci("twaalf", 20), "count is 'twaalf'; expected a number"),
    (lambda: proportion_ci([1, 2], [3, 4, 5]), "n has 3 rows and count has 2"),
    (lambda: proportion_ci(pd.Series([1], index=["a"]), pd.Series([1], index=["b"])), "different row labels"),
    (lambda: proportion_ci(pd.Series([1, 2], index=[1, 1]), pd.Series([3, 3], index=[1, 2])), "repeated row labels"),
    (lambda: proportion_ci(1, 2, level=95), "level is 95; expected a number between 0 and 1"),
    (lambda: proportion_ci(1, 2, level="high"), "level is 'high'"),
    (lambda: proportion_ci(1, 2, method="wald"), "method is 'wald'; expected one of 'wilson', 'agresti-coull'"),
    (lambda: proportion_ci(1, float("inf")), "n is inf; expected a number"),
    (lambda: rate_ci(1, -3), "exposure is -3; expected 0 or more"),
    (lambda: rate_ci(1.5, 3), "events is 1.5; expected a whole number"),
    (lambda: rate_ci(1, method="wilson"), "expected one of 'byar', 'exact'"),
    (lambda: nps_ci(1, -1, 0), "passives is -1"),
    (lambda: nps_ci(1, 1, 0, method="wald"), "expected one of 'auto', 'adjusted-wald', 'score'"),
    (lambda: mean_ci(pd.DataFrame({"a": [1]})), "values is DataFrame; expected one column of numbers"),
    (lambda: mean_ci([1, 2], by=["a"]), "by is list of length 1; expected one label for each of the 2 values"),
    (lambda: bootstrap_ci([1, 2], np.mean, method="normal"), "expected one of 'bca', 'percentile'"),
    (lambda: bootstrap_ci([1, 2], np.mean, n_resamples=3), "n_resamples is 3"),
    (lambda: bootstrap_ci([1, 2], lambda x: x), "statistic gave 2 numbers"),
    (lambda: bootstrap_ci([1, 2], np.mean, cluster=["a", None]), "cluster is missing in row 1"),
])
def test_bad_input_is_refused_in_plain_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_statistic_that_is_no_function_is_refused():
    with pytest.raises(TypeError, match=r"statistic is 'median'; expected a function such as np\.median"):
        bootstrap_ci([1, 2], "median")


def test_a_long_list_of_faults_is_cut_and_counted():
    with pytest.raises(ValueError, match="and 80 more faults of these kinds"):
        rate_ci(np.full(100, -1))


def test_the_mean_interval_agrees_with_scipy_by_group():
    scores = pd.Series([7, 8, 9, 4, np.nan, 10, 2], index=list("gfedcba"))
    team = pd.Series(["x", "x", "x", "y", "y", "y", "y"], index=list("gfedcba"))[::-1]
    found = mean_ci(scores, by=team)
    for name in ("x", "y"):
        sample = scores[team.reindex(scores.index) == name].dropna()
        limits = stats.ttest_1samp(sample, 0).confidence_interval(0.95)
        assert found.loc[name, ["ci_lower", "ci_upper"]].tolist() == pytest.approx(list(limits))
    assert found["n"].tolist() == [3, 3]
    assert found["n_missing"].tolist() == [0, 1]


def test_one_value_has_a_mean_and_no_interval_and_no_value_has_neither():
    one, none = mean_ci([4.0]).iloc[0], mean_ci([np.nan]).iloc[0]
    assert (one["estimate"], one["n"]) == (4.0, 1)
    assert np.isnan(one["ci_lower"])
    assert np.isnan(none["estimate"])
    assert (none["n"], none["n_missing"]) == (0, 1)


def test_rows_of_an_unknown_group_are_shown():
    found = mean_ci([1, 2, 3], by=["a", "a", None])
    assert found["n"].tolist() == [2, 1]


def test_the_bootstrap_agrees_with_scipy():
    sample = np.random.default_rng(3).exponential(size=40)
    found = bootstrap_ci(sample, np.mean, seed=5, n_resamples=999)
    expected = stats.bootstrap((sample,), np.mean, n_resamples=999, rng=np.random.default_rng(5)).confidence_interval
    assert found[["ci_lower", "ci_upper"]].to_numpy()[0].tolist() == pytest.approx(list(expected))


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_one_row_a_cluster_comes_close_to_no_clusters(method):
    sample = np.random.default_rng(4).gamma(2, size=60)
    plain = bootstrap_ci(sample, np.mean, method=method, n_resamples=4000).iloc[0]
    single = bootstrap_ci(sample, np.mean, method=method, n_resamples=4000, cluster=np.arange(60)).iloc[0]
    np.testing.assert_allclose(single[SHAPE[:3]], plain[SHAPE[:3]], atol=0.03)


@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_copies_of_a_row_in_one_cluster_teach_nothing_new(method):
    sample = np.random.default_rng(6).normal(size=25)
    once = bootstrap_ci(sample, np.mean, cluster=np.arange(25), seed=1, method=method).iloc[0]
    tenfold = bootstrap_ci(np.repeat(sample, 10), np.mean, cluster=np.repeat(np.arange(25), 10), seed=1,
                           method=method).iloc[0]
    assert tenfold[SHAPE[:3]].tolist() == pytest.approx(once[SHAPE[:3]].tolist())
    assert (once["n"], tenfold["n"], tenfold["n_clusters"]) == (25, 250, 25)


def test_the_bootstrap_counts_missing_values_and_says_nothing_of_too_little():
    found = bootstrap_ci(pd.Series([1.0, np.nan, 3.0]), np.mean, cluster=["a", None, "a"]).iloc[0]
    assert (found["estimate"], found["n"], found["n_missing"], found["n_clusters"]) == (2, 2, 1, 1)
    assert np.isnan(found["ci_lower"])
    assert np.isnan(bootstrap_ci([], np.mean)["estimate"].iloc[0])


def test_equal_values_give_an_interval_of_no_width():
    assert bootstrap_ci([3, 3, 3], np.mean).loc[0, SHAPE[:3]].tolist() == [3, 3, 3]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_the_same_seed_gives_the_same_interval(seed):
    sample = [1, 5, 2, 8, 4]
    again = [bootstrap_ci(sample, np.median, seed=seed, n_resamples=100) for _ in range(2)]
    assert_frame_equal(*again)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("counts", [(11, 0, 0), (39, 1, 0), (0, 0, 400), (10, 0, 1)])
def test_the_score_lies_in_its_interval_at_every_level(counts, level):
    found = nps_ci(*counts, level=level).iloc[0]
    assert found["ci_lower"] <= found["estimate"] <= found["ci_upper"]


def test_wilson_covers_as_its_docstring_says():
    counts = np.arange(51)
    limits = proportion_ci(counts, 50)
    held = (limits["ci_lower"] <= 0.01) & (limits["ci_upper"] >= 0.01)
    assert stats.binom.pmf(counts, 50, 0.01)[held].sum() == pytest.approx(0.91, abs=0.005)
    assert (rate_ci(range(1, 30))["ci_lower"] < rate_ci(range(1, 30), method="exact")["ci_lower"]).all()
