"""Fair rates, the second call, its cost, and whether the training helped: against the simulated truth and by hand."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.datasets import load_calls, load_calls_truth
from cxlab.intelligibility import (
    adjust_rates,
    did_it_help,
    find_repeats,
    measure_line,
    repeat_call_cost,
    repeat_call_effect,
)
from cxlab.intelligibility.effects import _fit_gee
from cxlab.intelligibility.helping import _difference

LINE_TOO = ["outcome", "topic", "line_quality"]
R_NUMBERS = Path(__file__).parents[2] / "shared" / "reference" / "intelligibility" / "r_numbers"


@pytest.fixture(scope="module")
def calls():
    return load_calls()


@pytest.fixture(scope="module")
def lost():
    return ~load_calls_truth()["could_follow"]


@pytest.fixture(scope="module")
def effect(calls, lost):
    return repeat_call_effect(calls, lost)


# Adjusted rates.

def test_observed_and_expected_add_up_to_the_same(calls, lost):
    table = adjust_rates(calls, lost)
    assert table["expected"].sum() == pytest.approx(table["count"].sum()) == pytest.approx(lost.sum())
    assert table["n"].sum() == len(calls)
    assert table["team"].tolist() == sorted(table["team"])


def test_without_a_mix_the_adjusted_rate_is_the_plain_rate(calls, lost):
    table = adjust_rates(calls, lost, mix=[])
    np.testing.assert_allclose(table["adjusted_rate"], table["rate"])
    np.testing.assert_allclose(table["rate"], 1000 * table["count"] / table["n"])


def test_a_hand_count_of_two_kinds_of_calls():
    calls = pd.DataFrame({"team": ["A"] * 6 + ["B"] * 6, "outcome": (["refused"] * 4 + ["granted"] * 2) * 1
                          + ["refused"] * 2 + ["granted"] * 4})
    lost = pd.Series([1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0], dtype=bool)
    table = adjust_rates(calls, lost, mix=["outcome"]).set_index("team")
    # Refused: 4 of 6 not followed; granted: 1 of 6.
    np.testing.assert_allclose(table["expected"], [4 * 4 / 6 + 2 / 6, 2 * 4 / 6 + 4 / 6])
    np.testing.assert_allclose(table["estimate"], [3 / 3, 2 / 2])


def test_teams_on_poor_lines_are_ordinary_once_the_line_is_set_aside_and_true_differences_stay(calls, lost):
    plain = adjust_rates(calls, lost).set_index("team")
    fair = adjust_rates(calls, lost, mix=LINE_TOO).set_index("team")
    assert (plain.loc[["Grove", "Heath"], "ci_lower"] > 1).all()
    assert ((fair["ci_lower"] < 1) & (fair["ci_upper"] > 1)).loc[["Grove", "Heath", "Alder", "Fern", "Cedar"]].all()
    assert fair.loc["Dune", "ci_upper"] < 1 < fair.loc["Elm", "ci_lower"]


def test_calls_of_which_nothing_is_known_are_counted_apart(calls, lost):
    unknown = lost.astype("boolean").mask(calls["team"].eq("Elm") & (np.arange(len(calls)) % 2 == 0))
    table = adjust_rates(calls, unknown).set_index("team")
    assert table.loc["Elm", "n_missing"] + table.loc["Elm", "n"] == (calls["team"] == "Elm").sum()
    assert table["n_missing"].drop("Elm").eq(0).all()


@pytest.mark.parametrize("name", ["site", "team", "language", "Locatie", "agent_id"])
def test_a_place_or_person_may_not_explain_speech(calls, lost, name):
    frame = calls.rename(columns={"site": "Locatie"}) if name == "Locatie" else calls.assign(language="en")
    with pytest.raises(ValueError, match="where somebody works"):
        adjust_rates(frame, lost, mix=["outcome", name], by="topic")
    with pytest.raises(ValueError, match="where somebody works"):
        repeat_call_effect(frame, lost, adjust=["outcome", name], cluster="customer_id")


@pytest.mark.parametrize("column", ["name", "nationality", "geboorteland", "photo"])
def test_columns_about_who_people_are_do_not_come_in(calls, lost, column):
    with pytest.raises(ValueError, match="says who people are"):
        adjust_rates(calls.assign(**{column: "x"}), lost)
    with pytest.raises(ValueError, match="says who people are"):
        repeat_call_effect(calls.assign(**{column: "x"}), lost)
    with pytest.raises(ValueError, match="says who people are"):
        did_it_help(calls.assign(**{column: "x"}), lost, treated=["Elm"], intervention="2026-07-01")


def test_employees_are_not_compared_on_few_calls(calls, lost):
    with pytest.raises(ValueError, match="needs a purpose"):
        adjust_rates(calls, lost, by="agent_id")
    with pytest.raises(ValueError, match="fewer than 1,000 calls"):
        adjust_rates(calls, lost, by="agent_id", purpose="offer a headset check")


def test_a_site_is_allowed_where_the_line_is_checked(calls):
    table = measure_line(calls).set_index("site")
    assert table.loc["Tower", "ci_lower"] > 2 * table.loc["Harbour", "ci_upper"]
    assert table["n"].sum() == len(calls)


# Second calls.

def test_second_calls_found_from_dates_are_those_of_the_log(calls):
    found = find_repeats(calls)
    known = found.notna()
    assert (found[known].astype(bool) == calls.loc[known, "repeat_call"].astype(bool)).all()
    assert found[calls["date"] <= "2026-12-24"].notna().all()


def test_a_longer_window_finds_more_second_calls(calls):
    assert find_repeats(calls, days=2).sum() < find_repeats(calls, days=7).sum()


def test_a_second_call_on_the_same_day_counts_and_missing_customers_stay_missing():
    calls = pd.DataFrame({"customer_id": ["U1", "U1", None, "U2"],
                          "date": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-01", "2026-03-01"])})
    assert find_repeats(calls).astype("object").fillna("?").tolist() == [True, False, "?", "?"]


@pytest.mark.parametrize("method", ["gee", "mixed"])
@pytest.mark.parametrize("cluster", ["agent_id", "customer_id"])
def test_the_odds_ratio_put_into_the_data_is_found(calls, lost, method, cluster):
    table = repeat_call_effect(calls, lost, method=method, cluster=cluster).table
    row = table.loc["odds ratio"]
    assert row["ci_lower"] < 2.5 < row["ci_upper"] < 3.2
    # The true rates, standardised over the calls as they are.
    odds = 1 / 9 * calls["outcome"].map({"granted": 1.0, "partly granted": 1.4, "refused": 2.2}).astype(float)
    true = [(odds * ratio / (1 + odds * ratio)).mean() for ratio in (2.5, 1.0)]
    for name, value in (("rate when not followed", true[0]), ("rate when followed", true[1]),
                        ("rate difference", true[0] - true[1]), ("rate ratio", true[0] / true[1])):
        assert table.loc[name, "ci_lower"] < value < table.loc[name, "ci_upper"], name


def test_without_other_columns_the_rates_are_plain_shares(calls, lost):
    table = repeat_call_effect(calls, lost, adjust=[]).table
    again = calls["repeat_call"].astype(float)
    assert table.loc["rate when not followed", "estimate"] == pytest.approx(again[lost].mean())
    assert table.loc["rate ratio", "estimate"] == pytest.approx(again[lost].mean() / again[~lost].mean())


def test_the_interval_of_the_difference_is_that_of_two_shares_when_rows_are_independent():
    rng = np.random.default_rng(3)
    calls = pd.DataFrame({"agent_id": np.arange(4000), "repeat_call": rng.random(4000) < 0.2})
    lost = pd.Series(rng.random(4000) < 0.3)
    row = repeat_call_effect(calls, lost, adjust=[]).table.loc["rate difference"]
    p, q = (calls.loc[part, "repeat_call"].mean() for part in (lost, ~lost))
    half = 1.959964 * np.sqrt(p * (1 - p) / lost.sum() + q * (1 - q) / (~lost).sum())
    assert row["ci_upper"] - row["estimate"] == pytest.approx(half, rel=2e-3)


def test_leaving_out_the_outcome_of_the_call_does_not_matter_here_but_complaints_are_confounded(calls, lost):
    plain = repeat_call_effect(calls, lost, adjust=[]).table.loc["odds ratio", "estimate"]
    assert plain == pytest.approx(2.5, rel=0.1)
    # Whoever is refused complains more: complaints as a sign of not following carry the refusal along.
    rng = np.random.default_rng(5)
    refused = (calls["outcome"] == "refused").to_numpy()
    grumbled = pd.Series(rng.random(len(calls)) < np.where(refused, 0.3, 0.05), index=calls.index)
    naive = repeat_call_effect(calls, grumbled, adjust=[]).table.loc["odds ratio"]
    fair = repeat_call_effect(calls, grumbled).table.loc["odds ratio"]
    assert naive["ci_lower"] > 1.1
    assert fair["ci_lower"] < 1 < fair["ci_upper"]


def test_clusters_that_resemble_each_other_widen_the_interval():
    rng = np.random.default_rng(8)
    agent = np.repeat(np.arange(40), 50)
    calls = pd.DataFrame({"agent_id": agent, "one": np.arange(2000),
                          "repeat_call": rng.random(2000) < np.repeat(rng.beta(1, 4, 40), 50)})
    lost = pd.Series(np.repeat(rng.random(40) < 0.5, 50))
    wide, narrow = (repeat_call_effect(calls, lost, adjust=[], cluster=name).se_difference
                    for name in ("agent_id", "one"))
    assert wide > 2 * narrow


@pytest.mark.skipif(not R_NUMBERS.exists(), reason="the reference numbers are not on this machine")
def test_the_clustered_errors_agree_with_geepack_within_the_working_correlation():
    ohio = pd.read_csv(R_NUMBERS / "in_geepack_ohio.csv")
    expected = json.loads((R_NUMBERS / "glm_expected.json").read_text())["gee_ohio_exch"]
    terms = ohio[["age", "smoke"]].assign(both=ohio["age"] * ohio["smoke"])
    families = pd.factorize(ohio["id"])[0]
    beta, covariance, _ = _fit_gee(ohio["resp"].to_numpy(float), terms, np.arange(len(ohio)), families)
    # Families are complete, so that independence and exchangeable weights give nearly the same.
    np.testing.assert_allclose(beta, expected["coef"], atol=5e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), expected["robust_se"], rtol=5e-3)


def test_few_clusters_are_warned_of_and_missing_calls_are_counted(calls, lost):
    known = lost.astype("boolean").mask(np.arange(len(calls)) < 100)
    found = repeat_call_effect(calls, known, adjust=["outcome"], cluster="team")
    assert found.n_missing == 100 and found.n == len(calls) - 100
    assert "With only 8 values of team the interval is too narrow" in found.text
    assert "100 calls were left out" in found.text


@pytest.mark.parametrize("change, message", [
    ({"not_followed": "lost"}, "no column 'lost'"),
    ({"not_followed": pd.Series([True])}, "no single value for every call"),
    ({"adjust": ["weather"]}, "no column 'weather'"),
    ({"method": "ols"}, "method is 'ols'"),
    ({"days": 0}, "days is 0"),
])
def test_what_cannot_be_measured_is_refused(calls, lost, change, message):
    given = {"not_followed": lost} | change
    with pytest.raises(ValueError, match=message):
        repeat_call_effect(calls, given.pop("not_followed"), **given)


def test_without_anybody_who_could_not_follow_there_is_nothing_to_compare(calls):
    with pytest.raises(ValueError, match="some customers who could not follow"):
        repeat_call_effect(calls, pd.Series(False, index=calls.index))


# The cost.

def test_the_chain_multiplies_and_the_shares_add_up(calls, effect):
    cost = repeat_call_cost(effect, calls["handle_minutes"], euros_per_minute=(0.9, 1.5), seed=1)
    by_hand = effect.n_not_followed * effect.table.loc["rate difference", "estimate"] * calls["handle_minutes"].mean()
    assert cost.table.loc["euros", "estimate"] == pytest.approx(1.2 * by_hand)
    assert cost.shares["share"].sum() == pytest.approx(1)
    assert cost.shares.set_index("source")["share"].idxmax() == "euros per minute"
    assert cost.draws.equals(repeat_call_cost(effect, calls["handle_minutes"], euros_per_minute=(0.9, 1.5),
                                              seed=1).draws)


def test_with_everything_else_known_the_interval_is_that_of_the_difference(effect):
    minutes = pd.Series([5.0] * 50)
    cost = repeat_call_cost(effect, minutes, euros_per_minute=2, calls_not_followed=1000, n_draws=200_000)
    row = effect.table.loc["rate difference"]
    np.testing.assert_allclose(cost.table.loc["euros", ["ci_lower", "ci_upper"]].astype(float),
                               10_000 * row[["ci_lower", "ci_upper"]].astype(float), rtol=0.01)
    assert cost.shares.set_index("source")["share"]["extra second calls per call"] == pytest.approx(1)


def test_a_guess_about_the_silent_widens_the_answer(calls, effect):
    narrow, wide = (repeat_call_cost(effect, calls["handle_minutes"], euros_per_minute=1, calls_not_followed=size)
                    for size in (1160, (500, 1820)))
    assert wide.draws.std() > 1.5 * narrow.draws.std()


@pytest.mark.parametrize("change, message", [
    ({"euros_per_minute": 0}, "euros_per_minute is 0"),
    ({"euros_per_minute": (2, 1)}, "a pair"),
    ({"n_draws": 10}, "n_draws is 10"),
])
def test_impossible_prices_are_refused(calls, effect, change, message):
    with pytest.raises(ValueError, match=message):
        repeat_call_cost(effect, calls["handle_minutes"], **({"euros_per_minute": 1} | change))


# Did it help?

def test_the_training_is_found_and_nothing_is_found_where_nothing_was_done(calls, lost):
    found = did_it_help(calls, lost, treated=["Birch", "Elm"], intervention="2026-07-01")
    row = found.table.loc["difference in differences"]
    assert found.verdict == "it helped"
    # An odds ratio of 0.5 at rates of 3 to 8% is a ratio of 0.51 to 0.52.
    assert row["ci_lower"] < 0.515 < row["ci_upper"] < 0.75
    assert found.placebo["signal"].sum() <= 1 and len(found.placebo) >= 15
    other = did_it_help(calls, lost, treated=["Alder", "Fern"], intervention="2026-07-01")
    assert other.verdict == "no change is shown"
    assert "is not ruled out" in other.text


def test_the_ratio_is_the_ratio_of_ratios_when_groups_are_alike():
    months = pd.date_range("2026-01-01", periods=12, freq="MS")
    counts = pd.DataFrame([(month, team, (20 if team in "AB" and month.month > 6 else 40), 1000)
                           for month in months for team in "ABCD"], columns=["date", "team", "events", "calls"])
    found = did_it_help(counts, treated=["A", "B"], intervention="2026-07-01")
    assert found.table.loc["difference in differences", "estimate"] == pytest.approx(0.5)
    assert found.rates["estimate"].tolist() == [40, 20, 40, 40]
    assert found.monthly["expected"].dropna().tolist() == [40.0] * 6


def test_monthly_counts_and_calls_give_the_same(calls, lost):
    counts = (pd.DataFrame({"events": lost.astype(int), "calls": 1}).groupby(
        [calls["date"].dt.to_period("M").dt.to_timestamp(), calls["team"]], observed=True).sum().reset_index())
    one = did_it_help(calls, lost, treated=["Birch", "Elm"], intervention="2026-07-01")
    other = did_it_help(counts, treated=["Birch", "Elm"], intervention="2026-07-01")
    pd.testing.assert_frame_equal(one.table, other.table)


def test_the_interval_holds_no_change_about_as_often_as_it_should():
    rng = np.random.default_rng(6)
    months = pd.date_range("2026-01-01", periods=12, freq="MS")
    false_alarms = 0
    for _ in range(60):
        level = {team: rng.gamma(20, 2.0) for team in "ABCDEFGH"}
        drift = {team: np.exp(0.1 * rng.normal(size=2)) for team in "ABCDEFGH"}
        counts = pd.DataFrame([(month, team, rng.poisson(level[team] * drift[team][int(month.month > 6)]), 1000)
                               for month in months for team in "ABCDEFGH"], columns=["date", "team", "events", "calls"])
        rows = counts.assign(group=counts["team"], month=counts["date"].dt.to_period("M"),
                             treated=counts["team"].isin(["A", "B"]), after=counts["date"] >= "2026-07-01")

        found = _difference(rows, 0.95)
        false_alarms += not found["ci_lower"] < 1 < found["ci_upper"]
    assert false_alarms <= 7


def test_the_month_of_a_change_half_way_is_left_out(calls, lost):
    found = did_it_help(calls, lost, treated=["Birch", "Elm"], intervention="2026-07-15")
    assert "2026-07" not in found.monthly["month"].astype("str").tolist()
    assert found.monthly["after"].sum() == 5


@pytest.mark.parametrize("change, message", [
    ({"intervention": "2026-05-01"}, "4 whole months before"),
    ({"intervention": "soon"}, "expected a date"),
    ({"treated": ["Oak"]}, "expected groups from team"),
    ({"treated": []}, "expected groups from team"),
    ({"by": "agent_id"}, "never of one employee"),
])
def test_a_question_that_cannot_be_answered_is_refused(calls, lost, change, message):
    given = {"treated": ["Birch", "Elm"], "intervention": "2026-07-01"} | change
    with pytest.raises(ValueError, match=message):
        did_it_help(calls, lost, **given)


def test_the_callers_tables_are_left_alone(calls, lost):
    before = calls.copy()
    adjust_rates(calls, lost)
    repeat_call_effect(calls, lost, adjust=["outcome"])
    did_it_help(calls, lost, treated=["Elm"], intervention="2026-07-01")
    pd.testing.assert_frame_equal(calls, before)


def test_counting_kinds_of_calls_gives_what_statsmodels_gives_call_by_call(calls, lost):
    import statsmodels.api as sm

    rows = calls.assign(lost=lost.astype(float)).head(4_000)
    rows = rows[rows[["repeat_call", "outcome", "line_quality", "agent_id", "lost"]].notna().all(axis=1)]
    ours = repeat_call_effect(rows, "lost", adjust=["outcome", "line_quality"])
    x = pd.DataFrame({"lost": rows["lost"]})
    for name in ("outcome", "line_quality"):
        usual = rows[name].value_counts().index[0]
        for value in rows[name].cat.categories.drop(usual):
            x[f"{name} {value}"] = (rows[name] == value).astype(float)
    fit = sm.GEE(rows["repeat_call"].astype(float).to_numpy(), sm.add_constant(x).to_numpy(),
                 groups=pd.factorize(rows["agent_id"])[0], family=sm.families.Binomial()).fit()
    np.testing.assert_allclose(ours.terms["estimate"], np.exp(fit.params[1:]), rtol=1e-6)
    np.testing.assert_allclose(np.log(ours.terms["ci_upper"] / ours.terms["ci_lower"]),
                               2 * 1.959964 * fit.bse[1:], rtol=1e-5)


def test_repeats_are_those_that_a_search_finds_call_by_call(rng):
    calls = pd.DataFrame({"customer_id": rng.choice(["U1", "U2", "U3", None], 120),
                          "date": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 30, 120), unit="D")},
                         index=rng.permutation(120))
    calls.iloc[5, 1] = pd.NaT
    found = find_repeats(calls, days=4)
    known = calls.dropna()
    end = known["date"].max()
    for place, (label, row) in enumerate(calls.iterrows()):
        if label not in known.index:
            assert pd.isna(found[label])
            continue
        same = known[known["customer_id"] == row["customer_id"]]
        later = same.index.map({name: at for at, name in enumerate(calls.index)}) > place
        gap = (same["date"] - row["date"]).dt.days
        if (((gap > 0) & (gap <= 4)) | ((gap == 0) & later)).any():
            assert found[label]
        else:
            assert pd.isna(found[label]) if (end - row["date"]).days < 4 else not found[label]
