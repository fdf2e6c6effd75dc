import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cxlab.spc import c_chart, p_chart, p_prime_chart, run_chart, u_chart, u_prime_chart, xmr_chart

R = json.loads((Path(__file__).parent / "reference" / "spc.json").read_text(encoding="utf-8"))
COLUMNS = ["estimate", "n", "center", "lower", "upper", "signal", "part"]


def shares(chart):
    return chart(R["nhs_accidents"]["events"], R["nhs_accidents"]["n"])


def rates(chart):
    return chart(R["infections"]["events"], np.array(R["infections"]["days"]) / R["infections"]["multiply"])


CHARTS = {
    "run": lambda: run_chart(R["cdi"]["n"]), "i": lambda: xmr_chart(R["cdi"]["n"]), "c": lambda: c_chart(R["cdi"]["n"]),
    "p": lambda: shares(p_chart), "pp": lambda: shares(p_prime_chart),
    "u": lambda: rates(u_chart), "up": lambda: rates(u_prime_chart),
}


def assert_agrees(table, expected):
    for column in ("estimate", "center", "lower", "upper"):
        np.testing.assert_allclose(table[column], np.array(expected[column], dtype=float), atol=1e-9, err_msg=column)
    assert table["signal"].isin(["above limits", "below limits"]).tolist() == expected["outside"]


@pytest.mark.parametrize("name", CHARTS)
def test_points_limits_and_runs_agree_with_qicharts2(name):
    found, expected = CHARTS[name](), R["charts"][name]
    assert_agrees(found.table, expected)
    assert found.runs.loc[1, list(expected["runs"])].to_dict() == expected["runs"]
    assert list(found.table.columns) == COLUMNS


def test_moving_ranges_agree_with_qicharts2():
    assert_agrees(xmr_chart(R["cdi"]["n"]).moving_range, R["charts"]["mr"])


@pytest.mark.parametrize("chart", [run_chart, c_chart, xmr_chart])
def test_each_part_of_a_rebased_chart_is_a_chart_of_its_own(chart):
    month = pd.date_range("2012-11-01", periods=36, freq="MS")
    values = pd.Series(R["cdi"]["n"], index=month)
    whole = chart(values, rebase="2014-11-01")
    parts = [chart(values[:24]).table, chart(values[24:]).table.assign(part=2)]
    assert_frame_equal(whole.table, pd.concat(parts), check_freq=False)
    assert whole.runs.index.tolist() == [1, 2]
    assert "in 2 parts" in whole.text


def test_rebase_takes_labels_timestamps_positions_and_lists_alike():
    month = pd.date_range("2012-11-01", periods=36, freq="MS")
    values = pd.Series(R["cdi"]["n"], index=month)
    expected = c_chart(values, rebase=24).table
    for start in ("2014-11-01", "2014-11", month[24], [24], [month[24]]):
        assert_frame_equal(c_chart(values, rebase=start).table, expected)
    assert c_chart(values, rebase=[12, 24]).table["part"].value_counts().tolist() == [12, 12, 12]
    assert c_chart(values, rebase=0).table["part"].unique().tolist() == [1]


def test_the_prime_factor_is_one_when_the_points_vary_as_the_model_says():
    rng = np.random.default_rng(12)
    n = np.full(4000, 200)
    events = rng.binomial(n, 0.2)
    plain, prime = p_chart(events, n).table, p_prime_chart(events, n).table
    ratio = (prime["upper"] - prime["center"]) / (plain["upper"] - plain["center"])
    assert ratio.iloc[0] == pytest.approx(1, abs=0.05)


def test_chance_alone_rarely_leaves_three_sigma_limits():
    values = np.random.default_rng(5).normal(size=5000)
    outside = xmr_chart(values).table["signal"].isin(["above limits", "below limits"]).mean()
    assert 0.0005 < outside < 0.006


@settings(deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_runs_and_crossings_agree_with_a_count_by_hand(values):
    rule = run_chart(values).runs.loc[1]
    sides = [1 if v > np.median(values) else -1 for v in values if v != np.median(values)]
    text = "".join("+" if side > 0 else "-" for side in sides)
    longest = max((len(run) for run in text.replace("+-", "+ -").replace("-+", "- +").split()), default=0)
    crossings = sum(a != b for a, b in pairwise(sides))
    assert (rule["n_useful"], rule["longest_run"], rule["crossings"]) == (len(sides), longest, crossings)


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=30))
def test_turning_time_round_changes_no_limits_or_runs(values):
    forward, backward = xmr_chart(values), xmr_chart(values[::-1])
    np.testing.assert_allclose(forward.table["upper"], backward.table["upper"])
    assert_frame_equal(forward.runs, backward.runs)


def test_an_unusual_run_is_marked_on_its_points_only():
    found = run_chart([1, 9, 2, 8, 1, 9, 8, 9, 8, 9, 8, 9, 8, 9, 1, 9, 2, 1, 2, 1, 9, 1, 2, 1, 2, 1, 2, 9])
    assert np.flatnonzero(found.table["signal"] == "unusual run").tolist() == list(range(5, 14))
    assert found.runs.loc[1, "signal"]
    assert "the level may have shifted" in found.text


def test_missing_periods_are_kept_skipped_and_not_counted():
    values = pd.Series([5, 7, None, 6, 8])
    found = xmr_chart(values)
    assert found.table["estimate"].isna().tolist() == [False, False, True, False, False]
    assert found.table["signal"].isna().tolist() == [False, False, True, False, False]
    assert found.table["n"].tolist() == [1, 1, 0, 1, 1]
    assert found.moving_range["estimate"].dropna().tolist() == [2, 2]
    assert found.runs.loc[1, "n_points"] == 4


def test_a_period_without_calls_has_no_share_and_no_limits():
    found = p_chart([2, 0, 3], [40, 0, 50]).table
    assert found.loc[1, ["estimate", "lower", "upper", "signal"]].isna().all()
    assert found["n"].tolist() == [40, 0, 50]
    assert found.loc[0, "center"] == pytest.approx(5 / 90)
    assert u_chart([2, 0], [10, 0]).table["estimate"].isna().tolist() == [False, True]


def test_very_short_charts_give_what_they_can():
    assert xmr_chart([3]).table["upper"].isna().all()
    assert c_chart([]).text == "No points with a value, so there is no chart."
    assert p_chart([0, 0], [5, 5]).table["signal"].tolist() == ["within limits"] * 2
    assert p_prime_chart([0, 0], [5, 5]).table["upper"].tolist() != []


def test_series_meet_by_label_and_the_input_stays_as_it_was():
    events, n = pd.Series([1, 2, 3], index=list("abc")), pd.Series([30, 20, 10], index=list("cba"))
    assert p_chart(events, n).table["n"].tolist() == [10, 20, 30]
    assert n.index.tolist() == list("cba")


def test_the_text_says_when_a_p_chart_is_the_wrong_chart():
    assert "16 points outside the limits" in shares(p_chart).text
    assert "see p_prime_chart" in shares(p_chart).text
    assert "Nothing here points to a change." in shares(p_prime_chart).text


@pytest.mark.parametrize(("call", "message"), [
    (lambda: p_chart([5], [4]), "events is 5 in row 0, more than its n of 4; .* use u_chart"),
    (lambda: p_chart([5, 6], [9]), "n has 1 rows and events has 2"),
    (lambda: u_chart([-1, 2], [9, -3]), "events is -1 in row 0; expected 0 or more\nexposure is -3 in row 1"),
    (lambda: c_chart(["tien"]), "events is 'tien' in row 0; expected a number"),
    (lambda: c_chart(7), "events is int; expected one column of numbers, one row a period"),
    (lambda: xmr_chart([1, 2], rebase=2), "rebase is 2; expected the label or position of one point from 0 to 1"),
    (lambda: run_chart(pd.Series([1.0], index=pd.to_datetime(["2024-01-01"])), rebase="2025-01-01"),
     "rebase is '2025-01-01'; expected the label or position of one point from 2024-01-01 to 2024-01-01"),
    (lambda: u_chart(pd.Series([1], index=["a"]), pd.Series([1], index=["b"])), "different or repeated row labels"),
])
def test_bad_input_is_refused_in_plain_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("chart", [p_chart, u_chart, p_prime_chart, u_prime_chart])
def test_labels_are_kept_whichever_column_brings_them(chart):
    n = pd.Series([10, 20, 30], index=["may", "june", "july"])
    found = chart([1, 2, 4], n).table
    assert found.index.tolist() == ["may", "june", "july"]
    assert found["n"].tolist() == [10, 20, 30]
    assert chart([1, 2, 4], n, rebase="july").table["part"].tolist() == [1, 1, 2]


def test_rounding_of_a_mean_puts_no_equal_value_outside():
    assert xmr_chart([0.1] * 7).table["signal"].unique().tolist() == ["within limits"]
    assert xmr_chart([0.1] * 7).runs.loc[1, "n_useful"] == 0
    assert xmr_chart([0.1] * 7 + [0.2]).table["signal"].tolist()[-1] == "above limits"


def test_points_without_limits_are_not_said_to_lie_within_them():
    for found in (xmr_chart([3]), p_prime_chart([3], [5]), p_prime_chart([0, 0], [5, 5])):
        assert found.table["signal"].isna().all()
        assert "too few, or too much alike, for limits" in found.text
        assert "Nothing here points to a change" not in found.text
    assert run_chart([3, 4]).table["signal"].tolist() == ["within limits"] * 2
    assert "but 2 points can show only a large one" in run_chart([3, 4]).text


@pytest.mark.parametrize("call", [lambda: c_chart([0.05, 0.06]), lambda: p_chart([0.05, 0.06], 100),
                                  lambda: u_chart([0.05, 0.06], 100)])
def test_shares_in_the_place_of_counts_are_refused(call):
    with pytest.raises(ValueError, match=r"events is 0.05 in row 0; expected a whole number \(for shares or averages"):
        call()
