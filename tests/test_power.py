import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import power_poisson_diff_2indep

from cxlab.funnel import funnel_limits
from cxlab.power import (
    design_effect,
    funnel_power,
    funnel_sample_size,
    power_one_proportion,
    power_two_proportions,
    power_two_rates,
    sample_size_for_margin,
)

R = json.loads((Path(__file__).parent / "reference" / "power.json").read_text(encoding="utf-8"))
PLANS = [power_one_proportion, power_two_proportions, power_two_rates]


def test_two_proportions_agree_with_power_prop_test():
    assert power_two_proportions(0.12, 0.08, power=0.8).n == pytest.approx(R["n_12_vs_8"], rel=1e-8)
    assert power_two_proportions(0.05, 0.03, power=0.9).n == pytest.approx(R["n_05_vs_03"], rel=1e-8)
    assert power_two_proportions(0.12, 0.08, n=500).power == pytest.approx(R["power_n500"], abs=1e-9)


def test_two_rates_agree_with_statsmodels():
    ours = power_two_rates(1.0, 1.2, n=300).power
    theirs = power_poisson_diff_2indep(1.2, 1.0, 300, method_var="score").power
    # statsmodels adds the chance of a significant difference the wrong way round.
    assert ours == pytest.approx(theirs, abs=1e-5)


def test_one_proportion_agrees_with_the_exact_binomial_for_a_large_n():
    n, target, actual = 2000, 0.10, 0.12
    half = 1.959963984540054 * np.sqrt(target * (1 - target) / n)
    exact = stats.binom.sf(np.floor((target + half) * n), n, actual)
    assert power_one_proportion(target, actual, n=n).power == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize("plan", PLANS)
@settings(deadline=None)
@given(first=st.floats(0.02, 0.9), share=st.floats(0.1, 0.9), power=st.floats(0.3, 0.99))
def test_the_three_questions_answer_each_other(plan, first, share, power):
    second = first + (0.97 - first) * share
    n = plan(first, second, power=power).n
    assert plan(first, second, n=n).power == pytest.approx(power)
    assert plan(first, n=n, power=power).second <= second + 1e-6
    found = plan(first, n=n, power=power).second
    assert plan(first, found, n=n).power == pytest.approx(power)


@pytest.mark.parametrize("plan", PLANS)
def test_the_smallest_difference_is_sought_on_the_side_asked_for(plan):
    assert plan(0.4, n=500, power=0.8).second > 0.4 > plan(0.4, n=500, power=0.8, direction="lower").second


@pytest.mark.parametrize("plan", PLANS)
def test_the_design_effect_multiplies_what_is_needed(plan):
    plain, clustered = plan(0.3, 0.4, power=0.8), plan(0.3, 0.4, power=0.8, design_effect=2.5)
    assert clustered.n == pytest.approx(2.5 * plain.n)
    assert plan(0.3, 0.4, n=clustered.n, design_effect=2.5).power == pytest.approx(0.8)
    assert "design effect of 2.50" in clustered.text


def test_the_design_effect_is_one_without_clusters_and_the_size_with_copies():
    assert design_effect(1, 0.5) == 1
    assert design_effect(40, 0) == 1
    assert design_effect(40, 1) == 40
    assert design_effect(20, 0.05, cv=0.5) == pytest.approx(1 + (1.25 * 20 - 1) * 0.05)


def test_margins_agree_with_the_known_table():
    # Cochran's rule for 95% and a share of one half: 385 for 5 points, 1068 for 3 points, 9604 for 1 point.
    assert [sample_size_for_margin(m) for m in (0.05, 0.03, 0.01)] == [385, 1068, 9604]
    assert sample_size_for_margin(0.05, population=1000) == 278
    assert sample_size_for_margin(0.05, population=1) == 1
    assert sample_size_for_margin(0.05, share=0.1) < 385 < sample_size_for_margin(0.05, design_effect=2)


def test_the_funnel_sees_three_times_the_rate_as_seldom_as_was_measured():
    found = funnel_power(R["funnel"]["n"], base=0.01, actual=0.03)
    assert found["power"].round(2).tolist() == R["funnel"]["power"]
    assert (found["false_alarm"] <= 0.001).all()


@pytest.mark.parametrize(("kind", "actual"), [("proportion", 0.06), ("rate", 0.06), ("proportion", 0.005)])
def test_funnel_power_agrees_with_adding_up_every_count(kind, actual):
    n, base, level = 220, 0.02, 0.95
    law = stats.binom(n, base) if kind == "proportion" else stats.poisson(n * base)
    truth = stats.binom(n, actual) if kind == "proportion" else stats.poisson(n * actual)
    counts = np.arange(n + 1)
    signals = law.sf(counts - 1) <= 0.025 if actual > base else law.cdf(counts) <= 0.025
    found = funnel_power(n, base=base, actual=actual, level=level, kind=kind).iloc[0]
    assert found["power"] == pytest.approx(truth.pmf(counts)[signals].sum(), abs=1e-12)
    assert found["false_alarm"] == pytest.approx(law.pmf(counts)[signals].sum(), abs=1e-12)
    assert found["events_to_signal"] == (counts[signals].min() if actual > base else counts[signals].max())


@settings(deadline=None)
@example(1, 0.25, True, "rate")
@given(st.integers(1, 600), st.floats(0.005, 0.4), st.booleans(), st.sampled_from(["proportion", "rate"]))
def test_power_and_funnel_draw_the_same_line(n, base, above, kind):
    rule = funnel_power(n, base=base, actual=base * (2 if above else 0.5), kind=kind)["events_to_signal"].iloc[0]
    if rule is pd.NA:
        return
    # A share has at most n events; a rate may have more events than units of exposure.
    most = n if kind == "proportion" else rule + 1
    counts = np.arange(max(0, rule - 1), min(most, rule + 1) + 1)
    found = funnel_limits(counts, np.full(len(counts), n), kind=kind, target=base, method="exact").table["signal"]
    assert (found != "within limits").any()
    beyond = counts >= rule if above else counts <= rule
    assert (found == ("higher" if above else "lower") + " than expected").tolist() == beyond.tolist()


def test_a_unit_too_small_to_signal_has_no_power():
    small = funnel_power(pd.Series([1, 0, 10], index=["a", "b", "c"]), base=0.2, actual=0.9)
    assert small["power"].tolist()[:2] == [0, 0]
    assert small["events_to_signal"].isna().tolist() == [True, True, False]
    assert small.index.tolist() == ["a", "b", "c"]
    assert funnel_power(100, base=0.01, actual=0.001)["power"].tolist() == [0]


@pytest.mark.parametrize(("base", "actual", "kind"), [(0.01, 0.03, "proportion"), (0.05, 0.02, "proportion"),
                                                      (0.3, 0.6, "rate")])
def test_from_the_funnel_sample_size_on_the_power_stays_high(base, actual, kind):
    n = funnel_sample_size(base=base, actual=actual, kind=kind)
    after = funnel_power(np.arange(n, 4 * n), base=base, actual=actual, kind=kind)["power"]
    assert (after >= 0.8).all()
    assert funnel_power(n - 1, base=base, actual=actual, kind=kind)["power"].iloc[0] < 0.8


def test_the_plan_says_what_it_means():
    plan = power_two_proportions(0.12, 0.08, power=0.8)
    assert plan.text == ("With 882 in each group, shares of 0.12 and 0.08 would be told apart in 80 of 100 such "
                         "studies (two-sided, 95% level).")
    assert plan.solved == "n"
    assert plan.table["n_needed"].tolist() == [882]


@pytest.mark.parametrize(("call", "message"), [
    (lambda: power_two_proportions(0.1, 0.2), "left out: n, power; expected exactly one of second, n and power"),
    (lambda: power_one_proportion(0.1, 0.2, n=5, power=0.8), "left out: nothing; expected exactly one of actual"),
    (lambda: power_two_proportions(12, 8, power=0.8), "first is 12; .* between 0 and 1\nsecond is 8"),
    (lambda: power_two_proportions(0.1, 0.1, power=0.8), "both values are 0.1; expected two that differ"),
    (lambda: power_two_proportions(0.1, 0.2, power=80), "power is 80; expected a number between 0 and 1"),
    (lambda: power_two_proportions(0.1, 0.2, n=-5), "n is -5; expected a number above 0"),
    (lambda: power_two_proportions(0.1, 0.2, n=5, level=95), "level is 95"),
    (lambda: power_two_proportions(0.1, 0.2, n=5, design_effect=0.5), "design_effect is 0.5; expected 1 or more"),
    (lambda: power_two_proportions(0.1, n=5, power=0.8, direction="up"), "direction is 'up'; expected 'higher' or"),
    (lambda: power_one_proportion(0.1, n=3, power=0.9, direction="lower"), "n is 3, with which no value lower than"),
    (lambda: power_two_rates(-1, 2, n=5), "first is -1; expected a rate above 0"),
    (lambda: design_effect(0, 0.1), "cluster_size is 0; expected 1 or more"),
    (lambda: design_effect(10, 3), "icc is 3; expected a number from 0 to 1"),
    (lambda: sample_size_for_margin(3), "margin is 3; .* for example 0.03 for 3 points"),
    (lambda: sample_size_for_margin(0.03, population=0), "population is 0"),
    (lambda: funnel_power(100, base=0.01, actual=0.01), "base and actual are both 0.01"),
    (lambda: funnel_power(100, base=1, actual=3), "base is 1; expected a share between 0 and 1\nactual is 3"),
    (lambda: funnel_power([100, -1], base=0.1, actual=0.3), "n is .*-1.* in row 1; expected a whole number"),
    (lambda: funnel_power(100, base=0.1, actual=0.3, kind="ratio"), "kind is 'ratio'"),
    (lambda: funnel_sample_size(base=0.01, actual=0.0100001), "more than ten million"),
])
def test_bad_input_is_refused_in_plain_words(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_no_plan_is_said_to_be_certain_or_hopeless():
    assert "in more than 99 of 100" in power_two_proportions(0.1, 0.2, n=5000).text
    assert "in fewer than 1 of 100" in power_two_proportions(0.1, 0.11, n=50, level=0.999).text


def test_a_missing_number_of_calls_has_a_missing_power():
    for sizes in ([100, None], pd.Series([100, None], dtype="Int64"), pd.Series([100, np.nan])):
        found = funnel_power(sizes, base=0.01, actual=0.03)
        assert found["power"].isna().tolist() == [False, True]
        assert found[["n", "events_to_signal", "false_alarm"]].isna().iloc[1].all()


@pytest.mark.parametrize(("base", "actual", "power"), [(0.01, 0.012, 0.8), (0.1, 0.11, 0.3), (0.05, 0.045, 0.99)])
def test_the_search_from_above_finds_what_trying_every_size_finds(base, actual, power):
    found = funnel_sample_size(base=base, actual=actual, power=power)
    every = funnel_power(np.arange(1, 3 * found), base=base, actual=actual)["power"].to_numpy()
    assert found == np.flatnonzero(every < power)[-1] + 2
