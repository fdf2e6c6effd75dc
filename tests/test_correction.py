"""The coder's error is taken out of what it counted, with the doubt about that error in the interval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.intelligibility import correct_rates, correction, evaluate_codes, rate_complaints, summarise_complaints

MANY = 10**7


def sample(found, alarms, missed, left, drawn_from=None):
    """An evaluation with these counts."""
    said = [True] * (found + alarms) + [False] * (missed + left)
    codes = pd.DataFrame({"complaint": pd.array(said, dtype="boolean")})
    truth = pd.Series([True] * found + [False] * alarms + [True] * missed + [False] * left)
    if drawn_from is not None:
        drawn_from = pd.DataFrame({"complaint": pd.array([True] * drawn_from[0] + [False] * drawn_from[1],
                                                         dtype="boolean")})
    return evaluate_codes(codes, truth, drawn_from=drawn_from)


ANY = sample(1, 1, 1, 1)


def counted(found, alarms, missed, left, drawn_from=None):
    """The same, made without the texts; for many rounds."""
    counts = {"found": found, "false_alarms": alarms, "missed": missed, "rightly_left": left, "unclear": 0}
    return replace(ANY, counts=counts, drawn_from=drawn_from)


def known(sensitivity, specificity, n=MANY):
    """An evaluation that leaves no doubt about the coder's error."""
    found, left = round(n * sensitivity), round(n * specificity)
    return counted(found, n - left, n - found, left)


def lang_reiczigel(found, texts, n_found, n_true, n_left, n_false, level=0.95):
    """Limits of Lang and Reiczigel 2014, section 2.2 (as in R's asht::prevSeSp)."""
    z = stats.norm.ppf((1 + level) / 2)
    size, positive, negative = texts + z**2, n_true + 2, n_false + 2
    share, se, sp = (found + z**2 / 2) / size, (n_found + 1) / positive, (n_left + 1) / negative
    true = (share + sp - 1) / (se + sp - 1)
    shift = 2 * z**2 * (true * se * (1 - se) / positive - (1 - true) * sp * (1 - sp) / negative)
    variance = (share * (1 - share) / size + true**2 * se * (1 - se) / positive
                + (1 - true)**2 * sp * (1 - sp) / negative)
    half = z * np.sqrt(variance) / (se + sp - 1)
    return max(0, true + shift - half), min(1, true + shift + half)


# Published: the example of R's epiR::epi.prev, 23 of 150 cows positive in a test of sensitivity 96% and specificity
# 89%: 5.1 per 100 (0 to 13); and Moujaber et al. (2008), 6 of 151 children, 96.4% and 92.7%: 0 per 100 (0 to 1.3).
@pytest.mark.parametrize(("found", "texts", "sensitivity", "specificity", "estimate", "upper", "clipped"), [
    (23, 150, 0.96, 0.89, 5.1, 13, False), (6, 151, 0.964, 0.927, 0.0, 1.3, True)])
def test_published_prevalences_are_found_again(found, texts, sensitivity, specificity, estimate, upper, clipped):
    row = correct_rates(found, texts, known(sensitivity, specificity)).table.iloc[0]
    assert 100 * row["estimate"] == pytest.approx(estimate, abs=0.05)
    assert row["ci_lower"] == 0
    assert 100 * row["ci_upper"] == pytest.approx(upper, abs=0.6)
    assert row["clipped"] == clipped


def test_the_interval_is_close_to_lang_and_reiczigels_where_counts_are_large():
    row = correct_rates(6_000, 40_000, sample(900, 200, 100, 3_800)).table.iloc[0]
    assert row[["ci_lower", "ci_upper"]].tolist() == pytest.approx(
        lang_reiczigel(6_000, 40_000, 900, 1_000, 3_800, 4_000), abs=0.002)


def test_the_interval_is_close_to_the_delta_method_where_counts_are_large():
    row = correct_rates(6_000, 40_000, sample(900, 200, 100, 3_800)).table.iloc[0]
    se, sp, share = 0.9, 0.95, 0.15
    true = (share + sp - 1) / (se + sp - 1)
    error = np.sqrt(share * (1 - share) / 40_000 + true**2 * se * (1 - se) / 1_000 + (1 - true)**2 * sp * (1 - sp)
                    / 4_000) / (se + sp - 1)
    assert row["estimate"] == pytest.approx(true)
    assert row["ci_upper"] - row["ci_lower"] == pytest.approx(2 * 1.96 * error, rel=0.03)


def test_a_coder_without_error_changes_nothing():
    row = correct_rates(300, 3_000, known(1, 1)).table.iloc[0]
    assert row[["estimate", "uncorrected"]].tolist() == pytest.approx([0.1, 0.1])
    assert row[["ci_lower", "ci_upper"]].tolist() == pytest.approx([0.0897, 0.1112], abs=0.001)


@pytest.mark.parametrize("setting", [(0.05, 0.85, 0.98, 300, 400), (0.12, 0.95, 0.995, 100_000, 300)])
def test_the_interval_holds_the_truth_as_often_as_it_says_in_a_random_sample(setting, rng, monkeypatch):
    monkeypatch.setattr(correction, "N_DRAWS", 2_000)
    share, se, sp, texts, read = setting
    hits, rounds = 0, 250
    for _ in range(rounds):
        true = max(1, rng.binomial(read, share))
        found, left = rng.binomial(true, se), rng.binomial(read - true, sp)
        hit = rng.binomial(texts, share * se + (1 - share) * (1 - sp))
        row = correct_rates(hit, texts, counted(found, read - true - left, true - found, left)).table.iloc[0]
        hits += row["ci_lower"] <= share <= row["ci_upper"]
    assert 0.915 <= hits / rounds <= 0.995


@pytest.mark.parametrize("setting", [(0.12, 0.9, 0.97, 3_000, 100), (0.03, 0.8, 0.99, 20_000, 150)])
def test_the_interval_holds_the_truth_as_often_as_it_says_when_drawn_by_code(setting, rng, monkeypatch):
    monkeypatch.setattr(correction, "N_DRAWS", 2_000)
    share, se, sp, texts, each = setting
    hits, rounds, right, lost = 0, 250, share * se, share * (1 - se)
    for _ in range(rounds):
        hit = rng.binomial(texts, right + (1 - share) * (1 - sp))
        found = rng.binomial(each, right / (right + (1 - share) * (1 - sp)))
        missed = rng.binomial(each, lost / (lost + (1 - share) * sp))
        evaluation = counted(found, each - found, missed, each - missed, (hit, texts - hit))
        row = correct_rates(hit, texts, evaluation).table.iloc[0]
        hits += row["ci_lower"] <= share <= row["ci_upper"]
    assert 0.915 <= hits / rounds <= 0.995


def test_a_sample_drawn_by_code_weights_its_two_halves():
    evaluation = sample(90, 10, 4, 96, drawn_from=(200, 1_800))
    row = correct_rates(200, 2_000, evaluation).table.iloc[0]
    assert row["estimate"] == pytest.approx((200 * 0.90 + 1_800 * 0.04) / 2_000)
    assert evaluation.sensitivity == pytest.approx(180 / 252)
    assert evaluation.design == "by code"
    assert evaluation.table.set_index("measure").loc["recall", "estimate"] == pytest.approx(180 / 252)
    assert evaluation.table.set_index("measure").loc["precision", "estimate"] == 0.9
    assert evaluation.kappa["estimate"].isna().all()
    assert "Weighted to all texts, about 71%" in evaluation.text


def test_taking_a_sample_drawn_by_code_for_random_would_overrate_recall():
    assert sample(90, 10, 4, 96).sensitivity > 0.95 > sample(90, 10, 4, 96, drawn_from=(200, 1_800)).sensitivity


def test_groups_are_corrected_with_the_same_error(rng):
    evaluation = sample(90, 10, 10, 390)
    both = correct_rates([100, 40], [1_000, 1_000], evaluation)
    one = correct_rates(100, 1_000, evaluation)
    assert both.table["estimate"].iloc[0] == one.table["estimate"].iloc[0]
    assert both.text.startswith("The coder finds 90% of the true complaints and leaves 97.5% of the other texts alone")


def test_going_past_the_possible_is_said_aloud():
    result = correct_rates([2, 60], [400, 400], sample(50, 20, 10, 320))
    assert result.table["clipped"].tolist() == [True, False]
    assert result.table["estimate"].iloc[0] == 0
    assert "In 1 of 2 groups the formula goes past what is possible" in result.text


@pytest.mark.parametrize("counts", [(5, 50, 5, 50), (2, 60, 8, 40)])
def test_codes_that_say_nothing_are_refused(counts):
    with pytest.raises(ValueError, match=r"the codes say nothing: sensitivity is .* No correction is possible"):
        correct_rates(100, 1_000, sample(*counts))


def test_a_sample_too_small_to_know_is_refused():
    with pytest.raises(ValueError, match="too few to be sure that the codes say anything"):
        correct_rates(100, 1_000, sample(2, 1, 1, 3))


@pytest.mark.parametrize(("counts", "held"), [((0, 3, 0, 90), "no complaint"), ((40, 0, 5, 0), "nothing but")])
def test_a_sample_of_one_kind_is_refused_with_the_remedy(counts, held):
    with pytest.raises(ValueError, match=f"holds {held}.*drawn_from"):
        correct_rates(100, 1_000, sample(*counts))


def test_impossible_counts_and_other_things_are_refused():
    with pytest.raises(ValueError, match=r"found is 30.*no more than texts"):
        correct_rates([30, 1], [20, 20], sample(50, 2, 5, 300))
    with pytest.raises(ValueError, match=r"calls is 0.*above 0"):
        correct_rates(3, 20, sample(50, 2, 5, 300), calls=0)
    with pytest.raises(TypeError, match="expected what evaluate_codes"):
        correct_rates(3, 20, 0.9)
    with pytest.raises(ValueError, match="holds only texts not coded complaint"):
        sample(0, 0, 3, 50, drawn_from=(10, 100))
    with pytest.raises(ValueError, match="drawn_from holds 0 texts coded complaint"):
        sample(3, 1, 3, 50, drawn_from=(0, 100))


def test_shares_stand_beside_their_correction_with_unclear_texts_in_both(rng):
    status = pd.Categorical(["complaint"] * 60 + ["no"] * 420 + ["unclear"] * 20 + ["missing"] * 5)
    complaint = pd.array([True] * 60 + [False] * 420 + [None] * 25, dtype="boolean")
    codes = pd.DataFrame({"status": status, "complaint": complaint})
    evaluation = sample(90, 10, 10, 390)
    table = summarise_complaints(codes, evaluation=evaluation)
    plain = summarise_complaints(codes)
    pd.testing.assert_frame_equal(table[list(plain)], plain)
    assert table["corrected"].iloc[0] == pytest.approx((60 / 500 + 0.975 - 1) / 0.875)
    assert table["corrected_upper"].iloc[0] - table["corrected_lower"].iloc[0] > plain["ci_upper"].iloc[0] - \
        plain["ci_lower"].iloc[0]
    assert "texts read by hand" in table.attrs["correction"]


def test_rates_stand_beside_their_correction_in_the_order_of_names():
    base = pd.DataFrame({"team": ["South", "North"], "events": [40, 12], "calls": [4_000, 3_000],
                         "complaints": [400, 300]}, index=[9, 4])
    table = rate_complaints(base, evaluation=sample(90, 10, 10, 390))
    assert table["team"].tolist() == ["North", "South"]
    assert table["corrected"].tolist() == pytest.approx([1_000 * (12 - 0.025 * 300) / 0.875 / 3_000,
                                                         1_000 * (40 - 0.025 * 400) / 0.875 / 4_000])
    assert (table["corrected_lower"] <= table["corrected"]).all()
    assert table.attrs["per"] == 1_000
    with pytest.raises(ValueError, match="no column 'complaints'"):
        rate_complaints(base.drop(columns="complaints"), evaluation=sample(90, 10, 10, 390))


def test_a_group_without_texts_has_no_share_but_a_rate():
    evaluation = sample(90, 10, 10, 390)
    assert correct_rates([0, 5], [0, 90], evaluation).table["estimate"].isna().tolist() == [True, False]
    row = correct_rates(0, 0, evaluation, calls=500).table.iloc[0]
    assert row["estimate"] == 0
    assert 0 < row["ci_upper"] < 1_000 * 5 / 500


def test_the_doubt_of_a_count_is_in_a_rate():
    evaluation = known(1, 1)
    row = correct_rates(40, 100, evaluation, calls=1_000).table.iloc[0]
    lower, upper = stats.gamma.ppf([0.025, 0.975], 40.5)
    assert row[["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx([40, lower, upper], rel=0.02)


def test_fewer_found_than_false_alarms_would_give_is_no_certainty_that_there_are_none():
    row = correct_rates(3, 900, sample(45, 5, 15, 335), calls=9_000).table.iloc[0]
    assert row["clipped"] and row["estimate"] == 0 == row["ci_lower"]
    # At most all that were found are complaints, with the doubt about three and about the share that is found.
    assert 0.05 < row["ci_upper"] < stats.gamma.ppf(0.999, 3.5) / 9_000 * 1_000 / 0.6
