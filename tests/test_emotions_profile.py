"""Profiles with weights, strengths, dyads and periods."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from cxlab import emotions, plots
from cxlab.wheel import CONFLICTS, DYADS, PRIMARIES


@pytest.fixture(scope="module")
def labels():
    draws = np.random.default_rng(5).random((300, 8)) < [0.3, 0.2, 0.1, 0.1, 0.3, 0.02, 0.4, 0.1]
    table = pd.DataFrame(draws, columns=list(PRIMARIES), index=np.arange(300) + 7).astype("boolean")
    table.iloc[:4] = pd.NA
    return table


@pytest.fixture(scope="module")
def grades(labels):
    draws = np.random.default_rng(6).integers(1, 4, labels.shape)
    return pd.DataFrame(np.where(labels.fillna(False), draws, 0), labels.index, labels.columns).astype(
        "Int64").mask(labels.isna())


def test_equal_weights_change_nothing(labels):
    plain, same = emotions.emotion_profile(labels), emotions.emotion_profile(labels, weights=[2.5] * 300)
    pd.testing.assert_frame_equal(plain, same[plain.columns], rtol=1e-9)
    assert same["n_effective"].to_numpy() == pytest.approx(296)


def test_weighted_shares_are_those_of_a_file_in_which_texts_are_repeated(labels):
    weights = pd.Series(np.random.default_rng(1).integers(0, 5, 300), labels.index)
    again = labels.loc[labels.index.repeat(weights)].reset_index(drop=True)
    ours, whole = emotions.emotion_profile(labels, weights=weights[::-1]), emotions.emotion_profile(again)
    for column in ("estimate", "coverage", "no_emotion"):
        assert ours[column].to_numpy() == pytest.approx(whole[column].to_numpy())
    assert (ours["count"] == emotions.emotion_profile(labels)["count"]).all()


def test_the_interval_of_weighted_shares_is_wilsons_at_the_effective_number(labels):
    weights = pd.Series(np.random.default_rng(2).exponential(size=300), labels.index)
    profile = emotions.emotion_profile(labels, weights=weights).iloc[6]
    used = weights.iloc[4:]
    size = used.sum() ** 2 / (used ** 2).sum()
    low, high = proportion_confint(profile["estimate"] * size, size, method="wilson")
    assert profile[["n_effective", "ci_lower", "ci_upper"]].tolist() == pytest.approx([size, low, high])
    unweighted = emotions.emotion_profile(labels).iloc[6]
    assert high - low > unweighted["ci_upper"] - unweighted["ci_lower"]


def test_weighted_intervals_hold_the_truth_about_as_often_as_they_say():
    rng, held = np.random.default_rng(3), []
    for _ in range(200):
        table = pd.DataFrame(rng.random((200, 8)) < 0.25, columns=list(PRIMARIES))
        profile = emotions.emotion_profile(table, weights=rng.exponential(size=200))
        held.append((profile["ci_lower"] <= 0.25) & (profile["ci_upper"] >= 0.25))
    assert 0.93 <= np.mean(held) <= 0.97


def test_a_missing_weight_leaves_the_text_out_and_a_wrong_one_is_named(labels):
    weights = pd.Series(1.0, labels.index)
    weights.iloc[10] = np.nan
    assert emotions.emotion_profile(labels, weights=weights)["n_missing"].tolist() == [5] * 8
    weights.iloc[11] = -1
    with pytest.raises(ValueError, match=r"weights is -1.0 in row 18; expected a number of 0 or more"):
        emotions.emotion_profile(labels, weights=weights)
    with pytest.raises(ValueError, match="weights has no weight for row 7"):
        emotions.emotion_profile(labels, weights=weights.iloc[5:])


def test_weights_of_nought_leave_nothing_to_say(labels):
    profile = emotions.emotion_profile(labels, weights=np.zeros(300), grades=labels.astype("Int64"))
    assert profile[["estimate", "ci_lower", "ci_upper", "coverage", "mean_intensity"]].isna().all(axis=None)
    assert (profile["n_effective"] == 0).all()


def test_strengths_add_up_to_the_share_and_their_mean_is_that_of_the_texts(labels, grades):
    profile = emotions.emotion_profile(labels, grades=grades)
    parts = profile[["estimate_mild", "estimate_basic", "estimate_intense"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx(profile["estimate"].to_numpy())
    angry = grades["anger"].dropna().loc[lambda grade: grade > 0].astype(float)
    oracle = DescrStatsW(angry)
    row = profile.iloc[6]
    assert row["mean_intensity"] == pytest.approx(oracle.mean)
    assert (row["intensity_lower"], row["intensity_upper"]) == pytest.approx(oracle.tconfint_mean())
    plain = emotions.emotion_profile(labels)
    pd.testing.assert_frame_equal(profile[plain.columns], plain)


def test_an_emotion_found_with_a_low_threshold_counts_as_mild():
    labels = pd.DataFrame(True, index=[0, 1], columns=list(PRIMARIES))
    grades = pd.DataFrame(0, index=[1, 0], columns=list(PRIMARIES))
    profile = emotions.emotion_profile(labels, grades=grades)
    assert (profile["estimate_mild"] == 1).all() and profile["intensity_lower"].isna().all()


def test_the_wheel_takes_a_profile_with_strengths_and_one_with_dyads(labels, grades):
    ax = plots.plot_wheel(emotions.emotion_profile(labels, grades=grades, dyads=True), kind="emotions")
    assert any("anger" in text.get_text() for text in ax.texts)
    ax = plots.plot_wheel(emotions.emotion_profile(labels, dyads=True), kind="primary")
    assert any("love" in text.get_text() for text in ax.texts)


def test_dyads_are_there_where_both_parts_are(labels):
    profile = emotions.emotion_profile(labels, dyads=True).set_index("emotion")
    assert profile.index.tolist() == [*PRIMARIES, *DYADS, *CONFLICTS]
    mixed = emotions.dyad_scores(labels)
    assert profile.loc[[*DYADS, *CONFLICTS], "count"].tolist() == mixed.sum().tolist()
    assert profile.loc["envy", "n"] == mixed["envy"].notna().sum()


def test_months_are_in_the_order_of_time_and_an_empty_one_is_shown(labels, grades):
    days = pd.Series(pd.date_range("2026-01-01", periods=300), labels.index)
    days[days.dt.month == 3] = pd.NaT
    trend = emotions.measure_trend(labels, days, grades=grades)
    assert trend["period"].unique().tolist() == [f"2026-{month:02d}" for month in range(1, 11)]
    months = emotions.emotion_profile(labels, by=days.dt.to_period("M").astype("str").rename("period"), grades=grades)
    full = trend[trend["n"] > 0].reset_index(drop=True)
    for column in ("count", "estimate", "ci_lower", "n", "n_missing", "mean_intensity"):
        assert full[column].tolist() == pytest.approx(
            months.loc[months["period"].notna() & (months["period"] != "NaT"), column].tolist(), nan_ok=True)
    empty = trend[trend["period"] == "2026-03"]
    assert (empty["n"] == 0).all() and empty["estimate"].isna().all()
    assert len(plots.plot_trend(trend, by="period").axes) == 8
    assert "from 2026-01 to 2026-10" in plots.alt_trend(trend, by="period")
    quarters = emotions.measure_trend(labels, days, every="quarter")
    assert quarters["period"].unique().tolist() == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]


def test_days_that_are_text_are_refused_with_the_remedy(labels):
    with pytest.raises(TypeError, match="turn text into days with"):
        emotions.measure_trend(labels, pd.Series("01-02-2026", labels.index))
    with pytest.raises(ValueError, match="dates is missing for every text"):
        emotions.measure_trend(labels, pd.Series(pd.NaT, labels.index))
    with pytest.raises(ValueError, match="every"):
        emotions.measure_trend(labels, pd.Series(pd.Timestamp("2026-01-01"), labels.index), every="fortnight")
    with pytest.raises(ValueError, match="dates has no day for row 7"):
        emotions.measure_trend(labels, pd.Series(pd.Timestamp("2026-01-01"), labels.index[1:]))


def test_wrong_grades_are_refused(labels, grades):
    with pytest.raises(ValueError, match="grades should be the table that grade_emotions gives"):
        emotions.emotion_profile(labels, grades=grades[["joy"]])
    with pytest.raises(ValueError, match="grades holds something else than 0, 1, 2 and 3"):
        emotions.emotion_profile(labels, grades=grades * 2)
    with pytest.raises(ValueError, match="grades and labels have different row labels"):
        emotions.emotion_profile(labels, grades=grades.iloc[1:])
