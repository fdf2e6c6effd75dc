"""A pair of figures before and after: what it can and cannot show."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import confint_poisson_2indep

from cxlab.impact import claim_check, read_drop

SEED = Path(__file__).parents[2] / "shared" / "reference" / "cx" / "project99_seed.json"
LIMITS = ["estimate", "ci_lower", "ci_upper"]
counts = st.integers(1, 2000)


@pytest.fixture
def project99():
    return claim_check(733, 476, what="escalated complaints")


def test_project_99_gives_the_published_ratio_and_interval(project99):
    assert project99.table.loc[0, LIMITS].astype(float).round(3).tolist() == [0.649, 0.579, 0.729]
    assert (project99.estimate, project99.ci_lower, project99.ci_upper) == tuple(project99.table.loc[0, LIMITS])
    assert project99.table["n"].tolist() == [1209, 1209]


def test_project_99_agrees_with_the_stored_seed_numbers(project99):
    if not SEED.exists():
        pytest.skip("the folder with outside numbers is not here")
    derived = json.loads(SEED.read_text())["derived"]
    assert project99.estimate == pytest.approx(derived["poisson_ratio"], abs=1e-12)
    assert [project99.ci_lower, project99.ci_upper] == pytest.approx(derived["poisson_ratio_ci95"], abs=1e-4)
    assert project99.table.loc[1, "estimate"] == derived["abs"]


def test_project_99_per_calendar_day_is_smaller_because_february_is_short():
    per_day = claim_check(733, 476, exposure_before=30, exposure_after=28, unit="day")
    assert per_day.estimate == pytest.approx((476 / 28) / (733 / 30), abs=1e-12)
    assert round(per_day.estimate, 3) == 0.696
    assert "24.43 to 17 per day" in per_day.text


def test_project_99_vanishes_when_months_vary_by_fifteen_per_cent(project99):
    by_hand = math.sqrt(((math.log(476 / 733) / 1.959964) ** 2 - 1 / 733 - 1 / 476) / 2)
    assert project99.vanishes_at == pytest.approx(by_hand, abs=2e-4)
    assert round(project99.vanishes_at, 2) == 0.15


def test_self_service_needs_183_customers_a_period():
    check = claim_check(0.55, 0.65, kind="proportion", what="self-service")
    assert check.n_needed == 183
    assert math.isnan(check.ci_lower)
    assert check.table["n"].isna().all() and check.table["n_missing"].tolist() == [0]
    assert "at least 183 customers" in check.text


@settings(max_examples=25, deadline=None)
@given(st.integers(20, 2000), st.integers(20, 2000), st.floats(0.5, 100), st.floats(0.5, 100))
def test_the_ratio_agrees_with_statsmodels_score_and_heeds_exposure(before, after, base, later):
    check = claim_check(before, after, exposure_before=base, exposure_after=later)
    low, high = confint_poisson_2indep(after, later, before, base, method="score", compare="ratio")
    assert [check.ci_lower, check.ci_upper] == pytest.approx([low, high], rel=1e-5)  # its search stops early


@settings(max_examples=25, deadline=None)
@given(counts, counts)
def test_the_exact_ratio_is_the_conditional_binomial_one(before, after):
    check = claim_check(before, after, method="exact")
    limits = stats.binomtest(after, before + after).proportion_ci(method="exact")
    assert [check.ci_lower, check.ci_upper] == pytest.approx([p / (1 - p) for p in limits], rel=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 300), st.integers(0, 400), st.integers(300, 500), st.integers(400, 900))
def test_the_difference_of_shares_is_newcombes(hits_before, hits_after, n_before, n_after):
    check = claim_check(hits_before / n_before, hits_after / n_after, kind="proportion", n_before=n_before,
                        n_after=n_after)
    expected = confint_proportions_2indep(hits_after, n_after, hits_before, n_before, method="newcomb", compare="diff")
    assert [check.ci_lower, check.ci_upper] == pytest.approx(expected, abs=1e-9)


def test_newcombes_own_example_is_reproduced():
    # Newcombe (1998), table II, row (a): 56/70 less 48/80, method 10 gives 0.0524 to 0.3339.
    check = claim_check(48 / 80, 56 / 70, kind="proportion", n_before=80, n_after=70)
    assert [check.ci_lower, check.ci_upper] == pytest.approx([0.0524, 0.3339], abs=5e-5)


@settings(max_examples=25, deadline=None)
@given(counts, counts)
def test_swapping_before_and_after_inverts_the_ratio(before, after):
    there, back = claim_check(before, after), claim_check(after, before)
    assert there.estimate * back.estimate == pytest.approx(1)
    assert there.ci_lower * back.ci_upper == pytest.approx(1)
    assert there.vanishes_at == pytest.approx(back.vanishes_at, abs=1e-9)
    assert there.table.loc[1, "ci_lower"] == pytest.approx(-back.table.loc[1, "ci_upper"])


@settings(max_examples=25, deadline=None)
@given(counts, counts)
def test_at_the_vanishing_variation_the_interval_touches_no_change(before, after):
    check = claim_check(before, after)
    z = stats.norm.ppf(0.975)
    near = check.ci_upper if after < before else check.ci_lower
    reach = math.sqrt(math.log(check.estimate / near) ** 2 + 2 * (z * check.vanishes_at) ** 2)
    touches = reach == pytest.approx(abs(math.log(check.estimate)), abs=1e-9)
    assert touches or (check.vanishes_at == 0 and check.ci_lower <= 1 <= check.ci_upper)


def test_more_variation_between_months_never_narrows_the_interval(project99):
    for check in (project99, claim_check(0.5, 0.6, kind="proportion", n_before=400, n_after=400)):
        assert check.sensitivity["ci_lower"].is_monotonic_decreasing
        assert check.sensitivity["ci_upper"].is_monotonic_increasing
        assert check.sensitivity.loc[0, ["ci_lower", "ci_upper"]].tolist() == pytest.approx(
            [check.ci_lower, check.ci_upper])


def test_the_interval_covers_the_true_ratio_about_as_often_as_it_says():
    rng = np.random.default_rng(20)
    pairs = np.column_stack([rng.poisson(60, 250), rng.poisson(42, 250)])
    held = [check.ci_lower <= 0.7 <= check.ci_upper for check in (claim_check(int(b), int(a)) for b, a in pairs)]
    assert 0.92 <= np.mean(held) <= 0.98


def test_nothing_before_gives_no_ratio_but_a_difference():
    check = claim_check(0, 5)
    assert check.table.loc[0, LIMITS].isna().all()
    assert check.table.loc[1, "estimate"] == 5
    assert check.text.startswith("There were no events before")


def test_nothing_after_gives_a_ratio_of_zero_with_an_upper_limit():
    check = claim_check(20, 0)
    assert (check.estimate, check.ci_lower) == (0, 0)
    assert 0 < check.ci_upper < 1
    assert math.isnan(check.vanishes_at)


def test_a_missing_figure_stays_missing():
    for absent in (None, float("nan"), pd.NA):
        check = claim_check(absent, 476)
        assert check.table["estimate"].isna().all() and check.table["n"].isna().all()
        assert check.table["n_missing"].tolist() == [1, 1]
        assert "is missing" in check.text


def test_what_may_not_be_said_grows_when_days_and_customers_are_unknown(project99):
    with_days = claim_check(733, 476, exposure_before=30, exposure_after=28)
    assert len(project99.may_not_be_said) == len(with_days.may_not_be_said) + 1
    assert any("caused" in sentence for sentence in with_days.may_not_be_said)


def test_the_first_sentence_is_plain_and_the_last_warns(project99):
    assert project99.text.startswith("Escalated complaints went from 733 to 476: 35% fewer")
    assert "15% of their mean" in project99.text
    assert "prove nothing about cause" in project99.text


def test_a_change_that_chance_explains_is_said_to_be_so():
    check = claim_check(9, 8)
    assert check.vanishes_at == 0
    assert "Chance alone can explain it" in check.text


@pytest.mark.parametrize("options", [
    ({"before": 55, "after": 0.65, "kind": "proportion"}, "0.55 for 55%"),
    ({"before": 0.55, "after": 0.65}, 'use kind="proportion"'),
    ({"before": -1, "after": 3}, "before is -1; expected a whole number"),
    ({"before": "733", "after": 3}, "before is '733'; expected a number"),
    ({"before": 7, "after": 3, "exposure_before": 30}, "exposure_after is missing"),
    ({"before": 7, "after": 3, "exposure_before": 30, "exposure_after": 0}, "exposure_after is 0"),
    ({"before": 7, "after": 3, "n_before": 30, "n_after": 30}, "does not belong to kind='count'"),
    ({"before": 0.5, "after": 0.6, "kind": "proportion", "n_before": 10.5, "n_after": 9}, "n_before is 10.5"),
    ({"before": 7, "after": 3, "kind": "share"}, "expected one of 'count', 'proportion'"),
    ({"before": 7, "after": 3, "method": "sqrtcc"}, "expected one of 'score', 'exact'"),
    ({"before": 7, "after": 3, "level": 95}, "level is 95"),
])
def test_a_wrong_figure_is_named_with_what_was_expected(options):
    arguments, message = options
    with pytest.raises(ValueError, match=message):
        claim_check(**arguments)


def test_all_faults_are_told_at_once():
    with pytest.raises(ValueError, match=r"(?s)before is 55.*n_after is missing"):
        claim_check(55, 0.65, kind="proportion", n_before=30)


def test_a_series_of_months_is_sent_to_the_room_for_it():
    with pytest.raises(TypeError, match="interrupted_series"):
        claim_check([733, 700], 476)


def test_a_drop_read_both_ways_differs_by_one_over_the_rate_before():
    table = read_drop(0.018, [0.05, 0.10, 0.018, 0.01])
    points, relative = table["before"] - table["after_points"], table["before"] - table["after_percent"]
    assert (points / relative)[:3].tolist() == pytest.approx((1 / table["before"])[:3].tolist())
    assert table["after_points"].isna().tolist() == [False, False, False, True]


def test_a_drop_that_is_no_share_is_refused():
    with pytest.raises(ValueError, match=r"(?s)drop is 1.8.*before is 12.0"):
        read_drop(1.8, [0.05, 12])


def test_the_room_loads_no_drawing_library():
    code = ("import sys, cxlab.impact; "
            "sys.exit(any(n.split('.')[0] in ('matplotlib', 'seaborn', 'IPython', 'ipywidgets') for n in sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_small_rates_shares_and_changes_are_not_rounded_to_nothing():
    rate = claim_check(733, 476, exposure_before=100_000, exposure_after=90_000, unit="customer")
    assert "went from 0.00733 to 0.00529 per customer" in rate.text
    share = claim_check(0.0004, 0.0001, kind="proportion", n_before=100_000, n_after=100_000)
    assert "went from 0.04% to 0.01%: -0.03 percentage points (interval -0.045 to -0.016" in share.text
    assert "less than 1% fewer" in claim_check(1_000_000, 999_999).text


def test_the_words_about_chance_claim_no_certainty_and_tell_the_level():
    assert "Pure chance would seldom give so large a change." in claim_check(90, 40).text
    assert 'the 99.8% interval holds "no change"' in claim_check(73, 70, level=0.998).text
